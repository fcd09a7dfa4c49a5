/** Writes X.509 version 3 certificates as RFC 5280 describes them, signed with ECDSA and SHA-256. */
import { createHash, type KeyObject, sign } from 'node:crypto';
import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import * as der from './der.ts';

/** A distinguished name; the texts may be anything, hostile ones too. */
export interface CertificateName {
  commonName?: string;
  organization?: string;
}

export interface CertificateForm {
  /** Up to 20 bytes, read as a positive number. */
  serialNumber: Uint8Array;
  subject: CertificateName;
  issuer: CertificateName;
  /** Whole seconds; what is below is cut off. */
  notBefore: Date;
  notAfter: Date;
  /** The subject's key: EC on P-256. */
  publicKey: KeyObject;
  /** The issuer's key: EC. */
  signingKey: KeyObject;
  /** Written by the functions of this file, in this order. */
  extensions: readonly der.Der[];
}

/** Bits of the key usage (RFC 5280, 4.2.1.3). */
export const keyUsageBits = { digitalSignature: 0, keyCertSign: 5, cRLSign: 6 } as const;

/** @returns the signed certificate's PEM text. @throws RangeError for a date that no certificate can hold. */
export function writeCertificate(form: CertificateForm): string {
  // ecdsa-with-SHA256, without parameters (RFC 5758, 3.2).
  const algorithm = der.sequence(der.objectIdentifier('1.2.840.10045.4.3.2'));
  const version3 = der.explicit(0, der.integer(Uint8Array.of(2)));
  const toBeSigned = der.sequence(
    version3,
    der.integer(form.serialNumber),
    algorithm,
    writeName(form.issuer),
    der.sequence(der.time(form.notBefore), der.time(form.notAfter)),
    writeName(form.subject),
    form.publicKey.export({ type: 'spki', format: 'der' }),
    der.explicit(3, der.sequence(...form.extensions)),
  );
  const signature = sign('sha256', toBeSigned, form.signingKey);
  const certificate = der.sequence(toBeSigned, algorithm, der.bitString(signature));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

/** Whether the key may sign certificates; critical. */
export function basicConstraints(authority: boolean): der.Der {
  // FALSE is the default, and DER leaves defaults out.
  return extension('2.5.29.19', authority ? der.sequence(der.boolean(true)) : der.sequence(), true);
}

/** What the key is for; critical. */
export function keyUsage(...usages: readonly (keyof typeof keyUsageBits)[]): der.Der {
  return extension('2.5.29.15', der.namedBits(...usages.map((usage) => keyUsageBits[usage])), true);
}

/** The key is for TLS servers. */
export function serverAuthentication(): der.Der {
  return extension('2.5.29.37', der.sequence(der.objectIdentifier('1.3.6.1.5.5.7.3.1')));
}

/**
 * The names and addresses of a server. Names outside ASCII are written the way clients ask for them, as `xn--` labels.
 *
 * @param critical for a certificate whose subject is empty (RFC 5280, 4.2.1.6).
 * @throws TypeError for a name that has no such form, and for an address that is none.
 */
export function alternativeNames(dns: readonly string[], ips: readonly string[], critical: boolean): der.Der {
  const names = dns.map((name) => der.implicit(2, Buffer.from(asciiName(name), 'latin1')));
  const addresses = ips.map((ip) => der.implicit(7, addressBytes(ip)));
  return extension('2.5.29.17', der.sequence(...names, ...addresses), critical);
}

/** The name of the certificate's own key, by which those it signs refer to it. */
export function subjectKeyIdentifier(publicKey: KeyObject): der.Der {
  return extension('2.5.29.14', der.octetString(keyIdentifier(publicKey)));
}

/** The name of the issuer's key. */
export function authorityKeyIdentifier(publicKey: KeyObject): der.Der {
  return extension('2.5.29.35', der.sequence(der.implicit(0, keyIdentifier(publicKey))));
}

function extension(oid: string, value: der.Der, critical = false): der.Der {
  return der.sequence(der.objectIdentifier(oid), ...(critical ? [der.boolean(true)] : []), der.octetString(value));
}

/** Text in it is never parsed, so commas and quotes stay text. */
function writeName({ organization, commonName }: CertificateName): der.Der {
  const part = (oid: string, text: string | undefined): der.Der[] =>
    text === undefined ? [] : [der.setOf(der.sequence(der.objectIdentifier(oid), der.utf8String(text)))];
  return der.sequence(...part('2.5.4.10', organization), ...part('2.5.4.3', commonName));
}

/** An uncompressed point of P-256: 0x04 and two numbers of 32 bytes. It ends the key's description (RFC 5480, 2.2). */
const pointBytes = 65;

/** SHA-1 of the key's own bits, without its description: a name, not a safeguard (RFC 5280, 4.2.1.2, method 1). */
function keyIdentifier(publicKey: KeyObject): Buffer {
  const point = publicKey.export({ type: 'spki', format: 'der' }).subarray(-pointBytes);
  return createHash('sha1').update(point).digest();
}

function asciiName(name: string): string {
  if (!/[\u0080-\uffff]/.test(name)) return name;
  const ascii = domainToASCII(name);
  if (ascii === '') throw new TypeError(`${JSON.stringify(name)} is no host name.`);
  return ascii;
}

function addressBytes(ip: string): Uint8Array {
  const kind = isIP(ip);
  if (kind === 0) throw new TypeError(`${JSON.stringify(ip)} is no IP address.`);
  if (kind === 4) return Uint8Array.from(ip.split('.'), Number);
  // A URL has its address without dots and with at most one `::`; it has no zone (WHATWG URL, 3.6).
  const [, plain = ''] = /^\[(.*)\]$/.exec(new URL(`http://[${ip.replace(/%.*$/, '')}]`).hostname) ?? [];
  const [front = [], back = []] = plain.split('::').map((part) => (part === '' ? [] : part.split(':')));
  const zeros = Array.from({ length: 8 - front.length - back.length }, () => '0');
  const groups = [...front, ...zeros, ...back].map((group) => Number.parseInt(group, 16));
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]));
}
