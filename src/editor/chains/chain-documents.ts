import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { gatewayIds } from '../../gateways/catalogue/index.ts';
import type { Gateway } from '../../gateways/gateway.ts';
import { commands } from '../ids.ts';
import { markdownText } from '../markdown-text.ts';
import type { ChainsRoom } from './load-chains.ts';

/** What documents of chains are held against. */
export interface ChainDocumentsNeeds {
  load(): Promise<ChainsRoom>;
  gateways(): readonly Gateway[];
  /** Chains of the user's own that are known, as they are written. */
  ownChains(): unknown;
  chosen(): { gatewayId: string; model: string | undefined };
  onError(error: unknown): void;
}

const fileName = 'gatehouse.chains.json';
const selector: vscode.DocumentSelector = { pattern: `**/${fileName}` };
/** How long the user may be typing before a document is read anew, in ms. */
const pauseMs = 250;

/** Problems, completions and hovers of open chains files. Nothing is loaded before one is open, and nothing is asked. */
export class ChainDocuments implements vscode.CompletionItemProvider, vscode.HoverProvider, vscode.CodeActionProvider {
  readonly #needs: ChainDocumentsNeeds;
  readonly #problems = vscode.languages.createDiagnosticCollection('gatehouse-chains');
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #registrations: vscode.Disposable[];

  constructor(needs: ChainDocumentsNeeds) {
    this.#needs = needs;
    this.#registrations = [
      vscode.workspace.onDidOpenTextDocument((document) => this.#soon(document, 0)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#soon(document, pauseMs)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#problems.delete(uri)),
      vscode.languages.registerCompletionItemProvider(selector, this, '"', '/'),
      vscode.languages.registerHoverProvider(selector, this),
      vscode.languages.registerCodeActionsProvider(selector, this, { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] }),
    ];
    this.refresh();
  }

  /** The gateways that there are may have changed. */
  refresh(): void {
    for (const document of vscode.workspace.textDocuments) this.#soon(document, 0);
  }

  async provideCompletionItems(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.CompletionItem[]> {
    const { chainCursor, modelsInText, readChainList, knownModels } = await this.#needs.load();
    const text = document.getText();
    const cursor = chainCursor(text, document.offsetAt(position));
    if (!cursor) return [];
    const gateways = this.#needs.gateways();
    const range = new vscode.Range(document.positionAt(cursor.start), document.positionAt(cursor.end));
    const item = (value: string, detail: string): vscode.CompletionItem => {
      const one = new vscode.CompletionItem(value, vscode.CompletionItemKind.Value);
      one.detail = detail;
      one.range = range;
      return one;
    };
    if (cursor.field === 'gateway') {
      // Those of the catalogue are offered by the schema of the file already.
      return gateways.filter(({ id }) => !gatewayIds.includes(id)).map(({ id, title, baseUrl }) => item(id, `${title}, ${baseUrl}`));
    }
    if (cursor.gateway === undefined) return [];
    const own = readChainList(this.#needs.ownChains(), gateways).chains ?? [];
    const title = gateways.find(({ id }) => id === cursor.gateway)?.title ?? cursor.gateway;
    // What is being typed is no model that is known.
    const typed = text.slice(cursor.start, cursor.end);
    const models = knownModels(cursor.gateway, [...modelsInText(text), ...own], this.#needs.chosen());
    return models.filter((one) => one !== typed).map((one) => item(one, title));
  }

  async provideHover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | undefined> {
    const { readChainFile, readJsonDocument, targetCost } = await this.#needs.load();
    const text = document.getText();
    const { file } = readChainFile(text, this.#needs.gateways());
    const json = readJsonDocument(text);
    if (!file || 'fault' in json) return undefined;
    const offset = document.offsetAt(position);
    for (const [chain, { targets }] of file.chains.entries()) {
      for (const [index, target] of targets.entries()) {
        const span = json.spanOf(['chains', chain, 'targets', index, 'model'], 'value');
        const gateway = this.#needs.gateways().find(({ id }) => id === target.gateway);
        if (!gateway || offset < span.start || offset > span.end) continue;
        const words = new vscode.MarkdownString(`**${markdownText(target.model)}**, ${markdownText(gateway.title)}\n\n${markdownText(targetCost(target, gateway))}`);
        return new vscode.Hover(words, rangeOf(document, span));
      }
    }
    return undefined;
  }

  /** An empty file can be filled with an example, and a key that stands in a file has a place of its own. */
  provideCodeActions(document: vscode.TextDocument, _range: vscode.Range, { diagnostics }: vscode.CodeActionContext): vscode.CodeAction[] {
    const ours = diagnostics.filter(({ source }) => source === sourceName);
    const offer = (title: string, command: string, about: readonly vscode.Diagnostic[]): vscode.CodeAction[] => {
      if (about.length === 0) return [];
      const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
      action.command = { title, command, arguments: [document.uri] };
      action.diagnostics = [...about];
      return [action];
    };
    return [
      ...offer(t('Write an example'), commands.createChainsFile, document.getText().trim() === '' ? ours : []),
      ...offer(t('Set a key for a chain'), commands.setChainKey, ours.filter(({ code }) => code === 'key-in-file')),
    ];
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const one of this.#registrations) one.dispose();
    this.#problems.dispose();
  }

  #soon(document: vscode.TextDocument, ms: number): void {
    if (!document.uri.path.endsWith(`/${fileName}`) || document.uri.scheme === 'git') return;
    const key = document.uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.set(key, setTimeout(() => {
      this.#timers.delete(key);
      this.#judge(document).catch((error: unknown) => this.#needs.onError(error));
    }, ms));
  }

  async #judge(document: vscode.TextDocument): Promise<void> {
    const { readChainFile } = await this.#needs.load();
    if (document.isClosed) return;
    const { problems } = readChainFile(document.getText(), this.#needs.gateways());
    this.#problems.set(
      document.uri,
      problems.map((problem) => {
        const one = new vscode.Diagnostic(rangeOf(document, problem), problem.text, severities[problem.severity]);
        one.source = sourceName;
        one.code = problem.id;
        return one;
      }),
    );
  }
}

const sourceName = 'Gatehouse';

const severities = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  note: vscode.DiagnosticSeverity.Information,
} as const;

function rangeOf(document: vscode.TextDocument, { start, end }: { start: number; end: number }): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}
