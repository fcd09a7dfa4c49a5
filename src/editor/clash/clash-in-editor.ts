import * as vscode from 'vscode';
import type { ClashForm } from '../../clash/configuration/model.ts';
import { errorLine } from '../error-line.ts';
import { knownHosts, type CalledHost } from '../../gateways/called-hosts.ts';
import { usableGateways, watchedGateways } from '../gateway-choice.ts';
import { settings } from '../ids.ts';
import { readChoices } from '../settings.ts';
import { ClashDocuments, clashSelector } from './clash-documents.ts';
import { ClashFeatures } from './clash-features.ts';
import { ClashFixes } from './clash-fixes.ts';
import { ClashLenses } from './clash-lenses.ts';
import { ClashProblems } from './clash-problems.ts';
import { controllerSecrets, type ControllerSecrets } from './controller-secret.ts';
import { GeneratedNotice } from './generated-notice.ts';
import { ProblemPage } from './problem-page.ts';
import { rangeOf } from './spans.ts';
import { startThread } from './worker-link.ts';

/** Clash files in this window. */
export interface ClashInEditor {
  secrets: ControllerSecrets;
  /** The address in the settings; empty: whichever is found. */
  controller(): string;
  /** The core's program; empty where none is named. */
  corePath(): string;
  /** What kind of Clash text a document is; undefined for none. */
  formOf(document: vscode.TextDocument): Promise<ClashForm | undefined>;
  /** Where a rule of the main list stands in a document, by its number from 0. */
  rangeOfRule(document: vscode.TextDocument, rule: number): Promise<vscode.Range | undefined>;
  settingsChanged(): void;
  dispose(): void;
}

export interface ClashSurroundings {
  context: Pick<vscode.ExtensionContext, 'secrets' | 'extensionUri'>;
  log: vscode.LogOutputChannel;
}

/** Builds it. Before a Clash file is open nothing is registered but who looks out for one, and nothing is loaded. */
export function clashInEditor({ context, log }: ClashSurroundings): ClashInEditor {
  const onError = (error: unknown): void => log.error(`clash: ${errorLine(error)}`);
  const program = vscode.Uri.joinPath(context.extensionUri, 'dist', 'clash-worker.js').fsPath;
  const documents = new ClashDocuments({ start: () => startThread(program, { bundle: vscode.l10n.bundle }), gateways: hostsInEditor, onError });
  const more: { dispose(): void }[] = [];
  let registered: { problems: ClashProblems; lenses: ClashLenses } | undefined;
  documents.onFirst(() => {
    const features = new ClashFeatures(documents);
    const problems = new ClashProblems({ documents, enabled: isLintOn, page: new ProblemPage(vscode.Uri.joinPath(context.extensionUri, 'docs', 'clash-lint.md')), onError });
    const lenses = new ClashLenses(documents);
    registered = { problems, lenses };
    more.push(
      problems,
      lenses,
      new GeneratedNotice(documents, onError),
      vscode.languages.registerCodeActionsProvider(clashSelector, new ClashFixes(documents, problems), { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, vscode.CodeActionKind.RefactorRewrite] }),
      vscode.languages.registerHoverProvider(clashSelector, features),
      vscode.languages.registerCompletionItemProvider(clashSelector, features, ',', '[', '"', "'"),
      vscode.languages.registerDefinitionProvider(clashSelector, features),
      vscode.languages.registerReferenceProvider(clashSelector, features),
      vscode.languages.registerFoldingRangeProvider(clashSelector, features),
      vscode.languages.registerCodeLensProvider(clashSelector, lenses),
    );
  });
  // What is open already is looked at once the window has begun.
  const begin = setImmediate(() => documents.begin());
  return {
    secrets: controllerSecrets(context.secrets),
    controller: () => text(settings.clashController),
    corePath: () => text(settings.clashCorePath),
    formOf: async (document) => (await documents.standing(document))?.form,
    async rangeOfRule(document, rule) {
      const span = await documents.ask(document, { kind: 'ruleAt', rule });
      return span && rangeOf(span);
    },
    settingsChanged() {
      documents.gatewaysChanged();
      registered?.problems.refresh();
      registered?.lenses.refresh();
    },
    dispose() {
      clearImmediate(begin);
      for (const one of more) one.dispose();
      documents.dispose();
    },
  };
}

function text(id: string): string {
  const value = vscode.workspace.getConfiguration().get<unknown>(id);
  return typeof value === 'string' ? value.trim() : '';
}

function isLintOn(): boolean {
  return vscode.workspace.getConfiguration().get<unknown>(settings.clashLint) !== false;
}

/** Every gateway that is known; in use are the chosen one, those that are watched, and the user's own. */
function hostsInEditor(): CalledHost[] {
  const choices = readChoices();
  const all = usableGateways(choices);
  const inUse = new Set([choices.gatewayId, ...watchedGateways(choices).map(({ id }) => id), ...all.filter(({ userDefined }) => userDefined).map(({ id }) => id)]);
  return knownHosts(all, inUse);
}
