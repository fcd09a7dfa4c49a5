/** Which interfaces look like a TUN, and by which one this machine would send: without a child process or a packet. */
import * as dgram from 'node:dgram';
import * as os from 'node:os';
import { withDeadline } from './deadline.ts';
import { deepestCode } from './network-failure.ts';
import { tunSigns, type InterfaceAddress, type TunSign } from './tun-signs.ts';

/** The interface that the machine would send from, to reach an address. */
export interface WayOut {
  /** What the way leads to: an address, or `internet-v4`, `internet-v6`. */
  to: string;
  /** Its name; null when there is no way, or the source address is no interface's. */
  interface: string | null;
  /** The interface looks like a TUN. */
  tun: boolean;
  /** Why there is no way: `ENETUNREACH` ... */
  code?: string;
}

/** An interface that looks like a TUN. */
export interface TunInterface {
  name: string;
  signs: readonly TunSign[];
}

/** The network as this machine would use it. Its own addresses are not in it. */
export interface MachineNetwork {
  tuns: readonly TunInterface[];
  /** The ways to the internet at large, by family. */
  defaults: { v4: WayOut; v6: WayOut };
}

/**
 * Addresses of the documentation networks (RFC 5737, RFC 3849): nobody's, and on the same way as everybody's. Only
 * `connect` is called on a datagram socket, which chooses a route and sends nothing (connect(2)).
 */
const anywhere = { v4: '192.0.2.1', v6: '2001:db8::1' } as const;

interface Interface {
  name: string;
  addresses: readonly InterfaceAddress[];
  /** Worked out when asked: most interfaces are only looked at for their addresses. */
  signs(): readonly TunSign[];
}

/** Looks at interfaces and default routes. Sends nothing; takes a few ms. */
export async function lookAtNetwork(signal: AbortSignal): Promise<MachineNetwork> {
  const [v4, v6] = await Promise.all([wayOut(anywhere.v4, signal), wayOut(anywhere.v6, signal)]);
  return {
    tuns: readInterfaces().map(({ name, signs }) => ({ name, signs: signs() })).filter(({ signs }) => signs.length > 0),
    defaults: { v4: { ...v4, to: 'internet-v4' }, v6: { ...v6, to: 'internet-v6' } },
  };
}

/** The interface this machine would use to reach an address. Sends nothing. */
export async function wayOut(address: string, signal: AbortSignal): Promise<WayOut> {
  try {
    const from = await withDeadline('choosing a route', 1_000, signal, () =>
      chosenSource(address.includes(':') ? 'udp6' : 'udp4', address),
    );
    const found = readInterfaces().find(({ addresses }) => addresses.some((one) => one.address === from));
    return { to: address, interface: found?.name ?? null, tun: (found?.signs().length ?? 0) > 0 };
  } catch (error) {
    signal.throwIfAborted();
    return { to: address, interface: null, tun: false, code: deepestCode(error) };
  }
}

/** How long a socket is kept for the next question, in ms: a diagnosis asks a handful in its first second. */
const keptMs = 1_000;
const asking = new Map<dgram.SocketType, { socket: dgram.Socket; last: Promise<unknown>; closing: NodeJS.Timeout }>();

/** The own address that the system would send from. The questions of one family share a socket, in turn. */
function chosenSource(family: dgram.SocketType, address: string): Promise<string | undefined> {
  const kept = asking.get(family);
  clearTimeout(kept?.closing);
  const socket = kept?.socket ?? dgram.createSocket(family);
  const asked = (kept?.last ?? Promise.resolve()).then(() => connected(socket, address));
  const last = asked.catch(() => undefined);
  // Nothing of it keeps a program alive that is done.
  socket.unref();
  const closing = setTimeout(() => {
    asking.delete(family);
    void last.then(() => socket.close());
  }, keptMs).unref();
  asking.set(family, { socket, last, closing });
  return asked;
}

async function connected(socket: dgram.Socket, address: string): Promise<string | undefined> {
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.connect(9, address, ((error?: Error) => {
      socket.off('error', reject);
      if (error) reject(error);
      else resolve();
    }) as () => void);
  });
  const from = socket.address().address.split('%')[0];
  socket.disconnect();
  return from;
}

/** The interface that has an address of this machine; undefined where none has. */
export function interfaceWith(address: string): string | undefined {
  return readInterfaces().find(({ addresses }) => addresses.some((one) => one.address === address))?.name;
}

/** True when an address is one of this machine's own, loopback included. */
export function isOwnAddress(address: string): boolean {
  return interfaceWith(address) !== undefined;
}

function readInterfaces(): Interface[] {
  return Object.entries(os.networkInterfaces()).map(([name, found = []]) => {
    const addresses = found.map(({ address, family, cidr }) => ({
      address,
      family: family === 'IPv6' ? (6 as const) : (4 as const),
      prefixBits: cidr === null ? null : Number(cidr.split('/')[1]),
    }));
    const [first] = found;
    return { name, addresses, signs: () => (first ? tunSigns(name, addresses, first.mac, first.internal) : []) };
  });
}
