import { gatewayIds } from '../../gateways/catalogue/index.ts';
import type { StoreId } from '../../path/trust-ids.ts';

/**
 * What a fix writes, as data: it can be shown before it is written, written, and taken back. Reports hold changes, so no
 * value here is ever a secret; a change that would need one is left to the user.
 */

/** Where an editor setting is written. */
export type SettingTarget = 'user' | 'workspace';

/** Sets an editor setting, or removes it where `value` is absent. */
export interface SettingChange {
  kind: 'setting';
  id: string;
  target: SettingTarget;
  value?: unknown;
}

/** Adds items to a setting that is a list of texts, and leaves the rest of it as it is. */
export interface SettingItemsChange {
  kind: 'setting-items';
  id: string;
  target: SettingTarget;
  add: readonly string[];
}

/** Sets entries of a setting that is an object of texts, such as `terminal.integrated.env.linux`. */
export interface SettingEntriesChange {
  kind: 'setting-entries';
  id: string;
  target: SettingTarget;
  entries: Readonly<Record<string, string>>;
  /** Entries whose value is the path of a file that a change before this one writes, by that change's `ref`. */
  fileEntries?: Readonly<Record<string, string>>;
}

/** Replaces one line of a text file, or removes it where `text` is absent. */
export interface FileLineChange {
  kind: 'file-line';
  file: string;
  /** 1-based. */
  line: number;
  /** What the line has to hold, or it is another line by now and stays as it is. */
  mentions: readonly string[];
  text?: string;
}

/** A certificate that a file will hold. The certificate itself is left out of reports. */
export interface GivenCertificate {
  name: string;
  fingerprint256: string;
  pem?: string;
}

/**
 * Writes a file of certificates that is not there yet, at a place the user chooses when the fix is applied: these, and
 * those of the stores in `keeps` as they are then.
 */
export interface NewFileChange {
  kind: 'new-file';
  /** What other changes of the same fix call the file by. */
  ref: string;
  /** The name to suggest. */
  name: string;
  certificates: readonly GivenCertificate[];
  keeps: readonly StoreId[];
  /** Where it lies, once that is chosen. */
  file?: string;
}

export type FixChange = SettingChange | SettingItemsChange | SettingEntriesChange | FileLineChange | NewFileChange;

/** A change to an editor setting, of whatever kind. */
export type AnySettingChange = Exclude<FixChange, FileLineChange | NewFileChange>;

/** Variables that point to a file of certificates; a file that a fix writes may be named by no other. */
const trustVariables: ReadonlySet<string> = new Set([
  'NODE_EXTRA_CA_CERTS',
  'DENO_CERT',
  'SSL_CERT_FILE',
  'REQUESTS_CA_BUNDLE',
  'CURL_CA_BUNDLE',
  'GIT_SSL_CAINFO',
  'CODEX_CA_CERTIFICATE',
]);

/**
 * Settings a fix may write, and what it may never write into them. A report is read back from storage, and nothing that
 * got into one can make a fix write elsewhere.
 */
export function mayWrite(change: FixChange): boolean {
  if (change.kind === 'file-line') return true;
  // What it holds is checked when it is written (certificate-file.ts), and it never takes the place of another file.
  if (change.kind === 'new-file') return change.certificates.length > 0;
  const { id } = change;
  if (writableEntries.has(id)) {
    if (change.kind !== 'setting-entries' || !weakensNothing(change.entries)) return false;
    return Object.keys(change.fileEntries ?? {}).every((name) => trustVariables.has(name));
  }
  if (!writable.has(id)) return false;
  // Only to a gateway whose address is known: keys go where this points.
  if (id === 'gatehouse.gateway') return change.kind === 'setting' && typeof change.value === 'string' && gatewayIds.includes(change.value);
  // No fix switches verification off.
  return !(change.kind === 'setting' && keptOn.has(id) && change.value === false);
}

const keptOn: ReadonlySet<string> = new Set(['http.proxyStrictSSL', 'http.systemCertificates']);

/** Settings whose value is a fix's to write. */
const writable: ReadonlySet<string> = new Set([
  ...keptOn,
  'http.proxy',
  'http.noProxy',
  'http.proxySupport',
  'http.fetchAdditionalSupport',
  'gatehouse.customBaseUrl',
  'gatehouse.gateway',
]);

/** Settings of which a fix writes entries, one for each system. */
const writableEntries: ReadonlySet<string> = new Set([
  'terminal.integrated.env.linux',
  'terminal.integrated.env.osx',
  'terminal.integrated.env.windows',
]);

/** Every setting that a fix may write, by id. */
export const writableSettings: readonly string[] = [...writable, ...writableEntries];

function weakensNothing(entries: Readonly<Record<string, string>>): boolean {
  return !Object.keys(entries).some((name) => /REJECT_UNAUTHORIZED|NO_VERIFY|HTTPSVERIFY/i.test(name));
}
