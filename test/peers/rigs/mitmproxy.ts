/** A real mitmproxy on the machine of a world, as the interceptor it is. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findProgram, listensOn, runWell, start } from './program.ts';
import type { World } from './world.ts';

const port = 8080;

export interface MitmproxyOptions {
  /** PEM file of the authority it checks the gateway's certificate against. */
  upstreamRoot: string;
  /** Re-signs with an authority of this name in place of its own. */
  authority?: { commonName: string; organization: string };
  /** Collects whole answers before it passes them on, as it does unless told otherwise. */
  buffers?: boolean;
}

export interface Mitmproxy {
  readonly url: string;
  /** PEM file of the root that clients would have to trust. */
  readonly rootFile: string;
  /** Everything it has read of what went through it, requests with all their headers: its dump of flows, raw. */
  flows(): string;
  /** Of each request it could read, its method, host and header names: `GET gateway.test accept,authorization`. */
  headerNames(): readonly string[];
  /** Its log. */
  log(): string;
  stop(): Promise<void>;
}

let started = 0;

/** An add-on that writes down what it reads, as it reads it (docs.mitmproxy.org, "Event Hooks"). */
const noteHeaders = (file: string): string => `
def note(flow):
    names = ",".join(name.lower() for name in flow.request.headers.keys())
    with open(${JSON.stringify(file)}, "a") as file:
        print(flow.request.method, flow.request.pretty_host, names, file=file)

def http_connect(flow):
    note(flow)

def requestheaders(flow):
    note(flow)
`;

/** Starts it. */
export async function startMitmproxy(world: World, options: MitmproxyOptions): Promise<Mitmproxy> {
  const mitmdump = findProgram('mitmdump', 'mitmproxy');
  const folder = path.join(world.folder, `mitmproxy${++started}`);
  fs.mkdirSync(folder);
  if (options.authority) await writeAuthority(folder, options.authority);
  const dump = path.join(folder, 'flows');
  const [names, script] = [path.join(folder, 'names.txt'), path.join(folder, 'note_headers.py')];
  fs.writeFileSync(script, noteHeaders(names));
  const program = await start(
    world.onMachine([
      mitmdump, '--listen-host', '127.0.0.1', '-p', String(port), '-w', dump, '-s', script,
      // Without it whole answers are collected before they are passed on.
      ...(options.buffers ? [] : ['--set', 'stream_large_bodies=1']),
      '--set', `confdir=${folder}`,
      '--set', `ssl_verify_upstream_trusted_ca=${options.upstreamRoot}`,
    ]),
    listensOn(port),
    {
      environment: { PATH: '/usr/bin:/bin', HOME: world.home, LANG: 'C.UTF-8', PYTHONUNBUFFERED: '1' },
      limitMs: 40_000,
    },
  );
  const rootFile = path.join(folder, 'mitmproxy-ca-cert.pem');
  for (let waits = 0; !fs.existsSync(rootFile) && waits < 100; waits++) await sleep(50);
  return {
    url: `http://127.0.0.1:${port}`,
    rootFile,
    flows: () => (fs.existsSync(dump) ? fs.readFileSync(dump, 'latin1') : ''),
    headerNames: () => (fs.existsSync(names) ? fs.readFileSync(names, 'utf8').trim().split('\n') : []),
    log: () => program.output(),
    stop: () => program.stop(),
  };
}

/** mitmproxy takes an authority it finds in its folder (docs.mitmproxy.org, "Certificates"). */
async function writeAuthority(
  folder: string,
  { commonName, organization }: { commonName: string; organization: string },
): Promise<void> {
  const [key, root] = [path.join(folder, 'root.key'), path.join(folder, 'mitmproxy-ca-cert.pem')];
  await runWell([
    findProgram(
      'openssl',
      'openssl',
    ), 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '30', '-keyout', key, '-out', root,
    '-subj', `/O=${organization}/CN=${commonName}`,
    '-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign,cRLSign',
  ]);
  fs.writeFileSync(path.join(folder, 'mitmproxy-ca.pem'), fs.readFileSync(key, 'utf8') + fs.readFileSync(root, 'utf8'));
}
