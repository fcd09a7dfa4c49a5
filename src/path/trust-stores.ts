import * as fs from 'node:fs/promises';
import * as tls from 'node:tls';
import { readSystemRootsAside } from './system-roots.ts';
import { linuxBundles } from './trust-files.ts';

/** Certificates in PEM form, by where they come from. `null` means this runtime can't tell. */
export interface TrustStores {
  /** The public roots compiled into this runtime (Mozilla's list). */
  bundled: readonly string[];
  /** What NODE_EXTRA_CA_CERTS added. */
  extra: readonly string[] | null;
  /** What the operating system trusts. */
  system: readonly string[] | null;
}

/** Present from Node 22.15 on (nodejs.org/api/tls.html). */
type GetCaCertificates = (type: 'bundled' | 'extra' | 'system') => string[];

const maxBundleBytes = 8 * 1024 * 1024;

/** Reads the trust stores this machine offers. Slow the first time (15 to 30 ms): call it only when a chain was refused. */
export async function readTrustStores(
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): Promise<TrustStores> {
  const getCertificates = (tls as { getCACertificates?: GetCaCertificates }).getCACertificates;
  const ask = (type: 'extra' | 'system'): readonly string[] | null => {
    try {
      return getCertificates?.(type) ?? null;
    } catch {
      return null;
    }
  };
  const extraFile = environment['NODE_EXTRA_CA_CERTS'];
  // The runtime reads OpenSSL's folder and file, some 50 ms in one go; the file alone holds the same (update-ca-certificates(8)).
  const fromFile = platform === 'linux' ? await readBundle(systemFiles(environment)) : null;
  const extra = ask('extra') ?? (extraFile ? await readBundle([extraFile]) : []);
  if (!fromFile) await readSystemRootsAside();
  const system = fromFile ?? ask('system');
  return { bundled: tls.rootCertificates, extra, system };
}

/** Where OpenSSL looks on Linux; a folder in its place is left to the runtime (openssl-env(7)). */
function systemFiles({ SSL_CERT_FILE: file, SSL_CERT_DIR: folder }: Readonly<Record<string, string | undefined>>): readonly string[] {
  if (folder) return [];
  return file ? [file] : linuxBundles;
}

async function readBundle(candidates: readonly string[]): Promise<readonly string[] | null> {
  for (const file of candidates) {
    try {
      if ((await fs.stat(file)).size > maxBundleBytes) continue;
      const text = await fs.readFile(file, 'utf8');
      return text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
    } catch {
      // Not on this system; the next place may be.
    }
  }
  return null;
}
