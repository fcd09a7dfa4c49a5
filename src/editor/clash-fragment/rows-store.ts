import { t } from '@vscode/l10n';
import type * as vscode from 'vscode';
import type { RowsStanding } from '../../clash/fragment/rows-watch.ts';
import { plainText } from '../../path/network-failure.ts';
import { mergedRows, readAppliedRows, withStanding, withWritten, type AppliedRows, type WrittenFile } from './applied-rows.ts';
import { loadClashFragment } from './load-clash-fragment.ts';
import { hashOf, readWhole, removeFile, writeWhole } from './whole-files.ts';

const mementoKey = 'clashRows';

export type RowsMemento = Pick<vscode.Memento, 'get' | 'update'>;

/** Rows in force as far as this editor wrote them, newest first. */
export function appliedRows(memento: RowsMemento): AppliedRows[] {
  return readAppliedRows(memento.get(mementoKey));
}

export async function rememberRows(memento: RowsMemento, rows: AppliedRows): Promise<void> {
  await memento.update(mementoKey, withWritten(appliedRows(memento), rows));
}

/** Remembers whether the core had them when it was last asked. */
export async function rememberStanding(memento: RowsMemento, id: string, { verification: { took, problems } }: RowsStanding): Promise<void> {
  await memento.update(mementoKey, withStanding(appliedRows(memento), id, took ? { problems: problems.map((one) => one.id) } : undefined));
}

/** Lets rows that were just written and remembered take the place of an earlier record. */
export async function replaceRows(memento: RowsMemento, earlier: AppliedRows, fresh: AppliedRows): Promise<AppliedRows> {
  const whole = mergedRows(earlier, fresh);
  await memento.update(mementoKey, withWritten(appliedRows(memento).filter(({ id }) => id !== earlier.id && id !== fresh.id), whole));
  return whole;
}

/**
 * Gives the files their former bytes back. One that was changed since is left as it is. Resolves with a sentence for the
 * user.
 */
export async function takeRowsBack(memento: RowsMemento, rows: AppliedRows): Promise<string> {
  const left: WrittenFile[] = [];
  for (const written of rows.files) if (!(await takeFileBack(written))) left.push(written);
  const others = appliedRows(memento).filter(({ id }) => id !== rows.id);
  await memento.update(mementoKey, left.length > 0 ? [{ ...rows, files: left }, ...others] : others);
  if (left.length === 0) return t('Taken back: the files are as they were. Reload the configuration in the core, or choose the profile again in the app.');
  return t('Changed since, and so left as it is: {0}. Take the rows with {1} out by hand.', left.map(({ file }) => plainText(file, 200)).join(t(', ')), rows.wish.group);
}

async function takeFileBack({ file, sha256, inverse }: WrittenFile): Promise<boolean> {
  const text = await readWhole(file);
  // A file of ours that is gone is as good as taken back; another one is not there to be given back.
  if (text === undefined) return inverse === undefined;
  if (hashOf(text) !== sha256) return false;
  if (inverse === undefined) await removeFile(file);
  else await writeWhole(file, (await loadClashFragment()).applyEdits(text, inverse), false);
  return true;
}
