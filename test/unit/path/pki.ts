/** Certificates of any form, also those no honest authority makes. Nothing but the files a test writes outlives it. */
import { randomBytes } from 'node:crypto';
import { x509 } from './x509-library.ts';

export interface MadeOptions {
  commonName: string;
  organization?: string;
  /** Signs itself without. */
  issuer?: Made;
  /** May sign others; its basic constraints are `critical` unless said otherwise. */
  authority?: boolean;
  constraints?: 'critical' | 'plain' | 'none';
  pathLength?: number;
  /** Key usage, of an authority or of a server; default `true`. */
  keyUsage?: boolean;
  /** Subject and authority key identifiers; default both. */
  keyIds?: 'both' | 'none' | 'no-authority';
  dns?: readonly string[];
  ips?: readonly string[];
  /** Days from now; default -1 and 80. */
  fromDays?: number;
  toDays?: number;
  key?: 'ec' | 'rsa-2048' | 'rsa-1024';
  hash?: 'SHA-256' | 'SHA-1';
  /** A list of signed certificate timestamps with one made-up entry of the right form (RFC 6962, section 3.3). */
  timestamps?: boolean;
  /** Says where its issuer can be fetched. */
  authorityAccess?: boolean;
}

/** A certificate with its key; PEM texts. */
export interface Made {
  certificate: string;
  key: string;
  readonly keys: CryptoKeyPair;
  readonly name: x509.Name;
  readonly algorithm: EcdsaParams | RsaHashedImportParams;
}

const dayMs = 86_400_000;

/** Makes one. */
export async function make(options: MadeOptions): Promise<Made> {
  const hash = options.hash ?? 'SHA-256';
  const algorithm = options.key?.startsWith('rsa')
    ? {
        name: 'RSASSA-PKCS1-v1_5',
        hash,
        publicExponent: new Uint8Array([1, 0, 1]),
        modulusLength: options.key === 'rsa-1024' ? 1_024 : 2_048,
      }
    : { name: 'ECDSA', namedCurve: 'P-256', hash };
  const keys = (await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as CryptoKeyPair;
  const name = new x509.Name([
    ...(options.organization === undefined ? [] : [{ O: [{ utf8String: options.organization }] }]),
    { CN: [{ utf8String: options.commonName }] },
  ]);
  const issuer = options.issuer ?? { keys, name, algorithm };
  const now = Date.now();
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serial.toString('hex'),
    subject: name,
    issuer: issuer.name,
    notBefore: new Date(now + (options.fromDays ?? -1) * dayMs),
    notAfter: new Date(now + (options.toDays ?? 80) * dayMs),
    publicKey: keys.publicKey,
    signingKey: await signingKey(issuer, hash),
    signingAlgorithm: { ...issuer.algorithm, hash } as EcdsaParams,
    extensions: await extensions(options, keys, issuer.keys),
  });
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    certificate: `${certificate.toString('pem').trim()}\n`,
    key: `${x509.PemConverter.encode(pkcs8, 'PRIVATE KEY').trim()}\n`,
    keys,
    name,
    algorithm: algorithm as EcdsaParams,
  };
}

/** Web Crypto binds a hash to an RSA key; the same key with another hash is another object. */
async function signingKey({ keys, algorithm }: Pick<Made, 'keys' | 'algorithm'>, hash: string): Promise<CryptoKey> {
  if (algorithm.name === 'ECDSA') return keys.privateKey;
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  return crypto.subtle.importKey('pkcs8', pkcs8, { name: algorithm.name, hash }, true, ['sign']);
}

async function extensions(options: MadeOptions, own: CryptoKeyPair, issuer: CryptoKeyPair): Promise<x509.Extension[]> {
  const { authority = false, constraints = 'critical', keyUsage = true, keyIds = 'both', dns = [], ips = [] } = options;
  const usage = authority
    ? x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign
    : x509.KeyUsageFlags.digitalSignature;
  return [
    ...(constraints === 'none'
      ? []
      : [new x509.BasicConstraintsExtension(authority, options.pathLength, constraints === 'critical')]),
    ...(keyUsage ? [new x509.KeyUsagesExtension(usage, true)] : []),
    ...(authority ? [] : [new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth])]),
    ...(dns.length + ips.length === 0
      ? []
      : [
          new x509.SubjectAlternativeNameExtension([
            ...dns.map((value) => ({ type: 'dns' as const, value })),
            ...ips.map((value) => ({ type: 'ip' as const, value })),
          ]),
        ]),
    ...(keyIds === 'both' ? [await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey)] : []),
    ...(keyIds === 'none' ? [] : [await x509.SubjectKeyIdentifierExtension.create(own.publicKey)]),
    ...(options.authorityAccess
      ? [new x509.AuthorityInfoAccessExtension({ caIssuers: 'http://ca.invalid/issuer.crt' })]
      : []),
    ...(options.timestamps ? [new x509.Extension('1.3.6.1.4.1.11129.2.4.2', false, timestampList())] : []),
  ];
}

/** OCTET STRING { list length, entry length, v1, log id, time, no extensions, ecdsa-sha256 signature }. */
function timestampList(): Uint8Array<ArrayBuffer> {
  const signature = Buffer.concat([
    Buffer.from('3044', 'hex'),
    Buffer.from('0220', 'hex'),
    positive(),
    Buffer.from('0220', 'hex'),
    positive(),
  ]);
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(BigInt(Date.now() - dayMs));
  const entry = Buffer.concat([
    Buffer.from([0]),
    randomBytes(32),
    time,
    Buffer.from([0, 0, 4, 3]),
    length16(signature.length),
    signature,
  ]);
  const list = Buffer.concat([length16(entry.length), entry]);
  const whole = Buffer.concat([length16(list.length), list]);
  return Uint8Array.from([0x04, whole.length, ...whole]);
}

function positive(): Buffer {
  const bytes = randomBytes(32);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes;
}

function length16(length: number): Buffer {
  return Buffer.from([length >> 8, length & 0xff]);
}
