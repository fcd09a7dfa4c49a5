import { generateKeyPair, type KeyObject, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { CertificateName } from './certificate-writer.ts';
import {
  alternativeNames,
  authorityKeyIdentifier,
  basicConstraints,
  keyUsage,
  serverAuthentication,
  subjectKeyIdentifier,
  writeCertificate,
} from './certificate-writer.ts';

export type { CertificateName } from './certificate-writer.ts';

/** When a certificate is valid, seen from now. */
export type Validity = 'current' | 'expired' | 'not-yet-valid';

export interface LeafOptions {
  /** Subject alternative names of kind dNSName. */
  dns?: readonly string[];
  /** Subject alternative names of kind iPAddress. */
  ips?: readonly string[];
  /** Defaults to the first alternative name. */
  subject?: CertificateName;
  validity?: Validity;
}

/** A server certificate with its key. PEM texts. */
export interface Leaf {
  certificate: string;
  key: string;
}

/** A certificate authority that exists only in this process. */
export interface Authority {
  /** The root's PEM. */
  readonly pem: string;
  readonly name: CertificateName;
  issue(options: LeafOptions): Promise<Leaf>;
}

const dayMs = 86_400_000;
/**
 * Makes a root (ECDSA P-256, valid from yesterday for ten years) that can issue server certificates.
 * Nothing is stored; the root's key is gone with the process.
 */
export async function createAuthority(options: { name?: CertificateName } = {}): Promise<Authority> {
  const name = options.name ?? { commonName: 'Gatehouse practice root', organization: 'Gatehouse lab' };
  const keys = await newKeys();
  const now = Date.now();
  const pem = writeCertificate({
    serialNumber: serialNumber(),
    subject: name,
    issuer: name,
    notBefore: new Date(now - dayMs),
    notAfter: new Date(now + 3650 * dayMs),
    publicKey: keys.publicKey,
    signingKey: keys.privateKey,
    extensions: [
      basicConstraints(true),
      keyUsage('keyCertSign', 'cRLSign'),
      subjectKeyIdentifier(keys.publicKey),
    ],
  });

  const issue = async (leaf: LeafOptions): Promise<Leaf> => {
    const leafKeys = await newKeys();
    const { dns = [], ips = [], validity = 'current' } = leaf;
    const subject = leaf.subject ?? { commonName: dns[0] ?? ips[0] ?? 'no name' };
    const nameless = subject.commonName === undefined && subject.organization === undefined;
    const certificate = writeCertificate({
      serialNumber: serialNumber(),
      subject,
      issuer: name,
      ...validityPeriod(validity, Date.now()),
      publicKey: leafKeys.publicKey,
      signingKey: keys.privateKey,
      extensions: [
        basicConstraints(false),
        keyUsage('digitalSignature'),
        serverAuthentication(),
        // A list of none is no list (RFC 5280, 4.2.1.6).
        ...(dns.length + ips.length > 0 ? [alternativeNames(dns, ips, nameless)] : []),
        authorityKeyIdentifier(keys.publicKey),
        subjectKeyIdentifier(leafKeys.publicKey),
      ],
    });
    return { certificate, key: leafKeys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
  };

  return { pem, name, issue };
}

function newKeys(): Promise<{ publicKey: KeyObject; privateKey: KeyObject }> {
  return promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
}

function validityPeriod(validity: Validity, nowMs: number): { notBefore: Date; notAfter: Date } {
  switch (validity) {
    case 'current':
      return { notBefore: new Date(nowMs - dayMs), notAfter: new Date(nowMs + 90 * dayMs) };
    case 'expired':
      return { notBefore: new Date(nowMs - 92 * dayMs), notAfter: new Date(nowMs - 2 * dayMs) };
    case 'not-yet-valid':
      return { notBefore: new Date(nowMs + 2 * dayMs), notAfter: new Date(nowMs + 92 * dayMs) };
  }
}

/** 16 random bytes with the top bit clear: a serial number must be a positive integer (RFC 5280, 4.1.2.2). */
function serialNumber(): Uint8Array {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes;
}
