/** A port that takes connections and never a word: the kernel completes them, and nobody accepts. */
import { start, type Program } from './program.ts';
import type { World } from './world.ts';

export interface SilentListener {
  readonly url: string;
  stop(): Promise<void>;
}

/** Listens on the machine of a world. */
export async function startSilentListener(world: World): Promise<SilentListener> {
  // Asleep in its own main thread, the process never gets to accept(2).
  const script = `
    const server = require('node:net').createServer().listen(0, '127.0.0.1', () => {
      require('node:fs').writeSync(1, 'port ' + server.address().port + '\\n');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    });`;
  const portOf = (program: Program): string | undefined => /^port (\d+)$/m.exec(program.output())?.[1];
  const program = await start(world.onMachine([process.execPath, '-e', script]), (one) => portOf(one) !== undefined);
  return { url: `http://127.0.0.1:${portOf(program)}`, stop: () => program.stop() };
}
