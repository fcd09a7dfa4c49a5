import * as net from 'node:net';

/** What arrived where. */
export interface Arrival {
  /** `origin` or the proxy's port. */
  at: string;
  /** `direct` at the origin; at a proxy how it was asked. */
  how: string;
}

/**
 * Listeners that write down who is asked and how, and then end the connection. A proxy understands whatever comes:
 * CONNECT, absolute form, SOCKS 4, 4a and 5, and the first byte of TLS.
 */
export class Recorder {
  #arrivals: Arrival[] = [];
  readonly #servers: net.Server[] = [];

  /** What has arrived since the last call. */
  take(): Arrival[] {
    const taken = this.#arrivals;
    this.#arrivals = [];
    return taken;
  }

  async origin(host: string, port: number): Promise<void> {
    await this.#listen(host, port, (socket) => {
      socket.once('data', (data: Buffer) => {
        // A proxy value without a host sends some clients to this machine itself; that is no way to the origin.
        if (/^(?:CONNECT |[A-Z]+ http:)/.test(data.toString('latin1'))) {
          socket.destroy();
          return;
        }
        this.#arrivals.push({ at: 'origin', how: 'direct' });
        if (data[0] === 0x16) socket.destroy();
        else socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
      });
    });
  }

  async proxy(host: string, port: number): Promise<void> {
    const record = (how: string): void => void this.#arrivals.push({ at: String(port), how });
    await this.#listen(host, port, (socket) => {
      socket.once('data', (data: Buffer) => {
        switch (data[0]) {
          case 0x16:
            record('tls');
            socket.destroy();
            break;
          case 0x05:
            answerSocks5(socket, data, record);
            break;
          case 0x04:
            record(data.readUInt32BE(4) >>> 8 === 0 ? 'socks4a-name' : 'socks4-ip');
            socket.end(Buffer.from([0, 0x5b, 0, 0, 0, 0, 0, 0]));
            break;
          default: {
            const connect = data.toString('latin1').startsWith('CONNECT ');
            record(connect ? 'connect' : 'absolute');
            socket.end(`HTTP/1.1 ${connect ? '502 No' : '200 OK'}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
          }
        }
      });
    });
  }

  close(): void {
    for (const server of this.#servers) server.close();
  }

  async #listen(host: string, port: number, onConnection: (socket: net.Socket) => void): Promise<void> {
    const server = net.createServer((socket) => {
      socket.on('error', () => undefined);
      onConnection(socket);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port, ipv6Only: host.includes(':') }, resolve);
    });
    this.#servers.push(server);
  }
}

/** Picks user and password when offered, takes any, and refuses the request. */
function answerSocks5(socket: net.Socket, greeting: Buffer, record: (how: string) => void): void {
  const methods = greeting.subarray(2, 2 + (greeting[1] ?? 0));
  const withPassword = methods.includes(2);
  let state: 'password' | 'request' = withPassword ? 'password' : 'request';
  socket.write(Buffer.from([5, withPassword ? 2 : 0]));
  socket.on('data', (data: Buffer) => {
    if (state === 'password') {
      state = 'request';
      socket.write(Buffer.from([1, 0]));
      return;
    }
    record(data[3] === 3 ? 'socks5-name' : 'socks5-ip');
    socket.end(Buffer.from([5, 2, 0, 1, 0, 0, 0, 0, 0, 0]));
  });
}
