import type { ClashConfiguration } from '../configuration/model.ts';
import type { LineIndex } from './line-index.ts';

/** Lines that can be folded away, both included; the first stays. */
export interface Fold {
  readonly startLine: number;
  readonly endLine: number;
  /** `section`: the rows of a list below a comment of their own. */
  readonly kind: 'section' | 'block';
}

/** An editor stops at 5000 of its own accord (editor.foldingMaximumRegions). */
const maxFolds = 5_000;

/**
 * What can be folded: each key of the top whose value goes over lines, what is indented below a line, as an editor folds
 * by itself where nobody tells it (it does not where somebody does), and the sections of lists of rules.
 */
export function foldsOf({ text, top, rules, subRules }: ClashConfiguration, lines: LineIndex): Fold[] {
  const folds = new Map<number, Fold>();
  const add = (startLine: number, endLine: number, kind: Fold['kind']): void => {
    const known = folds.get(startLine);
    if (endLine > startLine && (!known || known.endLine < endLine)) folds.set(startLine, { startLine, endLine, kind });
  };
  for (const { keyRange, range } of top?.entries.values() ?? []) {
    add(lines.lineOf(keyRange.start), lines.lineOf(Math.max(keyRange.start, lastInked(text, range.end))), 'block');
  }
  for (const list of [rules, ...subRules.values()]) {
    const first = list[0];
    const last = list.at(-1);
    if (first && last) for (const { from, to } of sections(text, lines, lines.lineOf(first.range.start), lines.lineOf(last.range.end))) add(from, to, 'section');
  }
  for (const { from, to } of indented(text, lines)) add(from, to, 'block');
  return [...folds.values()].sort((a, b) => a.startLine - b.startLine).slice(0, maxFolds);
}

/** Comments on lines of their own, with the rows below them up to the next; several such lines together are one. */
function* sections(text: string, lines: LineIndex, firstRow: number, lastRow: number): Iterable<{ from: number; to: number }> {
  let head: number | undefined;
  let rows = 0;
  let lastInk = 0;
  let wasComment = false;
  // A comment above the first row is the first section's.
  let start = firstRow;
  while (start > 0 && isComment(text, lines, start - 1)) start--;
  for (let line = start; line <= lastRow; line++) {
    const comment = isComment(text, lines, line);
    if (comment && !wasComment) {
      if (head !== undefined && rows > 1) yield { from: head, to: lastInk };
      head = line;
      rows = 0;
    }
    if (!comment && !isBlank(text, lines, line)) rows++;
    if (comment || !isBlank(text, lines, line)) lastInk = line;
    wasComment = comment;
  }
  if (head !== undefined && rows > 1) yield { from: head, to: lastInk };
}

function* indented(text: string, lines: LineIndex): Iterable<{ from: number; to: number }> {
  const open: { line: number; indent: number }[] = [];
  let lastInk = 0;
  for (let line = 0; line < lines.count; line++) {
    if (isBlank(text, lines, line)) continue;
    const indent = indentOf(text, lines.startOf(line));
    for (let top = open.at(-1); top && top.indent >= indent; top = open.at(-1)) {
      open.pop();
      if (lastInk > top.line) yield { from: top.line, to: lastInk };
    }
    if (!isComment(text, lines, line)) open.push({ line, indent });
    lastInk = line;
  }
  for (const { line } of open) if (lastInk > line) yield { from: line, to: lastInk };
}

function indentOf(text: string, start: number): number {
  let at = start;
  while (text.charCodeAt(at) === 32) at++;
  return at - start;
}

function firstInk(text: string, lines: LineIndex, line: number): string | undefined {
  const end = lines.startOf(line + 1);
  for (let at = lines.startOf(line); at < end; at++) {
    const code = text.charCodeAt(at);
    if (code !== 32 && code !== 9 && code !== 10 && code !== 13) return text[at];
  }
  return undefined;
}

function isBlank(text: string, lines: LineIndex, line: number): boolean {
  return firstInk(text, lines, line) === undefined;
}

function isComment(text: string, lines: LineIndex, line: number): boolean {
  return firstInk(text, lines, line) === '#';
}

/** The offset of the last character that is seen, before a place. */
function lastInked(text: string, end: number): number {
  let at = Math.min(end, text.length) - 1;
  while (at > 0 && /\s/.test(text[at] ?? '')) at--;
  return at;
}
