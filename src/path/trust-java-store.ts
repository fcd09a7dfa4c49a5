/** JKS (sun.security.provider.JavaKeyStore): magic, version, count, entries; certificates are not encrypted there. */
const jksMagic = 0xfeedfeed;
const trustedEntry = 2;

/** OID 1.2.840.113549.1.12.10.1.3 (PKCS #12 certBag) and 1.2.840.113549.1.9.22.1 (X.509), as they stand in DER. */
const x509Bag = Buffer.from('060a2a864886f70d01091601', 'hex');

/**
 * Takes the certificates out of a Java trust store: JKS, or PKCS #12 without a password, which is the form of `cacerts`
 * from JDK 18 on.
 *
 * @returns PEM texts, or undefined where the store is encrypted or of another form.
 */
export function readJavaStore(bytes: Buffer): string[] | undefined {
  try {
    if (bytes.length > 12 && bytes.readUInt32BE(0) === jksMagic) return readJks(bytes);
    return readOpenPkcs12(bytes);
  } catch {
    return undefined;
  }
}

function readJks(bytes: Buffer): string[] | undefined {
  const version = bytes.readUInt32BE(4);
  const count = bytes.readUInt32BE(8);
  const found: string[] = [];
  let at = 12;
  const text = (): string => {
    const length = bytes.readUInt16BE(at);
    at += 2 + length;
    return bytes.toString('latin1', at - length, at);
  };
  for (let entry = 0; entry < count; entry++) {
    const tag = bytes.readUInt32BE(at);
    at += 4;
    // A key among them, and where the next entry begins is not worth finding out.
    if (tag !== trustedEntry) return undefined;
    text();
    at += 8;
    if (version === 2) text();
    const length = bytes.readUInt32BE(at);
    at += 4;
    if (at + length > bytes.length) return undefined;
    found.push(pem(bytes.subarray(at, at + length)));
    at += length;
  }
  return found;
}

/** In an unencrypted PKCS #12 a certificate follows the identifier of its kind: [0] { OCTET STRING { certificate } }. */
function readOpenPkcs12(bytes: Buffer): string[] | undefined {
  if (bytes[0] !== 0x30) return undefined;
  const found: string[] = [];
  for (let at = bytes.indexOf(x509Bag); at !== -1; at = bytes.indexOf(x509Bag, at + 1)) {
    const tagged = header(bytes, at + x509Bag.length);
    const octets = header(bytes, tagged.start);
    if (bytes[octets.start] === 0x30) found.push(pem(bytes.subarray(octets.start, octets.start + octets.length)));
  }
  return found.length > 0 ? found : undefined;
}

function header(bytes: Buffer, at: number): { start: number; length: number } {
  const first = bytes.readUInt8(at + 1);
  if (first < 0x80) return { start: at + 2, length: first };
  const count = first & 0x7f;
  return { start: at + 2 + count, length: bytes.readUIntBE(at + 2, count) };
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
