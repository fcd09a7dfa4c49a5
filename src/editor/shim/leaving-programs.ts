import * as vscode from 'vscode';
import type { OpenTerminals } from './open-terminals.ts';
import type { WorkspaceChoice } from './workspace-choice.ts';

/** A relaunched terminal tells nobody, in ms. */
const lookEveryMs = 2_000;
/** After a reload terminals come back one by one, in ms. */
const comeBackMs = 15_000;

/** Programs that were started with a shim which was then switched off: told of until the last has ended. */
export class LeavingPrograms {
  readonly #terminals: OpenTerminals;
  readonly #choice: WorkspaceChoice;
  readonly #debugged: () => number;
  #pids = new Set<number>();
  #onCount: ((users: number) => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed: vscode.Disposable | undefined;
  #notBeforeMs = 0;

  /** @param debugged how many debug sessions with the shim run. */
  constructor(terminals: OpenTerminals, choice: WorkspaceChoice, debugged: () => number) {
    this.#terminals = terminals;
    this.#choice = choice;
    this.#debugged = debugged;
  }

  /** @param onCount told the number now and whenever it may have changed; with 0 it is over. */
  watch(pids: ReadonlySet<number>, onCount: (users: number) => void): void {
    this.stop();
    this.#pids = new Set(pids);
    this.#onCount = onCount;
    void this.#choice.leave([...pids]);
    this.#timer = setInterval(() => void this.#look(), lookEveryMs);
    this.#timer.unref();
    this.#closed = vscode.window.onDidCloseTerminal(() => void this.#look());
    onCount(pids.size + this.#debugged());
  }

  /** After a reload: false where nothing was left. */
  resume(onCount: (users: number) => void): boolean {
    const pids = this.#choice.leaving;
    if (pids.length === 0) return false;
    this.#notBeforeMs = performance.now() + comeBackMs;
    this.watch(new Set(pids), onCount);
    return true;
  }

  /** The terminals among them. */
  async terminals(): Promise<vscode.Terminal[]> {
    return [...(await this.#terminals.stillOpen(this.#pids)).values()];
  }

  /** Nothing is left, or it does not matter any more. */
  stop(): void {
    this.dispose();
    if (this.#pids.size > 0 || this.#choice.leaving.length > 0) void this.#choice.leave([]);
    this.#pids = new Set();
    this.#onCount = undefined;
    this.#notBeforeMs = 0;
  }

  /** The window goes; what is left is remembered. */
  dispose(): void {
    clearInterval(this.#timer);
    this.#closed?.dispose();
  }

  async #look(): Promise<void> {
    const onCount = this.#onCount;
    const there = (await this.#terminals.stillOpen(this.#pids)).size + this.#debugged();
    if (onCount !== this.#onCount || !onCount) return;
    if (there > 0 || performance.now() >= this.#notBeforeMs) onCount(there);
  }
}
