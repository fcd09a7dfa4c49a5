import { randomUUID } from 'node:crypto';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { FragmentFormId } from '../../clash/fragment/fragment.ts';
import type { FragmentWish } from '../../clash/fragment/wish.ts';
import { plainText } from '../../path/network-failure.ts';
import type { FixPreview } from '../fixes/fix-preview.ts';
import type { AppliedRows, WrittenFile } from './applied-rows.ts';
import type { FoundPlace } from './found-places.ts';
import { loadClashFragment } from './load-clash-fragment.ts';
import { rememberRows, type RowsMemento } from './rows-store.ts';
import { FileRefusedError, hashOf, readWhole, removeFile, writeWhole } from './whole-files.ts';

/** One file and what it is going to hold. */
interface PreparedFile {
  readonly file: string;
  readonly before: string | undefined;
  readonly after: string;
  /** Both as they are shown. */
  readonly shownBefore: string;
  readonly shownAfter: string;
  readonly written: WrittenFile;
}

/** What came of it, a sentence, and what was written, where something was. */
export interface RowsOutcome {
  readonly sentence: string;
  readonly rows?: AppliedRows;
  /** The form that the file would take, where this one was refused. */
  readonly useForm?: FragmentFormId;
}

/**
 * Puts rows into the files of a place once the user has seen the difference and agreed: all of them or none, and only what
 * was shown.
 */
export async function applyRows(place: FoundPlace, wish: FragmentWish, preview: FixPreview, memento: RowsMemento, now: Date): Promise<RowsOutcome> {
  const prepared = await prepareFiles(place, wish);
  if ('sentence' in prepared) return prepared;
  if (prepared.files.length === 0) return { sentence: t('Everything stands there already.') };
  if (!(await agreed(prepared.files, prepared.remarks, wish, place.form, preview))) return { sentence: t('Nothing was changed.') };
  for (const { file, before } of prepared.files) {
    if ((await readWhole(file)) !== before) return { sentence: t('{0} was changed meanwhile, so nothing was written. Look at the preview again.', plainText(file, 200)) };
  }
  await writeAll(prepared.files);
  const rows: AppliedRows = { id: randomUUID(), appliedAt: now.toISOString(), form: place.form, wish, files: prepared.files.map(({ written }) => written) };
  await rememberRows(memento, rows);
  return { sentence: t('Written. Reload the configuration in the core, or choose the profile again in the app; then verify.'), rows };
}

async function prepareFiles(place: FoundPlace, wish: FragmentWish): Promise<{ files: PreparedFile[]; remarks: string[] } | RowsOutcome> {
  const { applyEdits, workOnText } = await loadClashFragment();
  const files: PreparedFile[] = [];
  const remarks: string[] = [];
  for (const { file, half } of place.files) {
    const before = await readWhole(file);
    const prepared = await workOnText({ kind: 'rows', before, path: file, ...(half && { half }), form: place.form, wish }, vscode.l10n.bundle);
    if (prepared.kind === 'refused') return { sentence: prepared.sentence, ...(prepared.form && { useForm: prepared.form }) };
    remarks.push(...prepared.remarks);
    if (prepared.kind === 'there') continue;
    const { edits, inverse, masked } = prepared;
    const after = applyEdits(before ?? '', edits);
    files.push({ file, before, after, shownBefore: masked.before ?? before ?? '', shownAfter: masked.after ?? after, written: { file, sha256: hashOf(after), ...(before !== undefined && { inverse }) } });
  }
  return { files, remarks };
}

/** Shows the difference. */
async function agreed(files: readonly PreparedFile[], remarks: readonly string[], wish: FragmentWish, form: FragmentFormId, preview: FixPreview): Promise<boolean> {
  const names = files.map(({ file }) => plainText(file, 200)).join(t(', '));
  const shown = (side: (one: PreparedFile) => string): string => files.map(side).join(form === 'verge-script' ? '\n// ----\n' : '\n# ----\n');
  return preview.ask({
    title: plainText(files[0]?.file ?? '', 200),
    before: shown(({ shownBefore }) => shownBefore),
    after: shown(({ shownAfter }) => shownAfter),
    ending: form === 'verge-script' ? 'js' : 'yaml',
    question: t('Lead {0} through the group {1}?', [...new Set(wish.hosts.map(({ name }) => name))].join(t(', ')), wish.group),
    detail: [t('It changes {0}. You can take it back with "Gatehouse: Take Clash Rows Back".', names), ...remarks].join('\n\n'),
    agree: t('Write'),
  });
}

/** One after the other; when one fails, those before it get their former bytes back. */
async function writeAll(files: readonly PreparedFile[]): Promise<void> {
  const done: PreparedFile[] = [];
  try {
    for (const one of files) {
      await writeWhole(one.file, one.after, one.before === undefined);
      done.push(one);
    }
  } catch (error) {
    for (const { file, before } of done.reverse()) await (before === undefined ? removeFile(file) : writeWhole(file, before, false));
    throw new FileRefusedError(t('The file could not be written: {0}', plainText(error instanceof Error ? error.message : String(error), 200)));
  }
}
