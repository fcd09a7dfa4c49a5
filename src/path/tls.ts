import * as tls from 'node:tls';
import { isCertificateCode } from './certificate-codes.ts';
import type { CertificateFacts } from './certificate-facts.ts';
import { neverRegisteredName, unbracket } from './dns.ts';
import { plainText, type NetworkFailure } from './network-failure.ts';
import { ownTurn } from './own-turn.ts';
import { publicRoots } from './public-roots.ts';
import { inTurns } from './steps.ts';
import { answeredInTls, handshakeFault } from './tls-failures.ts';
import { handshake, type Handshake, type HandshakeOptions, type OpenTunnel } from './tls-handshake.ts';
import { readCertificates, readCertificatesInSteps, rootSetInSteps, verifyChain, type ReadCertificate } from './trust-chain.ts';
import { readTrustStores } from './trust-stores.ts';

export { certificateFacts } from './certificate-facts.ts';
export type { CertificateFacts } from './certificate-facts.ts';
export type { OpenTunnel } from './tls-handshake.ts';

/** Which roots accept the chain. `null`: that store could not be read. */
export interface Trust {
  bundled: boolean;
  extra: boolean | null;
  system: boolean | null;
}

/** The same address asked with another name, after it went silent or cut the connection when it saw the first. */
export interface NeutralName {
  name: string;
  /** Somebody spoke TLS: a certificate came, or an alert. */
  answered: boolean;
  /** Null when the handshake went through. */
  code: string | null;
  /** Null where an address is not known to this machine, as behind a proxy. */
  sameAddress: boolean | null;
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
  /** Its words, where the code alone says nothing (`UNSPECIFIED`). */
  bundledMessage?: string;
  /** It ends in a public root, whatever its dates and names. Absent where it was not worked out. */
  publicChain?: boolean;
  expired: boolean;
  notYetValid: boolean;
  /** Null when the name fits. */
  nameProblem: string | null;
  protocol: string | null;
  alpn: string | null;
  handshakeMs: number;
  /** A handshake for a name that can't exist got a certificate for just that name: somebody mints them on the path. */
  mintedForInventedName: boolean | null;
  /** Only after a handshake that was cut or got no answer. */
  neutralName?: NeutralName;
}

/** What another, unrelated host showed by the same path. Nothing was sent there. */
export interface OtherHost {
  host: string;
  failure?: NetworkFailure;
  /** Leaf first, without the certificates themselves. */
  chain: readonly CertificateFacts[];
  publicRoot: boolean;
}

const maxNameChars = 200;
/** Reserved for documentation and served by nobody who would be filtered (RFC 2606, section 3). */
const neutral = 'example.com';

/**
 * Handshakes with a host and says who signed its certificate and which roots accept it.
 *
 * The first handshake verifies against the public roots alone: `ca` is given explicitly, so neither the editor's
 * patches nor extra roots have a say (microsoft/vscode-proxy-agent, src/index.ts). Only when that fails is the chain looked at
 * with verification off, on a connection that carries nothing, and each other store asked in turn: five connections at
 * most.
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
  const shake = (options: Partial<HandshakeOptions>, clockMs = limitMs): Promise<Handshake> =>
    handshake(openTunnel, { name, ...options }, clockMs, signal);

  const verified = await shake({ roots: tls.rootCertificates });
  if (verified.ok) return observation(verified, { bundled: true, extra: null, system: null }, null, now, name);

  const { code: bundledCode, message } = verified.failure;
  // Without a tunnel, or where the other side does not finish a handshake at all, there is no chain to look at.
  if (verified.noTunnel || !isCertificateCode(bundledCode)) {
    const unseen = unreached(verified.failure, bundledCode);
    if (verified.noTunnel || !['cut', 'silent'].includes(handshakeFault(verified.failure))) return unseen;
    // Half the clock: who is going to answer has answered by then, and the caller's own clock goes on.
    const other = await shake({ name: neutral, unverified: true }, limitMs / 2);
    return { ...unseen, neutralName: neutralName(other, verified.remoteAddress) };
  }
  const peek = await shake({ unverified: true, roots: tls.rootCertificates });
  if (!peek.ok) return unreached(peek.failure, bundledCode);

  const stores = await readTrustStores(environment, platform);
  const accepts = async (certificates: readonly string[] | null): Promise<boolean | null> => {
    if (certificates === null) return null;
    // What ends in no certificate of the store is refused for certain, and no connection is needed to know.
    if (certificates.length === 0 || !(await endsIn(certificates, peek.chain, now))) return false;
    return (await shake({ roots: [...stores.bundled, ...certificates] })).ok;
  };
  const [extra, system, mintedForInventedName] = await Promise.all([
    accepts(stores.extra),
    accepts(stores.system),
    mintsForInventedName(openTunnel, limitMs, signal),
  ]);
  return {
    ...observation(peek, { bundled: false, extra, system }, bundledCode, now, name),
    bundledMessage: message,
    publicChain: await endsInPublicRoot(peek.chain, now),
    mintedForInventedName,
  };
}

/**
 * Asks for a name that can't exist. An interceptor that looks at the name alone makes a certificate for it; an honest
 * server sends an alert or the certificate it has.
 *
 * @returns null when no handshake was made, which says nothing: an interceptor may ask the server first.
 */
