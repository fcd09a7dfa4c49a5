/** A real Clash core on this machine, on free ports, with a folder of its own and a configuration that is given. */
import * as fs from 'node:fs';
import { once } from 'node:events';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ControllerClient } from '../../../src/clash/controller/client.ts';
import type { ControllerAddress } from '../../../src/clash/controller/address.ts';
import { Secret } from '../../../src/path/secret.ts';
import { run, start, type Program } from './program.ts';

/** What the core and its configuration are given; free when they were chosen. */
export interface ClashCorePorts {
  mixed: number;
  controller: number;
  /** UDP and TCP. */
  dns: number;
}

export interface ClashCoreOptions {
  /** Files beside the configuration, by their path in the core's folder: rule sets, node lists. */
  files?: Readonly<Record<string, string | Uint8Array>>;
  /** Keeps the folder of an earlier one, with what it cached. */
  folder?: string;
  ports?: ClashCorePorts;
  /** Further arguments for the core. */
  arguments?: readonly string[];
  environment?: Readonly<Record<string, string>>;
  /** Puts the command line elsewhere, as `onMachine` of a world; the core is then asked at its socket. */
  through?: (commandLine: readonly string[]) => readonly string[];
}

/** A core that runs. */
export interface ClashCore {
  readonly ports: ClashCorePorts;
  /** The core's home. */
  readonly folder: string;
  readonly configurationFile: string;
  /** `http://127.0.0.1:PORT` of the mixed port. */
  readonly proxyUrl: string;
  readonly secret: string;
  readonly address: ControllerAddress;
  /** The socket, at which no secret is asked for. */
  readonly socketAddress: ControllerAddress;
  /** By TCP and the secret, or at the socket where the core is elsewhere. */
  readonly client: ControllerClient;
  /** All it has printed. */
  output(): string;
  pid: number;
  /** Ends it; the folder goes with it unless it was given. */
  stop(): Promise<void>;
}

const secret = 'test-secret';
const names = ['mihomo', 'clash-meta', 'clash'];
const readyLimitMs = 20_000;
const settleMs = 200;

/**
 * The core: what GATEHOUSE_CLASH_CORE names, or one on the PATH.
 *
 * @throws an Error that says how to get one; a peer that is missing is a failure, never a skip.
 */
export function findClashCore(): string {
  const named = process.env['GATEHOUSE_CLASH_CORE'];
  if (named !== undefined && named !== '') {
    if (fs.existsSync(named)) return named;
    throw new Error(`MISSING PEER: GATEHOUSE_CLASH_CORE names ${named}, which does not exist.`);
  }
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    for (const name of names) {
      const file = path.join(folder, name);
      if (folder !== '' && fs.existsSync(file)) return file;
    }
  }
  throw new Error('MISSING PEER: there is no Clash core on the PATH, and GATEHOUSE_CLASH_CORE names none. With Go: test/peers/rigs/build-clash-core.sh FOLDER builds one and prints where.');
}

/**
 * Starts a core and waits until its controller answers.
 *
 * @param configuration YAML; ports, controller, secret, DNS and the like are added where it does not name them itself, so
 *   that nothing reaches the network. Given as a function, it is told the ports.
 * @throws what the core printed, when it refuses the configuration or does not get ready.
 */
