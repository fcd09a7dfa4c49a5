import type { ClashEntry, ClashMap } from '../../configuration/model.ts';
import type { TextEdit } from '../../text-edit.ts';
import { lineBreak, lineEnd, lineStart, nextLine } from './line.ts';
import { scalarText, styleAt, type ScalarPlace } from './scalar.ts';

/** A value as it is going to be written: a number, a truth or a string, or YAML that is taken as it is (flow style). */
export type NewValue = string | number | boolean | { readonly yaml: string };

/**
 * The edit that gives a key of a map a value: in the place of the one it has, else as a new key, in the map's own style.
 * Undefined where the place can't be told, as in a map that a merge key alone makes up.
 */
export function setKey(text: string, map: ClashMap, key: string, value: NewValue): TextEdit | undefined {
  const entry = ownEntry(map, key);
  return entry ? replaceValue(text, map, entry, value) : addKey(text, map, key, value);
}

/** The edit that takes a key with its value and comment out of a block map, or out of a flow map; undefined where it would leave no map. */
export function deleteKey(text: string, map: ClashMap, key: string): TextEdit | undefined {
  const entry = ownEntry(map, key);
  if (!entry || ownEntries(map).length < 2) return undefined;
  if (isFlow(text, map)) return deleteFlowKey(text, map, entry);
  const start = lineStart(text, entry.keyRange.start);
  const before = text.slice(start, entry.keyRange.start);
  // The value's end may lie behind its last line break.
  const last = lastOf(text, entry);
  const end = nextLine(text, last);
  if (/^ *$/.test(before)) {
    if (end === text.length && text[end - 1] !== '\n' && start > 0) return { start: text[start - 2] === '\r' ? start - 2 : start - 1, end, text: '' };
    return { start, end, text: '' };
  }
  // The first key of a map in a list: the next one comes to stand behind the dash.
  if (!/^ *(?:- +)+$/.test(before)) return undefined;
  const next = text.slice(end).match(/^ */)?.[0].length ?? 0;
  return next === before.length ? { start: entry.keyRange.start, end: end + next, text: '' } : undefined;
}

/** Keys that stand in the map itself, not in one that it merges. */
export function ownEntries(map: ClashMap): (readonly [string, ClashEntry])[] {
  return [...map.entries].filter(([, { merged }]) => merged !== true);
}

function ownEntry(map: ClashMap, key: string): ClashEntry | undefined {
  return ownEntries(map).find(([name]) => name === key)?.[1];
}

function isFlow(text: string, map: ClashMap): boolean {
  return text[map.range.start] === '{';
}

function lastOf(text: string, entry: ClashEntry): number {
  let end = Math.max(entry.range.end, entry.keyRange.end);
  while (end > entry.keyRange.end && /\s/.test(text[end - 1] ?? '')) end--;
  return end;
}

function written(value: NewValue, place: ScalarPlace, style: 'plain' | 'single' | 'double' = 'plain'): string {
  if (typeof value === 'object') return value.yaml;
  return typeof value === 'string' ? scalarText(value, place, style) : String(value);
}

function replaceValue(text: string, map: ClashMap, entry: ClashEntry, value: NewValue): TextEdit | undefined {
  const place = isFlow(text, map) ? 'flow' : 'block';
  const style = styleAt(text, entry.range);
  const { start, end } = entry.range;
  if (start < end && start >= entry.keyRange.end) {
    // A list or map over several lines has no place for one line's value; its own lines are replaced as a whole.
    const last = lastOf(text, entry);
    if (text.slice(start, last).includes('\n') && !/^[[{"']/.test(text[start] ?? '')) return undefined;
    return { start, end: last, text: written(value, place, style) };
  }
  const colon = text.slice(entry.keyRange.end, lineEnd(text, entry.keyRange.end)).match(/^[ \t]*:/)?.[0].length;
  if (colon === undefined) return undefined;
  const at = entry.keyRange.end + colon;
  return { start: at, end: at, text: ` ${written(value, place)}` };
}

function addKey(text: string, map: ClashMap, key: string, value: NewValue): TextEdit | undefined {
  const own = ownEntries(map);
  if (isFlow(text, map)) return addFlowKey(text, map, own.at(-1)?.[1], key, value);
  const line = `${key}: ${written(value, 'block')}`;
  const simple = own.filter(([, entry]) => isOneLine(text, entry)).at(-1)?.[1];
  const first = own[0]?.[1];
  if (!first) return undefined;
  const before = text.slice(lineStart(text, first.keyRange.start), first.keyRange.start);
  if (!/^ *(?:- +)*$/.test(before)) return undefined;
  const indentation = ' '.repeat(before.length);
  if (simple) {
    const end = lineEnd(text, Math.max(simple.range.end, simple.keyRange.end));
    return { start: end, end, text: `${lineBreak(text)}${indentation}${line}` };
  }
  return { start: first.keyRange.start, end: first.keyRange.start, text: `${line}${lineBreak(text)}${indentation}` };
}

/** A key whose value is a scalar on the key's own line. */
function isOneLine(text: string, { keyRange, range, value }: ClashEntry): boolean {
  if (typeof value === 'object' || range.start < keyRange.end) return false;
  return !text.slice(keyRange.start, range.end).includes('\n');
}

function addFlowKey(text: string, map: ClashMap, last: ClashEntry | undefined, key: string, value: NewValue): TextEdit | undefined {
  if (!last) {
    const at = map.range.start + 1;
    return /^\s*\}/.test(text.slice(at, map.range.end)) ? { start: at, end: at, text: `${key}: ${written(value, 'flow')}` } : undefined;
  }
  const end = last.range.end;
  if (end <= last.keyRange.end) return undefined;
  const quote = text[last.keyRange.start];
  const keyStyle = quote === '"' || quote === "'" ? quote : '';
  const colon = text.slice(last.keyRange.end, last.range.start).match(/^\s*:(\s?)/);
  if (!colon) return undefined;
  // JSON readers want their strings in double quotes.
  const json = keyStyle === '"' && typeof value === 'string' ? JSON.stringify(value) : written(value, 'flow');
  const before = text.slice(lineStart(text, last.keyRange.start), last.keyRange.start);
  const gap = /^\s*$/.test(before) ? `${lineBreak(text)}${before}` : ' ';
  const space = keyStyle === '' ? ' ' : (colon[1] ?? ' ');
  return { start: end, end, text: `,${gap}${keyStyle}${key}${keyStyle}:${space}${json}` };
}

function deleteFlowKey(text: string, map: ClashMap, entry: ClashEntry): TextEdit | undefined {
  const end = Math.max(entry.range.end, entry.keyRange.end);
  const comma = text.slice(end, map.range.end).match(/^\s*,[ \t]*/)?.[0].length;
  if (comma !== undefined) return { start: entry.keyRange.start, end: end + comma, text: '' };
  const behind = text.slice(map.range.start, entry.keyRange.start).match(/,\s*$/)?.[0].length;
  return behind === undefined ? undefined : { start: entry.keyRange.start - behind, end, text: '' };
}
