import { isDeepStrictEqual } from 'node:util';
import type { EditorSetting, SettingScope } from '../path/proxy-settings.ts';

/** What `inspect()` gives; the two halves of `globalValue` are there at run time, though not in the public types. */
export interface Inspected {
  defaultValue?: unknown;
  globalValue?: unknown;
  globalLocalValue?: unknown;
  globalRemoteValue?: unknown;
  workspaceValue?: unknown;
  workspaceFolderValue?: unknown;
}

/** The narrowest scope that has a value. Pure. */
export function decidingScope(inspected: Inspected | undefined): SettingScope {
  if (inspected?.workspaceFolderValue !== undefined) return 'folder';
  if (inspected?.workspaceValue !== undefined) return 'workspace';
  if (inspected?.globalRemoteValue !== undefined) return 'remote';
  if (inspected?.globalValue !== undefined) return 'user';
  return 'default';
}

/** What each side's user settings say, where they differ. Pure. */
export function sidesOf(inspected: Inspected | undefined, shown: (value: unknown) => unknown): EditorSetting['sides'] {
  // An editor that does not tell the halves apart says nothing of either.
  if (!inspected || !('globalLocalValue' in inspected)) return undefined;
  const { globalLocalValue: local, globalRemoteValue: remote } = inspected;
  if (isDeepStrictEqual(local, remote)) return undefined;
  return { ...(local !== undefined && { local: shown(local) }), ...(remote !== undefined && { remote: shown(remote) }) };
}
