import { constants, open, stat } from 'node:fs/promises';
import { t } from '@vscode/l10n';
import { deepestCode } from '../network-failure.ts';
import type { TextFile } from './machine.ts';

/** A configuration file larger than this is not one; it is not read into memory. */
export const maxFileBytes = 1_048_576;

/** Reads a UTF-8 file of at most 1 MiB. A device, a directory or an endless file ends as `unreadable`. */
export async function readTextFile(file: string): Promise<TextFile> {
  try {
    // Opening a pipe waits for whoever writes, and some programs ask for a password when theirs is opened.
    const before = await stat(file);
    if (before.isDirectory()) return { unreadable: t('It is a directory.') };
    if (!before.isFile()) return { unreadable: t('It is not a regular file.') };
    const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const { size } = await handle.stat();
      if (size > maxFileBytes) return { unreadable: t('It is larger than 1 MiB.') };
      const buffer = Buffer.alloc(maxFileBytes + 1);
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
      if (bytesRead > maxFileBytes) return { unreadable: t('It is larger than 1 MiB.') };
      return { text: new TextDecoder('utf-8', { fatal: true }).decode(buffer.subarray(0, bytesRead)) };
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = deepestCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return { missing: true };
    if (code === 'EACCES' || code === 'EPERM') return { unreadable: t('This process may not read it.') };
    if (code === 'EISDIR') return { unreadable: t('It is a directory.') };
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return { unreadable: t('It is not valid UTF-8 text.') };
    return { unreadable: t('Reading it failed ({0}).', code) };
  }
}
