import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { CompletionItem } from '../../clash/look/completion.ts';
import { markdownText } from '../markdown-text.ts';
import type { ClashDocuments } from './clash-documents.ts';
import { rangeOf } from './spans.ts';

/** Hover, completion, 'go to' and folding: each asks the thread and puts the answer into the editor's form. */
export class ClashFeatures implements vscode.HoverProvider, vscode.CompletionItemProvider, vscode.DefinitionProvider, vscode.ReferenceProvider, vscode.FoldingRangeProvider {
  readonly #documents: ClashDocuments;

  constructor(documents: ClashDocuments) {
    this.#documents = documents;
  }

  async provideHover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | undefined> {
    const found = await this.#documents.ask(document, { kind: 'hover', offset: document.offsetAt(position) });
    if (!found) return undefined;
    const words = [`**${markdownText(found.title)}**`, ...found.lines.map(markdownText)].join('\n\n');
    return new vscode.Hover(new vscode.MarkdownString(words), rangeOf(found.span));
  }

  async provideCompletionItems(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.CompletionItem[]> {
    const found = await this.#documents.ask(document, { kind: 'completion', offset: document.offsetAt(position) });
    if (!found) return [];
    const range = rangeOf(found.span);
    return found.items.map((item, index) => completionItem(item, index, range));
  }

  async provideDefinition(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.LocationLink[]> {
    const found = await this.#documents.ask(document, { kind: 'definition', offset: document.offsetAt(position) });
    return (found?.to ?? []).map((to) => ({ ...(found && { originSelectionRange: rangeOf(found.from) }), targetUri: document.uri, targetRange: rangeOf(to) }));
  }

  async provideReferences(document: vscode.TextDocument, position: vscode.Position, { includeDeclaration }: vscode.ReferenceContext): Promise<vscode.Location[]> {
    const found = await this.#documents.ask(document, { kind: 'references', offset: document.offsetAt(position), withDefinition: includeDeclaration });
    return (found ?? []).map((one) => new vscode.Location(document.uri, rangeOf(one)));
  }

  async provideFoldingRanges(document: vscode.TextDocument): Promise<vscode.FoldingRange[] | undefined> {
    const found = await this.#documents.ask(document, { kind: 'folds' });
    // Without any, the editor folds by indentation again.
    return found && found.length > 0 ? found.map(({ startLine, endLine, kind }) => new vscode.FoldingRange(startLine, endLine, kind === 'section' ? vscode.FoldingRangeKind.Region : undefined)) : undefined;
  }
}

const kinds: Readonly<Record<CompletionItem['kind'], vscode.CompletionItemKind>> = {
  'rule-type': vscode.CompletionItemKind.Keyword,
  'host': vscode.CompletionItemKind.Value,
  'group': vscode.CompletionItemKind.Class,
  'node': vscode.CompletionItemKind.Field,
  'built-in': vscode.CompletionItemKind.Constant,
  'rule-set': vscode.CompletionItemKind.Module,
  'proxy-provider': vscode.CompletionItemKind.Module,
  'rule-list': vscode.CompletionItemKind.Reference,
  'parameter': vscode.CompletionItemKind.Property,
};

function completionItem({ label, kind, detail, insert, behind, goesOn }: CompletionItem, index: number, range: vscode.Range): vscode.CompletionItem {
  const item = new vscode.CompletionItem(label, kinds[kind]);
  item.detail = detail;
  item.insertText = behind === undefined ? insert : new vscode.SnippetString().appendText(insert).appendTabstop(0).appendText(behind);
  item.range = range;
  // In the order of the list: groups before the many nodes.
  item.sortText = String(index).padStart(5, '0');
  if (goesOn) item.command = { title: t('Complete'), command: 'editor.action.triggerSuggest' };
  return item;
}
