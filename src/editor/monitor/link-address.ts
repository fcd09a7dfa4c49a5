import { createHash } from 'node:crypto';
import * as path from 'node:path';

/** The longest path of a socket that every system takes, in bytes: macOS has room for 104 with the end mark (unix(4)). */
const maxSocketPathBytes = 103;

/**
 * Where the windows of one profile on one machine meet. Pure.
 *
 * @param folder the extension's own folder of the profile, which others can't write to.
 * @param temporaryFolder where a short name is made up when the folder's own is too long.
 */
export function linkAddress(folder: string, temporaryFolder: string, platform: NodeJS.Platform, userId: number): string {
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 20);
  if (platform === 'win32') return `\\\\.\\pipe\\gatehouse-${name}`;
  const own = path.join(folder, 'monitor.sock');
  if (Buffer.byteLength(own) <= maxSocketPathBytes) return own;
  return path.join(temporaryFolder, `gatehouse-${userId}`, `${name}.sock`);
}
