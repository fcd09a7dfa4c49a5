import { X509Certificate } from 'node:crypto';
import { atOnce, type Steps } from './steps.ts';
import { certificateShape, hasBrokenSignature, type CertificateShape } from './certificate-extensions.ts';

/**
 * What verification refuses on top when it is told to be strict (OpenSSL crypto/x509/x509_vfy.c, check_extensions with
 * X509_V_FLAG_X509_STRICT; Python sets it from 3.13 on).
 */
export type StrictFault =
  | 'constraints-not-critical'
  | 'authority-without-key-usage'
  | 'path-length-misplaced'
  | 'leaf-may-sign'
  | 'no-authority-key-id'
  | 'no-subject-key-id'
  | 'key-id-critical'
  | 'empty-name'
  | 'extensions-in-old-version'
  | 'no-constraints';

/** What every client refuses once the chain is complete. */
export type ChainFault = 'expired' | 'not-yet-valid' | 'not-an-authority' | 'weak-key' | 'weak-signature';

/** What a set of roots makes of a chain. */
export interface ChainVerdict {
  /** `root`: ends in a self-signed certificate of the set. `partial`: in another one, which only some clients take. */
  ends: 'root' | 'partial' | 'none';
  /** Common name or organisation of the certificate of the set it ends in. */
  anchor: string | null;
  faults: readonly ChainFault[];
  strictFaults: readonly StrictFault[];
}

/** A certificate read once; its shape is worked out when it is first looked at, which for most roots is never. */
export interface ReadCertificate {
  certificate: X509Certificate;
  readonly shape: CertificateShape | undefined;
}

/** Certificates by their subject. */
export type RootSet = ReadonlyMap<string, readonly ReadCertificate[]>;

const maxChainLength = 10;
/** Shorter RSA keys are refused at OpenSSL's security level 2 (SSL_CTX_set_security_level(3)). */
const minRsaBits = 2_048;

/**
 * Reads certificates in PEM, one a text or several; what is no certificate is left out.
 *
 * @param known what was read before, by its PEM without white space: stores hold much the same roots.
 */
export function readCertificates(pems: readonly string[], known?: KnownCertificates): ReadCertificate[] {
  return atOnce(readCertificatesInSteps(pems, known));
}

/** Certificates that were read, by their PEM without white space; undefined for what is none. */
export type KnownCertificates = Map<string, ReadCertificate | undefined>;

/** The same, a certificate a step: a store of a few hundred takes 10 ms and more. */
export function* readCertificatesInSteps(
  pems: readonly string[],
  known: KnownCertificates = new Map(),
): Steps<ReadCertificate[]> {
  const read: ReadCertificate[] = [];
  for (const text of pems) {
    const blocks = text.match(/-----BEGIN (?:TRUSTED )?CERTIFICATE-----[^-]+-----END (?:TRUSTED )?CERTIFICATE-----/g);
    for (const block of blocks ?? []) {
      const key = block.replace(/\s+/g, '');
      if (!known.has(key)) known.set(key, readOne(block));
      const one = known.get(key);
      if (one) read.push(one);
      yield;
    }
  }
  return read;
}

function readOne(pem: string): ReadCertificate | undefined {
  try {
    const certificate = new X509Certificate(pem);
    let shape: { value: CertificateShape | undefined } | undefined;
    return {
      certificate,
      get shape() {
        shape ??= { value: certificateShape(certificate.raw) };
        return shape.value;
      },
    };
  } catch {
    return undefined;
  }
}

/** Makes a set of roots that chains can be held against. */
export function rootSet(certificates: readonly ReadCertificate[]): RootSet {
  return atOnce(rootSetInSteps(certificates));
}

/** The same, a certificate a step. */
export function* rootSetInSteps(certificates: readonly ReadCertificate[]): Steps<RootSet> {
  const set = new Map<string, ReadCertificate[]>();
  for (const one of certificates) {
    const { subject } = one.certificate;
    const known = set.get(subject);
    if (!known) set.set(subject, [one]);
    else if (!known.some((other) => isSame(other, one))) known.push(one);
    yield;
  }
  return set;
}

/**
 * Holds a chain as it was served (leaf first) against a set of roots, as OpenSSL does: trusted issuers first. The name
 * of the host is not looked at. Deterministic: the time is given.
 */
export function verifyChain(served: readonly ReadCertificate[], roots: RootSet, nowMs: number): ChainVerdict {
  const [leaf] = served;
  if (!leaf) return { ends: 'none', anchor: null, faults: [], strictFaults: [] };
  const ways = waysUp([leaf], served, roots);
  const ranked = ways
    .map(({ chain, ends }) => ({ chain, ends, faults: chainFaults(chain, nowMs) }))
    .toSorted((a, b) => rank(a) - rank(b));
  const [best] = ranked;
  if (!best) {
    return { ends: 'none', anchor: null, faults: chainFaults(served, nowMs), strictFaults: [] };
  }
  const top = best.chain.at(-1);
  return {
    ends: best.ends,
    anchor: top ? nameOf(top.certificate) : null,
    faults: best.faults,
    strictFaults: strictFaults(best.chain),
  };
}

/** The root that a chain ends in, where the set has one for it; its dates and form are not looked at. */
export function anchorOf(served: readonly ReadCertificate[], roots: RootSet): ReadCertificate | undefined {
  const [leaf] = served;
  return leaf && waysUp([leaf], served, roots).find(({ ends }) => ends === 'root')?.chain.at(-1);
}

