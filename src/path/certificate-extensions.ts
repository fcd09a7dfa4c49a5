/** One element of DER: its tag, and where its content lies. */
interface Element {
  tag: number;
  start: number;
  end: number;
}

/** An extension as it stands in a certificate: content of its OCTET STRING. */
interface Extension {
  critical: boolean;
  value: Buffer;
}

/** What a certificate says of itself beyond what Node's own parser tells; what strict verifiers look at. */
export interface CertificateShape {
  /** X.509 version: 1 or 3. */
  version: number;
  /** Undefined when the certificate has no basic constraints. */
  basicConstraints?: { critical: boolean; authority: boolean; pathLength: number | null };
  /** Undefined when the certificate has no key usage. */
  keyUsage?: { certificateSign: boolean };
  subjectKeyId: { present: boolean; critical: boolean };
  authorityKeyId: { present: boolean; critical: boolean };
  /** Undefined without alternative names. */
  alternativeNames?: { empty: boolean };
  emptySubject: boolean;
  emptyIssuer: boolean;
  /** Signed certificate timestamps (RFC 6962) are embedded. */
  transparency: boolean;
  /** Says where its issuer's certificate can be fetched (RFC 5280, 4.2.2.1). */
  authorityAccess: boolean;
  /** The object identifier of the signature's algorithm, in hexadecimal DER. */
  signatureAlgorithm: string;
}

/** Object identifiers, as they stand in DER: RFC 5280, section 4.2, and RFC 6962, section 3.3. */
const oids = {
  subjectKeyId: '551d0e',
  keyUsage: '551d0f',
  alternativeNames: '551d11',
  basicConstraints: '551d13',
  authorityKeyId: '551d23',
  authorityAccess: '2b06010505070101',
  transparency: '2b06010401d679020402',
};

const sequence = 0x30;
const booleanTag = 0x01;
const integerTag = 0x02;
const octetString = 0x04;

/** RFC 3279, 2.2: sha1WithRSAEncryption, md5WithRSAEncryption; ecdsa-with-SHA1. */
const brokenSignatures = ['2a864886f70d010105', '2a864886f70d010104', '2a8648ce3d0401'];

/** True for a signature over SHA-1 or MD5, which no current client takes from a server. */
export function hasBrokenSignature({ signatureAlgorithm }: CertificateShape): boolean {
  return brokenSignatures.includes(signatureAlgorithm);
}

/** RFC 3279, 4055, 5758, 8410: signature algorithms, by their object identifier in DER. */
const signatureNames: Readonly<Record<string, string>> = {
  '2a864886f70d010104': 'RSA with MD5',
  '2a864886f70d010105': 'RSA with SHA-1',
  '2a864886f70d01010b': 'RSA with SHA-256',
  '2a864886f70d01010c': 'RSA with SHA-384',
  '2a864886f70d01010d': 'RSA with SHA-512',
  '2a864886f70d01010a': 'RSA-PSS',
  '2a8648ce3d0401': 'ECDSA with SHA-1',
  '2a8648ce3d040302': 'ECDSA with SHA-256',
  '2a8648ce3d040303': 'ECDSA with SHA-384',
  '2a8648ce3d040304': 'ECDSA with SHA-512',
  '2b6570': 'Ed25519',
};

/** The name people know a signature's algorithm by; undefined for one that is not in the list. */
export function signatureName({ signatureAlgorithm }: Pick<CertificateShape, 'signatureAlgorithm'>): string | undefined {
  return signatureNames[signatureAlgorithm];
}

/**
 * Reads the shape of a certificate in DER (RFC 5280, section 4.1).
 *
 * @returns undefined where the bytes are no certificate of that form; never throws.
 */
export function certificateShape(der: Buffer): CertificateShape | undefined {
  try {
    return readShape(der);
  } catch {
    return undefined;
  }
}

