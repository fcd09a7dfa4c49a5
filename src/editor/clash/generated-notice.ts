import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { commands } from '../ids.ts';
import type { ClashDocuments } from './clash-documents.ts';

const settledMs = 200;

/** Says of a file that an app writes over and over, once a window, when it is first edited: that is when something can be lost. */
export class GeneratedNotice {
  readonly #told = new Set<string>();
  readonly #registration: vscode.Disposable;
  #timer: NodeJS.Timeout | undefined;

  constructor(documents: ClashDocuments, onError: (error: unknown) => void) {
    this.#registration = documents.onDidChange((document) => {
      if (this.#told.has(document.uri.toString())) return;
      clearTimeout(this.#timer);
      // Whether a change is unsaved is told behind it: one that the app made on disk is none of the user's.
      this.#timer = setTimeout(() => {
        if (document.isDirty) this.#say(documents, document).catch(onError);
      }, settledMs);
    });
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#registration.dispose();
  }

  async #say(documents: ClashDocuments, document: vscode.TextDocument): Promise<void> {
    const app = (await documents.standing(document))?.generatedBy;
    const key = document.uri.toString();
    if (app === undefined || this.#told.has(key)) return;
    this.#told.add(key);
    const generate = t('Generate an Override Instead');
    const picked = await vscode.window.showWarningMessage(t('{0} writes this file anew from your profiles: what you edit here is lost then. An override is kept.', app), generate);
    if (picked === generate) await vscode.commands.executeCommand(commands.generateClashRows, document.uri);
  }
}
