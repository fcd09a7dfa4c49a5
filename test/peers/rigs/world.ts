/**
 * A private network: a machine, and an outside where the gateway is, each in a network namespace of its own. The
 * machine
 * has its own hosts file, DNS settings and ports, so nothing here touches the real machine. Linux, root.
 */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findProgram, runWell } from './program.ts';

/** The outside's address and the machine's; 10.77.0.0/24 is private (RFC 1918) and exists only in the world. */
export const outsideAddress = '10.77.0.1';
export const machineAddress = '10.77.0.2';
/** An address of the same network where nobody is: packets to it are lost in silence, as the outside forwards none. */
export const silentAddress = '10.88.0.1';

export interface WorldOptions {
  /** Lines of the machine's hosts file, beside localhost. */
  hosts?: readonly string[];
  /** Lines of the outside's hosts file; without, it has the real machine's. */
  outsideHosts?: readonly string[];
  /** Addresses of the machine's DNS servers; default 127.0.0.1, where nothing listens until something is started. */
  dnsServers?: readonly string[];
  /**
   * `connected`: the machine's default route leads outside. `local-network`: there is a network and no route out of it.
   * `loopback`: the machine has no interface but loopback. `nothing`: loopback is down too. Default `connected`.
   */
  network?: 'connected' | 'local-network' | 'loopback' | 'nothing';
}

export interface World {
  /** A folder of the world's own; anyone may write there, because some programs give up root. */
  readonly folder: string;
  /** The home folder of whoever works on the machine. */
  readonly home: string;
  /** Puts a command line on the machine. */
  onMachine(commandLine: readonly string[]): readonly string[];
  /** Puts a command line outside. */
  outside(commandLine: readonly string[]): readonly string[];
  close(): Promise<void>;
}

const prefix = 'gatehouse-peers';
const namespaces = '/run/netns';
const open = new Set<() => void>();
let worlds = 0;

process.once('exit', () => {
  for (const remove of open) remove();
});

/** Makes a world. @throws an Error that says what is missing: root, or the package `iproute2`. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  if (process.getuid?.() !== 0) throw new Error('The peers tier makes network namespaces: run it as root on Linux.');
  const ip = findProgram('ip', 'iproute2');
  removeAbandoned(ip);
  const name = `${prefix}-${process.pid}-${++worlds}`;
  const [machine, outside] = [`${name}-machine`, `${name}-outside`];
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-world-'));
  const settings = path.join('/etc/netns', machine);
  const hadSettings = fs.existsSync('/etc/netns');

  const remove = (): void => {
    open.delete(remove);
    for (const one of [machine, outside]) removeNamespace(ip, one);
    const emptied = !hadSettings && fs.existsSync('/etc/netns') && fs.readdirSync('/etc/netns').length === 0;
    if (emptied) fs.rmdirSync('/etc/netns');
    fs.rmSync(folder, { recursive: true, force: true });
  };
  open.add(remove);

  fs.chmodSync(folder, 0o777);
  const home = path.join(folder, 'home');
  fs.mkdirSync(home);
  // `ip netns exec` lays these over the real files, for what it starts alone (ip-netns(8)).
  fs.mkdirSync(settings, { recursive: true });
  const hosts = ['127.0.0.1 localhost', '::1 localhost', ...(options.hosts ?? [])];
  fs.writeFileSync(path.join(settings, 'hosts'), `${hosts.join('\n')}\n`);
  const servers = (options.dnsServers ?? ['127.0.0.1']).map((address) => `nameserver ${address}`);
  fs.writeFileSync(path.join(settings, 'resolv.conf'), `${servers.join('\n')}\n`);
  fs.writeFileSync(path.join(settings, 'nsswitch.conf'), 'hosts: files dns\n');
  if (options.outsideHosts) {
    const outsideSettings = path.join('/etc/netns', outside);
    fs.mkdirSync(outsideSettings, { recursive: true });
    fs.writeFileSync(path.join(outsideSettings, 'hosts'), `${['127.0.0.1 localhost', ...options.outsideHosts].join('\n')}\n`);
    fs.writeFileSync(path.join(outsideSettings, 'nsswitch.conf'), 'hosts: files\n');
  }

  const onMachine = (commandLine: readonly string[]): readonly string[] => [
    ip,
    'netns',
    'exec',
    machine,
    ...commandLine,
  ];
  const outsideOf = (commandLine: readonly string[]): readonly string[] => [
    ip,
    'netns',
    'exec',
    outside,
    ...commandLine,
  ];
  const network = options.network ?? 'connected';
  try {
    for (const one of [machine, outside]) {
      await runWell([ip, 'netns', 'add', one]);
      if (network !== 'nothing') await runWell([ip, '-n', one, 'link', 'set', 'lo', 'up']);
    }
    // A namespace takes the real machine's value over; the outside has to lose what is not for it.
    await runWell(outsideOf(['sh', '-c', 'echo 0 > /proc/sys/net/ipv4/ip_forward']));
    if (network === 'connected' || network === 'local-network') {
      await runWell(
        [ip, '-n', machine, 'link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', outside],
      );
      await runWell([ip, '-n', machine, 'address', 'add', `${machineAddress}/24`, 'dev', 'eth0']);
      await runWell([ip, '-n', outside, 'address', 'add', `${outsideAddress}/24`, 'dev', 'eth0']);
      await runWell([ip, '-n', outside, 'link', 'set', 'eth0', 'up']);
      await runWell([ip, '-n', machine, 'link', 'set', 'eth0', 'up']);
      // The kernel tells programs late that a link is up, and one that is not up does not count as a network.
      for (let waits = 0; waits < 100; waits++) {
        if (/\beth0\S*\s+UP\b/.test(await runWell([ip, '-n', machine, '-brief', 'link', 'show', 'eth0']))) break;
        await sleep(30);
      }
    }
    if (network === 'connected') await runWell([ip, '-n', machine, 'route', 'add', 'default', 'via', outsideAddress]);
  } catch (error) {
    remove();
    throw error;
  }
  return { folder, home, onMachine, outside: outsideOf, close: async () => remove() };
}

/** Ends what still runs in a namespace and removes it with its settings. */
function removeNamespace(ip: string, name: string): void {
  if (fs.existsSync(path.join(namespaces, name))) {
    for (const pid of execFileSync(ip, ['netns', 'pids', name], { encoding: 'utf8' }).split(/\s+/).filter(Boolean)) {
      try {
        process.kill(Number(pid), 'SIGKILL');
      } catch {
        // It has ended already.
      }
    }
    execFileSync(ip, ['netns', 'del', name]);
  }
  fs.rmSync(path.join('/etc/netns', name), { recursive: true, force: true });
}

/** Removes what a run that was killed left behind. */
function removeAbandoned(ip: string): void {
  for (const name of fs.existsSync(namespaces) ? fs.readdirSync(namespaces) : []) {
    const owner = new RegExp(`^${prefix}-(\\d+)-`).exec(name)?.[1];
    if (owner !== undefined && !fs.existsSync(`/proc/${owner}`)) removeNamespace(ip, name);
  }
}
