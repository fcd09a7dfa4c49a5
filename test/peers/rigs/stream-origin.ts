/** The streaming origin outside of a world. */
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { start } from './program.ts';
import { gatewayName } from './gateway.ts';
import { outsideAddress, type World } from './world.ts';

export interface OriginOptions {
  names: readonly string[];
  address: string;
  ports: { plain: number; http1: number; http2: number; mute: number };
}

export interface StreamOrigin {
  /** PEM file of the authority that signed its certificate. */
  readonly rootFile: string;
  /** PEM file with its certificate and key, for servers in front of it. */
  readonly leafFile: string;
  stop(): Promise<void>;
}

/** Where it listens outside. */
export const originPorts = { plain: 8080, http1: 8443, http2: 8444, mute: 8445 } as const;

export async function startStreamOrigin(world: World): Promise<StreamOrigin> {
  const script = fileURLToPath(new URL('stream-origin-process.ts', import.meta.url));
  const options = { names: [gatewayName], address: outsideAddress, ports: originPorts, folder: world.folder };
  const program = await start(
    world.outside([process.execPath, script, JSON.stringify(options)]),
    (one) => one.output().includes('"ready"'),
  );
  return {
    rootFile: path.join(world.folder, 'origin-root.pem'),
    leafFile: path.join(world.folder, 'origin.pem'),
    stop: () => program.stop(),
  };
}
