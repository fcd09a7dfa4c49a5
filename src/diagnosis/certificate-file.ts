import { X509Certificate } from 'node:crypto';
import { readStore } from '../path/trust-survey.ts';
import type { NewFileChange } from './fixes/change.ts';

/** What a file of certificates will hold. */
export interface CertificateFile {
  text: string;
  /** How many certificates of stores are in it beside those it is written for. */
  kept: number;
}

/** Longer than the largest store that was seen; what is longer is no store. */
const maxCertificates = 2_000;

/**
 * Makes the text of a file that gives programs a root: its own certificates first, then those of the stores it stands
 * in for, as they are now, each once. ASCII only, for some readers take nothing else.
 *
 * @throws Error when a certificate is missing or is not the one its fingerprint says, or a store can't be read: half a
 * bundle would take roots away.
 */
export async function certificateFile(change: NewFileChange, platform: NodeJS.Platform): Promise<CertificateFile> {
  const own = change.certificates.map(({ pem, fingerprint256 }) => {
    const certificate = new X509Certificate(pem ?? '');
    if (certificate.fingerprint256 !== fingerprint256) throw new Error('a certificate is not the one that was shown');
    return certificate;
  });
  const seen = new Set(own.map(({ fingerprint256 }) => fingerprint256));
  const kept: X509Certificate[] = [];
  for (const id of change.keeps) {
    const pems = await readStore(id, platform);
    if (!pems) throw new Error(`${id} can not be read any more`);
    for (const certificate of pems.flatMap(readOne)) {
      if (seen.has(certificate.fingerprint256)) continue;
      seen.add(certificate.fingerprint256);
      kept.push(certificate);
    }
  }
  if (own.length === 0 || seen.size > maxCertificates) throw new Error(`${seen.size} certificates are no store`);
  return { text: [...own, ...kept].map((certificate) => certificate.toString()).join(''), kept: kept.length };
}

/** Stores hold certificates that only some readers can read; nobody loses what nobody could use. */
function readOne(pem: string): X509Certificate[] {
  try {
    return [new X509Certificate(pem)];
  } catch {
    return [];
  }
}
