import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import { deepestCode } from '../../path/network-failure.ts';
import { ShimError } from './shim-problem.ts';

/** The operations on files that are used, as Node has them; a test puts a full disk in their place. */
export type PrivateFiles = Pick<typeof fs.promises, 'open' | 'rename' | 'rm'>;

/** Windows has no such flag, and needs a right to make links. */
const noFollow: number = fs.constants.O_NOFOLLOW ?? 0;

/** More than any file of the shim's own ever has. */
const maxBytes = 1024 * 1024;

/**
 * Writes a whole file that its owner alone can read. A reader sees the old text or the new one, also after a crash of the
 * machine; a write that fails leaves the old one.
 *
 * @throws ShimError `FILE` with the system's code, `ENOSPC` for a full disk.
 */
export async function writePrivateFile(file: string, text: string, files: PrivateFiles = fs.promises): Promise<void> {
  const { O_WRONLY, O_CREAT, O_EXCL } = fs.constants;
  const newFile = `${file}.${randomUUID()}.new`;
  try {
    const handle = await files.open(newFile, O_WRONLY | O_CREAT | O_EXCL | noFollow, 0o600);
    try {
      await handle.writeFile(text);
      // Else a crash of the machine could leave the name on an empty file.
      await handle.sync();
    } finally {
      await handle.close();
    }
    await files.rename(newFile, file);
  } catch (error) {
    await files.rm(newFile, { force: true }).catch(() => undefined);
    throw new ShimError('FILE', file, deepestCode(error));
  }
}

/**
 * Reads a file of the shim's own.
 *
 * @returns undefined when it is not there.
 * @throws ShimError `FILE` when it can't be read.
 */
export async function readPrivateFile(file: string, files: Pick<PrivateFiles, 'open'> = fs.promises): Promise<string | undefined> {
  try {
    const handle = await files.open(file, fs.constants.O_RDONLY | noFollow);
    try {
      const bytes = Buffer.alloc(maxBytes);
      const { bytesRead } = await handle.read(bytes, 0, maxBytes, 0);
      return bytes.toString('utf8', 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = deepestCode(error);
    if (code === 'ENOENT') return undefined;
    throw new ShimError('FILE', file, code);
  }
}
