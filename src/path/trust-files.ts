import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { readJavaStore } from './trust-java-store.ts';

/** Certificates in PEM found at a place, or why there are none. */
export type TrustPlace =
  | { certificates: readonly string[]; hashed?: boolean }
  | { problem: 'missing' | 'unreadable' | 'too-large' | 'encrypted' };

/** Where Linux distributions keep the system's roots in one file, in the order of Go's crypto/x509/root_linux.go. */
export const linuxBundles: readonly string[] = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

const maxFileBytes = 8 * 1024 * 1024;
const maxFilesInDirectory = 1_500;

/** Reads a file of certificates: PEM, or one of Java's stores. Never rejects. */
export async function readTrustFile(file: string): Promise<TrustPlace> {
  try {
    const { size } = await fs.stat(file);
    if (size > maxFileBytes) return { problem: 'too-large' };
    const bytes = await fs.readFile(file);
    const text = bytes.toString('latin1');
    const certificates = pemBlocks(text);
    if (certificates.length > 0 || !/[\u0000-\u0008\u0080-\u00ff]/.test(text)) return { certificates };
    const found = readJavaStore(bytes);
    return found ? { certificates: found } : { problem: 'encrypted' };
  } catch (error) {
    return { problem: isMissing(error) ? 'missing' : 'unreadable' };
  }
}

/**
 * Reads a folder of certificates as OpenSSL does: by names that are hashes (`a94d09e5.0`). `hashed` is false where no
 * name is one, and then OpenSSL finds nothing there, while Go reads every file. Never rejects.
 *
 * @param folders separated as in PATH.
 */
export async function readTrustDirectory(folders: string, platform: NodeJS.Platform): Promise<TrustPlace> {
  const certificates: string[] = [];
  let hashed = false;
  try {
    for (const folder of folders.split(platform === 'win32' ? ';' : ':')) {
      const names = (await fs.readdir(folder)).slice(0, maxFilesInDirectory);
      for (const name of names) {
        if (/^[0-9a-f]{8}\.\d+$/.test(name)) hashed = true;
      }
      const wanted = hashed ? names.filter((name) => /^[0-9a-f]{8}\.\d+$/.test(name)) : names;
      for (const name of wanted) {
        const read = await readTrustFile(path.join(folder, name));
        if ('certificates' in read) certificates.push(...read.certificates);
      }
    }
    return { certificates, hashed };
  } catch (error) {
    return { problem: isMissing(error) ? 'missing' : 'unreadable' };
  }
}

/** The first of the system's bundles there is, with its path. */
export async function findLinuxBundle(): Promise<{ file: string; place: TrustPlace } | undefined> {
  for (const file of linuxBundles) {
    const place = await readTrustFile(file);
    if ('certificates' in place) return { file, place };
  }
  return undefined;
}

/** True when the system's folder has names that OpenSSL looks certificates up by; Debian's has, Fedora's has not. */
export async function hasHashedFolder(): Promise<boolean> {
  try {
    return (await fs.readdir('/etc/ssl/certs')).some((name) => /^[0-9a-f]{8}\.\d+$/.test(name));
  } catch {
    return false;
  }
}

/** Where Java's own store may lie; the first that is there counts. */
export async function findJavaStore(javaHome: string | undefined): Promise<TrustPlace> {
  const homes = [
    ...(javaHome ? [path.join(javaHome, 'lib/security/cacerts'), path.join(javaHome, 'jre/lib/security/cacerts')] : []),
    '/etc/ssl/certs/java/cacerts',
    '/etc/pki/java/cacerts',
    '/etc/pki/ca-trust/extracted/java/cacerts',
  ];
  for (const file of homes) {
    const place = await readTrustFile(file);
    if (!('problem' in place) || place.problem !== 'missing') return place;
  }
  return { problem: 'missing' };
}

function pemBlocks(text: string): string[] {
  return text.match(/-----BEGIN (?:TRUSTED )?CERTIFICATE-----[^-]+-----END (?:TRUSTED )?CERTIFICATE-----/g) ?? [];
}

function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes((error as { code?: string }).code ?? '');
}
