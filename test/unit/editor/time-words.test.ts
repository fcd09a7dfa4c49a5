import * as assert from 'node:assert/strict';
import { agoWords, durationWords } from '../../../src/editor/time-words.ts';

describe('time in words', () => {
  const ages: [number, string][] = [
    [-5_000, 'just now'],
    [Number.NaN, 'just now'],
    [59_999, 'just now'],
    [60_000, '1 min ago'],
    [3_599_999, '59 min ago'],
    [3_600_000, '1 h ago'],
    [86_400_000, '1 d ago'],
  ];
  for (const [agoMs, words] of ages) it(`${agoMs} ms ago`, () => assert.equal(agoWords(agoMs), words));

  const durations: [number, string][] = [
    [-1, '0 ms'],
    [0.4, '0 ms'],
    [999, '999 ms'],
    [1_000, '1.0 s'],
    [59_940, '59.9 s'],
    [59_960, '1 min 0 s'],
    [125_000, '2 min 5 s'],
  ];
  for (const [durationMs, words] of durations) it(`${durationMs} ms`, () => assert.equal(durationWords(durationMs), words));
});
