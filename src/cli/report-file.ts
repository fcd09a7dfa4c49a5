import { stat, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { t } from '@vscode/l10n';
import { deepestCode } from '../path/network-failure.ts';
import { UsageError } from './arguments.ts';

/**
 * Sees before a diagnosis whether its report can be written.
 *
 * @throws UsageError when the file is a directory or its folder does not exist.
 */
export async function checkReportFile(file: string): Promise<void> {
  if (file === '') throw new UsageError(t('The option {0} needs a value.', '--report'));
  if (await isDirectory(file)) throw new UsageError(t('"{0}" is a directory. Give the name of a file.', file));
  const folder = path.dirname(path.resolve(file));
  if (!(await isDirectory(folder))) throw new UsageError(t('The folder "{0}" does not exist.', folder));
}

/** @throws Error in words when the file can't be written. */
export async function writeReportFile(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, 'utf8');
  } catch (error) {
    throw new Error(t('The report could not be written to {0} ({1}).', file, deepestCode(error)));
  }
}

async function isDirectory(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isDirectory();
  } catch {
    return false;
  }
}