export async function startClashCore(configuration: string | ((ports: ClashCorePorts) => string), options: ClashCoreOptions = {}): Promise<ClashCore> {
  const core = findClashCore();
  const folder = options.folder ?? fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-core-'));
  const ports = options.ports ?? (await freePorts());
  const configurationFile = path.join(folder, 'config.yaml');
  writeFiles(folder, options.files ?? {});
  fs.writeFileSync(configurationFile, completed(typeof configuration === 'string' ? configuration : configuration(ports), ports));
  const { through } = options;
  const ownCommand = [core, '-d', folder, '-f', configurationFile, ...(options.arguments ?? [])];
  const command = through?.(ownCommand) ?? ownCommand;
  let program: Program;
  const removeFolder = (): void => {
    if (options.folder === undefined) fs.rmSync(folder, { recursive: true, force: true });
  };
  try {
    // It may be told to print nothing, so that only its controller says when it is ready.
    program = await start(command, () => true, { environment: { PATH: process.env['PATH'] ?? '', HOME: folder, ...options.environment } });
  } catch (error) {
    removeFolder();
    throw error;
  }
  const address: ControllerAddress = { kind: 'tcp', host: '127.0.0.1', port: ports.controller };
  const socketAddress: ControllerAddress = { kind: 'unix', path: path.join(folder, 'ctl.sock') };
  const client = new ControllerClient(through ? { address: socketAddress } : { address, secret: new Secret(secret) });
  try {
    await answers(client, program, through === undefined);
  } catch (error) {
    await program.stop();
    removeFolder();
    throw error;
  }
  return {
    ports,
    folder,
    configurationFile,
    proxyUrl: `http://127.0.0.1:${ports.mixed}`,
    secret,
    address,
    socketAddress,
    client,
    output: () => program.output(),
    pid: program.pid,
    stop: async () => {
      await program.stop();
      removeFolder();
    },
  };
}

/** Has the core check a configuration, as the apps do before they use one. */
export async function checkWithClashCore(configuration: string, files: Readonly<Record<string, string>> = {}): Promise<{ accepted: boolean; said: string }> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-core-check-'));
  try {
    writeFiles(folder, files);
    const file = path.join(folder, 'config.yaml');
    fs.writeFileSync(file, configuration);
    const { code, stdout, stderr } = await run([findClashCore(), '-t', '-d', folder, '-f', file], { limitMs: 30_000 });
    return { accepted: code === 0, said: `${stdout}${stderr}` };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Ports nobody has at this moment. */
export async function freePorts(): Promise<ClashCorePorts> {
  const servers = await Promise.all([0, 1, 2].map(async () => {
    const server = net.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return server;
  }));
  const [mixed, controller, dns] = servers.map((server) => (server.address() as net.AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return { mixed: mixed ?? 0, controller: controller ?? 0, dns: dns ?? 0 };
}

function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
}

/** What the configuration does not say itself, so that it listens where the test looks and asks nobody outside. */
function completed(configuration: string, ports: ClashCorePorts): string {
  const defaults: Readonly<Record<string, string>> = {
    'mixed-port': String(ports.mixed),
    'allow-lan': 'false',
    mode: 'rule',
    'log-level': 'info',
    ipv6: 'false',
    'external-controller': `127.0.0.1:${ports.controller}`,
    'external-controller-unix': 'ctl.sock',
    secret,
    profile: '{ store-selected: false, store-fake-ip: false }',
    dns: `{ enable: true, listen: '127.0.0.1:${ports.dns}', ipv6: false, enhanced-mode: redir-host, use-system-hosts: false, default-nameserver: ['127.0.0.1:9'], nameserver: ['rcode://name_error'] }`,
  };
  const missing = Object.entries(defaults).filter(([key]) => !new RegExp(`^${key}\\s*:`, 'm').test(configuration));
  return `${missing.map(([key, value]) => `${key}: ${value}\n`).join('')}${configuration}`;
}

/**
 * The controller answers before rules and listeners are there, and for a moment after that connections are closed at once
 * (core: hub/executor/executor.go, tunnel.OnRunning).
 */
async function answers(client: ControllerClient, program: Program, here: boolean): Promise<void> {
  const signal = AbortSignal.timeout(readyLimitMs);
  for (;;) {
    const fatal = /level=fatal.*/.exec(program.output())?.[0];
    if (fatal !== undefined) throw new Error(`the core refused the configuration: ${fatal}`);
    try {
      const { ports } = await client.configs(signal);
      if (here && ports.mixed !== undefined) {
        const probe = net.connect({ host: '127.0.0.1', port: ports.mixed });
        await once(probe, 'connect', { signal });
        probe.destroy();
      }
      if (ports.mixed !== undefined && (await client.rules(signal)).length > 0) break;
    } catch (error) {
      if (signal.aborted) throw new Error(`the core's controller did not answer: ${String(error)}\n${program.output()}`, { cause: error });
    }
    await sleep(20);
  }
  await sleep(settleMs);
}
