import * as http from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ListenOptions } from './loopback-listener.ts';
import { listenOnLoopback, urlHost } from './loopback-listener.ts';
import type { Tear } from './tear.ts';
import { tearConnection } from './tear.ts';
import type { ConnectTo, Endpoint } from './tunnel.ts';
import { connectUpstream, parseAuthority, splice } from './tunnel.ts';

/**
 * `ok`: as a proxy should be. `407`: wants credentials, which `user` and `password` satisfy if they are set. `403`:
 * refuses everything. `hang`: takes the request and never answers. `slow`: answers after `delayMs`.
 * `drop-after-bytes`, `drop-after-ms`: cuts what it carries, counted towards the client from the tunnel's start.
 */
export type ConnectProxyMode = 'ok' | '407' | '403' | 'hang' | 'slow' | 'drop-after-bytes' | 'drop-after-ms';

export interface ConnectProxyOptions extends ListenOptions {
  mode?: ConnectProxyMode;
  user?: string;
  password?: string;
  /** For `slow`; default 3000. */
  delayMs?: number;
  /** For `drop-after-bytes`; default 4096. */
  dropAfterBytes?: number;
  /** For `drop-after-ms`; default 2000. */
  dropAfterMs?: number;
  /** How a cut looks to the client: a clean end, as squid's timeouts make it, or a reset. Default `end`. */
  dropWith?: 'end' | 'reset';
  connectTo?: ConnectTo;
}

/** One request that reached the proxy. */
export interface ConnectProxyEntry {
  method: string;
  /** `host:port` as asked for. */
  authority: string;
  /** Whether a Proxy-Authorization header came with it. */
  proxyAuthorization: boolean;
  /** What the proxy answered itself; 200 also for a forwarded request, 0 while it has not answered. */
  status: number;
}

/** A forward proxy with a fault of choice. */
export interface ConnectProxy {
  port: number;
  url: string;
  /** Every request so far, oldest first. */
  log: readonly ConnectProxyEntry[];
  /** Requests that start afterwards see it. */
  setMode(mode: ConnectProxyMode): void;
  close(): Promise<void>;
}

