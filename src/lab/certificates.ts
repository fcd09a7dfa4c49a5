import { randomBytes } from 'node:crypto';
import type * as X509 from '@peculiar/x509';

/** A distinguished name; the texts may be anything, hostile ones too. */
export interface CertificateName {
  commonName?: string;
  organization?: string;
}

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
const signing = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/**
 * Makes a root (ECDSA P-256, valid from yesterday for ten years) that can issue server certificates.
 * Nothing is stored; the root's key is gone with the process.
 */
export async function createAuthority(options: { name?: CertificateName } = {}): Promise<Authority> {
  const { x509 } = await import('./x509-library.ts');
  const name = options.name ?? { commonName: 'Gatehouse practice root', organization: 'Gatehouse lab' };
  const keys = await crypto.subtle.generateKey(signing, true, ['sign', 'verify']);
  const now = Date.now();
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: distinguishedName(x509, name),
    notBefore: new Date(now - dayMs),
    notAfter: new Date(now + 3650 * dayMs),
    signingAlgorithm: signing,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });

  const issue = async (leaf: LeafOptions): Promise<Leaf> => {
    const leafKeys = await crypto.subtle.generateKey(signing, true, ['sign', 'verify']);
    const dns = leaf.dns ?? [];
    const ips = leaf.ips ?? [];
    const { notBefore, notAfter } = validityPeriod(leaf.validity ?? 'current', Date.now());
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: serialNumber(),
      subject: distinguishedName(x509, leaf.subject ?? { commonName: dns[0] ?? ips[0] ?? 'no name' }),
      issuer: root.subjectName,
      notBefore,
      notAfter,
      signingAlgorithm: signing,
      publicKey: leafKeys.publicKey,
      signingKey: keys.privateKey,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension([
          ...dns.map((value) => ({ type: 'dns' as const, value })),
          ...ips.map((value) => ({ type: 'ip' as const, value })),
        ]),
        await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey),
        await x509.SubjectKeyIdentifierExtension.create(leafKeys.publicKey),
      ],
    });
    const pkcs8 = await crypto.subtle.exportKey('pkcs8', leafKeys.privateKey);
    return { certificate: pem(certificate.toString('pem')), key: pem(x509.PemConverter.encode(pkcs8, 'PRIVATE KEY')) };
  };

  return { pem: pem(root.toString('pem')), name, issue };
}

/** The library's structured form of a name: text in it is never parsed, so commas and quotes stay text. */
function distinguishedName(x509: typeof X509, name: CertificateName): X509.Name {
  const parts: X509.JsonNameParams = [];
  if (name.organization !== undefined) parts.push({ O: [{ utf8String: name.organization }] });
  if (name.commonName !== undefined) parts.push({ CN: [{ utf8String: name.commonName }] });
  return new x509.Name(parts);
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
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
}

function pem(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