function rank({ ends, faults }: { ends: 'root' | 'partial'; faults: readonly ChainFault[] }): number {
  return (ends === 'root' ? 0 : 10) + faults.length;
}

interface Way {
  chain: readonly ReadCertificate[];
  ends: 'root' | 'partial';
}

/** Every way from a leaf up to a certificate of the set. */
function waysUp(chain: readonly ReadCertificate[], served: readonly ReadCertificate[], roots: RootSet): Way[] {
  const top = chain.at(-1);
  if (!top || chain.length > maxChainLength) return [];
  const trusted = holds(roots, top);
  const selfSigned = issued(top, top);
  if (trusted && selfSigned) return [{ chain, ends: 'root' }];
  if (selfSigned) return [];
  const onward = [...(roots.get(top.certificate.issuer) ?? []), ...served]
    .filter((issuer) => !chain.some((one) => isSame(one, issuer)) && issued(top, issuer))
    .filter((issuer, index, all) => all.findIndex((one) => isSame(one, issuer)) === index)
    .flatMap((issuer) => waysUp([...chain, issuer], served, roots));
  return trusted ? [...onward, { chain, ends: 'partial' }] : onward;
}

function holds(roots: RootSet, one: ReadCertificate): boolean {
  return (roots.get(one.certificate.subject) ?? []).some((root) => isSame(root, one));
}

function isSame(a: ReadCertificate, b: ReadCertificate): boolean {
  return a === b || a.certificate.fingerprint256 === b.certificate.fingerprint256;
}

/** A key usage without keyCertSign is a fault of its own, so names and signature alone decide who issued what. */
function issued(one: ReadCertificate, issuer: ReadCertificate): boolean {
  if (one.certificate.issuer !== issuer.certificate.subject) return false;
  try {
    return one.certificate.verify(issuer.certificate.publicKey);
  } catch {
    return false;
  }
}

function nameOf(certificate: X509Certificate): string {
  const part = (name: string): string | undefined =>
    certificate.subject
      ?.split('\n')
      .find((line) => line.startsWith(`${name}=`))
      ?.slice(name.length + 1);
  return part('CN') ?? part('O') ?? '';
}

function chainFaults(chain: readonly ReadCertificate[], nowMs: number): ChainFault[] {
  const found = new Set<ChainFault>();
  chain.forEach(({ certificate, shape }, index) => {
    if (Date.parse(certificate.validTo) < nowMs) found.add('expired');
    if (Date.parse(certificate.validFrom) > nowMs) found.add('not-yet-valid');
    if (index > 0 && shape && !maySign(certificate, shape)) found.add('not-an-authority');
    if (isShortKey(certificate)) found.add('weak-key');
    // Nobody looks at the signature of a root: it is trusted for itself.
    const isTop = index === chain.length - 1 && index > 0;
    if (!isTop && shape && hasBrokenSignature(shape)) found.add('weak-signature');
  });
  return [...found];
}

/** OpenSSL crypto/x509/v3_purp.c, check_ca. */
function maySign(certificate: X509Certificate, shape: CertificateShape): boolean {
  if (shape.keyUsage && !shape.keyUsage.certificateSign) return false;
  if (shape.basicConstraints) return shape.basicConstraints.authority;
  return shape.keyUsage !== undefined || (shape.version === 1 && certificate.issuer === certificate.subject);
}

function isShortKey({ publicKey }: X509Certificate): boolean {
  const bits = publicKey.asymmetricKeyDetails?.modulusLength;
  return bits !== undefined && bits < minRsaBits;
}

function strictFaults(chain: readonly ReadCertificate[]): StrictFault[] {
  const found = new Set<StrictFault>();
  chain.forEach(({ shape }, index) => {
    if (!shape) return;
    for (const fault of strictFaultsOf(shape, index > 0, index === chain.length - 1)) found.add(fault);
  });
  return [...found];
}

function strictFaultsOf(shape: CertificateShape, signs: boolean, last: boolean): StrictFault[] {
  const { basicConstraints, keyUsage, subjectKeyId, authorityKeyId } = shape;
  const authority = basicConstraints?.authority ?? false;
  const mayCertify = keyUsage?.certificateSign ?? true;
  const faults: StrictFault[] = [];
  if (signs && !authority) faults.push('no-constraints');
  if (basicConstraints && basicConstraints.pathLength !== null && (!authority || !mayCertify))
    faults.push('path-length-misplaced');
  if (authority && basicConstraints && !basicConstraints.critical) faults.push('constraints-not-critical');
  if (authority && !keyUsage) faults.push('authority-without-key-usage');
  if (!authority && keyUsage?.certificateSign) faults.push('leaf-may-sign');
  if (
    shape.emptyIssuer ||
    (shape.emptySubject && (authority || !shape.alternativeNames)) ||
    shape.alternativeNames?.empty
  )
    faults.push('empty-name');
  if (authorityKeyId.critical || subjectKeyId.critical) faults.push('key-id-critical');
  if (shape.version >= 3) {
    if (!last && !authorityKeyId.present) faults.push('no-authority-key-id');
    if (authority && !subjectKeyId.present) faults.push('no-subject-key-id');
  } else if (basicConstraints || keyUsage || subjectKeyId.present || authorityKeyId.present || shape.alternativeNames) {
    faults.push('extensions-in-old-version');
  }
  return faults;
}
