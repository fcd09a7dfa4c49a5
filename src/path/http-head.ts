import type { Socket } from 'node:net';
import { withDeadline } from './deadline.ts';
import { plainText } from './network-failure.ts';

/** The head of an HTTP/1.1 response. */
export interface ResponseHead {
  status: number;
  /** Lower-case names, repeated ones joined by ", ", each bounded plain text. */
  headers: Readonly<Record<string, string>>;
  /** Bytes that came behind the head. Bounded by what one read can hold. */
  rest: Buffer;
}

/** A response head that never came or is none. */
export class HeadError extends Error {
  readonly code: 'HEAD_CLOSED' | 'HEAD_TOO_LONG' | 'HEAD_NOT_HTTP';

  constructor(code: HeadError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

const maxHeadBytes = 64 * 1024;
const maxHeaders = 200;
const maxHeaderValueChars = 300;

/**
 * Reads the head of one final response from a socket; informational ones before it are passed over (RFC 9110, 15.2).
 * For measurements that need the connection itself afterwards, which HTTP clients keep to themselves.
 *
 * @throws HeadError, the socket's own error, a DeadlineError, or the reason `signal` was aborted with.
 */
export async function readHead(socket: Socket, limitMs: number, signal: AbortSignal): Promise<ResponseHead> {
  return withDeadline(
    'the response headers',
    limitMs,
    signal,
    (inner) =>
      new Promise<ResponseHead>((resolve, reject) => {
        let seen: Buffer = Buffer.alloc(0);
        const finish = (act: () => void): void => {
          socket.off('data', onData);
          socket.off('end', onEnd);
          socket.off('close', onEnd);
          socket.off('error', onError);
          inner.removeEventListener('abort', onAbort);
          act();
        };
        const onData = (chunk: Buffer): void => {
          seen = Buffer.concat([seen, chunk]);
          // A head that comes byte by byte is looked at once a line.
          if (seen.length > 8 && seen.length < maxHeadBytes && !chunk.includes(0x0a)) return;
          try {
            for (;;) {
              const parsed = parseHead(seen);
              if (!parsed) return;
              seen = parsed.rest;
              if (parsed.status < 200 && parsed.status !== 101) continue;
              return finish(() => resolve(parsed));
            }
          } catch (error) {
            finish(() => reject(error as Error));
          }
        };
        const onEnd = (): void =>
          finish(() => reject(new HeadError('HEAD_CLOSED', 'the connection was closed without a response')));
        const onError = (error: Error): void => finish(() => reject(error));
        const onAbort = (): void => finish(() => reject(inner.reason as Error));
        socket.on('data', onData);
        socket.once('end', onEnd);
        socket.once('close', onEnd);
        socket.once('error', onError);
        inner.addEventListener('abort', onAbort, { once: true });
        if (socket.destroyed || socket.readableEnded) onEnd();
      }),
  );
}

/**
 * Parses the first head in these bytes. Pure.
 *
 * @returns undefined when there is no whole head yet.
 * @throws HeadError when there never will be.
 */
export function parseHead(bytes: Buffer): ResponseHead | undefined {
  // An empty line before the status line is tolerated (RFC 9112, 2.2).
  const text = bytes.subarray(0, maxHeadBytes).toString('latin1');
  const start = /^(?:\r?\n)*/.exec(text)?.[0].length ?? 0;
  const begun = text.slice(start, start + 5);
  if (begun.length > 0 && !'HTTP/'.startsWith(begun)) {
    throw new HeadError(
      'HEAD_NOT_HTTP',
      `the answer is not HTTP; it starts with "${plainText(text.slice(start, start + 40), 40)}"`,
    );
  }
  const blank = /\r?\n\r?\n/.exec(text.slice(start));
  if (!blank) {
    if (bytes.length >= maxHeadBytes) throw new HeadError('HEAD_TOO_LONG', 'the response headers have no end');
    return undefined;
  }
  const head = text.slice(start, start + blank.index);
  const lines = head.split(/\r?\n/);
  const status = /^HTTP\/\d(?:\.\d)? (\d{3})(?: |$)/.exec(lines[0] ?? '')?.[1];
  if (!status) throw new HeadError('HEAD_NOT_HTTP', 'the answer begins like HTTP and has no status');
  const headers: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const line of lines.slice(1, maxHeaders + 1)) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const name = plainText(line.slice(0, colon), 100).toLowerCase();
    const value = plainText(line.slice(colon + 1), maxHeaderValueChars);
    headers[name] = name in headers ? plainText(`${headers[name]}, ${value}`, maxHeaderValueChars) : value;
  }
  return {
    status: Number(status),
    headers: { ...headers },
    rest: bytes.subarray(start + blank.index + blank[0].length),
  };
}
