import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { commands, settings } from '../ids.ts';
import { writeChoice } from '../settings.ts';
import type { Standing } from '../../gateways/health/standing.ts';

/** Tells the user that a gateway stopped working, or works again. Nothing waits for an answer. */
export function notify({ title, health }: Standing, tell: 'trouble' | 'recovered'): void {
  const never = t("Don't Show Again");
  const diagnose = t('Diagnose');
  const shown =
    tell === 'trouble'
      ? vscode.window.showWarningMessage(health.sentence, diagnose, never)
      : vscode.window.showInformationMessage(t('{0} works again.', title), never);
  void shown.then((picked) => {
    if (picked === diagnose) void vscode.commands.executeCommand(commands.diagnose);
    if (picked === never) void writeChoice(settings.notifications, false);
  });
}
