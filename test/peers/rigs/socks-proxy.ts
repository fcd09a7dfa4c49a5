/** A SOCKS5 proxy on the machine of a world. */
import { fileURLToPath } from 'node:url';
import type { Socks5Entry } from '../../../src/lab/lab.ts';
import { listensOn, start } from './program.ts';
import type { World } from './world.ts';

const port = 1080;

export interface SocksProxy {
  readonly port: number;
  /** What it was asked for, as far as it has told. */
  requests(): readonly Socks5Entry[];
  stop(): Promise<void>;
}

/** Starts it. */
export async function startSocksProxy(world: World): Promise<SocksProxy> {
  const script = fileURLToPath(new URL('socks-process.ts', import.meta.url));
  const program = await start(world.onMachine([process.execPath, script, String(port)]), listensOn(port));
  return {
    port,
    requests: () =>
      program.output().split('\n').flatMap(
        (line) => (line.startsWith('{"request"') ? [(JSON.parse(line) as { request: Socks5Entry }).request] : []),
      ),
    stop: () => program.stop(),
  };
}
