import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { plainText } from '../../path/network-failure.ts';

/** A file can't be changed as it is; the message is for the user. */
export class FileRefusedError extends Error {}

/** Larger ones are made by programs. */
const maxBytes = 32 * 1024 * 1024;

/**
 * The text of a file, byte for byte: not of the editor's document, which would even out the ends of lines. Undefined where
 * there is none.
 *
 * @throws FileRefusedError where it is no UTF-8, too large, or open with changes that are not saved.
 */
export async function readWhole(file: string): Promise<string | undefined> {
  const dirty = vscode.workspace.textDocuments.some((one) => one.isDirty && one.uri.scheme === 'file' && one.uri.fsPath === vscode.Uri.file(file).fsPath);
  if (dirty) throw new FileRefusedError(t('{0} has changes that are not saved. Save or discard them first.', plainText(file, 200)));
  let bytes: Buffer;
  try {
    bytes = await fs.readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  if (bytes.length > maxBytes) throw new FileRefusedError(t('{0} is too large to be changed here.', plainText(file, 200)));
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new FileRefusedError(t('{0} is not written in UTF-8, and would be damaged by a change here.', plainText(file, 200)));
  }
}

/** Writes a text as it is. A new file is not written over one that somebody else has made since. */
export async function writeWhole(file: string, text: string, fresh: boolean): Promise<void> {
  await fs.writeFile(file, text, { encoding: 'utf8', flag: fresh ? 'wx' : 'w' });
}

export async function removeFile(file: string): Promise<void> {
  await fs.rm(file, { force: true });
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
