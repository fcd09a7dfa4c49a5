/** A real microsocks, a SOCKS5 proxy, on the machine of a world. */
import { findProgram, listensOn, start } from './program.ts';
import type { World } from './world.ts';

const port = 1081;

/** Starts it, open to everyone on the machine. */
export async function startMicrosocks(world: World): Promise<{ host: string; log(): string; stop(): Promise<void> }> {
  const microsocks = findProgram('microsocks', 'microsocks');
  const program = await start(world.onMachine([microsocks, '-i', '127.0.0.1', '-p', String(port)]), listensOn(port));
  return { host: `127.0.0.1:${port}`, log: () => program.output(), stop: () => program.stop() };
}
