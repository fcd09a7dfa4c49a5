import { readYamlLeaves } from '../../../path/sources/yaml-leaves.ts';
import type { EntryFormat } from './entry-format.ts';
import { lineEndOf, NotEditable, type TextEdit } from './text-edit.ts';
import { bodyOf, entryAt, valueOf, yamlLines, type YamlLine } from './yaml-lines.ts';

/** An item `NAME=value` of the list, with the place of the item and of its text. */
interface Item {
  name: string;
  value: string;
  /** 0-based among the lines. */
  at: number;
}

/**
 * Variables in a list of `NAME=value` at the top of a YAML file, by list name and variable: `set-env`, `HTTPS_PROXY`. The
 * list may be of lines or not there yet; one in square brackets is for its user to edit.
 */
export const yamlVariables: EntryFormat = {
  name: 'YAML',
  read: (text, [list = '', name = '']) => items(text, list).findLast((item) => item.name === name)?.value,
  set(text, [list = '', name = ''], value) {
    const lines = yamlLines(text);
    const end = lineEndOf(text);
    const written = `- ${JSON.stringify(`${name}=${String(value)}`)}`;
    const there = items(text, list).findLast((item) => item.name === name);
    const line = there && lines[there.at];
    if (line) return [{ at: line.start + (line.indent ?? 0), remove: line.end - line.start - (line.indent ?? 0), insert: written }];
    const at = entryAt(lines, list, 0);
    const head = at === undefined ? undefined : lines[at];
    if (at === undefined || !head) {
      const before = text === '' || text === '\uFEFF' || text.endsWith('\n') ? '' : end;
      return [{ at: text.length, remove: 0, insert: `${before}${list}:${end}  ${written}${end}` }];
    }
    const { from, to } = bodyOf(lines, at);
    const first = lines.slice(from, to).find(({ indent }) => indent !== undefined);
    return [behindLine(lines[to - 1] ?? head, `${' '.repeat(first?.indent ?? 2)}${written}`, end)];
  },
  remove(text, [list = '', name]) {
    const lines = yamlLines(text);
    const at = name === undefined ? entryAt(lines, list, 0) : items(text, list).findLast((item) => item.name === name)?.at;
    const line = at === undefined ? undefined : lines[at];
    return line ? [{ at: line.start, remove: line.next - line.start, insert: '' }] : [];
  },
  container(text, [list = '']) {
    const lines = yamlLines(text);
    const at = entryAt(lines, list, 0);
    if (at === undefined) return 'missing';
    const { from, to } = bodyOf(lines, at);
    return from === to && /:\s*$/.test(lines[at]?.text ?? '') ? 'empty' : 'filled';
  },
};

/** A line behind another one; the last of a text may have no line break. */
function behindLine(line: YamlLine, written: string, end: string): TextEdit {
  return line.next > line.end
    ? { at: line.next, remove: 0, insert: `${written}${end}` }
    : { at: line.end, remove: 0, insert: `${end}${written}` };
}

/** @throws NotEditable for a list that is not of lines, and for an item of more than one. */
function items(text: string, list: string): Item[] {
  const lines = yamlLines(text);
  const at = entryAt(lines, list, 0);
  const head = at === undefined ? undefined : lines[at];
  if (at === undefined || !head) return [];
  if (valueOf(head) !== '') throw new NotEditable(at + 1);
  const { from, to } = bodyOf(lines, at);
  const there = lines.map((line, index) => ({ line, index })).slice(from, to).filter(({ line }) => line.indent !== undefined);
  const leaves = readYamlLeaves(text).leaves.filter(({ path }) => path.length === 2 && path[0] === list);
  return there.map(({ line, index }) => {
    const leaf = leaves.find((one) => one.line === index + 1);
    const [, name, value] = /^([^=]*)=([\s\S]*)$/.exec(leaf?.value ?? '') ?? [];
    if (!leaf || line.indent !== there[0]?.line.indent || !line.text.slice(line.indent).startsWith('- ')) throw new NotEditable(index + 1);
    return { name: name ?? leaf.value, value: value ?? '', at: index };
  });
}
