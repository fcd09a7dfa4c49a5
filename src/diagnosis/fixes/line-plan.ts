import type { FileLineChange } from './change.ts';

/** A file's text before and after and the line that was there, or why the line can't be changed. */
export type LinePlan = { before: string; after: string; line: string } | { refused: 'moved' | 'gone' };

/**
 * What a change makes of a file. The line has to hold what it held when it was read, so that nothing is written over
 * what somebody has changed meanwhile. Line ends stay as they are.
 */
export function planLine(change: FileLineChange, text: string): LinePlan {
  const lines = linesOf(text);
  const index = change.line - 1;
  const found = lines[index];
  if (!found) return { refused: 'gone' };
  if (!change.mentions.every((word) => found.text.includes(word))) return { refused: 'moved' };
  if (change.text === undefined) lines.splice(index, 1);
  else lines[index] = { ...found, text: change.text };
  return { before: text, after: joined(lines), line: found.text };
}

/**
 * Puts a line back where a change took or rewrote it.
 *
 * @param line what stood there, as `planLine` told.
 */
export function planLineUndo(change: FileLineChange, line: string, text: string): LinePlan {
  const lines = linesOf(text);
  const index = change.line - 1;
  if (change.text !== undefined) {
    const found = lines[index];
    if (!found) return { refused: 'gone' };
    if (found.text !== change.text) return { refused: 'moved' };
    lines[index] = { ...found, text: line };
    return { before: text, after: joined(lines), line };
  }
  // The file may have become shorter since; its end is then the nearest place.
  const at = Math.min(index, lines.length);
  const end = lines.find((one) => one.end !== '')?.end ?? '\n';
  const last = lines.at(-1);
  if (last && at === lines.length && last.end === '') {
    last.end = end;
    lines.push({ text: line, end: '' });
  } else lines.splice(at, 0, { text: line, end });
  return { before: text, after: joined(lines), line };
}

interface Line {
  text: string;
  /** As it stands in the file; empty on a last line without one. */
  end: string;
}

function linesOf(text: string): Line[] {
  return [...text.matchAll(/([^\r\n]*)(\r\n|\n|\r)|([^\r\n]+)$/g)].map(([, line, end = '', rest]) => ({
    text: line ?? rest ?? '',
    end,
  }));
}

function joined(lines: readonly Line[]): string {
  return lines.map(({ text, end }) => text + end).join('');
}
