/** A real tinyproxy as forward proxy on the machine of a world. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { findProgram, listensOn, start } from './program.ts';
import type { World } from './world.ts';

const port = 8888;

export interface Tinyproxy {
  readonly url: string;
  /** Its log so far. */
  log(): string;
  stop(): Promise<void>;
}

/**
 * Starts it. Without a `ConnectPort` line every port is allowed (tinyproxy.conf(5)).
 *
 * @param place where it listens, open to everyone there, in place of the machine's loopback.
 */
export async function startTinyproxy(
  world: World,
  place?: { listen: string; where: 'machine' | 'outside' },
  timeoutSeconds = 60,
): Promise<Tinyproxy> {
  const listen = place?.listen ?? '127.0.0.1';
  const tinyproxy = findProgram('tinyproxy', 'tinyproxy');
  const file = path.join(world.folder, 'tinyproxy.conf');
  fs.writeFileSync(
    file,
    [`Port ${port}`, `Listen ${listen}`, `Timeout ${timeoutSeconds}`, 'LogLevel Connect', `Allow ${place ? '0.0.0.0/0' : listen}`, ''].join('\n'),
  );
  const commandLine = [tinyproxy, '-d', '-c', file];
  const program = await start(
    place?.where === 'outside' ? world.outside(commandLine) : world.onMachine(commandLine),
    listensOn(port),
  );
  return { url: `http://${listen}:${port}`, log: () => program.output(), stop: () => program.stop() };
}
