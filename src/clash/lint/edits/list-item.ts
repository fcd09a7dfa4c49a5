import type { TextEdit, TextRange } from '../../text-edit.ts';
import { lineBreak, lineEnd, lineStart, nextLine } from './line.ts';
import { scalarText, styleAt } from './scalar.ts';

/** Where an item of a list stands in its text. */
interface ItemPlace {
  readonly style: 'block' | 'flow';
  /** What stands before it in its line. */
  readonly before: string;
  /** True where nothing but the item, a comma and a comment stands in its lines. */
  readonly ownLine: boolean;
}

/**
 * The place of an item, told from the text around it; undefined where a line holds more than one item of a block list
 * (`- - a`), or what stands there can't be told.
 */
function placeOf(text: string, item: TextRange): ItemPlace | undefined {
  const before = text.slice(lineStart(text, item.start), item.start);
  if (/^[ \t]*-[ \t]+$/.test(before)) return { style: 'block', before, ownLine: true };
  if (/^[ \t]*-[ \t]+-?/.test(before) && !/[[{,]/.test(before)) return undefined;
  const blank = /^[ \t]*$/.test(before);
  if (blank ? !isBehindComma(text, item.start) : !/[[,][ \t]*$/.test(before)) return undefined;
  const after = text.slice(item.end, lineEnd(text, item.end));
  return { style: 'flow', before, ownLine: blank && /^[ \t]*,?[ \t]*(?:#.*)?$/.test(after) };
}

/** Whether the line above that holds something ends in a comma or a bracket, comments not counted. */
function isBehindComma(text: string, offset: number): boolean {
  for (let start = lineStart(text, offset); start > 0; ) {
    const end = start - 1;
    start = lineStart(text, end);
    const line = text.slice(start, end).trim();
    if (line === '' || line.startsWith('#')) continue;
    // A `#` may also be in quotes, so that each is tried.
    return [line, ...[...line.matchAll(/[ \t]#/g)].map(({ index }) => line.slice(0, index).trimEnd())].some((part) => /[[,]$/.test(part));
  }
  return false;
}

/** The edit that puts a string into a list, above an item and quoted like it; undefined where the place can't be told. */
export function insertAbove(text: string, item: TextRange, value: string): TextEdit | undefined {
  const place = placeOf(text, item);
  if (!place) return undefined;
  const scalar = scalarText(value, place.style, styleAt(text, item));
  return insertion(text, item, place, scalar);
}

/** As insertAbove, for an item that is YAML already, as a flow map: it goes into both kinds of list. */
export function insertRawAbove(text: string, item: TextRange, yaml: string): TextEdit | undefined {
  const place = placeOf(text, item);
  return place && insertion(text, item, place, yaml);
}

/** As insertAbove, below an item. */
export function insertBelow(text: string, item: TextRange, value: string): TextEdit | undefined {
  const place = placeOf(text, item);
  if (!place) return undefined;
  const scalar = scalarText(value, place.style, styleAt(text, item));
  if (place.style === 'block') {
    const end = lineEnd(text, item.end);
    return { start: end, end, text: `${lineBreak(text)}${place.before}${scalar}` };
  }
  const gap = place.ownLine ? `${lineBreak(text)}${place.before}` : ' ';
  return { start: item.end, end: item.end, text: `,${gap}${scalar}` };
}

function insertion(text: string, item: TextRange, place: ItemPlace, raw: string): TextEdit {
  if (place.style === 'block') {
    const start = lineStart(text, item.start);
    return { start, end: start, text: `${place.before}${raw}${lineBreak(text)}` };
  }
  if (place.ownLine) {
    const start = lineStart(text, item.start);
    return { start, end: start, text: `${place.before}${raw},${lineBreak(text)}` };
  }
  return { start: item.start, end: item.start, text: `${raw}, ` };
}

/**
 * The edits that take an item out of its list, with the comment behind it; undefined where the place can't be told. The
 * list must hold another one: an empty block list is no list.
 */
export function deleteItem(text: string, item: TextRange): TextEdit | undefined {
  const place = placeOf(text, item);
  if (!place) return undefined;
  return place.style === 'block' ? wholeLines(text, item) : flowItem(text, item, place);
}

/** The lines of a block item; at the end of the text, the break before them. */
function wholeLines(text: string, item: TextRange): TextEdit {
  const start = lineStart(text, item.start);
  const end = nextLine(text, item.end);
  const atEnd = end === text.length && text[end - 1] !== '\n';
  if (!atEnd || start === 0) return { start, end, text: '' };
  return { start: text[start - 2] === '\r' ? start - 2 : start - 1, end, text: '' };
}

/** The last item may leave its comma behind: a list may end in one. */
function flowItem(text: string, item: TextRange, place: ItemPlace): TextEdit {
  const comma = skipBlank(text, item.end);
  const commaBelow = text[comma] === ',' && comma > lineEnd(text, item.end);
  if (place.ownLine && !commaBelow) return { start: lineStart(text, item.start), end: nextLine(text, item.end), text: '' };
  if (text[comma] === ',') {
    let end = comma + 1;
    while (text[end] === ' ' || text[end] === '\t') end++;
    return { start: item.start, end, text: '' };
  }
  let start = item.start;
  while (start > 0 && /\s/.test(text[start - 1] ?? '')) start--;
  return { start: text[start - 1] === ',' ? start - 1 : item.start, end: item.end, text: '' };
}

function skipBlank(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text[at] ?? '')) at++;
  return at;
}

/**
 * The edits that move an item above another of the same list, its comment with it and written as it was; undefined where
 * a place can't be told, or the item is an alias or has a property, which must stay behind its anchor.
 */
export function moveAbove(text: string, item: TextRange, above: TextRange): readonly TextEdit[] | undefined {
  const place = placeOf(text, item);
  const goal = placeOf(text, above);
  if (!place || !goal || place.style !== goal.style || item.start <= above.start) return undefined;
  if (/^[*&!|>]/.test(text[item.start] ?? '')) return undefined;
  const removal = deleteItem(text, item);
  if (!removal) return undefined;
  if (place.style === 'flow') return [insertion(text, above, goal, text.slice(item.start, item.end)), removal];
  const lines = text.slice(lineStart(text, item.start), lineEnd(text, item.end));
  const start = lineStart(text, above.start);
  return [{ start, end: start, text: `${lines}${lineBreak(text)}` }, removal];
}

/** As moveAbove, downwards: the item comes to stand below another. */
export function moveBelow(text: string, item: TextRange, below: TextRange): readonly TextEdit[] | undefined {
  const place = placeOf(text, item);
  const goal = placeOf(text, below);
  if (!place || !goal || place.style !== goal.style || item.start >= below.start) return undefined;
  if (/^[*&!|>]/.test(text[item.start] ?? '')) return undefined;
  const removal = deleteItem(text, item);
  if (!removal) return undefined;
  if (place.style === 'flow') {
    const gap = goal.ownLine ? `${lineBreak(text)}${goal.before}` : ' ';
    return [removal, { start: below.end, end: below.end, text: `,${gap}${text.slice(item.start, item.end)}` }];
  }
  const lines = text.slice(lineStart(text, item.start), lineEnd(text, item.end));
  const end = lineEnd(text, below.end);
  return [removal, { start: end, end, text: `${lineBreak(text)}${lines}` }];
}
