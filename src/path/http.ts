import type { Socket } from 'node:net';
import * as net from 'node:net';
import type { Readable } from 'node:stream';
import * as tls from 'node:tls';
import type { Client } from 'undici';
import { withDeadline } from './deadline.ts';
import { dial, type DialClocks, type Resolve, type Step } from './dial.ts';
import { unbracket } from './dns.ts';
import { connectHttp2, type Http2Connection } from './http2.ts';
import { proxyAuthorization, type ProxyReply } from './http-connect.ts';
import { watchEnding, type Ending } from './http-ending.ts';
import { networkFailure, plainText, type NetworkFailure } from './network-failure.ts';
import type { NetworkPath } from './network-path.ts';
import { verifyWith, type VerifyWith } from './secure-context.ts';
import { createClient, request as send } from './undici-client.ts';

export { readBody, type BodyStart } from './http-body.ts';

/** One HTTP request by one network path. */
export interface HttpRequest {
  url: URL;
  method: 'GET' | 'POST';
  headers: Readonly<Record<string, string>>;
  body?: string;
  /** What may be spoken over TLS: HTTP/1.1 alone without, or also HTTP/2 where the other side takes it. */
  offer?: 'http/1.1' | 'h2-too';
}

/** The version spoken, as ALPN names it (RFC 7301). */
export type HttpProtocol = 'http/1.1' | 'h2';

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
  body: Readable;
  protocol: HttpProtocol;
  /** `performance.now()` when the request was handed to the open connection. */
  sentAt: number;
  /** What has become of the connection until now. */
  ending(): Ending;
  /** Asks the other end for a sign of life, beside the response; only HTTP/2 can. */
  ping?(limitMs: number): Promise<boolean>;
}

/** More header bytes than this end the request with UND_ERR_HEADERS_OVERFLOW. */
const maxHeaderBytes = 64 * 1024;
const maxHeaderValueChars = 300;

/** What `exchange` gives its reader besides the response. */
export type ReadResponse<T> = (response: HttpResponse, signal: AbortSignal) => Promise<T>;

/** What came of a request. */
export type Exchange<T> =
  | { ok: true; value: T; waterfall: Waterfall; protocol: HttpProtocol; proxyReply?: ProxyReply }
  | {
      ok: false;
      failure: NetworkFailure;
      waterfall: Waterfall;
      proxyStatus?: number;
      /** What was spoken, when it came to that. */
      protocol?: HttpProtocol;
    };

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
  const verifying = secure && roots ? await verifyWith(roots) : undefined;
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
  let session: Http2Connection | undefined;
  let protocol: HttpProtocol | undefined;
  let step: 'tls' | 'http' = 'tls';
  try {
    if (secure) {
      const alpn = request.offer === 'h2-too' ? ['h2', 'http/1.1'] : ['http/1.1'];
      const opened = await timed('tls', () =>
        verifiedTls(dialled.socket, target.host, verifying, alpn, clocks.tlsMs, signal),
      );
      socket = opened;
      protocol = opened.alpnProtocol === 'h2' ? 'h2' : 'http/1.1';
    }
    step = 'http';
    protocol ??= 'http/1.1';
    const headers = { host: request.url.host, 'user-agent': 'gatehouse', ...request.headers };
    let sentAt = performance.now();
    let ending: () => Ending;
    let respond: (inner: AbortSignal) => Promise<{ status: number; headers: RawHeaders; body: Readable }>;
    if (protocol === 'h2') {
      const h2 = (session = connectHttp2(request.url.origin, socket));
      ending = () => h2.ending();
      respond = (inner) =>
        h2.send({ url: request.url, method: request.method, headers, body: request.body ?? null }, inner);
    } else {
      ending = watchEnding(socket);
      const http = (client = clientOn(socket, request.url.origin, clocks.headersMs));
      respond = async (inner) => {
        const { statusCode: status, ...rest } = await send(http, {
          ...requestLine(request, path),
          method: request.method,
          headers: { ...headers, ...proxyCredentials(request, path) },
          body: request.body ?? null,
          signal: inner,
        });
        return { status, ...rest };
      };
    }
    const response = await timed('first-byte', () => {
      sentAt = performance.now();
      return withDeadline('the response headers', clocks.headersMs, signal, respond);
    });
    const { body } = response;
    // An unread or half-read body that fails later must not become an unhandled error.
    body.on('error', () => undefined);
    const spoken = protocol;
    const value = await timed('body', () =>
      read(
        {
          status: response.status,
          headers: plainHeaders(response.headers),
          body,
          protocol: spoken,
          sentAt,
          ending,
          ...(session && { ping: session.ping }),
        },
        signal,
      ),
    );
    const { proxyReply } = dialled;
    return { ok: true, value, waterfall: waterfall(), protocol, ...(proxyReply && { proxyReply }) };
  } catch (error) {
    signal.throwIfAborted();
    return {
      ok: false,
      failure: networkFailure(step, step, error),
      waterfall: waterfall(),
      ...(protocol && { protocol }),
    };
  } finally {
    void client?.destroy().catch(() => undefined);
    session?.destroy();
    socket.destroy();
  }
}

type RawHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** undici's client on a connection that is open already. */
function clientOn(socket: Socket, origin: string, headersMs: number): Client {
  return createClient(origin, {
    // Not at once: a client that is still starting ignores a connection given to it inside its own call.
    connect: (_options, callback) => queueMicrotask(() => callback(null, socket)),
    pipelining: 0,
    maxHeaderSize: maxHeaderBytes,
    headersTimeout: headersMs,
    bodyTimeout: 0,
  });
}

/** A proxy that is handed the request whole needs the whole URL (RFC 9112, 3.2.2). */
function requestLine({ url }: HttpRequest, path: NetworkPath): { path: string } {
  return { path: isAbsolute(url, path) ? url.href : `${url.pathname}${url.search}` };
}

function proxyCredentials({ url }: HttpRequest, path: NetworkPath): Record<string, string> {
  const credentials = isAbsolute(url, path) && path.proxyUrl ? proxyAuthorization(path.proxyUrl) : undefined;
  return credentials ? { 'proxy-authorization': credentials } : {};
}

function isAbsolute(url: URL, path: NetworkPath): boolean {
  return path.mode === 'absolute' && url.protocol === 'http:';
}

/** TLS on an open tunnel, verified with the roots given; `protocols` are offered by ALPN, best first. */
export async function verifiedTls(
  tunnel: Socket,
  host: string,
  verifying: VerifyWith | undefined,
  protocols: readonly string[],
  limitMs: number,
  signal: AbortSignal,
): Promise<tls.TLSSocket> {
  const name = unbracket(host);
  return withDeadline('the TLS handshake', limitMs, signal, (inner) => {
    const secure = tls.connect({
      socket: tunnel,
      // Said outright: NODE_TLS_REJECT_UNAUTHORIZED=0 in this process would switch the check off without a word.
      rejectUnauthorized: true,
      ALPNProtocols: [...protocols],
      ...verifying,
      // Without it the certificate of an address would be checked against "localhost".
      host: name,
      ...(net.isIP(name) === 0 && { servername: name }),
    });
    return new Promise<tls.TLSSocket>((resolve, reject) => {
      inner.addEventListener('abort', () => secure.destroy(), { once: true });
      secure.once('secureConnect', () => resolve(secure));
      secure.once('error', reject);
    });
  });
}

function plainHeaders(headers: RawHeaders): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    plain[plainText(name, 100).toLowerCase()] = plainText(
      Array.isArray(value) ? value.join(', ') : value,
      maxHeaderValueChars,
    );
  }
  return plain;
}
