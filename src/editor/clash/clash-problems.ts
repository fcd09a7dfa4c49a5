import * as vscode from 'vscode';
import type { ClashDocuments } from './clash-documents.ts';
import type { ShownProblem } from './clash-protocol.ts';
import type { ProblemPage } from './problem-page.ts';
import { notSaidAlready, type OtherDiagnostic } from './said-already.ts';
import { rangeOf } from './spans.ts';

/** How long the user may be typing before a document is judged anew, in ms. */
const pauseMs = 300;

const sourceName = 'Gatehouse';

export interface ClashProblemsNeeds {
  documents: ClashDocuments;
  enabled(): boolean;
  page: ProblemPage;
  onError(error: unknown): void;
}

/** What is wrong with one version of a document. */
export interface Judged {
  readonly version: number;
  readonly problems: readonly ShownProblem[];
}

/**
 * Problems of open Clash files. One document is judged once at a time, and then as it is by then: while rules are judged
 * elsewhere, typing goes on, and nothing is shown of a text that is gone.
 */
export class ClashProblems {
  readonly #needs: ClashProblemsNeeds;
  readonly #shown = vscode.languages.createDiagnosticCollection('gatehouse-clash');
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #judging = new Map<string, Promise<void>>();
  readonly #judged = new Map<string, Judged>();
  readonly #registrations: vscode.Disposable[];

  constructor(needs: ClashProblemsNeeds) {
    this.#needs = needs;
    this.#registrations = [
      needs.documents.onDidChange((document) => this.#soon(document)),
      needs.documents.onDidClose((uri) => this.#forget(uri)),
      vscode.languages.onDidChangeDiagnostics(({ uris }) => this.#othersHaveSpoken(uris).catch((error: unknown) => needs.onError(error))),
    ];
  }

  /** Switched on or off, or the gateways are others: what was found before says nothing. */
  refresh(): void {
    this.#judged.clear();
    for (const document of this.#needs.documents.open) this.#soon(document, 0);
  }

  /** The problems of a document as it is now, judged at once where that is still to be done; undefined where it has changed meanwhile. */
  async of(document: vscode.TextDocument): Promise<Judged | undefined> {
    const key = document.uri.toString();
    if (!this.#needs.enabled() || !this.#needs.documents.isFollowed(document)) return undefined;
    if (this.#judged.get(key)?.version !== document.version) await this.#judge(document);
    const judged = this.#judged.get(key);
    return judged?.version === document.version ? judged : undefined;
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const one of this.#registrations) one.dispose();
    this.#shown.dispose();
  }

  #soon(document: vscode.TextDocument, ms = this.#judged.has(document.uri.toString()) ? pauseMs : 0): void {
    const key = document.uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.set(key, setTimeout(() => {
      this.#timers.delete(key);
      this.#judge(document).catch((error: unknown) => this.#needs.onError(error));
    }, ms));
  }

  /** Never two at a time of one document: the second begins when the first has ended, and both wait for it. */
  async #judge(document: vscode.TextDocument): Promise<void> {
    const key = document.uri.toString();
    const before = this.#judging.get(key);
    const next = (before ?? Promise.resolve()).then(() => this.#judgeNow(document));
    const settled = next.catch(() => undefined);
    this.#judging.set(key, settled);
    try {
      await next;
    } finally {
      if (this.#judging.get(key) === settled) this.#judging.delete(key);
    }
  }

  async #judgeNow(document: vscode.TextDocument): Promise<void> {
    const { uri, version } = document;
    const key = uri.toString();
    if (this.#judged.get(key)?.version === version && this.#needs.enabled()) return;
    const problems = this.#needs.enabled() ? await this.#needs.documents.ask(document, { kind: 'lint' }) : [];
    const targetOf = await this.#needs.page.targets();
    if (problems === undefined || document.version !== version || document.isClosed) return;
    if (this.#needs.enabled()) this.#judged.set(key, { version, problems });
    else this.#judged.delete(key);
    this.#show(uri, problems, targetOf);
  }

  /** A schema extension is done with a document: what it says too is not said twice, what it takes back is said again. */
  async #othersHaveSpoken(uris: readonly vscode.Uri[]): Promise<void> {
    const mayChange = (uri: vscode.Uri): boolean => this.#judged.get(uri.toString())?.problems.some(({ givesWay }) => givesWay) === true;
    if (!uris.some(mayChange)) return;
    const targetOf = await this.#needs.page.targets();
    for (const uri of uris.filter(mayChange)) {
      const problems = this.#judged.get(uri.toString())?.problems;
      // Showing anew is a change of its own, which leads here again.
      if (problems && notSaidAlready(problems, othersAt(uri)).length !== this.#shown.get(uri)?.length) this.#show(uri, problems, targetOf);
    }
  }

  #show(uri: vscode.Uri, problems: readonly ShownProblem[], targetOf: (id: string) => vscode.Uri): void {
    this.#shown.set(uri, notSaidAlready(problems, othersAt(uri)).map((problem) => diagnosticOf(uri, problem, targetOf(problem.id))));
  }

  #forget(uri: vscode.Uri): void {
    const key = uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    this.#judged.delete(key);
    this.#shown.delete(uri);
  }
}

function othersAt(uri: vscode.Uri): OtherDiagnostic[] {
  return vscode.languages.getDiagnostics(uri).map(({ source, range, severity }) => ({ source, start: range.start, isError: severity === vscode.DiagnosticSeverity.Error }));
}

function diagnosticOf(uri: vscode.Uri, { id, severity, message, span, related }: ShownProblem, target: vscode.Uri): vscode.Diagnostic {
  const one = new vscode.Diagnostic(rangeOf(span), message, severities[severity]);
  one.source = sourceName;
  one.code = { value: id, target };
  if (related.length > 0) one.relatedInformation = related.map((other) => new vscode.DiagnosticRelatedInformation(new vscode.Location(uri, rangeOf(other.span)), other.message));
  return one;
}

const severities = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
} as const;
