import type * as net from 'node:net';
import type { ListenOptions } from './loopback-listener.ts';
import { listenOnLoopback, urlHost } from './loopback-listener.ts';
import { ByteReader } from './byte-reader.ts';
import type { ConnectTo } from './tunnel.ts';
import { connectUpstream, splice } from './tunnel.ts';

/**
 * `ok`: no credentials needed (they are, when `user` is set). `auth-required`: offers no other method than user and
 * password, and refuses those that don't match. `refuse`: answers every request with "connection not allowed".
 * `hang`: takes the greeting and never answers.
 */
export type Socks5Mode = 'ok' | 'auth-required' | 'refuse' | 'hang';

export interface Socks5Options extends ListenOptions {
  mode?: Socks5Mode;
  user?: string;
  password?: string;
  connectTo?: ConnectTo;
}

/** One request that reached the proxy. */
export interface Socks5Entry {
  /** Whether the client left the resolving to the proxy. */
  given: 'name' | 'ipv4' | 'ipv6';
  host: string;
  port: number;
  /** True when the client authenticated itself. */
  authenticated: boolean;
  /** The reply code of RFC 1928, section 6; undefined while there is none. */
  reply: number | undefined;
}

/** A SOCKS5 proxy with a fault of choice. */
export interface Socks5Proxy {
  port: number;
  /** `socks5://127.0.0.1:PORT`. */
  url: string;
  log: readonly Socks5Entry[];
  /** Connections that start afterwards see it. */
  setMode(mode: Socks5Mode): void;
  close(): Promise<void>;
}

// RFC 1928, sections 3 to 6; RFC 1929, section 2.
const version = 5;
const noAuthentication = 0;
const userAndPassword = 2;
const noAcceptableMethod = 0xff;
const connectCommand = 1;
const reply = { succeeded: 0, notAllowed: 2, hostUnreachable: 4, refused: 5, commandNotSupported: 7, badAddress: 8 };

/** Starts a SOCKS5 proxy on loopback (CONNECT only). */
export async function startSocks5Proxy(options: Socks5Options = {}): Promise<Socks5Proxy> {
  let mode = options.mode ?? 'ok';
  const log: Socks5Entry[] = [];
  const listener = await listenOnLoopback(options, (socket) => {
    serve(socket, mode, options, log).catch(() => socket.destroy());
  });
  return {
    port: listener.port,
    url: `socks5://${urlHost(listener.host)}:${listener.port}`,
    log,
    setMode: (next) => {
      mode = next;
    },
    close: () => listener.close(),
  };
}

async function serve(client: net.Socket, mode: Socks5Mode, options: Socks5Options, log: Socks5Entry[]): Promise<void> {
  const reader = new ByteReader(client);
  if ((await reader.byte()) !== version) return void client.destroy();
  const offered = await reader.bytes(await reader.byte());
  if (mode === 'hang') return;

  const wantsCredentials = mode === 'auth-required' || options.user !== undefined;
  const method = wantsCredentials ? userAndPassword : noAuthentication;
  if (!offered.includes(method)) return void client.end(Buffer.of(version, noAcceptableMethod));
  client.write(Buffer.of(version, method));
  if (wantsCredentials) {
    const accepted = await readCredentials(reader, options);
    if (!accepted) return void client.end(Buffer.of(1, 1));
    client.write(Buffer.of(1, 0));
  }

  const [, command] = await reader.bytes(3);
  const address = await readAddress(reader);
  if (!address) return answer(client, reply.badAddress);
  const port = (await reader.bytes(2)).readUInt16BE(0);
  const entry: Socks5Entry = { ...address, port, authenticated: wantsCredentials, reply: undefined };
  log.push(entry);
  const refuse = (code: number): void => {
    entry.reply = code;
    answer(client, code);
  };
  if (command !== connectCommand) return refuse(reply.commandNotSupported);
  if (mode === 'refuse') return refuse(reply.notAllowed);
  let server: net.Socket;
  try {
    server = await connectUpstream({ host: entry.host, port }, options.connectTo);
  } catch (error) {
    return refuse((error as NodeJS.ErrnoException).code === 'ECONNREFUSED' ? reply.refused : reply.hostUnreachable);
  }
  if (client.destroyed) return void server.destroy();
  entry.reply = reply.succeeded;
  answer(client, reply.succeeded);
  const early = reader.release();
  if (early.length > 0) server.write(early);
  splice(client, server);
}

async function readCredentials(reader: ByteReader, options: Socks5Options): Promise<boolean> {
  await reader.byte();
  const user = (await reader.bytes(await reader.byte())).toString('utf8');
  const password = (await reader.bytes(await reader.byte())).toString('utf8');
  return options.user !== undefined && user === options.user && password === (options.password ?? '');
}

async function readAddress(reader: ByteReader): Promise<Pick<Socks5Entry, 'given' | 'host'> | undefined> {
  switch (await reader.byte()) {
    case 1:
      return { given: 'ipv4', host: (await reader.bytes(4)).join('.') };
    case 3:
      return { given: 'name', host: (await reader.bytes(await reader.byte())).toString('latin1') };
    case 4:
      return { given: 'ipv6', host: ipv6Text(await reader.bytes(16)) };
    default:
      return undefined;
  }
}

function ipv6Text(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16));
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

/** A reply with an empty bound address; every code but success ends the connection (RFC 1928, section 6). */
function answer(client: net.Socket, code: number): void {
  const bytes = Buffer.of(version, code, 0, 1, 0, 0, 0, 0, 0, 0);
  if (code === reply.succeeded) client.write(bytes);
  else client.end(bytes);
}
