import type { Socket } from 'node:net';
import * as net from 'node:net';
import * as tls from 'node:tls';
import { certificateFacts, type CertificateFacts } from './certificate-facts.ts';
import { withDeadline } from './deadline.ts';
import { networkFailure, type NetworkFailure } from './network-failure.ts';
import { verifyWith } from './secure-context.ts';

/** Opens a fresh tunnel to the host; each handshake needs its own. */
export type OpenTunnel = () => Promise<Socket>;

/** How one handshake went. The connection is closed in either case, and carried nothing. */
export type Handshake =
  | {
      ok: true;
      /** Leaf first. */
      chain: readonly CertificateFacts[];
      leaf: tls.PeerCertificate | null;
      protocol: string | null;
      alpn: string | null;
      durationMs: number;
      remoteAddress: string | null;
    }
  | { ok: false; failure: NetworkFailure; noTunnel: boolean; remoteAddress: string | null };

export interface HandshakeOptions {
  /** Sent as server name when it is one, and what the certificate is checked against. */
  name: string;
  /** Certificates in PEM to verify with. Given explicitly, neither the editor's patches nor extra roots have a say. */
  roots?: readonly string[];
  /** Looks at the certificate without judging it; for connections that carry nothing. */
  unverified?: true;
}

/** Makes one handshake and says what was seen. @returns never rejects but with the reason of an abort. */
export async function handshake(
  openTunnel: OpenTunnel,
  { name, roots, unverified }: HandshakeOptions,
  limitMs: number,
  signal: AbortSignal,
): Promise<Handshake> {
  let tunnel: Socket | undefined;
  let remoteAddress: string | null = null;
  try {
    const verifying = roots && (await verifyWith(roots));
    tunnel = await openTunnel();
    const socket = tunnel;
    remoteAddress = socket.remoteAddress ?? null;
    const started = performance.now();
    return await withDeadline('the TLS handshake', limitMs, signal, async (inner) => {
      const secure = tls.connect({
        socket,
        ALPNProtocols: ['h2', 'http/1.1'],
        ...verifying,
        // Said in so many words: left out, NODE_TLS_REJECT_UNAUTHORIZED=0 would make every certificate look good.
        rejectUnauthorized: unverified !== true,
        // `host` is what the certificate is checked against where there is no server name: without it Node checks
        // addresses against "localhost" (nodejs/node, lib/_tls_wrap.js, onConnectSecure).
        host: name,
        ...(net.isIP(name) === 0 && { servername: name }),
      });
      inner.addEventListener('abort', () => secure.destroy(), { once: true });
      await new Promise<void>((resolve, reject) => {
        secure.once('secureConnect', resolve);
        secure.once('error', reject);
        secure.once('close', () =>
          reject(Object.assign(new Error('closed during the handshake'), { code: 'ECONNRESET' })),
        );
      });
      // The legacy call must come first: after getPeerX509Certificate() it returns an empty object (Node 20 and 24).
      const leaf = secure.getPeerCertificate(true);
      const result = {
        ok: true as const,
        chain: chainFacts(leaf),
        leaf,
        protocol: secure.getProtocol(),
        alpn: typeof secure.alpnProtocol === 'string' ? secure.alpnProtocol : null,
        durationMs: performance.now() - started,
        remoteAddress,
      };
      secure.destroy();
      return result;
    });
  } catch (error) {
    signal.throwIfAborted();
    return { ok: false, failure: networkFailure('tls', 'tls', error), noTunnel: tunnel === undefined, remoteAddress };
  } finally {
    tunnel?.destroy();
  }
}

/** The longest chain looked at; a hostile server can send more. */
const maxChainLength = 8;

function chainFacts(leaf: tls.DetailedPeerCertificate): CertificateFacts[] {
  const facts: CertificateFacts[] = [];
  const seen = new Set<string>();
  let next: tls.DetailedPeerCertificate | undefined = leaf;
  while (next?.raw && facts.length < maxChainLength && !seen.has(next.fingerprint256)) {
    seen.add(next.fingerprint256);
    facts.push(certificateFacts(next.raw));
    next = next.issuerCertificate;
  }
  return facts;
}
