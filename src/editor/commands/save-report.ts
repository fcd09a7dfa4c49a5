import * as path from 'node:path';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Report } from '../../diagnosis/report.ts';
import { plainText } from '../../path/network-failure.ts';
import type { DoctorRoom } from '../doctor-room.ts';
import { commands } from '../ids.ts';
import type { Command } from './command.ts';
import { lastReport } from './last-report.ts';
import { reportFileName } from './report-file-name.ts';

/** Saves the last report to a file the user chooses: JSON or HTML when its name ends so, else Markdown. */
export const saveReport: Command = {
  id: commands.saveReport,
  async run({ session, loadDoctor }) {
    const report = lastReport(session);
    if (!report) return undefined;
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const name = reportFileName(report);
    const target = await vscode.window.showSaveDialog({
      title: t('Save Report'),
      filters: { Markdown: ['md'], HTML: ['html'], JSON: ['json'] },
      ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {}),
    });
    if (!target) return undefined;
    const doctor = await loadDoctor();
    const text = renderFor(target.path.toLowerCase(), report, doctor);
    try {
      await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
    } catch (error) {
      const reason = plainText(error instanceof Error ? error.message : String(error), 200);
      void vscode.window.showErrorMessage(
        t('The report could not be written to {0}: {1}. Choose another place.', target.fsPath, reason),
      );
      return undefined;
    }
    void vscode.window.showInformationMessage(t('The report was saved as {0}.', path.basename(target.fsPath)));
    return target;
  },
};

function renderFor(path: string, report: Report, doctor: DoctorRoom): string {
  if (path.endsWith('.json')) return doctor.renderJson(report);
  return /\.html?$/.test(path) ? doctor.renderHtml(report, vscode.env.language) : doctor.renderMarkdown(report);
}
