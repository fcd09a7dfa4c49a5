/** A machine whose system store is its own, servers with chains of every kind, and knobs to turn. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as tls from 'node:tls';
import type { TrustRow } from '../../../src/path/trust-matrix.ts';
import { make, type Made, type MadeOptions } from '../../unit/path/pki.ts';
import { machineEnvironment } from './doctor.ts';
import { javaClasses } from './real-runtimes.ts';
import { findProgram, listensOn, run, runWell, start, type Program } from './program.ts';
import type { World } from './world.ts';
import { fileURLToPath } from 'node:url';

/** One chain that is served, with the root that would have to be trusted. */
export interface ServedChain {
  name: string;
  port: number;
  pems: readonly string[];
  root: string;
}

export interface TrustRig {
  readonly chains: readonly ServedChain[];
  /** Files to point knobs to. */
  readonly files: {
    /** Every root. */
    roots: string;
    /** The same as a folder of hashes. */
    folder: string;
    /** A root that has nothing to do with any chain. */
    other: string;
    /** An empty folder. */
    empty: string;
    /** A Java store with every root. */
    javaStore: string;
    missing: string;
  };
  /** Puts the roots into the system's store, or takes them out again. */
  trustBySystem(trusted: boolean): Promise<void>;
  /** Paths of the requests that came through since the last call. */
  takeArrivals(): readonly string[];
  predict(
    environment: Readonly<Record<string, string>>,
  ): Promise<{ rows: Record<string, readonly TrustRow[]>; readMs: number; surveyMs: number }>;
  stop(): Promise<void>;
}

export const rigHost = 'gateway.test';
const plainPort = 8_400;
const mitmproxyPort = 8_500;

/** What each chain is made of; mitmproxy's own comes on top. */
const kinds: readonly {
  name: string;
  root?: Partial<MadeOptions>;
  middle?: 'sent' | 'left-out';
  leaf?: Partial<MadeOptions>;
  anchor?: 'middle';
}[] = [
  { name: 'good form' },
  { name: 'constraints not critical', root: { constraints: 'plain' } },
  { name: 'no key usage', root: { keyUsage: false } },
  { name: 'no key identifiers', leaf: { keyIds: 'none' } },
  { name: 'root without key identifier', root: { keyIds: 'none' } },
  { name: 'leaf with constraints not critical', leaf: { constraints: 'plain' } },
  { name: 'middle sent', middle: 'sent' },
  { name: 'middle left out', middle: 'left-out' },
  { name: 'middle alone trusted', middle: 'sent', anchor: 'middle' },
  { name: 'short key', leaf: { key: 'rsa-1024' } },
  { name: 'SHA-1', root: { key: 'rsa-2048' }, leaf: { hash: 'SHA-1' } },
  { name: 'expired', leaf: { fromDays: -90, toDays: -2 } },
];

/** Starts the servers and mitmproxy. */
export async function startTrustRig(world: World): Promise<TrustRig> {
  const folder = path.join(world.folder, 'trust');
  fs.mkdirSync(folder);
  const file = (name: string): string => path.join(folder, name);
  const chains: (ServedChain & { key: string })[] = [];
  for (const [index, kind] of kinds.entries()) chains.push({ ...(await chainOf(kind)), port: 8_443 + index });

  fs.writeFileSync(
    file('servers.json'),
    JSON.stringify({
      plainPort,
      chains: chains.map(({ port, pems, key }) => ({ port, certificate: pems.join(''), key })),
    }),
  );
  const servers = await start(
    world.onMachine([process.execPath, script('chain-servers.ts'), file('servers.json')]),
    (program) => program.output().includes('"ready"'),
  );
  const mitmproxy = await startReverseMitmproxy(world, file('mitmproxy'));
  const served = await mitmproxyChain(world);
  const all: ServedChain[] = [
    {
      name: 'mitmproxy',
      port: mitmproxyPort,
      pems: served,
      root: fs.readFileSync(path.join(file('mitmproxy'), 'mitmproxy-ca-cert.pem'), 'utf8'),
    },
    ...chains.map(({ name, port, pems, root }) => ({ name, port, pems, root })),
  ];

  const roots = all.map(({ root }) => root);
  const files = {
    roots: file('roots.pem'),
    folder: file('hashed'),
    other: file('other.pem'),
    empty: file('empty'),
    javaStore: file('store.jks'),
    missing: file('missing.pem'),
  };
  fs.writeFileSync(files.roots, roots.join('\n'));
  fs.writeFileSync(files.other, (await make({ commonName: "Nobody's root", authority: true })).certificate);
  fs.mkdirSync(files.empty);
  await writeHashed(files.folder, roots);
  await importIntoJava(files.javaStore, roots);
  const system = await ownSystemStore(world, roots, files.javaStore);
  await system(false);
  fs.writeFileSync(file('chains.json'), JSON.stringify({ chains: all.map(({ name, pems }) => ({ name, pems })) }));

  let read = 0;
  return {
    chains: all,
    files,
    trustBySystem: system,
    takeArrivals: () => {
      const lines = servers
        .output()
        .split('\n')
        .flatMap((line) => (line.startsWith('{"path"') ? [(JSON.parse(line) as { path: string }).path] : []));
      const fresh = lines.slice(read);
      read = lines.length;
      return fresh;
    },
    predict: async (environment) => {
      const commandLine = world.onMachine([process.execPath, script('predict-trust.ts'), file('chains.json')]);
      const ended = await run(commandLine, { environment: machineEnvironment(world.home, environment) });
      if (ended.code !== 0) throw new Error(`predicting ended with ${ended.code}: ${ended.stderr}`);
      return JSON.parse(ended.stdout) as Awaited<ReturnType<TrustRig['predict']>>;
    },
    stop: async () => {
      await mitmproxy.stop();
      await servers.stop();
    },
  };
}

