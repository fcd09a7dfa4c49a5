import * as http from 'node:http';
import * as https from 'node:https';
import type { Duplex } from 'node:stream';
import { practiceHeader } from '../gateways/practice.ts';
import type { Leaf } from './certificates.ts';
import { labVersion } from './exchange.ts';
import type { ListenOptions, LoopbackListener } from './loopback-listener.ts';
import { listenOnLoopback, peekFirstByte, tlsHandshakeByte } from './loopback-listener.ts';

/** HTTP and TLS on one port. */
export interface LabServers extends LoopbackListener {
  /** Handshakes that start afterwards get this certificate. */
  setLeaf(leaf: Leaf): void;
}

/** Longer than any client keeps a connection idle, so that it is never the lab that closes under a request. */
const keepAliveTimeoutMs = 120_000;

/** How long a refused client may go on sending; a close before it has stopped would take the answer from it. */
const lingerMs = 1_000;

/** Starts both servers behind one listener; the first byte of a connection tells TLS from HTTP. */
export async function startLabServers(
  options: ListenOptions,
  leaf: Leaf,
  onRequest: (request: http.IncomingMessage, response: http.ServerResponse) => void,
): Promise<LabServers> {
  const plain = http.createServer({ keepAliveTimeout: keepAliveTimeoutMs }, onRequest);
  const secure = https.createServer(
    { keepAliveTimeout: keepAliveTimeoutMs, ALPNProtocols: ['http/1.1'], ...context(leaf) },
    onRequest,
  );
  for (const server of [plain, secure]) {
    server.on('clientError', (error: NodeJS.ErrnoException, socket) => refuseMalformed(error, socket));
    server.on('connect', (_request, socket) => refuse(socket, '405 Method Not Allowed'));
  }
  // Clients that don't trust a certificate end the handshake; that is their business.
  secure.on('tlsClientError', (_error, socket) => socket.destroy());
  const listener = await listenOnLoopback(options, (socket) => {
    peekFirstByte(socket, (byte) => {
      if (byte === tlsHandshakeByte) return secure.emit('connection', socket);
      plain.emit('connection', socket);
      socket.resume();
    });
  });
  return { ...listener, setLeaf: (next) => secure.setSecureContext(context(next)) };
}

function context(leaf: Leaf): { cert: string; key: string } {
  return { cert: leaf.certificate, key: leaf.key };
}

function refuseMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
  refuse(socket, error.code === 'HPE_HEADER_OVERFLOW' ? '431 Headers Too Large' : '400 Bad Request');
}

function refuse(socket: Duplex, status: string): void {
  // Called again for what a client sends after its mistake; the answer is on its way already.
  if (!socket.writable) return;
  const patience = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(patience));
  socket.on('error', () => socket.destroy());
  const headers = [`${practiceHeader}: ${labVersion}`, 'connection: close', 'content-length: 0'];
  socket.end(`HTTP/1.1 ${status}\r\n${headers.join('\r\n')}\r\n\r\n`);
}