function readShape(der: Buffer): CertificateShape {
  const [whole] = elements(der, 0, der.length);
  const [body, algorithm] = children(der, whole);
  const fields = children(der, body);
  // At least the six that are not optional (RFC 5280, section 4.1).
  if (fields.length < 6) throw new Error('not a certificate');
  const versioned = fields[0]?.tag === 0xa0;
  const version = versioned ? (der[children(der, fields[0])[0]?.start ?? -1] ?? 0) + 1 : 1;
  // serialNumber, signature, issuer, validity, subject, subjectPublicKeyInfo, then what is tagged.
  const [, , issuer, , subject] = fields.slice(versioned ? 1 : 0);
  const listed = fields.find(({ tag }) => tag === 0xa3);
  const extensions = listed ? readExtensions(der, listed) : new Map<string, Extension>();
  const constraints = extensions.get(oids.basicConstraints);
  const usage = extensions.get(oids.keyUsage);
  const names = extensions.get(oids.alternativeNames);
  const authorityKeyId = extensions.get(oids.authorityKeyId);
  const subjectKeyId = extensions.get(oids.subjectKeyId);
  const [signature] = children(der, algorithm);
  return {
    version,
    ...(constraints && {
      basicConstraints: { critical: constraints.critical, ...basicConstraints(constraints.value) },
    }),
    ...(usage && { keyUsage: { certificateSign: hasCertificateSign(usage.value) } }),
    subjectKeyId: { present: subjectKeyId !== undefined, critical: subjectKeyId?.critical ?? false },
    authorityKeyId: { present: hasKeyId(authorityKeyId?.value), critical: authorityKeyId?.critical ?? false },
    ...(names && {
      alternativeNames: { empty: children(names.value, elements(names.value, 0, names.value.length)[0]).length === 0 },
    }),
    emptySubject: children(der, subject).length === 0,
    emptyIssuer: children(der, issuer).length === 0,
    transparency: extensions.has(oids.transparency),
    authorityAccess: extensions.has(oids.authorityAccess),
    signatureAlgorithm: signature ? der.subarray(signature.start, signature.end).toString('hex') : '',
  };
}

function readExtensions(der: Buffer, listed: Element): Map<string, Extension> {
  const found = new Map<string, Extension>();
  for (const one of children(der, children(der, listed)[0])) {
    const [id, ...rest] = children(der, one);
    const value = rest.find(({ tag }) => tag === octetString);
    if (!id || !value) continue;
    const critical = rest.some(({ tag, start }) => tag === booleanTag && der[start] !== 0);
    found.set(der.subarray(id.start, id.end).toString('hex'), {
      critical,
      value: der.subarray(value.start, value.end),
    });
  }
  return found;
}

function basicConstraints(value: Buffer): { authority: boolean; pathLength: number | null } {
  const parts = children(value, elements(value, 0, value.length)[0]);
  const authority = parts.some(({ tag, start }) => tag === booleanTag && value[start] !== 0);
  const length = parts.find(({ tag }) => tag === integerTag);
  return { authority, pathLength: length ? (value[length.start] ?? 0) : null };
}

/** keyCertSign is bit 5, counted from the highest; the first byte of a BIT STRING counts unused bits. */
function hasCertificateSign(value: Buffer): boolean {
  const [bits] = elements(value, 0, value.length);
  return bits !== undefined && ((value[bits.start + 1] ?? 0) & 0x04) !== 0;
}

/** keyIdentifier is the element tagged 0 (RFC 5280, 4.2.1.1). */
function hasKeyId(value: Buffer | undefined): boolean {
  if (!value) return false;
  return children(value, elements(value, 0, value.length)[0]).some(({ tag }) => tag === 0x80);
}

function children(der: Buffer, parent: Element | undefined): Element[] {
  if (!parent) return [];
  // Sequences, sets and context tags hold elements; anything else holds a value.
  return parent.tag === sequence || (parent.tag & 0x20) !== 0 ? elements(der, parent.start, parent.end) : [];
}

function elements(der: Buffer, from: number, to: number): Element[] {
  const found: Element[] = [];
  for (let at = from; at + 2 <= to;) {
    const tag = der[at] ?? 0;
    let length = der[at + 1] ?? 0;
    let start = at + 2;
    if (length >= 0x80) {
      const count = length & 0x7f;
      if (count === 0 || count > 4 || start + count > to) throw new Error('not DER');
      length = der.readUIntBE(start, count);
      start += count;
    }
    const end = start + length;
    if (end > to) throw new Error('not DER');
    found.push({ tag, start, end });
    at = end;
  }
  return found;
}
