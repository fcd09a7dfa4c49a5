import { X509Certificate } from 'node:crypto';
import { certificateShape, signatureName } from './certificate-extensions.ts';
import { plainText } from './network-failure.ts';

/** What a certificate says of itself. Names are bounded plain text: anyone can put anything in them. */
export interface CertificateFacts {
  /** Organisation and common name; the other parts of a private root's name are nobody's business. */
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
  /** SHA-1: what older tools show. */
  fingerprint1?: string;
  /** How it is signed, such as `ECDSA with SHA-256`; absent for an algorithm that is not in the list. */
  signature?: string;
  selfSigned: boolean;
  /** Carries signed certificate timestamps, which every publicly trusted leaf does and no interceptor's was seen to. */
  transparency: boolean;
  /** Says where its issuer's certificate can be fetched. */
  authorityAccess: boolean;
  /** May sign other certificates. */
  authority?: boolean;
  /** `rsa`, `ec`, `ed25519` ...; bits of the modulus or of the curve, null where there are none to tell. */
  key?: { kind: string; bits: number | null };
  /** The certificate itself. */
  pem?: string;
}

const maxNameChars = 200;
const maxAlternativeNamesChars = 2_000;
/** Larger than any honest certificate; its facts are kept and its bytes are not. */
const maxPemChars = 24_000;

const curveBits: Readonly<Record<string, number>> = { prime256v1: 256, secp384r1: 384, secp521r1: 521, secp256k1: 256 };

/** Reads the facts of one certificate given in DER. */
export function certificateFacts(der: Buffer): CertificateFacts {
  const certificate = new X509Certificate(der);
  const shape = certificateShape(der);
  const signature = shape && signatureName(shape);
  const pem = certificate.toString();
  return {
    subject: shortName(certificate.subject),
    issuer: shortName(certificate.issuer),
    subjectCommonName: namePart(certificate.subject, 'CN'),
    issuerCommonName: namePart(certificate.issuer, 'CN'),
    issuerOrganization: namePart(certificate.issuer, 'O'),
    alternativeNames: plainText(certificate.subjectAltName ?? '', maxAlternativeNamesChars),
    validFrom: isoDate(certificate.validFrom),
    validTo: isoDate(certificate.validTo),
    fingerprint256: certificate.fingerprint256,
    fingerprint1: certificate.fingerprint,
    ...(signature !== undefined && { signature }),
    selfSigned: isSelfSigned(certificate),
    transparency: shape?.transparency ?? false,
    authorityAccess: shape?.authorityAccess ?? false,
    authority: certificate.ca,
    key: keyOf(certificate),
    ...(pem.length <= maxPemChars && { pem }),
  };
}

/** Not by `checkIssued`, which says no where the key usage does not allow signing, as in a server's own certificate. */
function isSelfSigned(certificate: X509Certificate): boolean {
  try {
    return certificate.issuer === certificate.subject && certificate.verify(certificate.publicKey);
  } catch {
    return false;
  }
}

function keyOf(certificate: X509Certificate): { kind: string; bits: number | null } {
  try {
    const { asymmetricKeyType = 'unknown', asymmetricKeyDetails } = certificate.publicKey;
    const bits = asymmetricKeyDetails?.modulusLength ?? curveBits[asymmetricKeyDetails?.namedCurve ?? ''] ?? null;
    return { kind: asymmetricKeyType, bits };
  } catch {
    return { kind: 'unknown', bits: null };
  }
}

/** Organisation and common name of a distinguished name, in one line. */
function shortName(name: string | undefined): string {
  const parts = (['O', 'CN'] as const).flatMap((part) => {
    const value = namePart(name, part);
    return value === '' ? [] : [`${part}=${value}`];
  });
  return plainText(parts.join(', '), maxNameChars);
}

/** A distinguished name comes one part a line; the first value of a part is what certificates are known by. */
function namePart(name: string | undefined, part: string): string {
  const line = (name ?? '').split('\n').find((one) => one.startsWith(`${part}=`));
  return plainText(unescaped(line?.slice(part.length + 1) ?? ''), maxNameChars);
}

/** Node escapes names as RFC 4514, section 2.4 has it; people write `Acme, Inc.`. Line breaks stay escaped above. */
function unescaped(name: string): string {
  return name.replace(/\\([0-9A-F]{2}|.)/g, (_, one: string) =>
    one.length === 2 ? String.fromCharCode(Number.parseInt(one, 16)) : one,
  );
}

function isoDate(text: string): string {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? plainText(text, 40) : date.toISOString();
}
