/** A gateway and a proxy on loopback that note how they were asked, and serve nobody. */
import * as net from 'node:net';
import type { AddressInfo } from 'node:net';

export interface Asked {
  /** On 127.0.0.2, which the editor's agent does not take for this machine itself. */
  gateway: { host: string; port: number };
  /** The proxy that the editor is told of. */
  proxyUrl: string;
  /** A proxy that only the client itself is told of. */
  otherProxyUrl: string;
  /** What has come since the last call: `direct`, `connect`, `absolute`, `other connect` ...; each once. */
  take(): string[];
  close(): Promise<void>;
}

export async function startAsked(): Promise<Asked> {
  const seen: string[] = [];
  const servers: net.Server[] = [];
  const sockets = new Set<net.Socket>();
  const listen = async (host: string, kind: (first: Buffer) => string): Promise<number> => {
    const server = net.createServer((socket) => {
      sockets.add(socket.on('error', () => undefined));
      socket.once('data', (first: Buffer) => {
        seen.push(kind(first));
        socket.end('HTTP/1.1 502 Noted\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
      });
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    return (server.address() as AddressInfo).port;
  };
  const form = (first: Buffer): string => (first.toString('latin1').startsWith('CONNECT ') ? 'connect' : 'absolute');
  const gatewayPort = await listen('127.0.0.2', () => 'direct');
  const proxyPort = await listen('127.0.0.1', form);
  const otherPort = await listen('127.0.0.1', (first) => `other ${form(first)}`);
  return {
    gateway: { host: '127.0.0.2', port: gatewayPort },
    proxyUrl: `http://127.0.0.1:${proxyPort}`,
    otherProxyUrl: `http://127.0.0.1:${otherPort}`,
    take: () => [...new Set(seen.splice(0))],
    async close() {
      for (const socket of sockets) socket.destroy();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}
