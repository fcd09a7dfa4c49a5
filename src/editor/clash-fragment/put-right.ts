import type { FixPreview } from '../fixes/fix-preview.ts';
import type { AppliedRows } from './applied-rows.ts';
import { applyRows, type RowsOutcome } from './apply-rows.ts';
import { replaceRows, type RowsMemento } from './rows-store.ts';

/**
 * Puts rows that were written before where they belong in the same files, as after a refresh of the subscription: those that
 * are gone or stand too low. The user sees the difference and agrees, as the first time. What is written takes the place of
 * the former record, so that taking back gives what the files held before this.
 */
export async function putRowsRight(rows: AppliedRows, preview: FixPreview, memento: RowsMemento, now: Date): Promise<RowsOutcome> {
  const outcome = await applyRows({ form: rows.form, label: rows.wish.group, files: rows.files.map(({ file }) => ({ file })) }, rows.wish, preview, memento, now);
  return outcome.rows ? { ...outcome, rows: await replaceRows(memento, rows, outcome.rows) } : outcome;
}
