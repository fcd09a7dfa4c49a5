/** The list in brackets that a place of a document is in, found by going on from its key: what is being typed need be no YAML yet. Pure. */

/** An item of a list in brackets that is being typed. */
export interface FlowItem {
  /** Where the item's text begins, behind its quote. */
  readonly start: number;
  readonly quote: Quote;
  /** How the first item of the list that has one is quoted. */
  readonly usual: Quote;
}

export type Quote = '' | "'" | '"';

export interface FlowPlace {
  readonly key: string;
  /** Where the key's line begins, with its dashes; undefined where the key stands in a map in braces. */
  readonly line: { readonly start: number; readonly space: number; readonly dashes: number } | undefined;
  readonly item: FlowItem;
}

/** A key that a bracket stands behind: in a line of its own, or in a map in braces. */
const ownKey = /^( *)((?:- +)*)(["']?)([^\s"'#:[\]{},][^"':[\]{},]*?)\3\s*:\s*(?:[&!]\S+\s+)?$/;
const keyInMap = /[{,]\s*(["']?)([^\s"'#:[\]{},]+)\1\s*:\s*$/;
/** What stands before a bracket is looked at so far, in characters. */
const longestKey = 400;
/** Brackets that may be a list's and are none, in names, are passed over so often. */
const mostBrackets = 10_000;

/**
 * Undefined where the place is in no list behind a key, or deeper within one.
 *
 * @param from where the search for the bracket ends
 */
export function flowPlace(text: string, offset: number, from = 0): FlowPlace | undefined {
  let at = offset;
  for (let times = 0; times < mostBrackets && at > from; ) {
    at = text.lastIndexOf('[', at - 1);
    if (at < from) return undefined;
    if (!/[:\s]/.test(text[at - 1] ?? '')) continue;
    times++;
    const before = text.slice(Math.max(0, at - longestKey), at);
    const line = before.slice(Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1);
    const [, space, dashes = '', , key] = ownKey.exec(line) ?? [];
    const inner = key === undefined ? keyInMap.exec(line)?.[2] : undefined;
    if (key === undefined && inner === undefined) continue;
    const item = itemAt(text, at + 1, offset);
    return item && { key: key ?? inner ?? '', line: space === undefined ? undefined : { start: at - line.length, space: space.length, dashes: dashes.length }, item };
  }
  return undefined;
}

/** The item of a list that a place is in; undefined where the list has ended before, or the place is in a comment or a list within. */
function itemAt(text: string, from: number, offset: number): FlowItem | undefined {
  let depth = 0;
  let start = from;
  let usual: Quote = '';
  for (let at = from; at < offset; at++) {
    const letter = text[at];
    if (letter === '"' || letter === "'") {
      // Within a plain text it is a letter.
      if (text.slice(start, at).trim() !== '') continue;
      if (usual === '') usual = letter;
      const end = endOfQuoted(text, at, offset);
      if (end === offset) return depth === 0 ? { start: at + 1, quote: letter, usual } : undefined;
      at = end;
    } else if (letter === '#' && /\s/.test(text[at - 1] ?? '')) {
      while (at < offset && text[at] !== '\n' && text[at] !== '\r') at++;
      if (at >= offset) return undefined;
      start = at;
    } else if (letter === '[' || letter === '{') {
      depth++;
      start = at + 1;
    } else if (letter === ']' || letter === '}') {
      if (--depth < 0) return undefined;
    } else if (letter === ',' || (letter === ':' && /\s/.test(text[at + 1] ?? ''))) start = at + 1;
  }
  if (depth > 0) return undefined;
  // Behind a quoted text, and behind a list within, nothing of the item can follow.
  const typed = text.slice(start, offset);
  if (/["'\]}]/.test(typed.trim()[0] ?? '') || /[\]}]\s*$/.test(typed)) return undefined;
  return { start: start + (typed.length - typed.trimStart().length), quote: '', usual };
}

/** Where a quoted text ends: its closing quote, or `offset` where that comes first. */
function endOfQuoted(text: string, start: number, offset: number): number {
  const quote = text[start];
  for (let at = start + 1; at < offset; at++) {
    if (quote === '"' && text[at] === '\\') at++;
    else if (text[at] === quote) {
      if (quote === "'" && text[at + 1] === quote) at++;
      else return at;
    }
  }
  return offset;
}
