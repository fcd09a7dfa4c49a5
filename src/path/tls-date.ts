import * as net from 'node:net';
import * as tls from 'node:tls';
import { withDeadline } from './deadline.ts';
import { verifyWith } from './secure-context.ts';
import type { OpenTunnel } from './tls-handshake.ts';

/** More than any honest server's headers. */
const maxHeadChars = 32_768;

/**
 * Asks a server for the time: one `HEAD /` over TLS that is verified with the given roots, without credentials.
 *
 * @returns the `Date` header (RFC 9110, 6.6.1) as ISO 8601, or null when there was none to read. Rejects only with the
 *   reason of an abort.
 */
export async function dateOverTls(
  name: string,
  openTunnel: OpenTunnel,
  roots: readonly string[],
  limitMs: number,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    const head = await withDeadline("the server's date", limitMs, signal, (inner) =>
      askHead(name, openTunnel, roots, inner),
    );
    const sent = /^date:\s*(.{10,40}?)\s*$/im.exec(head)?.[1];
    const date = new Date(sent ?? '');
    return Number.isNaN(date.getTime()) ? null : date.toISOString();
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

async function askHead(
  name: string,
  openTunnel: OpenTunnel,
  roots: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  const verifying = await verifyWith(roots);
  const socket = await openTunnel();
  signal.addEventListener('abort', () => socket.destroy(), { once: true });
  const secure = tls.connect({
    socket,
    ...verifying,
    // NODE_TLS_REJECT_UNAUTHORIZED=0 has no say here.
    rejectUnauthorized: true,
    host: name,
    ...(net.isIP(name) === 0 && { servername: name }),
    ALPNProtocols: ['http/1.1'],
  });
  try {
    return await new Promise<string>((resolve, reject) => {
      let head = '';
      secure.once('error', reject);
      secure.once('close', () => resolve(head));
      secure.once('secureConnect', () =>
        secure.write(`HEAD / HTTP/1.1\r\nHost: ${name}\r\nUser-Agent: gatehouse\r\nConnection: close\r\n\r\n`),
      );
      secure.setEncoding('latin1').on('data', (text: string) => {
        head += text;
        if (head.includes('\r\n\r\n') || head.length > maxHeadChars) resolve(head);
      });
    });
  } finally {
    secure.destroy();
    socket.destroy();
  }
}
