import * as os from 'node:os';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ReadOnlyDocuments } from '../read-only-documents.ts';

/** What is shown and asked before anything is written. */
export interface FixQuestion {
  /** For the tab of the comparison. */
  title: string;
  before: string;
  after: string;
  /** Of the name that chooses the language of both sides; "jsonc" without. */
  ending?: string;
  question: string;
  detail: string;
  /** On the button that agrees; "Apply" without. */
  agree?: string;
}

/** Shows the difference a fix makes and asks for consent. */
export interface FixPreview {
  /** Resolves with true only when the user agreed. */
  ask(question: FixQuestion): Promise<boolean>;
  /** Asks where a new file of that name is to lie; resolves with its path, or with undefined when the user chose none. */
  place(name: string): Promise<string | undefined>;
}

/** The preview in the editor: its own comparison of two documents, and a question in front of it. */
export function fixPreview(documents: Pick<ReadOnlyDocuments, 'hold'>): FixPreview {
  return {
    async ask({ title, before, after, ending = 'jsonc', question, detail, agree }) {
      const [left, right] = [documents.hold(`fix-before.${ending}`, before), documents.hold(`fix-after.${ending}`, after)];
      // Beside the inspector, which would lose its page and the user's place in it when it is covered.
      const beside = { preview: true, preserveFocus: true, viewColumn: vscode.ViewColumn.Beside };
      await vscode.commands.executeCommand('vscode.diff', left, right, t('Before ↔ after: {0}', title), beside);
      const apply = agree ?? t('Apply');
      try {
        return (await vscode.window.showInformationMessage(question, { modal: true, detail }, apply)) === apply;
      } finally {
        await closeDiff(left);
      }
    },
    async place(name) {
      const target = await vscode.window.showSaveDialog({
        title: t('Where to Write the Root Certificate'),
        defaultUri: vscode.Uri.joinPath(vscode.Uri.file(os.homedir()), `.gatehouse-${name}`),
        filters: { PEM: ['pem'] },
      });
      return target?.fsPath;
    },
  };
}

/** The comparison has done its work; the inspector is what the user comes back to. */
async function closeDiff(left: vscode.Uri): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const diff = tabs.find(({ input }) => input instanceof vscode.TabInputTextDiff && input.original.toString() === left.toString());
  if (diff) await vscode.window.tabGroups.close(diff, true);
}
