import * as vscode from 'vscode';

/** The page that says what each kind of problem means, and where on it each stands. */
export class ProblemPage {
  readonly #uri: vscode.Uri;
  #lines: Promise<ReadonlyMap<string, number>> | undefined;

  constructor(uri: vscode.Uri) {
    this.#uri = uri;
  }

  /** Leads to the line of a kind: an editor takes `#L12` for line 12 (vscode: src/vs/platform/opener/common/opener.ts, extractSelection). */
  async targets(): Promise<(id: string) => vscode.Uri> {
    const lines = await (this.#lines ??= this.#read());
    return (id) => {
      const line = lines.get(id);
      return line === undefined ? this.#uri : this.#uri.with({ fragment: `L${line}` });
    };
  }

  /** Rows of its table begin with an id. */
  async #read(): Promise<ReadonlyMap<string, number>> {
    const found = new Map<string, number>();
    // Without the page, problems are told all the same.
    const text = await vscode.workspace.fs.readFile(this.#uri).then((bytes) => new TextDecoder().decode(bytes), () => '');
    for (const [index, line] of text.split(/\r?\n/).entries()) {
      const [, id] = /^\| `([a-z0-9-]+)` \|/.exec(line) ?? [];
      if (id !== undefined) found.set(id, index + 1);
    }
    return found;
  }
}
