import { readConfiguration } from '../configuration/read.ts';
import type { ClashConfiguration } from '../configuration/model.ts';
import { applyEdits, type TextEdit } from '../text-edit.ts';
import { tuneGroup, type TuningSuggestion } from './tuning.ts';

/** What makes a group steadier, in one change. */
export interface Steadied {
  readonly group: string;
  /** What is changed, in the order in which it was found. */
  readonly changes: readonly TuningSuggestion[];
  /** One piece of the text, replaced. */
  readonly edit: TextEdit;
}

/** Which nodes a group holds is the user's to choose. */
const left: readonly TuningSuggestion['id'][] = ['regions'];

/**
 * All suggestions for a group that need no choice, one after the other, as each is written into what the ones before have
 * left. Undefined where there is nothing to change. Pure.
 */
export function steadyGroup(configuration: ClashConfiguration, name: string): Steadied | undefined {
  const { form, text } = configuration;
  const changes: TuningSuggestion[] = [];
  let now = configuration;
  for (;;) {
    const next = tuneGroup(now, name).find(({ id, edits }) => edits.length > 0 && !left.includes(id) && !changes.some((one) => one.id === id));
    if (!next) break;
    changes.push(next);
    now = readConfiguration(applyEdits(now.text, next.edits), { form });
  }
  return changes.length === 0 ? undefined : { group: name, changes, edit: difference(text, now.text) };
}

/** The piece in which two texts differ. */
function difference(before: string, after: string): TextEdit {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let same = 0;
  while (same < shorter - start && before[before.length - 1 - same] === after[after.length - 1 - same]) same++;
  return { start, end: before.length - same, text: after.slice(start, after.length - same) };
}
