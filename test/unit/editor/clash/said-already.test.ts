import assert from 'node:assert/strict';
import type { ShownProblem } from '../../../../src/editor/clash/clash-protocol.ts';
import { notSaidAlready } from '../../../../src/editor/clash/said-already.ts';

const at = (line: number, givesWay: boolean): ShownProblem => ({
  id: 'unreadable-text',
  severity: 'error',
  message: 'This is no YAML',
  span: { start: { line, character: 2 }, end: { line, character: 4 } },
  fixes: [],
  related: [],
  givesWay,
  fixableTogether: 0,
});

describe('what a schema extension says already', () => {
  const cases: readonly [name: string, other: { source: string | undefined; line: number; character: number; isError: boolean }, left: number][] = [
    ['is not said again where it is no YAML', { source: 'YAML', line: 1, character: 2, isError: true }, 2],
    ['is not said again where a schema says it', { source: 'yaml-schema: Clash', line: 1, character: 2, isError: true }, 2],
    ['is said of another line', { source: 'YAML', line: 2, character: 2, isError: true }, 3],
    ['is said of another place of the line', { source: 'YAML', line: 1, character: 0, isError: true }, 3],
    ['is said where theirs is no error', { source: 'YAML', line: 1, character: 2, isError: false }, 3],
    ['is said where another kind of extension speaks', { source: 'cSpell', line: 1, character: 2, isError: true }, 3],
    ['is said where nobody is named', { source: undefined, line: 1, character: 2, isError: true }, 3],
    ['is said of what says more', { source: 'YAML', line: 3, character: 2, isError: true }, 3],
  ];
  for (const [name, { source, line, character, isError }, left] of cases) {
    it(name, () => assert.equal(notSaidAlready([at(0, true), at(1, true), at(3, false)], [{ source, start: { line, character }, isError }]).length, left));
  }
});
