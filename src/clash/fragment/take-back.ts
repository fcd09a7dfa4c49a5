import type { TextEdit } from '../text-edit.ts';

/** The edits that give a text back what these took or put; they speak of the text after them. */
export function inverseEdits(text: string, edits: readonly TextEdit[]): TextEdit[] {
  let moved = 0;
  return [...edits]
    .map((edit, index) => ({ edit, index }))
    .sort((one, other) => one.edit.start - other.edit.start || one.index - other.index)
    .map(({ edit }) => {
      const start = edit.start + moved;
      moved += edit.text.length - (edit.end - edit.start);
      return { start, end: start + edit.text.length, text: text.slice(edit.start, edit.end) };
    });
}
