import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { commands } from '../ids.ts';
import type { Command, CommandSurroundings } from './command.ts';
import { lastReport } from './last-report.ts';
import { reportFileName } from './report-file-name.ts';

/** Puts the last report on the clipboard as Markdown and says what was left out of it. */
export const copyReport: Command = {
  id: commands.copyReport,
  async run({ documents, session, loadDoctor }) {
    const report = lastReport(session);
    if (!report) return false;
    const markdown = (await loadDoctor()).renderMarkdown(report);
    await vscode.env.clipboard.writeText(markdown);
    void offerPreview(documents, reportFileName(report), markdown);
    return true;
  },
};

/** Not awaited by the command: a notification may stay for hours. */
async function offerPreview(
  documents: CommandSurroundings['documents'],
  name: string,
  markdown: string,
): Promise<void> {
  const preview = t('Preview');
  const picked = await vscode.window.showInformationMessage(
    t(
      'The report was copied as Markdown. Keys, tokens, cookies, proxy credentials and your home folder are left out. Host names and addresses are in it.',
    ),
    preview,
  );
  if (picked === preview) await documents.show(name, markdown);
}
