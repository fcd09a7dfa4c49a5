import { once } from 'node:events';
import * as net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { lookup, type Lookup } from '../../../src/path/dns.ts';
import type { NetworkPath } from '../../../src/path/network-path.ts';

/** A TCP server on loopback whose behaviour is one function, and which knows who is still connected. */
export interface RawServer {
  port: number;
  /** Connections that are open now. */
  readonly open: number;
  /** Connections there ever were. */
  readonly total: number;
  close(): Promise<void>;
}

export async function startRawServer(onConnection: (socket: net.Socket) => void): Promise<RawServer> {
  const sockets = new Set<net.Socket>();
  let total = 0;
  const server = net.createServer((socket) => {
    total += 1;
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
    onConnection(socket);
    // A server that reads nothing does not see its client leave.
    if (socket.listenerCount('data') === 0) socket.resume();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as net.AddressInfo).port,
    get open() {
      return sockets.size;
    },
    get total() {
      return total;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Answers the first bytes of each connection with these, and does with the connection what `then` says. */
export function answering(bytes: string | Buffer, then: 'keep' | 'end' | 'reset' = 'keep'): (socket: net.Socket) => void {
  return (socket) => {
    socket.once('data', () => {
      socket.write(bytes, () => {
        if (then === 'end') socket.end();
        // What was written has to be with the client before a reset discards it.
        if (then === 'reset') setTimeout(() => socket.resetAndDestroy(), 30);
      });
      socket.resume();
    });
  };
}

/** Waits for something that is about to become true. @throws when it does not within 3 s. */
export async function until(what: string, condition: () => boolean): Promise<void> {
  for (let left = 300; left > 0; left -= 1) {
    if (condition()) return;
    await sleep(10);
  }
  throw new Error(`never: ${what}`);
}

/** The system resolver, as a diagnosis hands it to whoever dials. */
export const resolveHere = (name: string): Promise<Lookup> => lookup(name, 2_000, new AbortController().signal);

/** A resolver that knows only these names. */
export function resolveTo(known: Readonly<Record<string, string>>): (name: string) => Promise<Lookup> {
  return async (name) => {
    const address = known[name];
    if (address !== undefined) {
      return { name, literal: false, addresses: [{ address, family: net.isIPv6(address) ? 6 : 4 }], durationMs: 1 };
    }
    const failure = { leg: 'dns' as const, step: 'dns', code: 'ENOTFOUND', message: `no ${name}`, chain: ['ENOTFOUND'] };
    return { name, literal: false, addresses: [], durationMs: 1, failure };
  };
}

/** A network path for tests. */
export function pathBy(mode: NetworkPath['mode'], proxyUrl?: string): NetworkPath {
  return {
    id: 'tested',
    mode,
    label: 'tested',
    clients: ['curl'],
    primary: true,
    ...(proxyUrl !== undefined && { proxyUrl: new URL(proxyUrl) }),
  };
}

/** Clocks that no test reaches unless it means to. */
export const patient = { dnsMs: 3_000, tcpMs: 3_000, proxyMs: 3_000, tlsMs: 3_000, headersMs: 3_000 };
