/** Edits of a text by place, so that everything else in a user's file stays as it is to the byte. Pure. */

/** Takes `remove` characters away at a place and puts `insert` there. */
export interface TextEdit {
  at: number;
  remove: number;
  insert: string;
}

/** One step of the way back: `length` characters at a place become `text` again. */
export interface StepBack {
  at: number;
  length: number;
  text: string;
}

/** A file that can't be edited without a risk to what else is in it. */
export class NotEditable extends Error {
  /** 1-based; where it is not understood, or not of the form that is edited. */
  readonly line: number;
  /** The place itself, where it is known. */
  readonly at: number | undefined;

  constructor(line: number, at?: number) {
    super(`line ${line}`);
    this.line = line;
    this.at = at;
  }
}

/** Makes edits that do not overlap, and tells the way back, which `stepBack` goes. */
export function makeEdits(text: string, edits: readonly TextEdit[]): { text: string; back: StepBack[] } {
  let now = text;
  const back: StepBack[] = [];
  // From the end on, so that no edit moves the place of another.
  for (const { at, remove, insert } of edits.toSorted((one, other) => other.at - one.at)) {
    back.push({ at, length: insert.length, text: now.slice(at, at + remove) });
    now = now.slice(0, at) + insert + now.slice(at + remove);
  }
  return { text: now, back };
}

/** Goes the way back, the last step first. */
export function stepBack(text: string, back: readonly StepBack[]): string {
  return back.reduceRight((now, step) => now.slice(0, step.at) + step.text + now.slice(step.at + step.length), text);
}

/** How lines of a text end: as its first one does. */
export function lineEndOf(text: string): string {
  return /\r\n|\n/.exec(text)?.[0] ?? '\n';
}

/** 1-based line of a place. */
export function lineAt(text: string, at: number): number {
  return text.slice(0, at).split('\n').length;
}
