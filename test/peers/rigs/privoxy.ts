/** A real Privoxy as forward proxy on the machine of a world. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { findProgram, listensOn, start } from './program.ts';
import type { World } from './world.ts';

const port = 8118;

export interface Privoxy {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts it without any filter. `socketTimeoutSeconds` is its `socket-timeout`. */
export async function startPrivoxy(world: World, { socketTimeoutSeconds = 300 } = {}): Promise<Privoxy> {
  const privoxy = findProgram('privoxy', 'privoxy');
  const folder = path.join(world.folder, 'privoxy');
  fs.mkdirSync(folder);
  fs.writeFileSync(path.join(folder, 'config'), [
    `confdir ${folder}`,
    `listen-address 127.0.0.1:${port}`,
    'toggle 1',
    `socket-timeout ${socketTimeoutSeconds}`,
    '',
  ].join('\n'));
  const program = await start(world.onMachine([privoxy, '--no-daemon', path.join(folder, 'config')]), listensOn(port));
  return { url: `http://127.0.0.1:${port}`, stop: () => program.stop() };
}
