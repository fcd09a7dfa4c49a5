/** Forward proxies of ours that lose what real boxes lose, on the machine of a world. */
import { fileURLToPath } from 'node:url';
import { start } from './program.ts';
import type { World } from './world.ts';

export interface LossyPorts {
  silent: number;
  cutter: number;
  stuck: number;
}

export interface LossyRelays {
  readonly urls: Readonly<Record<keyof LossyPorts, string>>;
  stop(): Promise<void>;
}

const ports: LossyPorts = { silent: 9101, cutter: 9102, stuck: 9103 };

export async function startLossyRelays(world: World): Promise<LossyRelays> {
  const script = fileURLToPath(new URL('lossy-relays-process.ts', import.meta.url));
  const program = await start(
    world.onMachine([process.execPath, script, JSON.stringify(ports)]),
    (one) => one.output().includes('ready'),
  );
  const url = (port: number): string => `http://127.0.0.1:${port}`;
  return {
    urls: { silent: url(ports.silent), cutter: url(ports.cutter), stuck: url(ports.stuck) },
    stop: () => program.stop(),
  };
}
