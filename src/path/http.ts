import type { Socket } from 'node:net';
import * as net from 'node:net';
import * as tls from 'node:tls';
import type { Client, Dispatcher } from 'undici';
import { withDeadline } from './deadline.ts';
import { dial, type DialClocks, type Resolve, type Step } from './dial.ts';
import { unbracket } from './dns.ts';
import { proxyAuthorization } from './http-connect.ts';
import { networkFailure, plainText, type NetworkFailure } from './network-failure.ts';
import type { NetworkPath } from './network-path.ts';
import { createClient, request as send } from './undici-client.ts';

/** One HTTP request by one network path. */
export interface HttpRequest {
  url: URL;
  method: 'GET' | 'POST';
  headers: Readonly<Record<string, string>>;
  body?: string;
}

/** A request's clocks in ms, beside the dialling ones. */
export interface HttpClocks extends DialClocks {
  /** From the request's last byte to the end of the response's head. */
  headersMs: number;
}

/** How the time of a request was spent, in ms; a step that did not happen is absent. */
export interface Waterfall {
  steps: readonly (Step | { step: 'tls' | 'first-byte' | 'body'; durationMs: number; ok: boolean })[];
  totalMs: number;
}

/** A response whose body is still to be read. */
export interface HttpResponse {
  status: number;
  /** Lower-case names, values joined by ", ", each bounded plain text. */
  headers: Readonly<Record<string, string>>;
  body: Dispatcher.ResponseData['body'];
}

/** More header bytes than this end the request with UND_ERR_HEADERS_OVERFLOW. */
const maxHeaderBytes = 64 * 1024;
const maxHeaderValueChars = 300;

/** What `exchange` gives its reader besides the response. */
export type ReadResponse<T> = (response: HttpResponse, signal: AbortSignal) => Promise<T>;

/** What came of a request. */
export type Exchange<T> =
  | { ok: true; value: T; waterfall: Waterfall }
  | { ok: false; failure: NetworkFailure; waterfall: Waterfall; proxyStatus?: number };

/**
 * Sends one request by a network path on a connection of its own and hands the response to `read`.
 *
 * @param roots PEM roots to verify the server with; needed for https, where nothing is ever sent unverified.
 * @returns never rejects for a network reason; an abort by `signal` rejects. What `read` throws counts as a failure of
 *   the http leg.
 */
