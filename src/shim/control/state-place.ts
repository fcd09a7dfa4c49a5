/**
 * Where the shim of this user on this machine keeps its things. An editor and a terminal find the same place, so one
 * shim serves both. Everything here is pure.
 */
import { createHash } from 'node:crypto';
import * as path from 'node:path';
import { ShimError } from './shim-problem.ts';

/** What decides where it is. */
export interface Place {
  platform: NodeJS.Platform;
  /** `GATEHOUSE_STATE`, an absolute folder, wins over everything: tests use it, and people whose home can't be used. */
  environment: Readonly<Record<string, string | undefined>>;
  home: string;
  temporaryFolder: string;
  /** -1 on Windows, which has none. */
  userId: number;
}

/**
 * The folder. A relative `XDG_STATE_HOME` does not count (XDG Base Directory Specification 0.8, "Basics").
 *
 * @throws ShimError `STATE_PATH` when `GATEHOUSE_STATE` is relative.
 */
export function stateFolderOf({ platform, environment, home }: Place): string {
  const paths = platform === 'win32' ? path.win32 : path.posix;
  const own = environment['GATEHOUSE_STATE'];
  if (own !== undefined && own !== '') {
    if (!paths.isAbsolute(own)) throw new ShimError('STATE_PATH', own);
    return paths.normalize(own);
  }
  if (platform === 'win32') return paths.join(environment['LOCALAPPDATA'] || paths.join(home, 'AppData', 'Local'), 'Gatehouse');
  if (platform === 'darwin') return paths.join(home, 'Library', 'Application Support', 'Gatehouse');
  const xdg = environment['XDG_STATE_HOME'];
  return paths.join(xdg !== undefined && paths.isAbsolute(xdg) ? xdg : paths.join(home, '.local', 'state'), 'gatehouse');
}

/** The longest path of a socket in bytes, without the end mark: unix(7) of Linux says 108 with it, unix(4) of macOS 104. */
function maxSocketPathBytes(platform: NodeJS.Platform): number {
  return platform === 'linux' ? 107 : 103;
}

/**
 * The address of the control socket: in the folder, or under a short name in a folder of the user's own beside other
 * temporary ones where that is too long; a pipe's name on Windows, made from the folder, which is this user's alone.
 *
 * @throws ShimError `SOCKET_PATH` when even the short name is too long.
 */
export function socketAddressOf(folder: string, { platform, temporaryFolder, userId }: Omit<Place, 'environment' | 'home'>): string {
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 20);
  if (platform === 'win32') return `\\\\.\\pipe\\gatehouse-shim-${name}`;
  const own = path.posix.join(folder, 'shim.sock');
  if (Buffer.byteLength(own) <= maxSocketPathBytes(platform)) return own;
  const short = path.posix.join(temporaryFolder, `gatehouse-${userId}`, `${name}.sock`);
  if (Buffer.byteLength(short) > maxSocketPathBytes(platform)) throw new ShimError('SOCKET_PATH', short);
  return short;
}

/** Who a folder belongs to and who may write to it. */
export interface FolderFacts {
  directory: boolean;
  uid: number;
  mode: number;
  /** Whose the link is that leads there; undefined where none does. */
  linkUid?: number;
}

/** What is wrong with a folder that the shim would keep its secrets in; undefined when nothing is. */
export function folderFault(facts: FolderFacts, userId: number): 'FOREIGN_FOLDER' | 'OPEN_FOLDER' | 'FOLDER' | undefined {
  if (!facts.directory) return 'FOLDER';
  // Windows: the profile's own access list protects it, and there are no modes.
  if (userId < 0) return undefined;
  if (facts.uid !== userId) return 'FOREIGN_FOLDER';
  // Whoever has made the link chooses among the user's folders. Root may: it needs no link for that.
  if (facts.linkUid !== undefined && facts.linkUid !== userId && facts.linkUid !== 0) return 'FOREIGN_FOLDER';
  return (facts.mode & 0o022) === 0 ? undefined : 'OPEN_FOLDER';
}
