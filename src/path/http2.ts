import * as http2 from 'node:http2';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { Ending } from './http-ending.ts';

/** A request as HTTP/2 sends it; names in lower case. */
export interface Http2Request {
  url: URL;
  method: string;
  headers: Readonly<Record<string, string>>;
  body: string | null;
}

/** A response's head over HTTP/2, with its body still to be read. */
export interface Http2Response {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Readable;
}

/** One HTTP/2 session on a socket of its own, for one request. */
export interface Http2Connection {
  /** Rejects with what ended the stream or the session before a head came. */
  send(request: Http2Request, signal: AbortSignal): Promise<Http2Response>;
  ending(): Ending;
  /** Whether the other end answers a ping (RFC 9113, 6.7): tells a silent stream from a dead connection. */
  ping(limitMs: number): Promise<boolean>;
  destroy(): void;
}

/** Header fields that belong to HTTP/1.1 connections and make an HTTP/2 request malformed (RFC 9113, 8.2.2). */
const connectionHeaders = ['host', 'connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade'];

const maxHeaderListBytes = 64 * 1024;
/** What a session may hold, in MB; a short answer needs far less (Node http2, `maxSessionMemory`). */
const maxSessionMegabytes = 8;

/**
 * Speaks HTTP/2 on a socket that has agreed to it by ALPN. Node's own client: undici's needs its agent and pool around
 * it, and Node's is in every runtime already.
 */
export function connectHttp2(origin: string, socket: Socket): Http2Connection {
  const session = http2.connect(origin, {
    createConnection: () => socket,
    maxSessionMemory: maxSessionMegabytes,
    maxHeaderListPairs: 256,
    settings: { enablePush: false, maxHeaderListSize: maxHeaderListBytes },
  });
  let ending: Ending = { how: 'open' };
  let failed: unknown;
  session.on('error', (error: NodeJS.ErrnoException) => {
    failed ??= error;
    ending = {
      how: error.code === 'ECONNRESET' || error.code === 'EPIPE' ? 'reset' : 'broken',
      code: error.code ?? 'UNKNOWN',
    };
  });
  session.on('goaway', (code) => {
    if (ending.how === 'open') ending = { how: 'goaway', code: String(code) };
  });
  session.on('close', () => {
    if (ending.how === 'open') ending = { how: 'fin' };
  });
  return {
    async send({ url, method, headers, body }, signal) {
      const sendable = Object.entries(headers).filter(([name]) => !connectionHeaders.includes(name.toLowerCase()));
      const stream = session.request(
        {
          ':method': method,
          ':path': `${url.pathname}${url.search}`,
          ':scheme': 'https',
          ':authority': url.host,
          ...Object.fromEntries(sendable),
        },
        { endStream: body === null, signal },
      );
      // A reset that comes after its reader has left must not become an unhandled error.
      stream.on('error', () => undefined);
      stream.on('close', () => {
        const code = stream.rstCode ?? 0;
        // CANCEL is what Node sets itself when the reader leaves, or when the session is gone.
        if (code === http2.constants.NGHTTP2_CANCEL || code === 0 || ending.how !== 'open') return;
        ending = { how: 'stream-reset', code: resetName(code) };
      });
      const head = new Promise<Http2Response>((resolve, reject) => {
        stream.once('response', (fields) => {
          const { ':status': status = 0, ...rest } = fields;
          resolve({ status, headers: fieldsOf(rest), body: stream });
        });
        stream.once('error', reject);
        stream.once('close', () => reject(failed ?? closedBeforeHead(stream.rstCode ?? 0)));
      });
      if (body !== null) stream.end(body);
      return head;
    },
    ending: () => ending,
    ping: (limitMs) =>
      new Promise((resolve) => {
        if (session.destroyed || session.closed) return resolve(false);
        const timer = setTimeout(() => resolve(false), limitMs);
        session.ping((error) => {
          clearTimeout(timer);
          resolve(!error);
        });
      }),
    destroy: () => session.destroy(),
  };
}

function closedBeforeHead(code: number): Error {
  return Object.assign(new Error(`the stream was closed before a response (${resetName(code)})`), {
    code: 'ERR_HTTP2_STREAM_CANCEL',
  });
}

/** The name RFC 9113, 7 has for an error code. */
function resetName(code: number): string {
  const names = [
    'NO_ERROR',
    'PROTOCOL_ERROR',
    'INTERNAL_ERROR',
    'FLOW_CONTROL_ERROR',
    'SETTINGS_TIMEOUT',
    'STREAM_CLOSED',
    'FRAME_SIZE_ERROR',
    'REFUSED_STREAM',
    'CANCEL',
    'COMPRESSION_ERROR',
    'CONNECT_ERROR',
    'ENHANCE_YOUR_CALM',
    'INADEQUATE_SECURITY',
    'HTTP_1_1_REQUIRED',
  ];
  return names[code] ?? `error ${code}`;
}

/** Without the pseudo fields, whose names begin with a colon. */
function fieldsOf(fields: http2.IncomingHttpHeaders): Http2Response['headers'] {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !name.startsWith(':')));
}
