import { createHash } from 'node:crypto';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Gateway } from '../../gateways/gateway.ts';
import type { ChainFile } from '../../shim/endpoint/chains/chain-file.ts';
import type { Acceptance } from './acceptance.ts';
import type { ChainsRoom } from './load-chains.ts';

export interface WorkspaceChainsNeeds {
  acceptance: Acceptance;
  load(): Promise<ChainsRoom>;
  gateways(): readonly Gateway[];
  /** Other chains count now. */
  onChange(): void;
  onError(error: unknown): void;
}

/** A chains file of a workspace folder. */
export interface WorkspaceFile {
  uri: vscode.Uri;
  folder: string;
  text: string;
}

const fileName = 'gatehouse.chains.json';
/** A file that is written in several steps is read once, in ms. */
const settleMs = 500;

/**
 * The chains of this workspace: used where the workspace is trusted and the user has agreed to what is in the file. A
 * changed file changes nothing before that is agreed to as well.
 */
export class WorkspaceChains {
  readonly #needs: WorkspaceChainsNeeds;
  readonly #registrations: vscode.Disposable[];
  #watcher: vscode.Disposable | undefined;
  #timer: NodeJS.Timeout | undefined;
  #asking = false;

  constructor(needs: WorkspaceChainsNeeds) {
    this.#needs = needs;
    this.#registrations = [
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#soon()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#soon()),
    ];
    this.#watch();
  }

  /** The chains that were agreed to, while their file is there. */
  async current(): Promise<ChainFile | undefined> {
    const { accepted } = this.#needs.acceptance;
    if (!accepted || !vscode.workspace.isTrusted) return undefined;
    const text = await readText(vscode.Uri.parse(accepted.uri));
    const standing = this.#needs.acceptance.standing(vscode.workspace.isTrusted, text === undefined ? undefined : hashOf(text));
    // It may have changed while no window was open.
    if (standing.state === 'changed' && standing.ask) this.#soon();
    return standing.state === 'unused' ? undefined : standing.accepted.file;
  }

  /** The files of the workspace's folders. */
  async files(): Promise<WorkspaceFile[]> {
    const found = await Promise.all(
      (vscode.workspace.workspaceFolders ?? []).map(async ({ uri: folder, name }) => {
        const uri = vscode.Uri.joinPath(folder, fileName);
        const text = await readText(uri);
        return text === undefined ? [] : [{ uri, folder: name, text }];
      }),
    );
    return found.flat();
  }

  /**
   * Shows what a file would change and asks. Resolves with whether it was agreed to; an unusable file is told, and opened
   * where that is wanted.
   */
  async ask({ uri, text }: WorkspaceFile, former: ChainFile | undefined): Promise<boolean> {
    const { readChainFile, chainChanges } = await this.#needs.load();
    const { file, problems } = readChainFile(text, this.#needs.gateways());
    if (!file) {
      const [first] = problems.filter(({ severity }) => severity === 'error');
      const open = t('Open File');
      const words = t('The chains of this workspace cannot be used. Line {0}: {1}', first?.line ?? 1, first?.text ?? '');
      if ((await vscode.window.showErrorMessage(words, open)) === open) await vscode.window.showTextDocument(uri);
      return false;
    }
    const changes = chainChanges(former ?? { chains: [], caps: [] }, file);
    const warnings = problems.map(({ line, text: words }) => t('Line {0}: {1}', line, words));
    const use = t('Use');
    const question = former ? t('Use the changed chains of this workspace?') : t('Use the chains of this workspace?');
    const detail = [...changes, ...(changes.length === 0 ? [t('Nothing that counts is different.')] : []), ...(warnings.length > 0 ? ['', ...warnings] : []), '', t('Requests for these aliases go there with your keys. A chain of your own with the same alias goes first.')];
    if ((await vscode.window.showWarningMessage(question, { modal: true, detail: detail.join('\n') }, use)) !== use) return false;
    await this.#needs.acceptance.accept({ uri: uri.toString(), hash: hashOf(text), file });
    this.#watch();
    this.#needs.onChange();
    return true;
  }

  /** The user does not want them any more. */
  async end(): Promise<void> {
    await this.#needs.acceptance.end();
    this.#watch();
    this.#needs.onChange();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#watcher?.dispose();
    for (const one of this.#registrations) one.dispose();
  }

  #watch(): void {
    this.#watcher?.dispose();
    this.#watcher = undefined;
    const { accepted } = this.#needs.acceptance;
    if (!accepted) return;
    const folder = vscode.Uri.joinPath(vscode.Uri.parse(accepted.uri), '..');
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, fileName));
    for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete]) event(() => this.#soon());
    this.#watcher = watcher;
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look().catch((error: unknown) => this.#needs.onError(error)), settleMs);
  }

  async #look(): Promise<void> {
    const { acceptance, onChange } = this.#needs;
    const { accepted } = acceptance;
    if (!accepted || this.#asking) return;
    const uri = vscode.Uri.parse(accepted.uri);
    const text = await readText(uri);
    const standing = acceptance.standing(vscode.workspace.isTrusted, text === undefined ? undefined : hashOf(text));
    onChange();
    if (standing.state !== 'changed' || !standing.ask || text === undefined) return;
    this.#asking = true;
    try {
      const look = t('Look at It');
      const words = t('The chains file of this workspace has changed. The chains that you agreed to are used until you agree to the new ones.');
      const picked = await vscode.window.showInformationMessage(words, look, t('Not Now'));
      const agreed = picked === look && (await this.ask({ uri, folder: '', text }, accepted.file));
      if (!agreed) await acceptance.refuse(hashOf(text));
    } finally {
      this.#asking = false;
    }
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

async function readText(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}
