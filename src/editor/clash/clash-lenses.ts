import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { commands } from '../ids.ts';
import type { ClashDocuments } from './clash-documents.ts';
import { rangeOf } from './spans.ts';

/** Lines above the rules: where the calls of each gateway in use go; and above a file that an app writes, what that means. */
export class ClashLenses implements vscode.CodeLensProvider {
  readonly #documents: ClashDocuments;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(documents: ClashDocuments) {
    this.#documents = documents;
  }

  /** The gateways in use may be others. */
  refresh(): void {
    this.#changed.fire();
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[] | undefined> {
    const standing = await this.#documents.standing(document);
    if (standing?.form === undefined) return [];
    const lenses: vscode.CodeLens[] = [];
    if (standing.generatedBy !== undefined) {
      const title = t('{0} writes this file anew: edits are lost. Generate an override instead', standing.generatedBy);
      lenses.push(new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), { title, command: commands.generateClashRows, arguments: [document.uri] }));
    }
    const ways = standing.rules && (await this.#documents.ask(document, { kind: 'lenses' }));
    // An answer that came too late is asked for again with the next change.
    if (!ways || !standing.rules) return lenses;
    const above = rangeOf(standing.rules);
    for (const { words, goesTo } of ways) {
      const command = goesTo
        ? { title: words, tooltip: t('Go to the rule'), command: 'vscode.open', arguments: [document.uri, { selection: rangeOf(goesTo) }] }
        : { title: words, command: '' };
      lenses.push(new vscode.CodeLens(above, command));
    }
    return lenses;
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
