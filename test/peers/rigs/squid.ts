/** A real squid as forward proxy on the machine of a world. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { findProgram, listensOn, runWell, start } from './program.ts';
import type { World } from './world.ts';

const debianPackage = 'squid-openssl';
const defaultPort = 3128;

export interface SquidOptions {
  /** Where it listens, open to everyone there, in place of port 3128 of the machine's loopback. */
  place?: { address: string; port: number; where: 'machine' | 'outside' };
  /** Who may use it (basic authentication); everyone without. */
  credentials?: { user: string; password: string };
  /** Hosts it refuses. */
  deny?: readonly string[];
  /**
   * Re-signs TLS with an authority of this name, and checks the gateway's certificate against `upstreamRoot`. It
   * answers
   * for the name in the client's hello before it has asked the gateway, as many boxes do.
   */
  resign?: { commonName: string; organization: string; upstreamRoot: string };
  /** Its `read_timeout`; 15 minutes without. */
  readTimeoutSeconds?: number;
}

export interface Squid {
  /** Without credentials. */
  readonly url: string;
  /** PEM file of the authority that re-signs; written only with `resign`. */
  readonly rootFile: string;
  /** Lines of its access log. */
  accessLog(): readonly string[];
  stop(): Promise<void>;
}

let started = 0;

/** Starts it; CONNECT is allowed to every port, which the packaged configuration does not. */
export async function startSquid(world: World, options: SquidOptions = {}): Promise<Squid> {
  const squid = findProgram('squid', debianPackage);
  // Squids with one service name meet in shared memory, whoever they belong to, so each has its own.
  const service = `gatehouse${process.pid}n${++started}`;
  const folder = path.join(world.folder, service);
  fs.mkdirSync(folder);
  // Started by root, it goes on as the user `proxy`.
  fs.chmodSync(folder, 0o777);
  const file = (name: string): string => path.join(folder, name);
  const { address, port, where } = options.place ?? { address: '127.0.0.1', port: defaultPort, where: 'machine' };
  const lines = [
    ...(await listenLines(options, `${address}:${port}`, file)),
    'visible_hostname proxy.test',
    'pid_filename none',
    'pinger_enable off',
    'cache deny all',
    'shutdown_lifetime 0 seconds',
    ...(options.readTimeoutSeconds === undefined ? [] : [`read_timeout ${options.readTimeoutSeconds} seconds`]),
    'hosts_file /etc/hosts',
    `coredump_dir ${folder}`,
    `cache_log ${file('cache.log')}`,
    `access_log stdio:${file('access.log')}`,
    ...(await accessLines(options, file)),
  ];
  fs.writeFileSync(file('squid.conf'), `${lines.join('\n')}\n`);
  const commandLine = [squid, '-N', '-n', service, '-f', file('squid.conf')];
  const program = await start(
    where === 'outside' ? world.outside(commandLine) : world.onMachine(commandLine),
    listensOn(port),
  ).catch(
    (error: unknown) => {
      throw new Error(`${String(error)}\n${textOf(file('cache.log'))}`);
    },
  );
  return {
    url: `http://${address}:${port}`,
    rootFile: file('root.pem'),
    accessLog: () => textOf(file('access.log')).split('\n').filter((line) => line !== ''),
    stop: () => program.stop(),
  };
}

function textOf(file: string): string {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
}

async function accessLines(
  { credentials, deny = [] }: SquidOptions,
  file: (name: string) => string,
): Promise<string[]> {
  const denied = deny.length > 0 ? [`acl denied dstdomain ${deny.join(' ')}`, 'http_access deny denied'] : [];
  if (!credentials) return [...denied, 'http_access allow all'];
  const openssl = findProgram('openssl', 'openssl');
  const hash = (await runWell([openssl, 'passwd', '-apr1', credentials.password])).trim();
  fs.writeFileSync(file('users'), `${credentials.user}:${hash}\n`);
  return [
    `auth_param basic program ${helper('basic_ncsa_auth')} ${file('users')}`,
    'auth_param basic realm Example Corp proxy',
    ...denied,
    'acl known proxy_auth REQUIRED',
    'http_access allow known',
    'http_access deny all',
  ];
}

async function listenLines({ resign }: SquidOptions, place: string, file: (name: string) => string): Promise<string[]> {
  if (!resign) return [`http_port ${place}`];
  const openssl = findProgram('openssl', 'openssl');
  await runWell([
    openssl, 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '30',
    '-keyout', file('root.key'), '-out', file('root.pem'),
    '-subj', `/O=${resign.organization}/CN=${resign.commonName}`,
    '-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign,cRLSign',
  ]);
  fs.writeFileSync(file('root-and-key.pem'), textOf(file('root.pem')) + textOf(file('root.key')));
  fs.chmodSync(file('root-and-key.pem'), 0o644);
  const certificates = file('certificates');
  const maker = helper('security_file_certgen');
  await runWell([maker, '-c', '-s', certificates, '-M', '4MB']);
  for (const one of [
    certificates,
    ...fs.readdirSync(certificates, { recursive: true }).map((name) => path.join(certificates, String(name))),
  ]) {
    fs.chmodSync(one, fs.statSync(one).isDirectory() ? 0o777 : 0o666);
  }
  return [
    `http_port ${place} ssl-bump tls-cert=${file('root-and-key.pem')} generate-host-certificates=on`,
    `sslcrtd_program ${maker} -s ${certificates} -M 4MB`,
    'sslcrtd_children 1',
    `tls_outgoing_options cafile=${resign.upstreamRoot}`,
    'ssl_bump bump all',
  ];
}

function helper(name: string): string {
  const file = path.join('/usr/lib/squid', name);
  if (!fs.existsSync(file)) throw new Error(
    `MISSING PEER: ${file} is not installed. Install it: apt-get install ${debianPackage}`,
  );
  return file;
}
