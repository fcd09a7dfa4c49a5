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

export type FixChange = SettingChange | SettingItemsChange | SettingEntriesChange | FileLineChange;

/** A change to an editor setting, of whatever kind. */
export type AnySettingChange = Exclude<FixChange, FileLineChange>;

/**
 * Settings a fix may write, and what it may never write into them. A report is read back from storage, and nothing that
 * got into one can make a fix write elsewhere.
 */
export function mayWrite(change: FixChange): boolean {
  if (change.kind === 'file-line') return true;
  const { id } = change;
  if (/^terminal\.integrated\.env\.(?:linux|osx|windows)$/.test(id)) return change.kind === 'setting-entries' && weakensNothing(change.entries);
  if (!writable.has(id)) return false;
  // No fix switches verification off.
  return !(change.kind === 'setting' && keptOn.has(id) && change.value === false);
}

const keptOn: ReadonlySet<string> = new Set(['http.proxyStrictSSL', 'http.systemCertificates']);

const writable: ReadonlySet<string> = new Set([
  ...keptOn,
  'http.proxy',
  'http.noProxy',
  'http.proxySupport',
  'http.fetchAdditionalSupport',
  'http.systemCertificatesNode',
  'http.experimental.systemCertificatesV2',
  'gatehouse.customBaseUrl',
  'gatehouse.gateway',
]);

function weakensNothing(entries: Readonly<Record<string, string>>): boolean {
  return !Object.keys(entries).some((name) => /REJECT_UNAUTHORIZED|NO_VERIFY|HTTPSVERIFY/i.test(name));
}
