/** Reads an agent's file and writes it whole or not at all. */
import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { readTextFile } from '../../path/sources/text-file.ts';

/** A file as it lies there. */
export interface AgentFile {
  /** Where it really lies, behind links. */
  real: string;
  /** Undefined where there is none. */
  text?: string;
  /** Permission bits; undefined where there is none, and on Windows. */
  mode?: number;
  /** Why it can't be read, as a sentence. */
  unreadable?: string;
}

/** Reads it, with a byte order mark if it has one. Never rejects. */
export async function readAgentFile(file: string): Promise<AgentFile> {
  const real = await fs.realpath(file).catch(() => file);
  const content = await readTextFile(real);
  if ('unreadable' in content) return { real, unreadable: content.unreadable };
  if ('missing' in content) return { real };
  const [bytes, { mode }] = await Promise.all([fs.readFile(real), fs.stat(real)]);
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  return { real, text, ...(process.platform !== 'win32' && { mode: mode & 0o777 }) };
}

/** What is written is not what was planned for: somebody else has changed the file. */
export class FileChangedError extends Error {}

/**
 * Writes a file in one step, with the mode it has, and a new one for its user alone.
 *
 * @param before what has to stand there now, undefined for nothing. @param after undefined takes the file away.
 * @throws FileChangedError, and the system's own errors; nothing has changed then.
 */
export async function writeAgentFile(file: string, before: string | undefined, after: string | undefined): Promise<void> {
  const { real, text, mode, unreadable } = await readAgentFile(file);
  if (text !== before || unreadable !== undefined) throw new FileChangedError();
  if (after === undefined) return await fs.rm(real, { force: true });
  await fs.mkdir(path.dirname(real), { recursive: true, mode: 0o700 });
  const newFile = `${real}.${randomUUID()}.new`;
  try {
    const handle = await fs.open(newFile, 'wx', 0o600);
    try {
      await handle.writeFile(after);
      // The mode that `open` takes is narrowed by the umask.
      if (mode !== undefined) await handle.chmod(mode);
      // Else a crash of the machine could leave the name on an empty file.
      await handle.sync();
    } finally {
      await handle.close();
    }
    // As late as can be: what somebody wrote while this was made ready is not lost.
    if ((await readAgentFile(file)).text !== before) throw new FileChangedError();
    await fs.rename(newFile, real);
  } catch (error) {
    await fs.rm(newFile, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** The git work tree that a file lies in; undefined where it lies in none. */
export async function gitFolderOf(file: string): Promise<string | undefined> {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    // A folder in the main work tree, a file in another one.
    if (await fs.stat(path.join(folder, '.git')).then(() => true, () => false)) return folder;
    if (path.dirname(folder) === folder) return undefined;
  }
}
