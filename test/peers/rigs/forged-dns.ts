/** Somebody on the way who answers DNS questions over UDP before the server does. */
import { fileURLToPath } from 'node:url';
import { start } from './program.ts';
import type { World } from './world.ts';

export interface ForgedDnsOptions {
  /** The address in the answer that arrives first. */
  forged: string;
  /** The true answer's, which arrives after it; none without. */
  genuine?: string;
  /** How much later, in ms. */
  afterMs?: number;
}

/** Answers on UDP port 53 of the machine; TCP is left to another program. */
export async function startForgedDns(world: World, options: ForgedDnsOptions): Promise<{ stop(): Promise<void> }> {
  const script = fileURLToPath(new URL('forged-dns-process.ts', import.meta.url));
  const program = await start(
    world.onMachine([process.execPath, script, JSON.stringify(options)]),
    (one) => one.output().includes('ready'),
  );
  return { stop: () => program.stop() };
}
