import type { Socket } from 'node:net';
import { SocksClient } from 'socks';
import { withDeadline } from './deadline.ts';
import { unbracket } from './dns.ts';
import { proxyUser } from './http-connect.ts';

/** A SOCKS proxy that answered no, or not at all. */
export class SocksError extends Error {
  readonly code: SocksCode;

  constructor(code: SocksCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** What a SOCKS5 proxy's refusal amounts to; the numbers are in RFC 1928, section 6. */
export type SocksCode =
  | 'SOCKS_AUTH'
  | 'SOCKS_NOT_ALLOWED'
  | 'SOCKS_UPSTREAM'
  | 'SOCKS_UNSUPPORTED'
  | 'SOCKS_CLOSED'
  | 'SOCKS_NOT_SOCKS';

/** The package says what happened in words alone (socks, src/common/constants.ts, ERRORS and Socks5Response). */
const codes: readonly (readonly [RegExp, SocksCode])[] = [
  [/authentication failed|no accepted authentication type/i, 'SOCKS_AUTH'],
  [/rejected connection - NotAllowed/, 'SOCKS_NOT_ALLOWED'],
  [/rejected connection - (CommandNotSupported|AddressNotSupported)/, 'SOCKS_UNSUPPORTED'],
  [/rejected connection/, 'SOCKS_UPSTREAM'],
  [/^Socket closed$/, 'SOCKS_CLOSED'],
  [/^Received invalid|negotiation error|internal error/i, 'SOCKS_NOT_SOCKS'],
];

/**
 * Asks a SOCKS5 proxy for a connection on an open socket, and leaves the socket ready for the target's bytes.
 *
 * @throws SocksError for a refusal, the socket's own error, or a DeadlineError.
 */
export async function speakSocks(
  socket: Socket,
  proxy: URL,
  destination: { host: string; port: number },
  limitMs: number,
  signal: AbortSignal,
): Promise<void> {
  const { user, password } = proxyUser(proxy);
  try {
    await withDeadline('the SOCKS hello', limitMs, signal, (inner) => {
      inner.addEventListener('abort', () => socket.destroy(), { once: true });
      return SocksClient.createConnection({
        command: 'connect',
        destination,
        existing_socket: socket,
        // Ours is the clock; the package's own must not be first.
        timeout: limitMs + 1_000,
        proxy: {
          // The socket is open already; these are only checked for their form.
          host: unbracket(proxy.hostname),
          port: Number(proxy.port) || 1080,
          type: 5,
          ...(user !== '' && { userId: user }),
          ...(password !== '' && { password }),
        },
      });
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    const code = codes.find(([pattern]) => pattern.test(message))?.[1];
    throw code ? new SocksError(code, message) : error;
  }
}
