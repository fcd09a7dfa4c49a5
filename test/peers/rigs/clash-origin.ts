/** What a test's nodes lead to: an HTTP server with a stream that goes on until it is ended, and a UDP echo. */
import * as dgram from 'node:dgram';
import { once } from 'node:events';
import * as http from 'node:http';
import type * as net from 'node:net';

export interface ClashOrigin {
  /** TCP and HTTP: `/generate_204`, `/stream` (a line each 50 ms), anything else `ok`. */
  readonly port: number;
  readonly udpPort: number;
  /** Host headers and paths that came, `openrouter.ai/stream`. */
  readonly log: readonly string[];
  /** The status of `/generate_204`, 204 until it is set. */
  setHealth(status: number): void;
  close(): Promise<void>;
}

export async function startClashOrigin(): Promise<ClashOrigin> {
  const log: string[] = [];
  let health = 204;
  const server = http.createServer((request, response) => {
    log.push(`${request.headers.host ?? ''}${request.url ?? ''}`);
    if (request.url === '/generate_204') return void response.writeHead(health).end();
    if (request.url !== '/stream') return void response.writeHead(200, { 'content-type': 'text/plain', 'content-length': '2' }).end('ok');
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const timer = setInterval(() => response.write(`data: ${Date.now()}\n\n`), 50);
    response.once('close', () => clearInterval(timer));
  });
  server.listen(0, '127.0.0.1');
  const echo = dgram.createSocket('udp4');
  echo.on('message', (message, from) => echo.send(message, from.port, from.address));
  echo.bind(0, '127.0.0.1');
  await Promise.all([once(server, 'listening'), once(echo, 'listening')]);
  return {
    port: (server.address() as net.AddressInfo).port,
    udpPort: echo.address().port,
    log,
    setHealth: (status) => {
      health = status;
    },
    close: async () => {
      echo.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
