import { once } from 'node:events';
import * as net from 'node:net';

export interface ListenOptions {
  /** 0 or absent: any free port. */
  port?: number;
  /** Defaults to 127.0.0.1. */
  host?: string;
}

/** Where a connection comes from, as sockets say it. */
export interface Peer {
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
}

/** A TCP listener that can be closed at once, open connections included. */
export interface LoopbackListener {
  port: number;
  host: string;
  /** Ends a peer's connection with a TCP reset, which a TLS socket can't do itself. */
  reset(peer: Peer): void;
  close(): Promise<void>;
}

/**
 * Listens on loopback and hands every connection over with an error listener already on it, so that a reset from the
 * other side never ends the process.
 *
 * @throws the listen error (EADDRINUSE, EACCES) as Node gives it.
 */
export async function listenOnLoopback(
  options: ListenOptions,
  onConnection: (socket: net.Socket) => void,
): Promise<LoopbackListener> {
  const host = options.host ?? '127.0.0.1';
  const open = new Set<net.Socket>();
  const server = net.createServer({ allowHalfOpen: false, noDelay: true }, (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    onConnection(socket);
  });
  server.listen(options.port ?? 0, host);
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  let closing: Promise<void> | undefined;
  return {
    port,
    host,
    reset: (peer) => {
      for (const socket of open) {
        const same = socket.remotePort === peer.remotePort && socket.remoteAddress === peer.remoteAddress;
        if (same) socket.resetAndDestroy();
      }
    },
    close: () => {
      closing ??= new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      });
      return closing;
    },
  };
}

/** A host as it stands in a URL: an IPv6 address in brackets. */
export function urlHost(host: string): string {
  return net.isIPv6(host) ? `[${host}]` : host;
}

/**
 * Waits for a connection's first byte and puts it back.
 *
 * @param then is called with the byte and has to resume the socket, which is paused; not called when the peer leaves
 *   first.
 */
export function peekFirstByte(socket: net.Socket, then: (byte: number) => void): void {
  socket.once('data', (data: Buffer) => {
    socket.pause();
    socket.unshift(data);
    then(data[0] ?? 0);
  });
}

/** The first byte of a TLS connection: a handshake record (RFC 8446, 5.1). */
export const tlsHandshakeByte = 0x16;
