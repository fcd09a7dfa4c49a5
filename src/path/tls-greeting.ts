import * as net from 'node:net';
import * as tls from 'node:tls';
import { isCertificateCode } from './certificate-codes.ts';
import { withDeadline } from './deadline.ts';
import { unbracket } from './dns.ts';
import { deepestCode } from './network-failure.ts';

/** Whether whoever holds a connection speaks TLS on it. Says nothing of who that is: the TLS probe does. */
export interface Greeting {
  durationMs: number;
  /**
   * `answered`: a certificate arrived, good or bad. `reset`: the connection was cut. `silent`: nothing came in time.
   * `refused`: it answered, and the handshake ended in another way.
   */
  outcome: 'answered' | 'reset' | 'silent' | 'refused';
  /** The error's code where there was one. */
  code?: string;
}

const cutCodes = ['ECONNRESET', 'EPIPE', 'ECONNABORTED'];

/** Begins TLS on an open connection, verified against the public roots, and closes it. Sends nothing else. */
export async function greetTls(
  socket: net.Socket,
  host: string,
  limitMs: number,
  signal: AbortSignal,
): Promise<Greeting> {
  const name = unbracket(host);
  const started = performance.now();
  const after = (): number => performance.now() - started;
  try {
    await withDeadline('the TLS handshake', limitMs, signal, (inner) => {
      const secure = tls.connect({
        socket,
        host: name,
        // Given, so that the editor's patch leaves the call alone (microsoft/vscode-proxy-agent, src/index.ts).
        ca: [...tls.rootCertificates],
        // Said, because NODE_TLS_REJECT_UNAUTHORIZED=0 would say otherwise (nodejs/node, lib/_tls_wrap.js, connect).
        rejectUnauthorized: true,
        ...(net.isIP(name) === 0 && { servername: name }),
      });
      return new Promise<void>((resolve, reject) => {
        inner.addEventListener('abort', () => secure.destroy(), { once: true });
        secure.once('secureConnect', resolve);
        secure.once('error', reject);
      });
    });
    return { durationMs: after(), outcome: 'answered' };
  } catch (error) {
    signal.throwIfAborted();
    const code = deepestCode(error);
    if (isCertificateCode(code)) return { durationMs: after(), outcome: 'answered', code };
    if (code === 'DEADLINE') return { durationMs: after(), outcome: 'silent', code };
    return { durationMs: after(), outcome: cutCodes.includes(code) ? 'reset' : 'refused', code };
  } finally {
    socket.destroy();
  }
}
