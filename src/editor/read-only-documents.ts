import * as vscode from 'vscode';

/** The scheme of documents that exist only on screen. */
const scheme = 'gatehouse';

/**
 * Documents to read: they can be searched, copied and saved under a name, but closing one asks nothing. Shown as source,
 * not as a rendered page, for parts of them come from the network.
 */
export class ReadOnlyDocuments implements vscode.TextDocumentContentProvider {
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registration: vscode.Disposable;
  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.path) ?? '';
  }

  /**
   * Shows a text under a file name, whose ending chooses the language; the same name replaces what it showed before.
   *
   * @param beside leaves what is in front in sight.
   */
  async show(name: string, text: string, { beside = false }: { beside?: boolean } = {}): Promise<void> {
    const uri = this.hold(name, text);
    const where = beside ? { viewColumn: vscode.ViewColumn.Beside } : {};
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true, ...where });
  }

  /** Keeps a text under a file name without showing it. */
  hold(name: string, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme, path: `/${name}` });
    this.#texts.set(uri.path, text);
    this.#changed.fire(uri);
    return uri;
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
    this.#texts.clear();
  }
}
