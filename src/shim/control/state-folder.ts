import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { deepestCode } from '../../path/network-failure.ts';
import { ShimError } from './shim-problem.ts';
import { folderFault, socketAddressOf, type FolderFacts, type Place } from './state-place.ts';

/** What it is of this process. */
export function thisPlace(): Place {
  return {
    platform: process.platform,
    environment: process.env,
    home: os.homedir(),
    temporaryFolder: os.tmpdir(),
    userId: process.getuid?.() ?? -1,
  };
}

/**
 * Makes the folder, for this user alone, and the one of the socket.
 *
 * @returns the address of the control socket.
 * @throws ShimError when a folder can't be made, is somebody else's or can be written by others.
 */
export async function makeStateFolder(folder: string, place: Place): Promise<string> {
  const address = socketAddressOf(folder, place);
  await makeOwn(folder, place.userId);
  const of = path.dirname(address);
  if (place.platform !== 'win32' && of !== folder) await makeOwn(of, place.userId);
  return address;
}

/**
 * The address of the control socket in a folder that somebody may have made.
 *
 * @returns undefined when nobody has, so that no shim can be running.
 * @throws ShimError as `makeStateFolder`: what is told to a shim may hold passwords.
 */
export async function existingSocketAddress(folder: string, place: Place): Promise<string | undefined> {
  const address = socketAddressOf(folder, place);
  const folders = place.platform === 'win32' ? [folder] : [...new Set([folder, path.dirname(address)])];
  for (const one of folders) if (!(await isOwn(one, place.userId))) return undefined;
  return address;
}

async function makeOwn(folder: string, userId: number): Promise<void> {
  try {
    await fs.promises.mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new ShimError('FOLDER', folder, deepestCode(error));
  }
  await isOwn(folder, userId);
  // Others may look into one that was made by hand; nothing in it is theirs.
  if (userId >= 0) await fs.promises.chmod(folder, 0o700).catch(() => undefined);
}

async function isOwn(folder: string, userId: number): Promise<boolean> {
  let facts: FolderFacts;
  try {
    const place = await fs.promises.lstat(folder);
    const stat = place.isSymbolicLink() ? await fs.promises.stat(folder) : place;
    facts = { directory: stat.isDirectory(), uid: stat.uid, mode: stat.mode, ...(stat !== place && { linkUid: place.uid }) };
  } catch (error) {
    const code = deepestCode(error);
    if (code === 'ENOENT') return false;
    throw new ShimError('FOLDER', folder, code);
  }
  const fault = folderFault(facts, userId);
  if (fault) throw new ShimError(fault, folder, fault === 'FOLDER' ? 'ENOTDIR' : undefined);
  return true;
}