/** Headers that end at a proxy (RFC 9110, 7.6.1). */
const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** Starts a forward proxy on loopback: CONNECT tunnels and absolute-form HTTP. */
export async function startConnectProxy(options: ConnectProxyOptions = {}): Promise<ConnectProxy> {
  let mode = options.mode ?? 'ok';
  const log: ConnectProxyEntry[] = [];
  const closing = new AbortController();

  /** What the proxy says before it does its work: an entry with status 0 has to be carried out by the caller. */
  const admit = async (
    request: http.IncomingMessage,
    asked: Endpoint | undefined,
    authority: string,
  ): Promise<{ entry: ConnectProxyEntry; tear: Tear | undefined }> => {
    const given = request.headers['proxy-authorization'];
    const entry = { method: request.method ?? '', authority, proxyAuthorization: given !== undefined, status: 0 };
    log.push(entry);
    const applied = mode;
    if (applied === 'hang') await new Promise<never>(() => {});
    if (applied === 'slow') await sleep(options.delayMs ?? 3_000, undefined, { signal: closing.signal });
    if (applied === '403') entry.status = 403;
    else if (wantsCredentials(options, applied) && !credentialsMatch(options, given)) entry.status = 407;
    else if (!asked) entry.status = 400;
    return { entry, tear: tearOf(options, applied) };
  };

  const tunnel = async (request: http.IncomingMessage, client: Socket, head: Buffer): Promise<void> => {
    const asked = parseAuthority(request.url ?? '');
    const { entry, tear } = await admit(request, asked, request.url ?? '');
    if (entry.status !== 0 || !asked) return refuseTunnel(client, entry.status);
    let server;
    try {
      server = await connectUpstream(asked, options.connectTo);
    } catch {
      entry.status = 502;
      return refuseTunnel(client, 502);
    }
    if (client.destroyed) return void server.destroy();
    entry.status = 200;
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    if (head.length > 0) server.write(head);
    splice(client, server, tear ? { fromServer: tearConnection(tear, client).pass } : {});
  };

  const forward = async (request: http.IncomingMessage, response: http.ServerResponse): Promise<void> => {
    const url = absoluteUrl(request.url ?? '');
    const asked = url && { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 80) };
    const { entry, tear } = await admit(request, asked, url?.host ?? '');
    if (entry.status !== 0 || !url || !asked) {
      return void response.writeHead(entry.status, { ...challenge(entry.status), connection: 'close' }).end();
    }
    const to = options.connectTo?.(asked) ?? asked;
    const headers = { ...endToEnd(request.headers), host: url.host, connection: 'close' };
    const path = `${url.pathname}${url.search}`;
    const onward = http.request({ ...to, agent: false, method: request.method, path, headers });
    response.once('close', () => onward.destroy());
    onward.once('error', () => {
      entry.status ||= 502;
      if (response.headersSent) response.destroy();
      else response.writeHead(502, { connection: 'close' }).end();
    });
    onward.once('response', (answer) => {
      entry.status = 200;
      response.writeHead(answer.statusCode ?? 502, { ...endToEnd(answer.headers), connection: 'close' });
      response.flushHeaders();
      const torn = tear && tearConnection(tear, request.socket);
      answer.on('data', (bytes: Buffer) => {
        if (response.write(torn ? torn.pass(bytes) : bytes)) return;
        answer.pause();
        response.once('drain', () => answer.resume());
      });
      // A cut answer must not look complete.
      answer.once('end', () => void (torn?.over || response.end()));
      answer.once('error', () => response.destroy());
    });
    request.pipe(onward);
  };

  const server = http.createServer((request, response) => {
    forward(request, response).catch(() => response.destroy());
  });
  server.on('connect', (request, client, head) => {
    client.on('error', () => client.destroy());
    tunnel(request, client as Socket, head).catch(() => client.destroy());
  });
  server.on('clientError', (_error, socket) => socket.destroy());
  const listener = await listenOnLoopback(options, (socket) => server.emit('connection', socket));
  return {
    port: listener.port,
    url: `http://${urlHost(listener.host)}:${listener.port}`,
    log,
    setMode: (next) => {
      mode = next;
    },
    close: async () => {
      closing.abort();
      await listener.close();
    },
  };
}

function wantsCredentials(options: ConnectProxyOptions, mode: ConnectProxyMode): boolean {
  return mode === '407' || options.user !== undefined;
}

function credentialsMatch(options: ConnectProxyOptions, given: string | undefined): boolean {
  if (options.user === undefined || given === undefined) return false;
  const wanted = Buffer.from(`${options.user}:${options.password ?? ''}`, 'utf8').toString('base64');
  return given.toLowerCase().startsWith('basic ') && given.slice(6).trim() === wanted;
}

function tearOf(options: ConnectProxyOptions, mode: ConnectProxyMode): Tear | undefined {
  const how = options.dropWith ?? 'end';
  if (mode === 'drop-after-bytes') return { how, afterBytes: options.dropAfterBytes ?? 4_096 };
  if (mode === 'drop-after-ms') return { how, afterMs: options.dropAfterMs ?? 2_000 };
  return undefined;
}

function endToEnd(headers: http.IncomingHttpHeaders): http.OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.includes(name)));
}

function challenge(status: number): Record<string, string> {
  return status === 407 ? { 'Proxy-Authenticate': 'Basic realm="practice proxy"' } : {};
}

function refuseTunnel(client: Duplex, status: number): void {
  const headers = Object.entries(challenge(status)).map(([name, value]) => `${name}: ${value}\r\n`);
  const line = `HTTP/1.1 ${status} ${http.STATUS_CODES[status] ?? ''}\r\n`;
  client.end(`${line}${headers.join('')}connection: close\r\ncontent-length: 0\r\n\r\n`);
}

function absoluteUrl(target: string): URL | undefined {
  try {
    const url = new URL(target);
    return url.protocol === 'http:' ? url : undefined;
  } catch {
    return undefined;
  }
}
