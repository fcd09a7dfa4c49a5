/** A real microsocks, a SOCKS5 proxy, on the machine of a world. */
import { findProgram, listensOn, start } from './program.ts';
import type { World } from './world.ts';

const port = 1081;

/** Starts it, open to everyone on the machine, or at an address outside. */
export async function startMicrosocks(world: World, outside?: string): Promise<{ host: string; log(): string; stop(): Promise<void> }> {
  const microsocks = findProgram('microsocks', 'microsocks');
  const address = outside ?? '127.0.0.1';
  const commandLine = [microsocks, '-i', address, '-p', String(port)];
  const program = await start(outside === undefined ? world.onMachine(commandLine) : world.outside(commandLine), listensOn(port));
  return { host: `${address}:${port}`, log: () => program.output(), stop: () => program.stop() };
}
