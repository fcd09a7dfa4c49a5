import type { SettingScope } from '../../path/proxy-settings.ts';
import type { FixChange, SettingTarget } from './change.ts';

/** Where a setting of a scope is written; undefined for scopes that a fix does not write to. */
export function settingTarget(scope: SettingScope): SettingTarget | undefined {
  if (scope === 'user' || scope === 'remote') return 'user';
  return scope === 'workspace' ? 'workspace' : undefined;
}

/** Takes a setting away where it is set. */
export function settingRemoval(id: string, scope: SettingScope): FixChange | undefined {
  const target = settingTarget(scope);
  return target && { kind: 'setting', id, target };
}
