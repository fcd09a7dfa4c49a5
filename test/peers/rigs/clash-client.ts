/** A program that goes through a core's mixed port, as the clients of a gateway do. */
import * as dgram from 'node:dgram';
import { once } from 'node:events';
import * as net from 'node:net';
import { ByteReader } from '../../../src/lab/byte-reader.ts';

/** A stream that came through the core. */
export interface CoreStream {
  readonly socket: net.Socket;
  /** The port it left from, by which the core lists it. */
  readonly sourcePort: number;
  /** Bytes that have come since the tunnel stood. */
  received(): number;
  text(): string;
  send(text: string): void;
  close(): void;
}

/** CONNECT through a mixed port. @throws where the core refuses, with its status line. */
export async function connectThrough(proxyPort: number, host: string, port: number): Promise<CoreStream> {
  const socket = net.connect({ host: '127.0.0.1', port: proxyPort, noDelay: true });
  await once(socket, 'connect');
  socket.on('error', () => undefined);
  socket.write(`CONNECT ${host}:${port} HTTP/1.1\r\nhost: ${host}:${port}\r\n\r\n`);
  const reader = new ByteReader(socket);
  let head = '';
  while (!head.endsWith('\r\n\r\n')) head += String.fromCharCode(await reader.byte());
  const status = head.split('\r\n')[0] ?? '';
  if (!/ 200 /.test(`${status} `)) {
    socket.destroy();
    throw new Error(status);
  }
  return streamOf(socket, reader);
}

/** SOCKS5 CONNECT through a mixed port, by name or, `host` being an address, by address. @throws with the reply's code. */
export async function socksThrough(proxyPort: number, host: string, port: number): Promise<CoreStream> {
  const { socket, reader } = await greet(proxyPort);
  socket.write(Buffer.concat([Buffer.of(5, 1, 0), socksAddress(host, port)]));
  const [, code] = await reader.bytes(10);
  if (code !== 0) {
    socket.destroy();
    throw new Error(`SOCKS5 reply ${code}`);
  }
  return streamOf(socket, reader);
}

/** One GET on a tunnel; gives the status. @throws when the tunnel ends first. */
export async function getThrough(proxyPort: number, host: string, port: number, path = '/'): Promise<number> {
  const stream = await connectThrough(proxyPort, host, port);
  try {
    stream.send(`GET ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
    const until = performance.now() + 10_000;
    while (!stream.text().includes('\r\n\r\n')) {
      if (stream.socket.destroyed || performance.now() > until) throw new Error('the tunnel ended without an answer');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return Number(/^HTTP\/1\.1 (\d+)/.exec(stream.text())?.[1]);
  } finally {
    stream.close();
  }
}

/** A UDP flow through a mixed port (SOCKS5 UDP ASSOCIATE). */
export async function udpThrough(proxyPort: number, host: string, port: number): Promise<{ sourcePort: number; send(text: string): void; received: readonly string[]; close(): void }> {
  const { socket, reader } = await greet(proxyPort);
  socket.write(Buffer.concat([Buffer.of(5, 3, 0), socksAddress('0.0.0.0', 0)]));
  const reply = await reader.bytes(10);
  const relayPort = reply.readUInt16BE(8);
  const udp = dgram.createSocket('udp4');
  udp.bind(0, '127.0.0.1');
  await once(udp, 'listening');
  const received: string[] = [];
  udp.on('message', (message) => received.push(message.toString('latin1')));
  return {
    sourcePort: udp.address().port,
    send: (text) => udp.send(Buffer.concat([Buffer.of(0, 0, 0), socksAddress(host, port), Buffer.from(text)]), relayPort, '127.0.0.1'),
    received,
    close: () => {
      udp.close();
      socket.destroy();
    },
  };
}

async function greet(proxyPort: number): Promise<{ socket: net.Socket; reader: ByteReader }> {
  const socket = net.connect({ host: '127.0.0.1', port: proxyPort, noDelay: true });
  await once(socket, 'connect');
  socket.on('error', () => undefined);
  const reader = new ByteReader(socket);
  socket.write(Buffer.of(5, 1, 0));
  await reader.bytes(2);
  return { socket, reader };
}

/** RFC 1928, section 5. */
function socksAddress(host: string, port: number): Buffer {
  const head = net.isIPv4(host) ? Buffer.of(1, ...host.split('.').map(Number)) : Buffer.concat([Buffer.of(3, host.length), Buffer.from(host, 'latin1')]);
  const end = Buffer.alloc(2);
  end.writeUInt16BE(port);
  return Buffer.concat([head, end]);
}

function streamOf(socket: net.Socket, reader: ByteReader): CoreStream {
  const parts: Buffer[] = [];
  const early = reader.release();
  if (early.length > 0) parts.push(early);
  socket.on('data', (bytes: Buffer) => parts.push(bytes));
  socket.resume();
  return {
    socket,
    sourcePort: socket.localPort ?? 0,
    received: () => parts.reduce((total, part) => total + part.length, 0),
    text: () => Buffer.concat(parts).toString('latin1'),
    send: (text) => socket.write(text),
    close: () => socket.destroy(),
  };
}