function script(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

async function chainOf({
  name,
  root,
  middle,
  leaf,
  anchor,
}: (typeof kinds)[number]): Promise<Omit<ServedChain, 'port'> & { key: string }> {
  const top = await make({ commonName: `${name} root`, organization: 'Acme', authority: true, toDays: 900, ...root });
  const between: Made | undefined = middle
    ? await make({ commonName: `${name} middle`, authority: true, issuer: top })
    : undefined;
  const bottom = await make({ commonName: rigHost, issuer: between ?? top, dns: [rigHost], ...leaf });
  const pems = [bottom.certificate, ...(between && middle === 'sent' ? [between.certificate] : [])];
  return { name, pems, key: bottom.key, root: (anchor === 'middle' && between ? between : top).certificate };
}

/** In reverse mode mitmproxy ends TLS itself with a certificate of its own authority. */
async function startReverseMitmproxy(world: World, folder: string): Promise<Program> {
  fs.mkdirSync(folder);
  const mitmdump = findProgram('mitmdump', 'mitmproxy');
  return start(
    world.onMachine([
      mitmdump,
      '--listen-host',
      '127.0.0.1',
      '-p',
      String(mitmproxyPort),
      '--mode',
      `reverse:http://127.0.0.1:${plainPort}`,
      '--set',
      `confdir=${folder}`,
    ]),
    listensOn(mitmproxyPort),
    {
      environment: { PATH: '/usr/bin:/bin', HOME: world.home, LANG: 'C.UTF-8', PYTHONUNBUFFERED: '1' },
      limitMs: 40_000,
    },
  );
}

/** The chain as it arrives. */
async function mitmproxyChain(world: World): Promise<string[]> {
  const openssl = findProgram('openssl', 'openssl');
  const text = await runWell(
    world.onMachine([
      'sh',
      '-c',
      `${openssl} s_client -connect 127.0.0.1:${mitmproxyPort} -servername ${rigHost} -showcerts </dev/null`,
    ]),
  );
  return (text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).map((pem) => `${pem}\n`);
}

async function writeHashed(folder: string, pems: readonly string[]): Promise<void> {
  fs.mkdirSync(folder, { recursive: true });
  for (const [index, pem] of pems.entries()) fs.writeFileSync(path.join(folder, `root-${index}.pem`), pem);
  await runWell([findProgram('openssl', 'openssl'), 'rehash', folder]);
}

async function importIntoJava(store: string, pems: readonly string[]): Promise<void> {
  const file = `${store}.pem`;
  fs.writeFileSync(file, pems.join('\n'));
  await runWell([
    findProgram('java', 'default-jdk-headless'),
    '-cp',
    await javaClasses(),
    'MakeStore',
    'JKS',
    store,
    file,
  ]);
}

/**
 * Gives the machine an /etc/ssl of its own: `ip netns exec` lays what is in the machine's folder over /etc
 * (ip-netns(8)). It has the public roots, and the rig's when told so.
 */
async function ownSystemStore(
  world: World,
  roots: readonly string[],
  javaStore: string,
): Promise<(trusted: boolean) => Promise<void>> {
  const machine = world.onMachine([])[3] ?? '';
  const ssl = path.join('/etc/netns', machine, 'ssl');
  const certs = path.join(ssl, 'certs');
  fs.mkdirSync(path.join(certs, 'java'), { recursive: true });
  if (fs.existsSync('/etc/ssl/openssl.cnf')) fs.copyFileSync('/etc/ssl/openssl.cnf', path.join(ssl, 'openssl.cnf'));
  const openssl = findProgram('openssl', 'openssl');
  // A handful stands for all public roots; each more takes `openssl rehash` longer.
  const known = tls.rootCertificates.slice(0, 5).map((pem) => `${pem}\n`);
  const emptyJava = path.join(world.folder, 'public.jks');
  await importIntoJava(emptyJava, known.slice(0, 1));
  return async (trusted) => {
    for (const name of fs.readdirSync(certs)) if (name !== 'java') fs.rmSync(path.join(certs, name));
    const all = [...known, ...(trusted ? roots : [])];
    fs.writeFileSync(path.join(certs, 'ca-certificates.crt'), all.join('\n'));
    all.forEach((pem, index) => fs.writeFileSync(path.join(certs, `root-${index}.pem`), pem));
    await runWell([openssl, 'rehash', certs]);
    fs.copyFileSync(trusted ? javaStore : emptyJava, path.join(certs, 'java', 'cacerts'));
  };
}
