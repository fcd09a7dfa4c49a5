import type { Placed } from './model.ts';

/**
 * Long lists of plain one-line items, as `rules` and payloads are, taken out of a text before a YAML parser sees it: it
 * would take seconds for a hundred thousand. The first and the last item of every run stay, so that the parser sees a
 * list where there is one, and its places can be told.
 */
export interface ShortenedText {
  readonly text: string;
  readonly cuts: readonly Cut[];
  /** Where an offset of the shortened text is in the whole. */
  original(offset: number): number;
}

/** What was taken out between two items of a list; places are of the whole text but for `before` and `after`. */
export interface Cut {
  readonly items: readonly Placed<string>[];
  /** Where the values of the items that stayed on both sides begin in the shortened text. */
  readonly before: number;
  readonly after: number;
}

/** Shorter runs are not worth it. */
const leastItems = 16;

interface Item extends Placed<string> {
  readonly lineStart: number;
}

/** Takes runs of plain items out. Which of them are in a list, and not in a block of text, is for the parser to say. */
export function shorten(text: string): ShortenedText {
  const kept: string[] = [];
  const cuts: Cut[] = [];
  /** Ends of what was cut out, in the shortened text and in the whole. */
  const joints: { at: number; gap: number }[] = [];
  let keptUpTo = 0;
  let gap = 0;
  for (const run of runsOfItems(text)) {
    const [first, last] = [run[0], run.at(-1)];
    const second = run[1];
    if (!first || !last || !second) continue;
    const [cutStart, cutEnd] = [second.lineStart, last.lineStart];
    kept.push(text.slice(keptUpTo, cutStart));
    const before = first.range.start - gap;
    const at = cutStart - gap;
    gap += cutEnd - cutStart;
    joints.push({ at, gap });
    cuts.push({ items: run.slice(1, -1), before, after: last.range.start - gap });
    keptUpTo = cutEnd;
  }
  kept.push(text.slice(keptUpTo));
  return {
    text: cuts.length === 0 ? text : kept.join(''),
    cuts,
    original(offset) {
      let low = 0;
      let high = joints.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((joints[middle]?.at ?? 0) < offset) low = middle + 1;
        else high = middle;
      }
      return offset + (joints[low - 1]?.gap ?? 0);
    },
  };
}

function* runsOfItems(text: string): Iterable<Item[]> {
  let run: Item[] = [];
  let indent = -1;
  let at = 0;
  while (at < text.length) {
    let end = text.indexOf('\n', at);
    if (end === -1) end = text.length;
    const dash = skipSpaces(text, at);
    if (isEmptyOrComment(text, dash, end)) {
      at = end + 1;
      continue;
    }
    const item = readItem(text, at, dash, end);
    if (item && dash - at === indent) {
      run.push(item);
    } else {
      if (run.length >= leastItems) yield run;
      run = item ? [item] : [];
      indent = item ? dash - at : -1;
    }
    at = end + 1;
  }
  if (run.length >= leastItems) yield run;
}

function skipSpaces(text: string, at: number): number {
  while (text.charCodeAt(at) === space) at++;
  return at;
}

function isEmptyOrComment(text: string, from: number, end: number): boolean {
  let at = from;
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code !== space && code !== tab && code !== carriageReturn) break;
  }
  return at >= end || text.charCodeAt(at) === hash;
}

const [space, tab, carriageReturn, hash, dashCode, colon, singleQuote, doubleQuote, backslash] = [32, 9, 13, 35, 45, 58, 39, 34, 92];

/** An item that is one plain or simply quoted word on its line; undefined for everything else, which the parser reads. */
function readItem(text: string, lineStart: number, dash: number, lineEnd: number): Item | undefined {
  if (text.charCodeAt(dash) !== dashCode || text.charCodeAt(dash + 1) !== space) return undefined;
  const start = skipSpaces(text, dash + 2);
  const end = text.charCodeAt(lineEnd - 1) === carriageReturn ? lineEnd - 1 : lineEnd;
  if (start >= end) return undefined;
  const first = text.charCodeAt(start);
  if (first === singleQuote || first === doubleQuote) return readQuoted(text, first, lineStart, start, end);
  if (!startsPlain(first)) return undefined;
  let last = start;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code > hash && code !== colon) {
      last = at;
      continue;
    }
    if (code === space || code === tab) continue;
    if (code < space || code === 127) return undefined;
    const next = text.charCodeAt(at + 1);
    if (code === colon && (at + 1 >= end || next === space || next === tab)) return undefined;
    if (code === hash && isBlank(text.charCodeAt(at - 1))) break;
    last = at;
  }
  return { value: text.slice(start, last + 1), range: { start, end: last + 1 }, lineStart };
}

function isBlank(code: number): boolean {
  return code === space || code === tab;
}

/** Letters, digits, `.`, `+`, `/`, `(`, `_`, `$` and whatever is no ASCII: what can begin nothing but a plain word. */
function startsPlain(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 46 && code <= 57) || code === 43 || code === 40 || code === 95 || code === 36 || (code > 0xa0 && code !== 0xfeff);
}

function readQuoted(text: string, quote: number, lineStart: number, start: number, lineEnd: number): Item | undefined {
  let at = start + 1;
  let doubled = false;
  for (; at < lineEnd; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      if (quote !== singleQuote || text.charCodeAt(at + 1) !== singleQuote) break;
      doubled = true;
      at++;
    } else if ((code === backslash && quote === doubleQuote) || (code < space && code !== tab)) return undefined;
  }
  if (at >= lineEnd) return undefined;
  const after = at + 1;
  if (!isEmptyOrComment(text, after, lineEnd) || text.charCodeAt(after) === hash) return undefined;
  const value = text.slice(start + 1, at);
  return { value: doubled ? value.replaceAll("''", "'") : value, range: { start, end: after }, lineStart };
}
