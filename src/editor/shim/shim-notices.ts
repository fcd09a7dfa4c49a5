import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { errorLine } from '../error-line.ts';
import { commands, settings } from '../ids.ts';
import { EndpointSettingError } from '../chains/endpoint-configuration.ts';
import type { LeavingPrograms } from './leaving-programs.ts';
import type { ShimStanding } from './shim-standing.ts';

/** Tells that the shim could not be had, and offers what may help. Nothing waits for an answer. */
export function tellFailed({ sentence, portTaken }: ShimStanding & { state: 'failed' }): void {
  const again = t('Start Again');
  const newPort = t('Choose a New Port');
  const log = t('Show Log');
  const words = t('The shim is not running, so new terminals are started without it. {0}', sentence);
  const command = new Map([[again, commands.restartShim], [newPort, commands.chooseNewPort], [log, commands.openLog]]);
  void vscode.window.showWarningMessage(words, ...(portTaken ? [newPort] : []), again, log).then((picked) => {
    const chosen = picked === undefined ? undefined : command.get(picked);
    if (chosen) void vscode.commands.executeCommand(chosen);
  });
}

/** Tells that settings can't be used. */
export function tellUnreadable(sentence: string): void {
  const open = t('Open Settings');
  void vscode.window.showWarningMessage(sentence, open).then((picked) => {
    if (picked === open) void vscode.commands.executeCommand('workbench.action.openSettings', settings.shimRules);
  });
}

/** Tells what stands in the way of the endpoint, the same sentence once until another one comes. */
export function tellEndpointProblem(log: Pick<vscode.LogOutputChannel, 'error'>): (error: unknown) => void {
  let told = '';
  return (error) => {
    log.error(`endpoint: ${errorLine(error)}`);
    const sentence = error instanceof Error ? error.message : String(error);
    if (sentence === told) return;
    told = sentence;
    const open = t('Open Settings');
    const settingId = error instanceof EndpointSettingError ? error.settingId : settings.shimEndpointEnabled;
    void vscode.window.showWarningMessage(sentence, open).then((picked) => {
      if (picked === open) void vscode.commands.executeCommand('workbench.action.openSettings', settingId);
    });
  };
}

/** Tells that programs still use a shim that was switched off, and offers to settle that. */
export async function tellLeaving(users: number, leaving: LeavingPrograms, endNow: () => void): Promise<void> {
  const relaunch = t('Relaunch Those Terminals');
  const end = t('End It at Once');
  const words =
    users === 1
      ? t('The shim is off for new terminals. One that is open still uses it, so it goes on until that is closed.')
      : t('The shim is off for new terminals. {0} that are open still use it, so it goes on until they are closed.', users);
  const picked = await vscode.window.showInformationMessage(words, relaunch, end);
  if (picked === end) endNow();
  if (picked !== relaunch) return;
  for (const terminal of await leaving.terminals()) {
    terminal.show(false);
    await vscode.commands.executeCommand('workbench.action.terminal.relaunch');
  }
}
