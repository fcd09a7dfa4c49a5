/** The gateway outside of a world: `https://gateway.test/api/v1`, and the same over plain HTTP. */
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RequestEntry } from '../../../src/lab/lab.ts';
import { start, type Program } from './program.ts';
import { outsideAddress, type World } from './world.ts';

/** `.test` is reserved for tests (RFC 6761), so the name can't be anyone's. */
export const gatewayName = 'gateway.test';
export const gatewayUrl = `https://${gatewayName}/api/v1`;
export const plainGatewayUrl = `http://${gatewayName}/api/v1`;
/** For the machine's hosts file. */
export const gatewayHostsLine = `${outsideAddress} ${gatewayName}`;

export interface GatewayOptions {
  /** Names its certificate is for. */
  names: readonly string[];
  /** Where it listens, on ports 443 and 80. */
  addresses: readonly string[];
}

/** A running gateway. */
export interface RunningGateway {
  /** PEM file of the authority that signed its certificate. */
  readonly rootFile: string;
  /** Every request it has answered, oldest first. */
  requests(): readonly RequestEntry[];
  stop(): Promise<void>;
}

/** Starts the gateway outside, or at addresses of the machine itself. */
export async function startGateway(
  world: World,
  options: Partial<GatewayOptions> & { where?: 'outside' | 'machine' } = {},
): Promise<RunningGateway> {
  const { where = 'outside', names = [gatewayName], addresses = [outsideAddress] } = options;
  const rootFile = path.join(world.folder, 'gateway-root.pem');
  const script = fileURLToPath(new URL('gateway-process.ts', import.meta.url));
  const commandLine = [process.execPath, script, JSON.stringify({ names, addresses, rootFile })];
  const program = await start(
    where === 'outside' ? world.outside(commandLine) : world.onMachine(commandLine),
    (one) => one.output().includes('"ready"'),
  );
  return { rootFile, requests: () => requestsOf(program), stop: () => program.stop() };
}

function requestsOf(program: Program): RequestEntry[] {
  return program.output().split('\n').flatMap((line) => {
    if (!line.startsWith('{"request"')) return [];
    return [(JSON.parse(line) as { request: RequestEntry }).request];
  });
}
