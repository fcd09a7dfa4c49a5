import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { SettingTarget } from '../../diagnosis/fixes/change.ts';
import { sameValue } from '../../diagnosis/fixes/setting-plan.ts';

/** What `inspect()` gives; the remote half is there at run time, though not in the public types. */
interface Inspected {
  globalValue?: unknown;
  globalRemoteValue?: unknown;
  workspaceValue?: unknown;
}

/** A setting's value as it is written at one place, undefined when it is not. A copy, which may be changed. */
export function readSetting(id: string, target: SettingTarget): unknown {
  const inspected = vscode.workspace.getConfiguration().inspect(id) as Inspected | undefined;
  const value =
    target === 'workspace' ? inspected?.workspaceValue : (inspected?.globalRemoteValue ?? inspected?.globalValue);
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}

/**
 * Writes a setting, or removes it for undefined. Rejects when the editor refuses, and also when the value stands
 * somewhere the editor does not let extensions write, such as the settings file of a remote machine.
 */
export async function writeSetting(id: string, target: SettingTarget, value: unknown): Promise<void> {
  const place = target === 'workspace' ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await vscode.workspace.getConfiguration().update(id, value, place);
  if (!sameValue(readSetting(id, target), value)) {
    throw new Error(t('{0} is set where the editor does not let extensions write. Change it in the settings editor.', id));
  }
}
