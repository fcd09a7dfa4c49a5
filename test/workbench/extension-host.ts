/** The extension host's process as Linux shows it: which it is, and which sockets it holds. */
import * as fs from 'node:fs';

/** The kernel's states: include/net/tcp_states.h. */
const listenState = '0A';

export interface Connection {
  protocol: 'tcp' | 'tcp6' | 'udp' | 'udp6';
  localPort: number;
  /** The address as /proc writes it: hexadecimal, in the machine's byte order. */
  remote: string;
  remotePort: number;
}

/** The ids of the extension hosts that a server has started: its descendants whose command line says so. */
export function extensionHosts(serverPid: number): number[] {
  const children = childrenByParent();
  const found: number[] = [];
  const waiting = [serverPid];
  for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop()) {
    if (read(`/proc/${pid}/cmdline`).includes('--type=extensionHost')) found.push(pid);
    waiting.push(...(children.get(pid) ?? []));
  }
  return found;
}

/** A process and all its descendants. */
export function processTree(pid: number): number[] {
  const children = childrenByParent();
  const tree = [pid];
  for (const member of tree) tree.push(...(children.get(member) ?? []));
  return tree;
}

/**
 * The network sockets that a process holds, listening ones aside. Unix sockets and pipes, which the host uses to talk
 * to its server, are no network sockets. A UDP socket counts even before it has sent: a DNS query is a leak too.
 */
export function connections(pid: number): Connection[] {
  const inodes = socketInodes(pid);
  if (inodes.size === 0) return [];
  return (['tcp', 'tcp6', 'udp', 'udp6'] as const).flatMap((protocol) =>
    read(`/proc/${pid}/net/${protocol}`)
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => inodes.has(fields[9] ?? '') && fields[3] !== listenState)
      .map((fields) => {
        const [remote = '', remotePort = ''] = (fields[2] ?? '').split(':');
        const localPort = (fields[1] ?? '').split(':')[1] ?? '';
        return { protocol, localPort: parseInt(localPort, 16), remote, remotePort: parseInt(remotePort, 16) };
      }),
  );
}

function socketInodes(pid: number): Set<string> {
  const inodes = new Set<string>();
  for (const descriptor of list(`/proc/${pid}/fd`)) {
    const match = /^socket:\[(\d+)\]$/.exec(link(`/proc/${pid}/fd/${descriptor}`));
    if (match?.[1]) inodes.add(match[1]);
  }
  return inodes;
}

function childrenByParent(): Map<number, number[]> {
  const children = new Map<number, number[]>();
  for (const entry of list('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    // The fields after the command's name, which is in parentheses and may hold anything.
    const parent = Number(read(`/proc/${entry}/stat`).replace(/^.*\)/s, '').trim().split(' ')[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
  }
  return children;
}

/** Processes come and go while we look, so what is not there reads as empty. */
function read(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function list(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch {
    return [];
  }
}

function link(file: string): string {
  try {
    return fs.readlinkSync(file);
  } catch {
    return '';
  }
}
