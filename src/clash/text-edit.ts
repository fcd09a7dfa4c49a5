/** A piece of a text: offsets in UTF-16 units, the end not included. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Puts `text` in the place of a piece of the text; an insertion where start and end are the same. */
export interface TextEdit extends TextRange {
  readonly text: string;
}

/**
 * The text after all edits; every one speaks of the text as it is now. Nothing but the pieces they name changes.
 *
 * @throws RangeError where two overlap or one lies outside the text.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const inOrder = edits.map((edit, index) => ({ edit, index })).sort((a, b) => a.edit.start - b.edit.start || a.index - b.index);
  let result = '';
  let at = 0;
  for (const { edit } of inOrder) {
    if (edit.start < at || edit.end < edit.start || edit.end > text.length) throw new RangeError(`Edit ${edit.start}-${edit.end} overlaps another or lies outside the text.`);
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}
