/** A host that only an HTTP proxy can reach: its name is resolved nowhere else. */
import * as http from 'node:http';
import * as net from 'node:net';
import type { AddressInfo } from 'node:net';

/** The name that only the proxy knows (RFC 2606: it exists nowhere). */
export const hiddenHost = 'only-behind-proxy.example';

export interface BehindProxy {
  /** The proxy's address. */
  proxyUrl: string;
  /** The port of the hidden server on this machine, for what goes direct. */
  originPort: number;
  /** What the proxy was asked for since it was last asked: `CONNECT host:port`, `GET http://host/path`. */
  take(): string[];
  close(): Promise<void>;
}

/** How often `/stream` sends a line, in ms. */
export const lineEveryMs = 200;

/**
 * Starts both. The hidden server answers `/hello` with a sentence, `/stream` with lines that count and never end, and
 * its own port on this machine answers too, so that what goes direct is seen.
 */
export async function startBehindProxy(): Promise<BehindProxy> {
  const asked: string[] = [];
  const origin = http.createServer((request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/plain' });
    if (request.url !== '/stream') return void response.end('hello from behind the proxy\n');
    let line = 0;
    const timer = setInterval(() => response.write(`${++line}\n`), lineEveryMs);
    response.once('close', () => clearInterval(timer));
  });
  const originPort = await listening(origin);
  const proxy = http.createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const url = URL.canParse(request.url ?? '') ? new URL(request.url ?? '') : undefined;
    if (url?.hostname !== hiddenHost) return void response.writeHead(403).end();
    const onward = http.request({ host: '127.0.0.1', port: originPort, path: url.pathname, method: request.method ?? 'GET' }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, { 'Content-Type': 'text/plain' });
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    response.once('close', () => onward.destroy());
    request.pipe(onward);
  });
  proxy.on('connect', (request: http.IncomingMessage, socket: net.Socket, head: Buffer) => {
    asked.push(`CONNECT ${request.url}`);
    socket.on('error', () => undefined);
    if (!request.url?.startsWith(`${hiddenHost}:`)) return void socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
    const onward = net.connect(originPort, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      if (head.length > 0) onward.write(head);
      socket.pipe(onward).pipe(socket);
    });
    onward.on('error', () => socket.destroy());
  });
  const proxyPort = await listening(proxy);
  return {
    proxyUrl: `http://127.0.0.1:${proxyPort}`,
    originPort,
    take: () => asked.splice(0),
    async close() {
      for (const server of [origin, proxy]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

async function listening(server: http.Server): Promise<number> {
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
