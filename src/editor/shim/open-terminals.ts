import * as vscode from 'vscode';
import type { WorkspaceChoice } from './workspace-choice.ts';

/** A shell that has not started by then counts as one that is still to start, in ms. */
const pidLimitMs = 1_000;

/**
 * Which terminals were started with the shim. The editor does not tell a terminal's environment, and gives a terminal
 * that is relaunched a new process: so those that were open before are remembered by their processes, over reloads of
 * the window too, and all others count.
 */
export class OpenTerminals {
  readonly #choice: WorkspaceChoice;
  #without: Set<number> | undefined;

  constructor(choice: WorkspaceChoice) {
    this.#choice = choice;
  }

  /** Before the shim is first used: what is open now is without it. */
  async begin(): Promise<void> {
    if (this.#without) return;
    const kept = this.#choice.without;
    this.#without = new Set(kept ?? (await pidsOf(vscode.window.terminals)).keys());
    if (!kept) await this.#keep();
  }

  /** A terminal was opened at a time when the environment had no shim. */
  async openedWithout(terminal: vscode.Terminal): Promise<void> {
    if (!this.#without) return;
    for (const pid of (await pidsOf([terminal])).keys()) this.#without.add(pid);
    await this.#keep();
  }

  /** Those that have the shim, by process. To be asked in the turn in which it is withdrawn. */
  async using(): Promise<Map<number, vscode.Terminal>> {
    const without = this.#without;
    if (!without) return new Map();
    const all = await pidsOf(vscode.window.terminals);
    return new Map([...all].filter(([pid]) => !without.has(pid)));
  }

  /** Of those processes, what is still there: a terminal that was closed or relaunched has another one. */
  async stillOpen(pids: ReadonlySet<number>): Promise<Map<number, vscode.Terminal>> {
    const all = await pidsOf(vscode.window.terminals);
    return new Map([...all].filter(([pid]) => pids.has(pid)));
  }

  /** The shim is not used any more. */
  async end(): Promise<void> {
    this.#without = undefined;
    await this.#choice.keepWithout(undefined);
  }

  async #keep(): Promise<void> {
    await this.#choice.keepWithout(this.#without && [...this.#without]);
  }
}

/** Terminals by the processes of their shells; one that has ended, or whose shell does not start, is left out. */
async function pidsOf(terminals: readonly vscode.Terminal[]): Promise<Map<number, vscode.Terminal>> {
  const living = terminals.filter(({ exitStatus }) => exitStatus === undefined);
  const pids = await Promise.all(living.map((terminal) => pidOf(terminal)));
  return new Map(living.flatMap((terminal, index) => {
    const pid = pids[index];
    return pid === undefined ? [] : [[pid, terminal] as const];
  }));
}

async function pidOf(terminal: vscode.Terminal): Promise<number | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), pidLimitMs)));
  try {
    return await Promise.race([terminal.processId, late]);
  } finally {
    clearTimeout(timer);
  }
}
