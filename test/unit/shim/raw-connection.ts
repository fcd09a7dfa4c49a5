import * as net from 'node:net';

/** One end of a connection that says what it is told to and keeps what it hears. */
export class RawConnection {
  readonly socket: net.Socket;
  /** Everything heard so far, as Latin-1. */
  heard = '';
  /** How it ended for this side: an orderly end of the other's half, a reset, or not yet. */
  end: 'open' | 'ended' | 'reset' = 'open';
  closed = false;
  #waiting: (() => void)[] = [];

  constructor(socket: net.Socket) {
    this.socket = socket;
    socket.on('data', (bytes) => {
      this.heard += bytes.toString('latin1');
      this.#wake();
    });
    socket.on('end', () => {
      if (this.end === 'open') this.end = 'ended';
      this.#wake();
    });
    socket.on('error', () => {
      this.end = 'reset';
      this.#wake();
    });
    socket.on('close', () => {
      this.closed = true;
      this.#wake();
    });
  }

  /** Connects to a port of this machine. */
  static async to(port: number, host = '127.0.0.1'): Promise<RawConnection> {
    const socket = net.connect({ port, host, allowHalfOpen: true, noDelay: true });
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return new RawConnection(socket);
  }

  say(text: string | Buffer): this {
    this.socket.write(typeof text === 'string' ? Buffer.from(text, 'latin1') : text);
    return this;
  }

  /** Waits until this holds. @throws after `limitMs`, with what was heard. */
  async until(holds: (heard: string) => boolean, what: string, limitMs = 10_000): Promise<this> {
    const deadline = performance.now() + limitMs;
    while (!holds(this.heard)) {
      const left = deadline - performance.now();
      if (left <= 0) throw new Error(`waited ${limitMs} ms for ${what}; ${this.end}, heard ${JSON.stringify(this.heard.slice(0, 600))}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    return this;
  }

  hears(text: string, limitMs?: number): Promise<this> {
    return this.until((heard) => heard.includes(text), JSON.stringify(text), limitMs);
  }

  /** Waits for the other side's end, orderly or not. */
  over(limitMs?: number): Promise<this> {
    return this.until(() => this.end !== 'open' || this.closed, 'the end', limitMs);
  }

  destroy(): void {
    this.socket.destroy();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const one of waiting) one();
  }
}

/** A server on loopback that hands over each connection. */
export class RawServer {
  readonly port: number;
  readonly connections: RawConnection[] = [];
  readonly #server: net.Server;

  private constructor(server: net.Server, port: number) {
    this.#server = server;
    this.port = port;
  }

  static async start(serve: (connection: RawConnection) => void = () => undefined): Promise<RawServer> {
    const server = net.createServer({ allowHalfOpen: true, noDelay: true });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const raw = new RawServer(server, (server.address() as net.AddressInfo).port);
    server.on('connection', (socket) => {
      const connection = new RawConnection(socket);
      raw.connections.push(connection);
      serve(connection);
    });
    return raw;
  }

  /** The n-th connection, from 0, once it is there. */
  async connection(index = 0, limitMs = 10_000): Promise<RawConnection> {
    const deadline = performance.now() + limitMs;
    while (!this.connections[index]) {
      if (performance.now() > deadline) throw new Error(`waited ${limitMs} ms for connection ${index}`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    return this.connections[index];
  }

  async close(): Promise<void> {
    for (const { socket } of this.connections) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