export async function exchange<T>(
  request: HttpRequest,
  path: NetworkPath,
  roots: readonly string[] | undefined,
  resolve: Resolve,
  clocks: HttpClocks,
  signal: AbortSignal,
  read: ReadResponse<T>,
): Promise<Exchange<T>> {
  const started = performance.now();
  const secure = request.url.protocol === 'https:';
  const target = { host: request.url.hostname, port: Number(request.url.port) || (secure ? 443 : 80) };
  const dialled = await dial(target, path, resolve, clocks, signal);
  const steps: Waterfall['steps'][number][] = [...dialled.steps];
  const waterfall = (): Waterfall => ({ steps, totalMs: performance.now() - started });
  if (!dialled.ok) {
    const proxyStatus = dialled.proxyReply?.status;
    return { ok: false, failure: dialled.failure, waterfall: waterfall(), ...(proxyStatus && { proxyStatus }) };
  }

  let socket: Socket = dialled.socket;
  const timed = async <V>(step: 'tls' | 'first-byte' | 'body', work: () => Promise<V>): Promise<V> => {
    const begun = performance.now();
    try {
      const value = await work();
      steps.push({ step, durationMs: performance.now() - begun, ok: true });
      return value;
    } catch (error) {
      steps.push({ step, durationMs: performance.now() - begun, ok: false });
      throw error;
    }
  };

  let client: Client | undefined;
  let step: 'tls' | 'http' = 'tls';
  try {
    if (secure) socket = await timed('tls', () => verifiedTls(dialled.socket, target.host, roots, clocks.tlsMs, signal));
    step = 'http';
    const ready = socket;
    const http = (client = createClient(request.url.origin, {
      // Not at once: a client that is still starting ignores a connection given to it inside its own call.
      connect: (_options, callback) => queueMicrotask(() => callback(null, ready)),
      pipelining: 0,
      maxHeaderSize: maxHeaderBytes,
      headersTimeout: clocks.headersMs,
      bodyTimeout: 0,
    }));
    const absolute = path.mode === 'absolute' && !secure;
    const credentials = absolute && path.proxyUrl ? proxyAuthorization(path.proxyUrl) : undefined;
    const response = await timed('first-byte', () =>
      withDeadline('the response headers', clocks.headersMs, signal, (inner) =>
        send(http, {
          path: absolute ? request.url.href : `${request.url.pathname}${request.url.search}`,
          method: request.method,
          headers: {
            host: request.url.host,
            'user-agent': 'gatehouse',
            ...request.headers,
            ...(credentials && { 'proxy-authorization': credentials }),
          },
          body: request.body ?? null,
          signal: inner,
        }),
      ),
    );
    const { statusCode: status, headers, body } = response;
    // An unread or half-read body that fails later must not become an unhandled error.
    body.on('error', () => undefined);
    const value = await timed('body', () => read({ status, headers: plainHeaders(headers), body }, signal));
    return { ok: true, value, waterfall: waterfall() };
  } catch (error) {
    signal.throwIfAborted();
    return { ok: false, failure: networkFailure(step, step, error), waterfall: waterfall() };
  } finally {
    void client?.destroy().catch(() => undefined);
    socket.destroy();
  }
}

/** TLS on an open tunnel, verified against `roots`. HTTP/1.1 only: that is what is spoken afterwards. */
async function verifiedTls(
  tunnel: Socket,
  host: string,
  roots: readonly string[] | undefined,
  limitMs: number,
  signal: AbortSignal,
): Promise<Socket> {
  const name = unbracket(host);
  return withDeadline('the TLS handshake', limitMs, signal, (inner) => {
    const secure = tls.connect({
      socket: tunnel,
      ALPNProtocols: ['http/1.1'],
      ...(roots && { ca: [...roots] }),
      // Without it the certificate of an address would be checked against "localhost".
      host: name,
      ...(net.isIP(name) === 0 && { servername: name }),
    });
    return new Promise<Socket>((resolve, reject) => {
      inner.addEventListener('abort', () => secure.destroy(), { once: true });
      secure.once('secureConnect', () => resolve(secure));
      secure.once('error', reject);
    });
  });
}

function plainHeaders(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    plain[plainText(name, 100).toLowerCase()] = plainText(Array.isArray(value) ? value.join(', ') : value, maxHeaderValueChars);
  }
  return plain;
}

/** The beginning of a body, and whether there was more. */
export interface BodyStart {
  bytes: Buffer;
  /** True when reading stopped at the limit and the rest was thrown away. */
  truncated: boolean;
}

/**
 * Reads a body up to a limit and drops the connection after it, so an endless body ends here.
 *
 * @throws what the stream threw, or a DeadlineError when the body is not done within `limitMs`.
 */
export async function readBody(
  body: HttpResponse['body'],
  maxBytes: number,
  limitMs: number,
  signal: AbortSignal,
): Promise<BodyStart> {
  return withDeadline('the response body', limitMs, signal, async (inner) => {
    inner.addEventListener('abort', () => body.destroy(), { once: true });
    const parts: Buffer[] = [];
    let total = 0;
    for await (const part of body as AsyncIterable<Buffer>) {
      parts.push(part);
      total += part.length;
      if (total > maxBytes) {
        body.destroy();
        return { bytes: Buffer.concat(parts).subarray(0, maxBytes), truncated: true };
      }
    }
    return { bytes: Buffer.concat(parts), truncated: false };
  });
}
