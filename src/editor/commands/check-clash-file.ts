import { t } from '@vscode/l10n';
import * as path from 'node:path';
import * as os from 'node:os';
import * as vscode from 'vscode';
import { checkWithCore } from '../clash/core-check.ts';
import { mayDownload, type CoreVerdict } from '../clash/core-verdict.ts';
import { errorLine } from '../error-line.ts';
import { commands, settings } from '../ids.ts';
import type { Command } from './command.ts';

/** Has the user's own core test a Clash file as it stands in the editor. Resolves with what it said, or undefined. */
export const checkClashFile: Command = {
  id: commands.checkClashFile,
  async run({ clash, log }, given): Promise<CoreVerdict | undefined> {
    const document = given instanceof vscode.Uri ? await vscode.workspace.openTextDocument(given) : vscode.window.activeTextEditor?.document;
    const form = document && (await clash.formOf(document));
    if (!document || form !== 'configuration') {
      void vscode.window.showInformationMessage(form === undefined ? t('Open a Clash configuration first.') : t('A core tests whole configurations. This file is a part of one, or is merged into one.'));
      return undefined;
    }
    const core = clash.corePath();
    if (core === '') return tellToSet();
    if (!vscode.workspace.isTrusted) {
      void vscode.window.showWarningMessage(t('In Restricted Mode no program is started on files of this workspace. Trust it first.'));
      return undefined;
    }
    const home = document.uri.scheme === 'file' ? path.dirname(document.uri.fsPath) : os.tmpdir();
    const text = document.getText();
    if (mayDownload(text) && !(await agreesToDownload(home))) return undefined;
    try {
      const verdict = await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: t('The core tests {0}', path.basename(document.uri.path)), cancellable: true }, async (_progress, token) => {
        const cancel = new AbortController();
        token.onCancellationRequested(() => cancel.abort());
        return checkWithCore(core, text, home, cancel.signal);
      });
      await tell(document, verdict, (rule) => clash.rangeOfRule(document, rule));
      return verdict;
    } catch (error) {
      log.error(`testing a Clash file failed: ${errorLine(error)}`);
      void vscode.window.showErrorMessage(t('The core could not be run: {0}. The setting {1} names it.', error instanceof Error ? error.message : String(error), settings.clashCorePath));
      return undefined;
    }
  },
};

async function tellToSet(): Promise<undefined> {
  const open = t('Open Setting');
  const picked = await vscode.window.showInformationMessage(t('The setting {0} names no program yet. Give it the path of your core.', settings.clashCorePath), open);
  if (picked === open) await vscode.commands.executeCommand('workbench.action.openSettings', settings.clashCorePath);
}

async function agreesToDownload(home: string): Promise<boolean> {
  const check = t('Check');
  const detail = t('It has rows by country, by network or by a named list, and the core fetches the lists for them if it does not find them in {0}.', home);
  return (await vscode.window.showWarningMessage(t('The core may download lists for this file'), { modal: true, detail }, check)) === check;
}

async function tell(document: vscode.TextDocument, { accepted, words, rule }: CoreVerdict, rangeOfRule: (rule: number) => Promise<vscode.Range | undefined>): Promise<void> {
  if (accepted) {
    void vscode.window.showInformationMessage(t('The core accepts {0}.', path.basename(document.uri.path)));
    return;
  }
  const range = rule === undefined ? undefined : await rangeOfRule(rule);
  const go = t('Go to the Rule');
  const message = words === undefined ? t('The core does not accept this file, and did not say why.') : t('The core does not accept this file: {0}', words);
  void vscode.window.showErrorMessage(message, ...(range ? [go] : [])).then((picked) => {
    if (picked === go && range) void vscode.window.showTextDocument(document, { selection: range });
  });
}
