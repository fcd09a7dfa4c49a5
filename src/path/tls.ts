import { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import * as net from 'node:net';
import * as tls from 'node:tls';
import { isCertificateCode } from './certificate-codes.ts';
import { withDeadline } from './deadline.ts';
import { neverRegisteredName, unbracket } from './dns.ts';
import { networkFailure, plainText, type NetworkFailure } from './network-failure.ts';
import { readTrustStores } from './trust-stores.ts';

/** What a certificate says of itself. Names are bounded plain text: anyone can put anything in them. */
export interface CertificateFacts {
  subject: string;
  issuer: string;
  subjectCommonName: string;
  issuerCommonName: string;
  issuerOrganization: string;
  alternativeNames: string;
  /** ISO 8601, UTC. */
  validFrom: string;
  validTo: string;
  fingerprint256: string;
  selfSigned: boolean;
  /** Carries signed certificate timestamps, which every publicly trusted leaf does and no interceptor's was seen to. */
  transparency: boolean;
  /** Says where its issuer's certificate can be fetched. */
  authorityAccess: boolean;
}

/** Which roots accept the chain. `null`: that store could not be read. */
export interface Trust {
  bundled: boolean;
  extra: boolean | null;
  system: boolean | null;
}

/** What a TLS handshake with a host showed, by one network path. */
export interface TlsObservation {
  /** Set when no handshake could be made at all (verified or not). */
  failure?: NetworkFailure;
  /** Leaf first; empty when none was seen. */
  chain: readonly CertificateFacts[];
  trust: Trust;
  /** The code verification against the public roots ended with, or null when it passed. */
  bundledCode: string | null;
  expired: boolean;
  notYetValid: boolean;
  /** Null when the name fits. */
  nameProblem: string | null;
  protocol: string | null;
  alpn: string | null;
  handshakeMs: number;
  /** A handshake for a name that can't exist got a certificate for just that name: somebody mints them on the path. */
  mintedForInventedName: boolean | null;
}

/** Opens a fresh tunnel to the host; each handshake needs its own. */
export type OpenTunnel = () => Promise<Socket>;

const maxNameChars = 200;
const maxAlternativeNamesChars = 2_000;

/** OID 1.3.6.1.4.1.11129.2.4.2 (RFC 6962) and 1.3.6.1.5.5.7.1.1 (RFC 5280), as they stand in DER. */
const transparencyOid = Buffer.from('060a2b06010401d679020402', 'hex');
const authorityAccessOid = Buffer.from('06082b06010505070101', 'hex');

/**
 * Handshakes with a host and says who signed its certificate and which roots accept it.
 *
 * The first handshake verifies against the public roots alone: `ca` is given explicitly, so neither the editor's patches
 * nor extra roots have a say (microsoft/vscode-proxy-agent, src/index.ts). Only when that fails is the chain looked at
 * with verification off, on a connection that carries nothing, and each other store asked in turn.
 *
 * @returns never rejects for a network reason; an abort by `signal` rejects.
 */
export async function observeTls(
  host: string,
  openTunnel: OpenTunnel,
  limitMs: number,
  signal: AbortSignal,
  now: Date,
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): Promise<TlsObservation> {
  const name = unbracket(host);
  const shake = (options: tls.ConnectionOptions, servername: string): Promise<Handshake> =>
    // `host` is what the certificate is checked against where there is no server name: without it Node checks addresses
    // against "localhost" (nodejs/node, lib/_tls_wrap.js, onConnectSecure).
    handshake(
      openTunnel,
      { ...options, host: servername, ...(net.isIP(servername) === 0 && { servername }) },
      limitMs,
      signal,
    );

  const verified = await shake({ ca: [...tls.rootCertificates] }, name);
  if (verified.ok) return observation(verified, { bundled: true, extra: null, system: null }, null, now, name);

  const bundledCode = verified.failure.code;
  // Without a tunnel, or where the other side does not finish a handshake at all, there is no chain to look at.
  if (verified.noTunnel || !isCertificateCode(bundledCode)) return unreached(verified.failure, bundledCode);
  const peek = await shake({ rejectUnauthorized: false, ca: [...tls.rootCertificates] }, name);
  if (!peek.ok) return unreached(peek.failure, bundledCode);

  const stores = await readTrustStores(environment, platform);
  const accepts = async (certificates: readonly string[] | null): Promise<boolean | null> => {
    if (certificates === null) return null;
    if (certificates.length === 0) return false;
    return (await shake({ ca: [...stores.bundled, ...certificates] }, name)).ok;
  };
  const invented = neverRegisteredName();
  const [extra, system, minted] = await Promise.all([
    accepts(stores.extra),
    accepts(stores.system),
    shake({ rejectUnauthorized: false }, invented),
  ]);
  const mintedForInventedName = minted.ok ? (minted.chain[0]?.alternativeNames ?? '').includes(invented) : null;
  return {
    ...observation(peek, { bundled: false, extra, system }, bundledCode, now, name),
    mintedForInventedName,
  };
}

/** The roots to verify with so that a chain one of this machine's stores accepts passes; undefined when none does. */
export async function acceptedRoots(
  observed: TlsObservation,
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): Promise<readonly string[] | undefined> {
  if (observed.trust.bundled) return [...tls.rootCertificates];
  if (!observed.trust.extra && !observed.trust.system) return undefined;
  const stores = await readTrustStores(environment, platform);
  return [...stores.bundled, ...(stores.extra ?? []), ...(observed.trust.system ? (stores.system ?? []) : [])];
}

type Handshake =
  | {
      ok: true;
      chain: readonly CertificateFacts[];
      leaf: tls.PeerCertificate | null;
      protocol: string | null;
      alpn: string | null;
      durationMs: number;
    }
  | { ok: false; failure: NetworkFailure; noTunnel: boolean };

async function handshake(
  openTunnel: OpenTunnel,
  options: tls.ConnectionOptions,
  limitMs: number,
  signal: AbortSignal,
): Promise<Handshake> {
  let tunnel: Socket | undefined;
  try {
    tunnel = await openTunnel();
    const socket = tunnel;
    const started = performance.now();
    return await withDeadline('the TLS handshake', limitMs, signal, async (inner) => {
      const secure = tls.connect({ ALPNProtocols: ['h2', 'http/1.1'], ...options, socket });
      inner.addEventListener('abort', () => secure.destroy(), { once: true });
      await new Promise<void>((resolve, reject) => {
        secure.once('secureConnect', resolve);
        secure.once('error', reject);
        secure.once('close', () => reject(Object.assign(new Error('closed during the handshake'), { code: 'ECONNRESET' })));
      });
      // The legacy call must come first: after getPeerX509Certificate() it returns an empty object (Node 20 and 24).
      const leaf = secure.getPeerCertificate(true);
      const alpn = typeof secure.alpnProtocol === 'string' ? secure.alpnProtocol : null;
      const result = {
        ok: true as const,
        chain: chainFacts(leaf),
        leaf,
        protocol: secure.getProtocol(),
        alpn,
        durationMs: performance.now() - started,
      };
      secure.destroy();
      return result;
    });
  } catch (error) {
    signal.throwIfAborted();
    return { ok: false, failure: networkFailure('tls', 'tls', error), noTunnel: tunnel === undefined };
  } finally {
    tunnel?.destroy();
  }
}

function observation(
  shaken: Extract<Handshake, { ok: true }>,
  trust: Trust,
  bundledCode: string | null,
  now: Date,
  name: string,
): TlsObservation {
  const [leaf] = shaken.chain;
  const nameError = shaken.leaf ? tls.checkServerIdentity(name, shaken.leaf) : undefined;
  return {
    chain: shaken.chain,
    trust,
    bundledCode,
    expired: leaf ? new Date(leaf.validTo) < now : false,
    notYetValid: leaf ? new Date(leaf.validFrom) > now : false,
    nameProblem: nameError ? plainText(nameError.message, maxNameChars) : null,
    protocol: shaken.protocol,
    alpn: shaken.alpn,
    handshakeMs: shaken.durationMs,
    mintedForInventedName: null,
  };
}

function unreached(failure: NetworkFailure, bundledCode: string): TlsObservation {
  return {
    failure,
    chain: [],
    trust: { bundled: false, extra: null, system: null },
    bundledCode,
    expired: false,
    notYetValid: false,
    nameProblem: null,
    protocol: null,
    alpn: null,
    handshakeMs: 0,
    mintedForInventedName: null,
  };
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

/** Reads the facts of one certificate given in DER. */
export function certificateFacts(der: Buffer): CertificateFacts {
  const certificate = new X509Certificate(der);
  return {
    subject: oneLineName(certificate.subject),
    issuer: oneLineName(certificate.issuer),
    subjectCommonName: namePart(certificate.subject, 'CN'),
    issuerCommonName: namePart(certificate.issuer, 'CN'),
    issuerOrganization: namePart(certificate.issuer, 'O'),
    alternativeNames: plainText(certificate.subjectAltName ?? '', maxAlternativeNamesChars),
    validFrom: isoDate(certificate.validFrom),
    validTo: isoDate(certificate.validTo),
    fingerprint256: certificate.fingerprint256,
    selfSigned: certificate.checkIssued(certificate),
    transparency: der.includes(transparencyOid),
    authorityAccess: der.includes(authorityAccessOid),
  };
}

/** A distinguished name comes one part a line; the first value of a part is what certificates are known by. */
function namePart(name: string | undefined, part: string): string {
  const line = (name ?? '').split('\n').find((one) => one.startsWith(`${part}=`));
  return plainText(unescaped(line?.slice(part.length + 1) ?? ''), maxNameChars);
}

/** Node gives names escaped as RFC 4514, section 2.4 has it; people write `Acme, Inc.`. Line breaks stay escaped above. */
function unescaped(name: string): string {
  return name.replace(/\\([0-9A-F]{2}|.)/g, (_, one: string) =>
    one.length === 2 ? String.fromCharCode(Number.parseInt(one, 16)) : one,
  );
}

function oneLineName(name: string | undefined): string {
  return plainText((name ?? '').split('\n').join(', '), maxNameChars);
}

function isoDate(text: string): string {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? plainText(text, 40) : date.toISOString();
}
