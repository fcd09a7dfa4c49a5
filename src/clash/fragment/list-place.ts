import type { Quote } from './yaml-words.ts';

/** How a list is written and where a first item of it would go. Offsets are of the text. */
export type ListPlace =
  | {
      readonly style: 'block';
      /** Before the dash and behind it. */
      readonly indent: string;
      readonly gap: string;
      /** How its first item is quoted, and whether that is a map in braces. */
      readonly quote: Quote;
      readonly first: string;
      /** Of the line that the first item stands on, its comments included. */
      readonly at: number;
    }
  | { readonly style: 'flow'; readonly quote: Quote; readonly first: string; /** Behind the bracket. */ readonly at: number; readonly empty: boolean }
  /** A name without a value; `at` is where the next line begins. */
  | { readonly style: 'none'; readonly at: number };

/** The place of the list that stands behind a name; undefined for an alias and for what is no list. */
export function listPlace(text: string, keyEnd: number): ListPlace | undefined {
  const colon = /^[ \t]*:/.exec(text.slice(keyEnd, lineEndAt(text, keyEnd)));
  if (!colon) return undefined;
  let at = keyEnd + colon[0].length;
  const floor = nextLineAt(text, keyEnd);
  for (;;) {
    const [skipped] = /^(?:\s+|#[^\n]*|[&!][^\s,[\]{}]*)/.exec(text.slice(at, at + 4_096)) ?? [];
    if (skipped === undefined) break;
    at += skipped.length;
  }
  const begun = text[at];
  if (begun === '[') {
    const rest = /^\s*/.exec(text.slice(at + 1))?.[0].length ?? 0;
    return { style: 'flow', ...sampleAt(text, at + 1 + rest), at: at + 1, empty: text[at + 1 + rest] === ']' };
  }
  const indent = text.slice(lineStartAt(text, at), at);
  if (begun === '-' && at >= floor && /^ *$/.test(indent) && /\s/.test(text[at + 1] ?? ' ')) {
    const gap = /^[ \t]+(?=\S)/.exec(text.slice(at + 1, lineEndAt(text, at)))?.[0] ?? ' ';
    return { style: 'block', indent, gap, ...sampleAt(text, at + 1 + gap.length), at: aboveComments(text, at, floor) };
  }
  // Nothing there: the next thing begins a line of its own, or the text is at its end.
  return at >= floor || at >= text.length ? { style: 'none', at: floor } : undefined;
}

/** Where lines go that are to stand above the one at an offset: above the comments that belong to it, not before `floor`. */
export function aboveComments(text: string, at: number, floor: number): number {
  let start = lineStartAt(text, at);
  while (start > floor) {
    const before = lineStartAt(text, start - 1);
    if (before < floor || !/^[ \t]*#/.test(text.slice(before, start))) break;
    start = before;
  }
  return start;
}

/** An item in a list in brackets, put in front of what stands at an offset; on a line of its own where that does. */
export function flowInsertion(text: string, at: number, items: readonly string[], end: string): { at: number; text: string } {
  const before = text.slice(lineStartAt(text, at), at);
  if (/^[ \t]+$/.test(before)) return { at: at - before.length, text: items.map((item) => `${before}${item},${end}`).join('') };
  return { at, text: items.map((item) => `${item}, `).join('') };
}

export function lineStartAt(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

/** Where the next line begins, or the text ends. */
export function nextLineAt(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline < 0 ? text.length : newline + 1;
}

function lineEndAt(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline < 0 ? text.length : newline;
}

/** What lines of a text end with, by its first. */
export function lineEndOf(text: string): '\n' | '\r\n' {
  return /^[^\n]*\r\n/.test(text) ? '\r\n' : '\n';
}

function sampleAt(text: string, at: number): { quote: Quote; first: string } {
  const first = text.slice(at, at + 200);
  return { quote: first.startsWith("'") ? "'" : first.startsWith('"') ? '"' : '', first };
}
