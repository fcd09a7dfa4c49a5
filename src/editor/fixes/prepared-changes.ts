import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { mayWrite, type AnySettingChange, type FileLineChange, type FixChange, type NewFileChange } from '../../diagnosis/fixes/change.ts';
import { planLine, planLineUndo, type LinePlan } from '../../diagnosis/fixes/line-plan.ts';
import { planSetting, planUndo } from '../../diagnosis/fixes/setting-plan.ts';
import { plainText } from '../../path/network-failure.ts';
import type { DoctorRoom } from '../doctor-room.ts';
import { errorLine } from '../error-line.ts';
import type { WrittenChange } from './applied-fix.ts';
import { changeWords, newFileText, settingText } from './change-words.ts';
import { readSetting, writeSetting } from './setting-store.ts';

/** One change worked out against what is there now. */
export interface Prepared {
  change: FixChange;
  before: string;
  after: string;
  written: WrittenChange;
  write(): Promise<void>;
}

/** A change that can't be made or taken back; the message tells the user why. */
export class FixRefusedError extends Error {}

/** The changes of a fix that are not in force already. */
export async function prepareAll(
  changes: readonly FixChange[],
  loadDoctor: () => Promise<Pick<DoctorRoom, 'certificateFile'>>,
): Promise<Prepared[]> {
  for (const change of changes) {
    if (!mayWrite(change)) throw new FixRefusedError(t('A fix may not change {0}.', changeWords(change)));
  }
  const prepared = await Promise.all(
    changes.map(async (change) => {
      if (change.kind === 'file-line') return prepareLine(change);
      return change.kind === 'new-file' ? prepareNewFile(change, await loadDoctor()) : prepareSetting(change);
    }),
  );
  return prepared.filter(({ before, after }) => before !== after);
}

function prepareSetting(change: AnySettingChange): Prepared {
  const { before, after } = planSetting(change, readSetting(change.id, change.target));
  return {
    change,
    before: settingText(change.id, before),
    after: settingText(change.id, after),
    written: { change, before, after },
    write: () => writeSetting(change.id, change.target, after),
  };
}

async function prepareLine(change: FileLineChange): Promise<Prepared> {
  const plan = accepted(change, planLine(change, await readFile(change.file)));
  const { before, after, line } = plan;
  return { change, before, after, written: { change, line }, write: () => writeFile(change.file, after) };
}

/** A file that is there already stays as it is: with the same content there is nothing to do, with another it is refused. */
async function prepareNewFile(change: NewFileChange, doctor: Pick<DoctorRoom, 'certificateFile'>): Promise<Prepared> {
  const { file = '' } = change;
  const made = await doctor.certificateFile(change, process.platform).catch((error: unknown) => {
    throw new FixRefusedError(t('The file can not be made: {0}. Diagnose again.', plainText(errorLine(error), 200)));
  });
  const sha256 = hashOf(made.text);
  const there = await hashOfFile(file);
  if (there !== undefined && there !== sha256) {
    throw new FixRefusedError(t('{0} is there already and holds something else, so nothing was written. Choose another file.', plainText(file, 200)));
  }
  const after = newFileText(change, made.kept);
  const certificates = change.certificates.map(({ name, fingerprint256 }) => ({ name, fingerprint256 }));
  return {
    change,
    before: there === undefined ? newFileText(change) : after,
    after,
    written: { change: { ...change, certificates }, sha256 },
    // Only where nothing is: somebody may have put a file or a link there since.
    write: () => fs.writeFile(file, made.text, { flag: 'wx' }),
  };
}

/** Removes a file that still holds what was written; gone already is as good. */
async function takeBackFile(file: string, sha256: string): Promise<boolean> {
  const there = await hashOfFile(file);
  if (there !== undefined && there !== sha256) return false;
  await fs.rm(file, { force: true });
  return true;
}

function hashOf(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Undefined where there is no file. */
async function hashOfFile(file: string): Promise<string | undefined> {
  try {
    return hashOf(await fs.readFile(file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes one after the other; when one fails, those before it are taken back. */
export async function writeAll(prepared: readonly Prepared[]): Promise<void> {
  const done: WrittenChange[] = [];
  try {
    for (const { written, write } of prepared) {
      await write();
      done.push(written);
    }
  } catch (error) {
    for (const written of done.reverse()) await takeBack(written);
    throw error;
  }
}

/** @returns false when somebody has changed the same thing since, and so nothing is done. */
export async function takeBack({ change, before, after, line, sha256 }: WrittenChange): Promise<boolean> {
  if (change.kind === 'file-line') {
    const plan = planLineUndo(change, line ?? '', await readFile(change.file));
    if ('refused' in plan) return false;
    await writeFile(change.file, plan.after);
    return true;
  }
  if (change.kind === 'new-file') return takeBackFile(change.file ?? '', sha256 ?? '');
  const undo = planUndo(change, { before, after }, readSetting(change.id, change.target));
  if (undo.kept) return false;
  await writeSetting(change.id, change.target, undo.after);
  return true;
}

function accepted(change: FileLineChange, plan: LinePlan): Exclude<LinePlan, { refused: unknown }> {
  if (!('refused' in plan)) return plan;
  throw new FixRefusedError(
    t('{0} has changed since it was read, so nothing was written. Diagnose again.', plainText(change.file, 200)),
  );
}

async function readFile(file: string): Promise<string> {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
    await vscode.workspace.fs.readFile(vscode.Uri.file(file)),
  );
}

async function writeFile(file: string, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(vscode.Uri.file(file), new TextEncoder().encode(text));
}
