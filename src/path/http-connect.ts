import type { Socket } from 'node:net';
import { withDeadline } from './deadline.ts';
import { unbracket } from './dns.ts';
import { plainText } from './network-failure.ts';

/** What a proxy answered to CONNECT. */
export interface ProxyReply {
  status: number;
  /** Lower-case names; only those that name the proxy or say what it wants. Bounded plain text. */
  headers: Readonly<Record<string, string>>;
}

/** More than any honest proxy sends before the tunnel opens. */
const maxReplyBytes = 64 * 1024;
const maxHeaderChars = 200;
const headersKept = ['server', 'via', 'proxy-agent', 'proxy-authenticate', 'x-squid-error', 'x-cache', 'content-type'];

/** An answer to CONNECT that is not HTTP. */
class NotHttpError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Asks an HTTP proxy for a tunnel on an open socket (RFC 9110, 9.3.6) and leaves the socket ready for the tunnel's bytes.
 *
 * @returns the proxy's answer, whatever its status.
 * @throws when the answer is not HTTP, the socket ends first, or the limit is reached.
 */
export async function requestTunnel(
  socket: Socket,
  target: { host: string; port: number },
  proxy: URL,
  limitMs: number,
  signal: AbortSignal,
): Promise<ProxyReply> {
  const bare = unbracket(target.host);
  const authority = `${bare.includes(':') ? `[${bare}]` : bare}:${target.port}`;
  const lines = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`, 'User-Agent: gatehouse'];
  const credentials = proxyAuthorization(proxy);
  if (credentials) lines.push(`Proxy-Authorization: ${credentials}`);
  return withDeadline("the proxy's answer to CONNECT", limitMs, signal, (inner) => {
    const answer = readReply(socket, inner);
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    return answer;
  });
}

/** The value of `Proxy-Authorization` for a proxy URL with credentials, else undefined. */
export function proxyAuthorization(proxy: URL): string | undefined {
  if (proxy.username === '' && proxy.password === '') return undefined;
  const { user, password } = proxyUser(proxy);
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/** User and password of a proxy URL, percent-encoding undone where it is one; empty where there is none. */
export function proxyUser(proxy: URL): { user: string; password: string } {
  const decode = (text: string): string => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  };
  return { user: decode(proxy.username), password: decode(proxy.password) };
}

async function readReply(socket: Socket, signal: AbortSignal): Promise<ProxyReply> {
  return new Promise((resolve, reject) => {
    let seen = Buffer.alloc(0);
    const finish = (act: () => void): void => {
      socket.off('data', onData);
      socket.off('end', onEnd);
      socket.off('error', onError);
      signal.removeEventListener('abort', onAbort);
      act();
    };
    const fail = (error: Error): void =>
      finish(() => {
        socket.destroy();
        reject(error);
      });
    const onData = (chunk: Buffer): void => {
      seen = Buffer.concat([seen, chunk]);
      const end = headEnd(seen);
      if (!end) {
        if (seen.length > maxReplyBytes) fail(new NotHttpError('PROXY_REPLY_TOO_LONG', 'the answer has no end'));
        else if (seen.length >= 5 && !seen.subarray(0, 5).equals(Buffer.from('HTTP/'))) fail(notHttp(seen));
        return;
      }
      const head = seen.subarray(0, end.at).toString('latin1');
      const rest = seen.subarray(end.after);
      const status = /^HTTP\/\d(?:\.\d)? (\d{3})/.exec(head)?.[1];
      if (!status) return fail(notHttp(seen));
      finish(() => {
        socket.pause();
        if (rest.length > 0) socket.unshift(rest);
        resolve({ status: Number(status), headers: keptHeaders(head) });
      });
    };
    const onEnd = (): void => fail(new NotHttpError('PROXY_CLOSED', 'the proxy closed the connection without an answer'));
    const onError = (error: Error): void => fail(error);
    const onAbort = (): void => fail(signal.reason as Error);
    socket.on('data', onData);
    socket.once('end', onEnd);
    socket.once('error', onError);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

/** Where the head stops and where what follows it begins. A bare line feed ends a line too (RFC 9112, 2.2). */
function headEnd(seen: Buffer): { at: number; after: number } | undefined {
  const text = seen.toString('latin1');
  const found = /\r?\n\r?\n/.exec(text);
  return found ? { at: found.index, after: found.index + found[0].length } : undefined;
}

function notHttp(seen: Buffer): NotHttpError {
  const start = plainText(seen.subarray(0, 40).toString('latin1'), 40);
  return new NotHttpError('PROXY_NOT_HTTP', `the answer is not HTTP; it starts with "${start}"`);
}

function keptHeaders(head: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const line of head.split(/\r?\n/).slice(1)) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).trim().toLowerCase();
    if (headersKept.includes(name)) found[name] = plainText(line.slice(colon + 1), maxHeaderChars);
  }
  return found;
}
