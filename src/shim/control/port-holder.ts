import * as fs from 'node:fs';
import { plainText } from '../../path/network-failure.ts';

/** A socket that listens, as a line of the kernel's table says it. */
export interface Listener {
  port: number;
  uid: number;
  inode: string;
}

/**
 * The listening sockets in the text of `/proc/net/tcp` or `tcp6` (proc_pid_net(5): state 0A listens, ports are
 * hexadecimal). Pure.
 */
export function listenersOf(table: string): Listener[] {
  return table.split('\n').flatMap((line) => {
    const [, local, , state, , , , uid, , inode] = line.trim().split(/\s+/);
    const port = Number.parseInt(local?.split(':')[1] ?? '', 16);
    if (state !== '0A' || Number.isNaN(port) || uid === undefined || inode === undefined) return [];
    return [{ port, uid: Number(uid), inode }];
  });
}

/**
 * Who listens on a port of this machine, for people: `nginx (1234)`, `user 33`. Linux alone tells that without starting
 * a program.
 *
 * @returns undefined when it can't be told.
 */
export async function portHolder(port: number): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined;
  try {
    const tables = ['/proc/net/tcp', '/proc/net/tcp6'].map((file) => fs.promises.readFile(file, 'utf8').catch(() => ''));
    const holder = listenersOf((await Promise.all(tables)).join('\n')).find((one) => one.port === port);
    if (!holder) return undefined;
    return (await processWith(holder.inode)) ?? `user ${holder.uid}`;
  } catch {
    return undefined;
  }
}

/** The process that has a socket; those of other users don't tell. */
async function processWith(inode: string): Promise<string | undefined> {
  for (const pid of (await fs.promises.readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const folder = `/proc/${pid}/fd`;
    for (const name of await fs.promises.readdir(folder).catch(() => [])) {
      if ((await fs.promises.readlink(`${folder}/${name}`).catch(() => '')) !== `socket:[${inode}]`) continue;
      return `${plainText(await fs.promises.readFile(`/proc/${pid}/comm`, 'utf8'), 40)} (${pid})`;
    }
  }
  return undefined;
}
