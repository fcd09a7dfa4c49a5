import type { TextEdit } from '../text-edit.ts';
import type { FragmentFormId } from './fragment.ts';

/** What putting a fragment into a text comes to. */
export type Placement =
  | { readonly kind: 'edits'; readonly edits: readonly TextEdit[]; readonly remarks: readonly string[] }
  /** It stands there already. */
  | { readonly kind: 'there'; readonly remarks: readonly string[] }
  /** The text is left as it is, and why; `form` is the one that would do. */
  | { readonly kind: 'refused'; readonly sentence: string; readonly form?: FragmentFormId };

/** Edits, or that nothing is left to do. */
export function placed(edits: readonly TextEdit[], remarks: readonly string[] = []): Placement {
  return edits.length > 0 ? { kind: 'edits', edits: joined(edits), remarks } : { kind: 'there', remarks };
}

/** Insertions at one place become one: each that comes to a text without a last line break would bring its own. */
function joined(edits: readonly TextEdit[]): TextEdit[] {
  return edits.reduce<TextEdit[]>((done, edit) => {
    const same = done.findIndex(({ start, end }) => start === edit.start && end === start && edit.end === start);
    const before = done[same];
    if (!before) return [...done, edit];
    const text = before.text.endsWith('\n') ? edit.text.replace(/^\r?\n/, '') : edit.text;
    return done.with(same, { ...before, text: before.text + text });
  }, []);
}

export function refused(sentence: string, form?: FragmentFormId): Placement {
  return { kind: 'refused', sentence, ...(form && { form }) };
}
