import * as net from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';

/** Where bytes go; `connectTo` of a piece may put another place in for the one asked for. */
export interface Endpoint {
  host: string;
  port: number;
}

/** Lets a test send a public name to a server on this machine. */
export type ConnectTo = (asked: Endpoint) => Endpoint;

/** How long a piece waits for the other side of a tunnel. */
const connectLimitMs = 10_000;

/** Reads `host:port`, `[v6]:port`; undefined for anything else. */
export function parseAuthority(text: string): Endpoint | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:[\]/@\s]+)):(\d{1,5})$/i.exec(text);
  const port = Number(match?.[3]);
  const host = match?.[1] ?? match?.[2];
  return host === undefined || port < 1 || port > 65_535 ? undefined : { host, port };
}

/**
 * Connects to the other side of a tunnel.
 *
 * @throws the connect error; an Error with code ETIMEDOUT after 10 s.
 */
export async function connectUpstream(asked: Endpoint, connectTo: ConnectTo | undefined): Promise<net.Socket> {
  const { host, port } = connectTo?.(asked) ?? asked;
  const socket = net.connect({ host, port, noDelay: true });
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      socket.destroy();
      reject(error);
    };
    socket.setTimeout(connectLimitMs, () => fail(Object.assign(new Error('connect timed out'), { code: 'ETIMEDOUT' })));
    socket.once('error', fail);
    socket.once('connect', () => {
      socket.setTimeout(0);
      socket.off('error', fail);
      socket.on('error', () => socket.destroy());
      resolve(socket);
    });
  });
}

/** What a tunnel may do with bytes on their way; it returns what goes on. */
export interface Watchers {
  fromClient?(bytes: Buffer): Buffer;
  fromServer?(bytes: Buffer): Buffer;
}

/** Carries bytes both ways until either side ends; then the other side is ended too. */
export function splice(client: Duplex, server: Duplex, watchers: Watchers = {}): void {
  if (client.destroyed || server.destroyed) {
    client.destroy();
    server.destroy();
    return;
  }
  carry(client, server, watchers.fromClient);
  carry(server, client, watchers.fromServer);
}

function carry(from: Duplex, to: Duplex, watch: ((bytes: Buffer) => Buffer) | undefined): void {
  from.on('data', (bytes: Buffer) => {
    const onward = watch ? watch(bytes) : bytes;
    if (to.destroyed || to.writableEnded || onward.length === 0) return;
    if (!to.write(onward)) {
      from.pause();
      to.once('drain', () => from.resume());
    }
  });
  from.once('end', () => to.end());
  from.once('close', () => {
    if ((from.errored as NodeJS.ErrnoException | null)?.code === 'ECONNRESET') return reset(to);
    if (!to.writableEnded) to.end();
    // Bytes already handed over still have to leave; after that nothing keeps the other side open.
    if (to.writableFinished) to.destroy();
    else to.once('finish', () => to.destroy());
  });
  from.on('error', () => from.destroy());
  from.resume();
}

/** Passes a reset on as a reset; TLS has none of its own, so there it is an end without notice. */
function reset(to: Duplex): void {
  if (to instanceof net.Socket && !(to instanceof TLSSocket)) to.resetAndDestroy();
  else to.destroy();
}
