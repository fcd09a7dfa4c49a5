import { readYamlLeaves } from '../../../path/sources/yaml-leaves.ts';
import type { EntryFormat, EntryValue } from './entry-format.ts';
import { lineEndOf, NotEditable, type TextEdit } from './text-edit.ts';
import { bodyOf, entryAt, valueOf, yamlLines, type YamlLine } from './yaml-lines.ts';

/** One item of the list. `from` and `to` are 0-based lines, `column` is how deep its names stand. */
interface Item {
  from: number;
  to: number;
  column: number;
}

/** Numbers of the items of `models` that say themselves which model they are; the others take that from elsewhere. */
export function ownModels(text: string): number[] {
  const { leaves } = readYamlLeaves(text);
  const names = (index: number): Set<string | undefined> =>
    new Set(leaves.filter(({ path }) => path[0] === 'models' && path[1] === String(index)).map(({ path }) => path[2]));
  return items(yamlLines(text), 'models').flatMap((_, index) => {
    const own = names(index);
    return own.has('provider') && own.has('model') && !own.has('uses') ? [index] : [];
  });
}

/**
 * Entries of a mapping in each item of a list at the top of a YAML file: `models`, `0`, `requestOptions`, `proxy`. The
 * mapping may be of lines or not there yet; one in braces is for its user to edit.
 */
export const yamlModels: EntryFormat = {
  name: 'YAML',
  read(text, [list = '', index, mapping = '', name = '']) {
    const leaves = readYamlLeaves(text).leaves.filter(({ path }) => [list, index, mapping, name].every((one, at) => path[at] === one));
    yamlLines(text);
    const [first] = leaves;
    if (!first) return undefined;
    if (first.path.length > 4) return leaves.map(({ value }) => value);
    return first.kind === 'boolean' ? first.value === 'true' : first.value;
  },
  others(text, [list = '', index, ...rest]) {
    const numbers = items(yamlLines(text), list).map((_, at) => String(at));
    return numbers.filter((at) => at !== index).map((at) => [list, at, ...rest]);
  },
  set(text, [list = '', index, mapping = '', name = ''], value) {
    const lines = yamlLines(text);
    const end = lineEndOf(text);
    const item = itemAt(lines, list, index);
    if (!item) throw new NotEditable(lines.length);
    const written = `${name}: ${valueText(value)}`;
    const head = mappingAt(lines, item, mapping);
    if (head === undefined) {
      const pad = ' '.repeat(item.column);
      return [behindLine(lines[item.to - 1], `${pad}${mapping}:${end}${pad}  ${written}`, end)];
    }
    const { from, to } = bodyOf(lines, head);
    const first = lines.slice(from, to).find(({ indent }) => indent !== undefined);
    const depth = first?.indent ?? item.column + 2;
    const there = entryAt(lines, name, depth, from, to);
    if (there !== undefined) {
      const line = lines[there];
      const below = bodyOf(lines, there);
      const last = lines[below.to - 1];
      if (!line || !last) throw new NotEditable(there + 1);
      return [{ at: line.start + depth, remove: last.end - line.start - depth, insert: written }];
    }
    return [behindLine(lines[to - 1], `${' '.repeat(depth)}${written}`, end)];
  },
  remove(text, [list = '', index, mapping = '', name]) {
    const lines = yamlLines(text);
    const item = itemAt(lines, list, index);
    const head = item && mappingAt(lines, item, mapping);
    if (head === undefined) return [];
    if (name === undefined) return cut(lines, head);
    const { from, to } = bodyOf(lines, head);
    const first = lines.slice(from, to).find(({ indent }) => indent !== undefined);
    const there = first?.indent === undefined ? undefined : entryAt(lines, name, first.indent, from, to);
    return there === undefined ? [] : cut(lines, there);
  },
  container(text, [list = '', index, mapping]) {
    // The list and its items are the user's.
    if (mapping === undefined) return 'filled';
    const lines = yamlLines(text);
    const item = itemAt(lines, list, index);
    const head = item && mappingAt(lines, item, mapping);
    if (head === undefined) return 'missing';
    const { from, to } = bodyOf(lines, head);
    return from === to && /:\s*$/.test(lines[head]?.text ?? '') ? 'empty' : 'filled';
  },
};

function itemAt(lines: readonly YamlLine[], list: string, index: string | undefined): Item | undefined {
  return items(lines, list)[Number(index)];
}

/** @throws NotEditable for a list that is not of lines, and for an item that does not begin with a name. */
function items(lines: readonly YamlLine[], list: string): Item[] {
  const at = entryAt(lines, list, 0);
  const head = at === undefined ? undefined : lines[at];
  if (at === undefined || !head) return [];
  const value = valueOf(head);
  if (value === '[]') return [];
  if (value !== '') throw new NotEditable(at + 1);
  const { from, to } = bodyOf(lines, at);
  const found: Item[] = [];
  let dash: number | undefined;
  for (let index = from; index < to; index++) {
    const { indent, text } = lines[index] ?? { text: '' };
    if (indent === undefined) continue;
    dash ??= indent;
    if (indent === dash) {
      const begin = /^-( +)[^\s#&!*|>{["'-][^\s]*.*?:(?:\s|$)/.exec(text.slice(indent));
      if (!begin) throw new NotEditable(index + 1);
      found.push({ from: index, to: index + 1, column: indent + 1 + (begin[1]?.length ?? 1) });
    }
    const last = found.at(-1);
    if (last) last.to = index + 1;
  }
  return found;
}

/** The line of a mapping in an item. @throws NotEditable for one that is not of lines. */
function mappingAt(lines: readonly YamlLine[], item: Item, mapping: string): number | undefined {
  // The first name of an item stands behind its dash.
  const first = lines[item.from];
  if (first && new RegExp(`^\\s*-\\s+(["']?)${mapping}\\1\\s*:`).test(first.text)) throw new NotEditable(item.from + 1);
  const at = entryAt(lines, mapping, item.column, item.from + 1, item.to);
  const line = at === undefined ? undefined : lines[at];
  if (at !== undefined && line && valueOf(line) !== '') throw new NotEditable(at + 1);
  return at;
}

function cut(lines: readonly YamlLine[], at: number): TextEdit[] {
  const line = lines[at];
  const last = lines[bodyOf(lines, at).to - 1];
  return line && last ? [{ at: line.start, remove: last.next - line.start, insert: '' }] : [];
}

/** Lines behind another one; the last of a text may have no line break. */
function behindLine(line: YamlLine | undefined, written: string, end: string): TextEdit {
  if (!line) throw new NotEditable(1);
  return line.next > line.end
    ? { at: line.next, remove: 0, insert: `${written}${end}` }
    : { at: line.end, remove: 0, insert: `${end}${written}` };
}

/** Texts in double quotes as JSON has them, which YAML 1.2 reads the same. */
function valueText(value: EntryValue): string {
  return typeof value === 'object' ? `[${value.map((one) => JSON.stringify(one)).join(', ')}]` : JSON.stringify(value);
}
