import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { commands, settings } from '../ids.ts';
import { writeChoice } from '../settings.ts';
import type { Standing } from '../../gateways/health/standing.ts';

/**
 * Tells the user that a gateway stopped working, or works again. Nothing waits for an answer.
 *
 * @param chosen whether it is the gateway that a diagnosis would be about.
 */
export function notify({ title, health }: Standing, tell: 'trouble' | 'recovered', chosen: boolean): void {
  const never = t("Don't Show Again");
  const look = chosen ? { label: t('Diagnose'), command: commands.diagnose } : { label: t('Show inspector'), command: commands.showInspector };
  const shown =
    tell === 'trouble'
      ? vscode.window.showWarningMessage(health.sentence, look.label, never)
      : vscode.window.showInformationMessage(t('{0} works again.', title), never);
  void shown.then((picked) => {
    if (picked === look.label) void vscode.commands.executeCommand(look.command);
    if (picked === never) void writeChoice(settings.notifications, false);
  });
}
