import { constants, open, stat, type FileHandle } from 'node:fs/promises';
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
      // Some dozen files are read, and a megabyte made ready for each makes the runtime collect its garbage.
      const asTold = await readAtMost(handle, size);
      // It grew, or is one of the kernel's own, which tell no size.
      const { bytes, more } = asTold.more ? await readAtMost(handle, maxFileBytes) : asTold;
      if (more) return { unreadable: t('It is larger than 1 MiB.') };
      return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
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

/** The file's first bytes, and whether there are more. */
async function readAtMost(handle: FileHandle, most: number): Promise<{ bytes: Buffer; more: boolean }> {
  const buffer = Buffer.alloc(most + 1);
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
  return { bytes: buffer.subarray(0, bytesRead), more: bytesRead > most };
}
