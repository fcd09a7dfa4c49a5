import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { plainText } from '../../path/network-failure.ts';
import type { Report } from '../../diagnosis/report.ts';
import type { DoctorRoom } from '../doctor-room.ts';
import { commands } from '../ids.ts';
import { agoWords } from '../time-words.ts';
import type { Command, CommandSurroundings } from './command.ts';
import { lastReport } from './last-report.ts';

/** Holds the last report against the one before it, or against one that was saved: terminal and editor, two networks. */
export const compareReport: Command = {
  id: commands.compareReport,
  async run(around) {
    const report = lastReport(around.session);
    if (!report) return undefined;
    const doctor = await around.loadDoctor();
    const earlier = await chooseEarlier(around, doctor);
    if (!earlier) return undefined;
    const comparison = doctor.compareReports(earlier, report);
    await around.documents.show('comparison.txt', doctor.renderComparison(comparison));
    return comparison;
  },
};

async function chooseEarlier({ session }: CommandSurroundings, doctor: DoctorRoom): Promise<Report | undefined> {
  const before = session.earlier;
  const previous = before && {
    label: t('The diagnosis before the last one'),
    description: t('{0}, in the {1}', agoWords(Date.now() - Date.parse(before.startedAt)), before.subject.contextLabel),
    report: before,
  };
  const file = {
    label: t('A report saved as JSON'),
    description: t('from this machine or another, also of "gatehouse doctor --json"'),
    report: undefined,
  };
  const chosen = await vscode.window.showQuickPick(previous ? [previous, file] : [file], {
    title: t('Compare the last report with'),
  });
  return chosen?.report ?? (chosen && readChosenFile(doctor));
}

async function readChosenFile(doctor: DoctorRoom): Promise<Report | undefined> {
  const [uri] = (await vscode.window.showOpenDialog({ title: t('Report to compare with'), filters: { JSON: ['json'] } })) ?? [];
  if (!uri) return undefined;
  try {
    return doctor.readReport(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)));
  } catch (error) {
    const reason = plainText(error instanceof Error ? error.message : String(error), 200);
    void vscode.window.showErrorMessage(t('{0} can not be compared with. {1}', uri.fsPath, reason));
    return undefined;
  }
}
