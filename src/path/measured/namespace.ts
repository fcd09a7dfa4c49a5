import * as fs from 'node:fs/promises';
import * as net from 'node:net';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProgram } from './find-program.ts';
import { runClient, type ClientRun } from './run-client.ts';
import type { Arrival, Place } from './recorder.ts';

/** What is to be done inside, as JSON in a file. */
export interface InsideJob {
  places: readonly Place[];
  file: string;
  args: readonly string[];
  environment: Readonly<Record<string, string>>;
  directory: string;
  limitMs: number;
}

/** What came of it, as JSON on standard output. */
export interface InsideResult {
  run: ClientRun;
  arrivals: readonly Arrival[];
}

/** Ms beside the client's own limit for the network to be set up and this program to start in it. */
const setUpMs = 20_000;

/**
 * Sets up a network of its own in which there is nothing but loopback: names by the hosts file, every address on `lo`.
 * What resolves names for others over a socket in the file system is hidden. Ends without a trace: the network goes with
 * its last process.
 */
const script = `set -eu
folder=$1; shift
mount --bind "$folder/hosts" /etc/hosts
for hidden in /run/systemd/resolve /run/dbus /run/nscd /var/run/nscd; do
  if [ -d "$hidden" ]; then mount -t tmpfs none "$hidden"; fi
done
ip link set lo up
while read -r address; do
  case $address in *:*) ip -6 address add "$address/128" dev lo nodad ;; *) ip address add "$address/32" dev lo ;; esac
done < "$folder/addresses"
exec "$@"
`;

/** A network of its own, which not every Linux lets a user have. */
export class OwnNetwork {
  readonly #unshare: string;
  readonly #environment: Readonly<Record<string, string>>;

  private constructor(unshare: string, environment: Readonly<Record<string, string>>) {
    this.#unshare = unshare;
    this.#environment = environment;
  }

  /** Finds out whether one can be had here, by having one for a moment in which nothing is started but `true`. */
  static async find(
    environment: Readonly<Record<string, string>>,
    platform: NodeJS.Platform,
    folder: string,
    signal: AbortSignal,
  ): Promise<OwnNetwork | undefined> {
    if (platform !== 'linux' || process.platform !== 'linux') return undefined;
    // System programs are often not on a user's path.
    const PATH = `${environment['PATH'] ?? ''}:/usr/sbin:/sbin:/usr/bin:/bin`;
    const [unshare, ip] = await Promise.all([
      findProgram(['unshare'], { PATH }, platform),
      findProgram(['ip'], { PATH }, platform),
    ]);
    if (unshare === undefined || ip === undefined) return undefined;
    const found = new OwnNetwork(unshare, { ...environment, PATH });
    const run = await found.#run(folder, [], [], ['true'], setUpMs, signal);
    return run.exitCode === 0 ? found : undefined;
  }

  /**
   * Starts a client inside, with a recorder at every place.
   *
   * @param names host names and the address each is to have.
   * @throws when what is started inside does not answer; the signal's reason.
   */
  async run(job: InsideJob, names: ReadonlyMap<string, string>, signal: AbortSignal): Promise<InsideResult> {
    const addresses = [...new Set(job.places.map(({ host }) => host))].filter((one) => !one.startsWith('127.') && one !== '::1');
    const file = path.join(job.directory, 'job.json');
    await fs.writeFile(file, JSON.stringify(job), { mode: 0o600 });
    const hosts = [...names].map(([name, address]) => `${address} ${name}`);
    const inside = [process.execPath, '--no-warnings', await insideProgram(), file];
    const run = await this.#run(job.directory, hosts, addresses, inside, job.limitMs + setUpMs, signal);
    if (run.exitCode !== 0) throw new Error(run.stderr.trim().split('\n').at(-1) ?? '');
    return JSON.parse(run.stdout) as InsideResult;
  }

  async #run(
    folder: string,
    hosts: readonly string[],
    addresses: readonly string[],
    inside: readonly string[],
    limitMs: number,
    signal: AbortSignal,
  ): Promise<ClientRun> {
    const own = ['127.0.0.1 localhost', '::1 localhost', ...hosts];
    await fs.writeFile(path.join(folder, 'hosts'), own.map((line) => `${line}\n`).join(''));
    await fs.writeFile(path.join(folder, 'addresses'), addresses.map((line) => `${line}\n`).join(''));
    const args = ['--map-root-user', '--mount', '--net', '/bin/sh', '-c', script, 'sh', folder, ...inside];
    const electron = process.versions['electron'] === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' };
    // Nothing of the client's variables is meant for this program.
    const environment = { PATH: this.#environment['PATH'] ?? '', LANG: 'C.UTF-8', ...electron };
    return runClient(this.#unshare, args, { environment, directory: folder, limitMs, signal });
  }
}

/** The program that runs inside: in the sources beside this file, in the build at the root of its folder. */
async function insideProgram(): Promise<string> {
  const here = import.meta.url;
  const candidates = here.endsWith('.ts') ? ['./inside.ts'] : ['./measure-inside.js', '../measure-inside.js'];
  for (const one of candidates) {
    const file = fileURLToPath(new URL(one, here));
    if (await fs.access(file).then(() => true, () => false)) return file;
  }
  throw new Error('measure-inside.js is missing');
}

/** An address for a host: its own where it is one, this machine for localhost, else one out of a range for documentation. */
export function addressFor(host: string, names: Map<string, string>, network: string): string {
  const plain = host.replace(/^\[|\]$/g, '').toLowerCase();
  if (net.isIP(plain) !== 0) return plain;
  if (plain === 'localhost') return '127.0.0.1';
  const address = names.get(plain) ?? `${network}.${names.size + 1}`;
  names.set(plain, address);
  return address;
}
