/** A proxy that writes down who asks for which host, and refuses. */
import { once } from 'node:events';
import * as net from 'node:net';

/** One request to the proxy. */
export interface AskedTunnel {
  /** `host:port` of a CONNECT, or the whole URL. */
  target: string;
  /** User name and password of Proxy-Authorization, undone; empty without. */
  credentials: string;
}

export interface ConnectRecorder {
  readonly port: number;
  /** The first request that fits; waits for it as long as the signal is not aborted. */
  first(fits: (asked: AskedTunnel) => boolean, signal: AbortSignal): Promise<AskedTunnel | undefined>;
  all(): readonly AskedTunnel[];
  close(): void;
}

/** Listens on 127.0.0.1. */
export async function startConnectRecorder(): Promise<ConnectRecorder> {
  const asked: AskedTunnel[] = [];
  const waiting = new Set<() => void>();
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    let head = '';
    socket.on('data', (bytes: Buffer) => {
      head += bytes.toString('latin1');
      if (!head.includes('\r\n\r\n')) return;
      const [, target = ''] = /^[A-Z]+ (\S+) HTTP/.exec(head) ?? [];
      const [, basic = ''] = /^proxy-authorization: Basic (\S+)/im.exec(head) ?? [];
      asked.push({ target, credentials: Buffer.from(basic, 'base64').toString() });
      head = '';
      socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      for (const look of waiting) look();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as net.AddressInfo).port,
    first: (fits, signal) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = asked.find(fits);
          if (!found && !signal.aborted) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        signal.addEventListener('abort', look, { once: true });
        look();
      }),
    all: () => asked,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