export async function mintsForInventedName(
  openTunnel: OpenTunnel,
  limitMs: number,
  signal: AbortSignal,
): Promise<boolean | null> {
  const invented = neverRegisteredName();
  const seen = await handshake(openTunnel, { name: invented, unverified: true }, limitMs, signal);
  return seen.ok ? (seen.chain[0]?.alternativeNames ?? '').includes(invented) : null;
}

/** Looks at another host by the same path: two connections at most, and nothing is sent on them. */
export async function observeOtherHost(
  host: string,
  openTunnel: OpenTunnel,
  limitMs: number,
  signal: AbortSignal,
): Promise<OtherHost> {
  const verified = await handshake(openTunnel, { name: host, roots: tls.rootCertificates }, limitMs, signal);
  if (verified.ok) return { host, chain: withoutPem(verified.chain), publicRoot: true };
  if (verified.noTunnel || !isCertificateCode(verified.failure.code)) {
    return { host, failure: verified.failure, chain: [], publicRoot: false };
  }
  const peek = await handshake(
    openTunnel,
    { name: host, unverified: true, roots: tls.rootCertificates },
    limitMs,
    signal,
  );
  if (!peek.ok) return { host, failure: peek.failure, chain: [], publicRoot: false };
  return { host, failure: verified.failure, chain: withoutPem(peek.chain), publicRoot: false };
}

function withoutPem(chain: readonly CertificateFacts[]): CertificateFacts[] {
  return chain.map(({ pem: _pem, ...facts }) => facts);
}

/** The roots to verify with so that a chain one of this machine's stores accepts passes; undefined when none does. */
export async function acceptedRoots(
  observed: TlsObservation,
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): Promise<readonly string[] | undefined> {
  // The list itself: what is made of it is made once.
  if (observed.trust.bundled) return tls.rootCertificates;
  if (!observed.trust.extra && !observed.trust.system) return undefined;
  const stores = await readTrustStores(environment, platform);
  return [...stores.bundled, ...(stores.extra ?? []), ...(observed.trust.system ? (stores.system ?? []) : [])];
}

async function endsInPublicRoot(chain: readonly CertificateFacts[], now: Date): Promise<boolean> {
  return verifyChain(served(chain), (await publicRoots()).set, now.getTime()).ends === 'root';
}

/** Whether a chain ends in one of these certificates or in a public root, in form alone. */
async function endsIn(store: readonly string[], chain: readonly CertificateFacts[], now: Date): Promise<boolean> {
  const { certificates, known } = await publicRoots();
  // Several stores are asked in the same moment.
  await ownTurn();
  const own = await inTurns(readCertificatesInSteps(store, new Map(known)));
  const roots = await inTurns(rootSetInSteps([...certificates, ...own]));
  return verifyChain(served(chain), roots, now.getTime()).ends !== 'none';
}

function served(chain: readonly CertificateFacts[]): ReadCertificate[] {
  return readCertificates(chain.flatMap(({ pem }) => (pem === undefined ? [] : [pem])));
}

function neutralName(seen: Handshake, before: string | null): NeutralName {
  const sameAddress = before === null || seen.remoteAddress === null ? null : before === seen.remoteAddress;
  if (seen.ok) return { name: neutral, answered: true, code: null, sameAddress };
  return { name: neutral, answered: answeredInTls(seen.failure), code: seen.failure.code, sameAddress };
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
