import type { ClashMap } from '../configuration/model.ts';
import type { TextEdit } from '../text-edit.ts';
import { aboveComments, flowInsertion, lineEndOf, lineStartAt, listPlace } from './list-place.ts';
import type { GroupEntry } from './stable-group.ts';
import { blockGroup, blockRows, flowGroup, yamlText } from './yaml-words.ts';

/** What is to be put in front of a list. */
export type NewItems = { readonly rows: readonly string[] } | { readonly group: readonly GroupEntry[] };

/**
 * The edit that puts items into the list of a name at the top of a text, in the list's own style; a list that is not
 * there yet is written at the end. Undefined where the list is written in a way that can't be added to.
 *
 * @param above offset of the item that they are to stand above; the first without.
 */
export function listInsertion(text: string, top: ClashMap | undefined, name: string, items: NewItems, above?: number): TextEdit | undefined {
  const end = lineEndOf(text);
  const entry = top?.entries.get(name);
  if (!entry) return newList(text, top, name, items, end);
  // What holds something else is wrong already, and not for us to mend.
  if (entry.value !== null && !Array.isArray(entry.value)) return undefined;
  const place = listPlace(text, entry.keyRange.end);
  if (!place) return undefined;
  if (place.style === 'flow') {
    const words = flowItems(items, place);
    if (place.empty) return { start: place.at, end: place.at, text: words.join(', ') };
    const { at, text: written } = flowInsertion(text, above ?? place.at + (/^\s*/.exec(text.slice(place.at))?.[0].length ?? 0), words, end);
    return { start: at, end: at, text: written };
  }
  if (place.style === 'none') {
    const base = text.slice(lineStartAt(text, entry.keyRange.start), entry.keyRange.start);
    if (!/^[ \uFEFF]*$/.test(base)) return undefined;
    const broken = place.at > 0 && text[place.at - 1] === '\n';
    return { start: place.at, end: place.at, text: `${broken ? '' : end}${blockItems(items, `${base.replace('\uFEFF', '')}  `, end)}` };
  }
  const at = above === undefined ? place.at : itemLine(text, above, place.at);
  if (at === undefined) return undefined;
  return { start: at, end: at, text: blockItems(items, place.indent, end, place) };
}

/** Where the lines of an item begin, its comments included; undefined where it does not stand on lines of its own. */
function itemLine(text: string, item: number, floor: number): number | undefined {
  const start = lineStartAt(text, item);
  return /^ *-[ \t]+(?:[&!]\S+[ \t]+)*$/.test(text.slice(start, item)) ? aboveComments(text, item, floor) : undefined;
}

function newList(text: string, top: ClashMap | undefined, name: string, items: NewItems, end: string): TextEdit | undefined {
  const key = /^\+?[\w-]+$/.test(name) ? name : yamlText(name, 'block', "'");
  if (top && text[top.range.start] === '{') return undefined;
  const [first] = top ? [...top.entries.values()].sort((one, other) => one.keyRange.start - other.keyRange.start) : [];
  const base = first ? text.slice(lineStartAt(text, first.keyRange.start), first.keyRange.start).replace('\uFEFF', '') : '';
  if (!/^ *$/.test(base)) return undefined;
  // A core reads the first document alone.
  if (/^---(?:\s|$)/m.test(text.slice(first?.keyRange.end ?? text.length))) return undefined;
  // In front of the mark that ends a document.
  const mark = /^\.\.\.[ \t]*\r?$/m.exec(text);
  const at = mark ? mark.index : text.length;
  const broken = at === 0 || text[at - 1] === '\n' || (at === 1 && text.startsWith('\uFEFF'));
  return { start: at, end: at, text: `${broken ? '' : end}${base}${key}:${end}${blockItems(items, `${base}  `, end)}` };
}

function blockItems(items: NewItems, indent: string, end: string, style: { gap?: string; quote?: '' | "'" | '"'; first?: string } = {}): string {
  const { gap = ' ', quote = '', first = '' } = style;
  if ('rows' in items) return blockRows(items.rows, indent, end, { gap, quote });
  if (!first.startsWith('{')) return blockGroup(items.group, indent, end, gap);
  return `${indent}-${gap}${braces(items.group, first)}${end}`;
}

function flowItems(items: NewItems, { quote, first }: { quote: '' | "'" | '"'; first: string }): string[] {
  return 'rows' in items ? items.rows.map((row) => yamlText(row, 'flow', quote)) : [braces(items.group, first)];
}

/** A group in braces as another one is written: as JSON, with spaces inside or without. */
function braces(group: readonly GroupEntry[], sample: string): string {
  if (/^\{\s*"[^"]*"\s*:/.test(sample)) return JSON.stringify(Object.fromEntries(group));
  return flowGroup(group, /^\{\S/.test(sample) ? '' : ' ');
}
