import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { t } from '@vscode/l10n';

/** Where labs of this user leave their roots when they are told no other place. */
export function defaultCertificateDirectory(): string {
  return path.join(os.tmpdir(), `gatehouse-lab-${process.getuid?.() ?? os.userInfo().username}`);
}

/**
 * Writes a root where clients can be pointed at it (NODE_EXTRA_CA_CERTS). The directory is made for this user alone;
 * one that belongs to someone else is refused, since a temporary folder is open to all.
 *
 * @returns the file's path.
 */
export async function writeAuthorityFile(directory: string, name: string, pem: string): Promise<string> {
  await fs.mkdir(directory, { recursive: true, mode: 0o700 });
  const found = await fs.lstat(directory);
  const uid = process.getuid?.();
  if (!found.isDirectory() || (uid !== undefined && found.uid !== uid)) {
    throw new Error(t('{0} is not a folder of this user, so the certificate is not written there.', directory));
  }
  const file = path.join(directory, name);
  // Not through a link that someone left: what is there is replaced, not followed.
  const fresh = `${file}.${process.pid}`;
  await fs.writeFile(fresh, pem, { mode: 0o644 });
  await fs.rename(fresh, file);
  return file;
}
