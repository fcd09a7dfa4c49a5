import * as vscode from 'vscode';
import type { GatewayHost } from '../../clash/gateway-host.ts';
import type { Question, QuestionKind, Questions, Standing } from './clash-protocol.ts';
import { mayBeClash } from './may-be-clash.ts';
import { WorkerLink, type StartThread } from './worker-link.ts';

/** YAML, and what is YAML by another name. */
export const clashSelector: vscode.DocumentSelector = [{ language: 'yaml' }, { pattern: '**/*.stoverride' }];
/** Documents of another time, or of nobody: they are looked at, not worked on. */
const passedBy: ReadonlySet<string> = new Set(['git', 'gitfs', 'output', 'vscode-scm', 'gatehouse']);
/** How long the thread outlives the last document, in ms. */
const lingerMs = 60_000;
/** A file that has ended the thread so often would end it again: its window has seen enough. */
const maxLosses = 3;
/** How long other YAML rests before it is looked at again, in ms. */
const laterMs = 500;

export interface ClashDocumentsNeeds {
  start: StartThread;
  gateways(): readonly GatewayHost[];
  onError(error: unknown): void;
}

/** Follows the open documents that are Clash files and tells the thread of each change, so that it has what the editor has. */
export class ClashDocuments {
  readonly #needs: ClashDocumentsNeeds;
  readonly #link: WorkerLink;
  readonly #told = new Map<string, { document: vscode.TextDocument; eol: vscode.EndOfLine }>();
  readonly #changed = new vscode.EventEmitter<vscode.TextDocument>();
  readonly #closed = new vscode.EventEmitter<vscode.Uri>();
  readonly #first = new vscode.EventEmitter<void>();
  readonly #registrations: vscode.Disposable[];
  #linger: NodeJS.Timeout | undefined;
  #later: NodeJS.Timeout | undefined;
  #met = false;
  #losses = 0;

  /** A document was opened or changed, and may be a Clash file. */
  readonly onDidChange = this.#changed.event;
  readonly onDidClose = this.#closed.event;
  /** The first one of this window: what only they need is registered now. */
  readonly onFirst = this.#first.event;

  constructor(needs: ClashDocumentsNeeds) {
    this.#needs = needs;
    this.#link = new WorkerLink(needs.start, (error) => this.#lost(error));
    this.#registrations = [
      vscode.workspace.onDidOpenTextDocument((document) => this.#opened(document)),
      vscode.workspace.onDidChangeTextDocument((event) => this.#heed(event)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#forget(uri)),
    ];
  }

  /** Looks at what is open already. */
  begin(): void {
    for (const document of vscode.workspace.textDocuments) this.#opened(document);
  }

  /** What a document is, once it is known; undefined for none of ours and for one that has changed meanwhile. */
  standing(document: vscode.TextDocument): Promise<Standing | undefined> {
    return this.ask<'standing'>(document, { kind: 'standing' });
  }

  /** Asks about a document as it is now. Undefined where it is none of ours, or has changed before the answer came. */
  async ask<K extends QuestionKind>(document: vscode.TextDocument, question: Extract<Question, { kind: K }>): Promise<Questions[K]['answer'] | undefined> {
    const uri = document.uri.toString();
    if (!this.#told.has(uri)) return undefined;
    const { version } = document;
    const answer = await this.#link.ask<K>(uri, version, question);
    return document.version === version && !document.isClosed ? answer : undefined;
  }

  /** Documents that are followed. */
  get open(): vscode.TextDocument[] {
    return [...this.#told.values()].map(({ document }) => document);
  }

  isFollowed(document: vscode.TextDocument): boolean {
    return this.#told.has(document.uri.toString());
  }

  /** The gateways that there are may have changed. */
  gatewaysChanged(): void {
    if (!this.#link.running) return;
    this.#link.tell({ kind: 'gateways', gateways: this.#needs.gateways() });
    for (const document of this.open) this.#changed.fire(document);
  }

  dispose(): void {
    clearTimeout(this.#linger);
    clearTimeout(this.#later);
    for (const one of [...this.#registrations, this.#changed, this.#closed, this.#first]) one.dispose();
    this.#link.end();
  }

  #opened(document: vscode.TextDocument): void {
    if (this.#losses >= maxLosses || this.isFollowed(document) || passedBy.has(document.uri.scheme) || vscode.languages.match(clashSelector, document) === 0) return;
    // Once, and again on a change of those that are not: most YAML is none.
    if (!mayBeClash(document.getText(), document.uri.path)) return;
    clearTimeout(this.#linger);
    if (!this.#link.running) this.#link.tell({ kind: 'gateways', gateways: this.#needs.gateways() });
    this.#tellWhole(document);
    if (!this.#met) {
      this.#met = true;
      this.#first.fire();
    }
    this.#changed.fire(document);
  }

  #tellWhole(document: vscode.TextDocument): void {
    const uri = document.uri.toString();
    const local = document.uri.scheme === 'file';
    this.#told.set(uri, { document, eol: document.eol });
    this.#link.tell({ kind: 'opened', uri, path: local ? document.uri.fsPath : document.uri.path, local, version: document.version, text: document.getText() });
  }

  #heed({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const told = this.#told.get(document.uri.toString());
    if (!told) {
      if (contentChanges.length > 0) this.#lookLater(document);
      return;
    }
    // Offsets count the ends of lines: with others, all of them are others.
    if (told.eol !== document.eol) this.#tellWhole(document);
    else if (contentChanges.length > 0) {
      const changes = contentChanges.map(({ rangeOffset, rangeLength, text }) => ({ offset: rangeOffset, length: rangeLength, text }));
      this.#link.tell({ kind: 'changed', uri: document.uri.toString(), version: document.version, changes });
    } else return;
    this.#changed.fire(document);
  }

  /** A file that is no Clash file may become one; whether it has is asked when the typing stops. */
  #lookLater(document: vscode.TextDocument): void {
    clearTimeout(this.#later);
    this.#later = setTimeout(() => {
      if (!document.isClosed) this.#opened(document);
    }, laterMs);
  }

  #forget(uri: vscode.Uri): void {
    if (!this.#told.delete(uri.toString())) return;
    this.#link.tell({ kind: 'closed', uri: uri.toString() });
    this.#closed.fire(uri);
    if (this.#told.size > 0) return;
    this.#linger = setTimeout(() => this.#link.end(), lingerMs);
    this.#linger.unref();
  }

  /** The thread is gone: what it knew is told to the next one, once there is a document to tell of. */
  #lost(error: Error | undefined): void {
    this.#needs.onError(error ?? new Error('the thread that reads Clash files has ended'));
    this.#losses++;
    const documents = this.open;
    this.#told.clear();
    for (const { uri } of documents) this.#closed.fire(uri);
  }
}
