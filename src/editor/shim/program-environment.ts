import * as fs from 'node:fs';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { shimPortOf } from '../../path/shim-address.ts';
import type { ChildValues } from './child-values.ts';
import { debugEnvironment, envFileNames, type LaunchConfiguration } from './debug-types.ts';

/** A larger file of variables is none. */
const maxEnvFileBytes = 1_048_576;

/**
 * What programs of this window are started with: terminals and tasks by the editor's collection, debug sessions by their
 * configuration. Withdrawing is done in the turn in which it is asked for.
 */
export class ProgramEnvironment {
  readonly #collection: () => vscode.EnvironmentVariableCollection;
  readonly #debugged = new Set<vscode.DebugSession>();
  readonly #written = new Map<string, string>();
  #debug: readonly vscode.Disposable[] = [];
  #values: ChildValues | undefined;

  /** @param collection of this workspace; not asked for before something is to be written. */
  constructor(collection: () => vscode.EnvironmentVariableCollection) {
    this.#collection = collection;
  }

  get applied(): boolean {
    return this.#values !== undefined;
  }

  /** Debug sessions whose programs were given the shim and still run. */
  get debugged(): number {
    return this.#debugged.size;
  }

  /** Writes what is not written yet; the same values write nothing, as each write relaunches terminals nobody has used. */
  apply(values: ChildValues): void {
    const first = this.#values === undefined;
    this.#values = values;
    const collection = this.#collection();
    if (first) {
      // Else the editor would set them at the next start of the window, before anybody knows whether the shim is there.
      collection.persistent = false;
      collection.description = describe(values.port);
      this.#debug = [vscode.debug.registerDebugConfigurationProvider('*', this.#provider()), ...this.#watchSessions()];
    }
    const wanted = new Map(values.terminal);
    for (const name of [...this.#written.keys()].filter((one) => !wanted.has(one))) {
      collection.delete(name);
      this.#written.delete(name);
    }
    for (const [name, value] of wanted) {
      if (this.#written.get(name) === value) continue;
      collection.replace(name, value);
      this.#written.set(name, value);
    }
  }

  withdraw(): void {
    if (this.#values === undefined) return;
    this.#values = undefined;
    this.#written.clear();
    this.#collection().clear();
    this.#debug[0]?.dispose();
  }

  dispose(): void {
    this.withdraw();
    for (const one of this.#debug) one.dispose();
  }

  #watchSessions(): vscode.Disposable[] {
    if (this.#debug.length > 1) return [...this.#debug.slice(1)];
    return [
      vscode.debug.onDidStartDebugSession((session) => {
        if (session.parentSession) return;
        const { env } = session.configuration as { env?: Record<string, string> };
        if (env && typeof env === 'object' && shimPortOf(env) !== undefined) this.#debugged.add(session);
      }),
      vscode.debug.onDidTerminateDebugSession((session) => this.#debugged.delete(session)),
    ];
  }

  #provider(): vscode.DebugConfigurationProvider {
    return {
      resolveDebugConfigurationWithSubstitutedVariables: async (_folder, configuration) => {
        const { envFile } = configuration as LaunchConfiguration;
        const files = [envFile].flat().filter((file): file is string => typeof file === 'string' && file !== '');
        const names = (await Promise.all(files.map(namesIn))).flat();
        // Asked after the waiting: it may have been withdrawn meanwhile.
        const env = this.#values && debugEnvironment(configuration as LaunchConfiguration, this.#values.debug, names);
        return env ? { ...configuration, env } : configuration;
      },
    };
  }
}

async function namesIn(file: string): Promise<string[]> {
  try {
    const { size } = await fs.promises.stat(file);
    return size > maxEnvFileBytes ? [] : envFileNames(await fs.promises.readFile(file, 'utf8'));
  } catch {
    // The debugger itself says what is wrong with it.
    return [];
  }
}

/** What the editor shows over a terminal that has these variables. */
function describe(port: number): vscode.MarkdownString {
  return new vscode.MarkdownString(
    t('Programs started here reach the network through the shim of Gatehouse on this machine (port {0}), with the proxy settings and root certificates of this editor. Calls to this machine itself go direct. To undo it: **Gatehouse: Switch Shim Off**.', port),
  );
}
