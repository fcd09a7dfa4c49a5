import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Report } from '../../diagnosis/report.ts';
import type { DiagnosisSession } from '../diagnosis-session.ts';
import { commands } from '../ids.ts';

/** The last report; when there is none, says so and offers to make one. */
export function lastReport(session: DiagnosisSession): Report | undefined {
  const report = session.snapshot().stored?.report;
  if (report) return report;
  const diagnose = t('Diagnose');
  void vscode.window.showInformationMessage(t('There is no report yet. Run a diagnosis first.'), diagnose).then((picked) => {
    if (picked === diagnose) void vscode.commands.executeCommand(commands.diagnose);
  });
  return undefined;
}
