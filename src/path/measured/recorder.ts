import * as net from 'node:net';
import type { RouteMode } from '../route.ts';
import { maxFirstBytes, readFirstBytes, readSocks5Request, type FirstBytes } from './first-bytes.ts';

/** One connection as it arrived. Nothing of what was sent is kept but where it wanted to go. */
export interface Arrival {
  /** The place that was opened. */
  place: string;
  /** `tls`: TLS begins at once; `request`: a request to the server itself; `other`: not understood. */
  asked: RouteMode | 'tls' | 'request' | 'other';
  /** The destination a proxy was asked for, the name TLS asked for, or the Host header. */
  destination: string;
}

/** A loopback port, or an address of a network of its own, that records and never forwards. */
export interface Place {
  name: string;
  role: 'origin' | 'proxy';
  host: string;
  port: number;
}

/** A connection that says nothing for this long, in ms, is closed. */
const silenceLimitMs = 10_000;

/**
 * Listeners that write down who is asked and how, and end the connection: a proxy refuses, an origin has no such page.
 * They open no connection themselves.
 */
export class Recorder {
  #arrivals: Arrival[] = [];
  readonly #servers: net.Server[] = [];
  readonly #sockets = new Set<net.Socket>();
  #open = 0;
  #waiting: (() => void)[] = [];

  /**
   * Opens a place.
   *
   * @param port 0 for any.
   * @throws when the address can't be listened on.
   */
  async open(name: string, role: Place['role'], host = '127.0.0.1', port = 0): Promise<Place> {
    const server = net.createServer((socket) => this.#take(socket, name, role));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port, ipv6Only: host.includes(':') }, resolve);
    });
    this.#servers.push(server);
    return { name, role, host, port: (server.address() as net.AddressInfo).port };
  }

  /** What has arrived since the last call, once every connection has said what it wants. */
  async taken(): Promise<Arrival[]> {
    // What was sent just before the client ended is still on its way here.
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (this.#open > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    const arrivals = this.#arrivals;
    this.#arrivals = [];
    return arrivals;
  }

  close(): void {
    for (const server of this.#servers) server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #take(socket: net.Socket, place: string, role: Place['role']): void {
    this.#open++;
    this.#sockets.add(socket);
    socket.setTimeout(silenceLimitMs, () => socket.destroy());
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      this.#sockets.delete(socket);
      this.#open--;
      if (this.#open > 0) return;
      for (const resolve of this.#waiting.splice(0)) resolve();
    });
    const record: Record = (asked, destination) => {
      this.#arrivals.push({ place, asked, destination });
    };
    let bytes = Buffer.alloc(0);
    let answered = false;
    socket.on('data', (chunk: Buffer) => {
      if (answered) return;
      bytes = Buffer.concat([bytes, chunk]).subarray(0, maxFirstBytes);
      const first = readFirstBytes(bytes);
      if (!first) return;
      answered = true;
      answer(socket, first, role, record);
    });
    socket.once('end', () => {
      if (!answered && bytes.length > 0) record('other', '');
      socket.destroy();
    });
  }
}

type Record = (asked: Arrival['asked'], destination: string) => void;

/** Just enough for the client to have shown what it wants. */
function answer(socket: net.Socket, first: FirstBytes, role: Place['role'], record: Record): void {
  switch (first.kind) {
    case 'connect':
      record('connect', first.authority);
      socket.end('HTTP/1.1 502 Recorded\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
      return;
    case 'absolute':
      record('absolute', first.authority);
      socket.end('HTTP/1.1 404 Recorded\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
      return;
    case 'request':
      record(role === 'origin' ? 'request' : 'other', first.host);
      socket.end('HTTP/1.1 404 Recorded\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
      return;
    case 'tls':
      record('tls', first.serverName);
      socket.destroy();
      return;
    case 'socks4':
      record(first.named ? 'socks4a-name' : 'socks4-ip', first.destination);
      socket.end(Buffer.from([0, 0x5b, 0, 0, 0, 0, 0, 0]));
      return;
    case 'socks5':
      answerSocks5(socket, first.methods, record);
      return;
    case 'other':
      record('other', '');
      socket.destroy();
  }
}

/** Takes any user and password, and refuses the request (RFC 1928, RFC 1929). */
function answerSocks5(socket: net.Socket, methods: readonly number[], record: Record): void {
  let state: 'password' | 'request' | 'done' = methods.includes(2) ? 'password' : 'request';
  let bytes = Buffer.alloc(0);
  socket.write(Buffer.from([5, state === 'password' ? 2 : 0]));
  socket.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]).subarray(0, maxFirstBytes);
    if (state === 'password') {
      const userEnd = 2 + (bytes[1] ?? 0);
      const length = userEnd + 1 + (bytes[userEnd] ?? Infinity);
      if (bytes.length < length) return;
      bytes = bytes.subarray(length);
      state = 'request';
      socket.write(Buffer.from([1, 0]));
    }
    if (state !== 'request') return;
    const request = readSocks5Request(bytes);
    if (!request) return;
    state = 'done';
    record(request.named ? 'socks5-name' : 'socks5-ip', request.destination);
    socket.end(Buffer.from([5, 2, 0, 1, 0, 0, 0, 0, 0, 0]));
  });
}
