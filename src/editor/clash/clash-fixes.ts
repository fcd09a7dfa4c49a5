import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { commands } from '../ids.ts';
import type { ClashDocuments } from './clash-documents.ts';
import type { ClashProblems } from './clash-problems.ts';
import type { ShownProblem } from './clash-protocol.ts';
import { rangeOf, workspaceEdit } from './spans.ts';

/** A light bulb's action for which the editor asks once it is shown. */
class FixAll extends vscode.CodeAction {
  readonly about: { document: vscode.TextDocument; id: string };

  constructor(title: string, about: { document: vscode.TextDocument; id: string }) {
    super(title, vscode.CodeActionKind.QuickFix);
    this.about = about;
  }
}

/** What can be done about a problem: its fixes, the best first; all of its kind; a comment that says it is meant. */
export class ClashFixes implements vscode.CodeActionProvider {
  readonly #documents: ClashDocuments;
  readonly #problems: ClashProblems;

  constructor(documents: ClashDocuments, problems: ClashProblems) {
    this.#documents = documents;
    this.#problems = problems;
  }

  async provideCodeActions(document: vscode.TextDocument, range: vscode.Range, context: vscode.CodeActionContext): Promise<vscode.CodeAction[]> {
    const steadying = await this.#steadying(document, range, context);
    if (context.only && !context.only.contains(vscode.CodeActionKind.QuickFix)) return steadying;
    const judged = await this.#problems.of(document);
    const here = judged?.problems.filter(({ span }) => rangeOf(span).intersection(range) !== undefined) ?? [];
    const actions = here.flatMap((problem) => actionsOf(document, problem));
    for (const id of new Set(here.filter(({ fixableTogether }) => fixableTogether > 1).map((one) => one.id))) {
      const count = here.find((one) => one.id === id)?.fixableTogether ?? 0;
      const action = new FixAll(t('Fix all {0} of this kind', String(count)), { document, id });
      action.diagnostics = here.filter((one) => one.id === id).map(diagnosticOf);
      actions.push(action);
    }
    actions.push(...here.map((problem) => ignoreAction(document, problem)));
    const standing = here.length > 0 ? await this.#documents.standing(document) : undefined;
    if (standing?.form === 'configuration') actions.push(checkAction(document));
    return [...actions, ...steadying];
  }

  /** Where a group's name stands: all that would make it steadier for streams, in one change. */
  async #steadying(document: vscode.TextDocument, range: vscode.Range, { only }: vscode.CodeActionContext): Promise<vscode.CodeAction[]> {
    const kind = vscode.CodeActionKind.RefactorRewrite;
    if (only && !only.contains(kind)) return [];
    const found = await this.#documents.ask(document, { kind: 'steady', offset: document.offsetAt(range.start) });
    if (!found) return [];
    const action = new vscode.CodeAction(t('Make {0} steadier for streams: {1}', found.group, found.changes.join(t(', '))), kind);
    action.edit = workspaceEdit(document.uri, found.edits);
    return [action];
  }

  async resolveCodeAction(action: vscode.CodeAction): Promise<vscode.CodeAction> {
    if (!(action instanceof FixAll)) return action;
    const { document, id } = action.about;
    const edits = await this.#documents.ask(document, { kind: 'fixAll', id });
    if (edits) action.edit = workspaceEdit(document.uri, edits);
    return action;
  }
}

function actionsOf(document: vscode.TextDocument, problem: ShownProblem): vscode.CodeAction[] {
  return problem.fixes.map(({ title, edits }, index) => {
    const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    action.edit = workspaceEdit(document.uri, edits);
    action.diagnostics = [diagnosticOf(problem)];
    action.isPreferred = index === 0;
    return action;
  });
}

/** A comment of its own above the line, as far in as the line is (src/clash/lint/ignore-comments.ts). */
function ignoreAction(document: vscode.TextDocument, problem: ShownProblem): vscode.CodeAction {
  const { line } = problem.span.start;
  const indent = /^\s*/.exec(document.lineAt(line).text)?.[0] ?? '';
  const start = { line, character: 0 };
  const action = new vscode.CodeAction(t('Ignore {0} here', problem.id), vscode.CodeActionKind.QuickFix);
  action.edit = workspaceEdit(document.uri, [{ span: { start, end: start }, text: `${indent}# gatehouse-ignore ${problem.id}\n` }]);
  action.diagnostics = [diagnosticOf(problem)];
  return action;
}

function checkAction(document: vscode.TextDocument): vscode.CodeAction {
  const title = t('Check with My Clash Core');
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.command = { title, command: commands.checkClashFile, arguments: [document.uri] };
  return action;
}

/** As it is shown: the editor finds the one it means by place and words. */
function diagnosticOf({ span, message }: ShownProblem): vscode.Diagnostic {
  return new vscode.Diagnostic(rangeOf(span), message);
}
