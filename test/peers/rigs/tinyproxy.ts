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

/** Starts it. Without a `ConnectPort` line every port is allowed (tinyproxy.conf(5)). */
export async function startTinyproxy(world: World): Promise<Tinyproxy> {
  const tinyproxy = findProgram('tinyproxy', 'tinyproxy');
  const file = path.join(world.folder, 'tinyproxy.conf');
  fs.writeFileSync(
    file,
    [`Port ${port}`, 'Listen 127.0.0.1', 'Timeout 60', 'LogLevel Connect', 'Allow 127.0.0.1', ''].join('\n'),
  );
  const program = await start(world.onMachine([tinyproxy, '-d', '-c', file]), listensOn(port));
  return { url: `http://127.0.0.1:${port}`, log: () => program.output(), stop: () => program.stop() };
}
