import type * as vscode from 'vscode';
import type { Attached } from '../../shim/control/attach.ts';
import { errorLine } from '../error-line.ts';
import type { LeavingPrograms } from './leaving-programs.ts';
import type { OpenTerminals } from './open-terminals.ts';
import type { ProgramEnvironment } from './program-environment.ts';
import type { OffWhy, ShimStanding } from './shim-standing.ts';
import type { WindowShim, WindowShimNeeds, WindowShimState } from './window-shim.ts';
import type { ChildValues } from './child-values.ts';

/** What the service needs of the editor. */
export interface ShimServiceNeeds {
  /** Why the shim is not to be used now; undefined: it is. */
  offBecause(): OffWhy | undefined;
  /** Loads the room, and makes this window's hold on the shim. */
  makeShim(tell: Pick<WindowShimNeeds, 'onChange' | 'log'>): Promise<WindowShim>;
  environment: ProgramEnvironment;
  terminals: OpenTerminals;
  leaving: LeavingPrograms;
  log: Pick<vscode.LogOutputChannel, 'info' | 'warn' | 'error'>;
  onFailed(standing: ShimStanding & { state: 'failed' }): void;
  /** What was told to the shim can't be used; what was told before still holds. */
  onUnreadable(sentence: string): void;
  /** Switched off, and programs that were started with the shim still run. */
  onLeaving(users: number): void;
}

/**
 * The shim in this window: up while it is wanted, and what programs are started with says so only while it is there.
 * Withdrawing comes before everything else.
 */
export class ShimService {
  readonly #needs: ShimServiceNeeds;
  readonly #listeners = new Set<() => void>();
  #shim: WindowShim | undefined;
  #making: Promise<WindowShim> | undefined;
  #wanted = false;
  #standing: ShimStanding = { state: 'off', why: 'setting' };
  #values: ChildValues | undefined;
  #disposed = false;

  constructor(needs: ShimServiceNeeds) {
    this.#needs = needs;
  }

  get standing(): ShimStanding {
    return this.#standing;
  }

  /** The shim, while it is there; also for those that still use it after it was switched off. */
  get attached(): Attached | undefined {
    return this.#shim?.state.state === 'on' ? this.#shim.state.attached : undefined;
  }

  /** The address for a terminal, with its token. */
  get address(): string | undefined {
    return this.#values?.address;
  }

  onDidChange(listener: () => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  /** After activation: begins, or goes on with what was left before the window was reloaded. */
  open(): void {
    this.follow();
    if (!this.#wanted) void this.#resumeLeaving().catch((error: unknown) => this.#needs.log.error(`shim: ${errorLine(error)}`));
  }

  /** Does what the settings say now. */
  follow(): void {
    if (this.#disposed) return;
    const why = this.#needs.offBecause();
    if (why === undefined) {
      if (this.#wanted) void this.#work(async (shim) => shim.factsChanged());
      else void this.start();
    } else if (this.#wanted) {
      void this.#end(why);
    } else if (this.#standing.state === 'off' && this.#standing.why !== why) {
      this.#become({ state: 'off', why });
    }
  }

  /** The user is back at this window: what tells nobody of its changes is looked at again, where the shim is up. */
  lookAgain(): void {
    if (this.#disposed || !this.#wanted || this.#standing.state !== 'on') return;
    void this.#work(async (shim) => shim.lookAgain());
  }

  /** Has it up, also after it failed or somebody ended it. */
  async start(): Promise<void> {
    if (this.#needs.offBecause() !== undefined) return this.follow();
    this.#wanted = true;
    this.#needs.leaving.stop();
    if (this.#shim?.state.state === 'on') this.#told(this.#shim.state);
    else this.#become({ state: 'starting' });
    await this.#work(async (shim) => shim.start());
  }

  /** Another process in its place. @param newPort on another port: what has the old address has to be started again. */
  async restart(newPort = false): Promise<void> {
    if (this.#needs.offBecause() !== undefined) return this.follow();
    this.#wanted = true;
    await this.#work(async (shim) => shim.restart(newPort));
  }

  /** Gives it up, though programs still use it. */
  endNow(): void {
    if (this.#standing.state === 'leaving') this.#left();
  }

  dispose(): void {
    this.#disposed = true;
    this.#listeners.clear();
    this.#needs.environment.dispose();
    this.#needs.leaving.dispose();
    this.#shim?.stop();
  }

  async #work(work: (shim: WindowShim) => Promise<unknown>): Promise<void> {
    try {
      const shim = await this.#made();
      if (this.#disposed || !this.#wanted) return;
      await work(shim);
    } catch (error) {
      this.#needs.log.error(`shim: ${errorLine(error)}`);
      const sentence = sentenceOf(error);
      if (this.#shim?.state.state === 'on') this.#needs.onUnreadable(sentence);
      else this.#failed(error);
    }
  }

  async #made(): Promise<WindowShim> {
    this.#making ??= this.#needs.makeShim({
      onChange: (state) => this.#told(state),
      log: (line) => this.#needs.log.info(`shim: ${line}`),
    });
    try {
      return (this.#shim = await this.#making);
    } catch (error) {
      this.#making = undefined;
      throw error;
    }
  }

  #told(state: WindowShimState): void {
    if (this.#disposed) return;
    if (state.state !== 'on') this.#withdraw();
    if (!this.#wanted) {
      // Programs that still use it are served by the next one; when that can't be had, there is nothing to stay for.
      if ((state.state === 'off' || state.state === 'failed') && this.#standing.state === 'leaving') this.#left();
      return;
    }
    switch (state.state) {
      case 'on':
        void this.#apply(state.values);
        return;
      case 'off':
        return this.#become({ state: 'off', why: 'stopped' });
      case 'starting':
        // A restart after a crash is no news beside that it was lost.
        if (this.#standing.state !== 'lost') this.#become({ state: 'starting' });
        return;
      case 'lost':
        this.#needs.log.warn(`shim: lost (${state.why})`);
        return this.#become({ state: 'lost' });
      case 'failed':
        return this.#failed(state.error);
    }
  }

  async #apply(values: ChildValues): Promise<void> {
    this.#values = values;
    await this.#needs.terminals.begin();
    if (this.#values !== values || !this.#wanted || this.#disposed) return;
    this.#needs.environment.apply(values);
    this.#become({ state: 'on', port: values.port });
  }

  #withdraw(): void {
    this.#values = undefined;
    this.#needs.environment.withdraw();
  }

  #failed(error: unknown): void {
    const portTaken = (error as { code?: unknown }).code === 'PORT_TAKEN';
    const standing = { state: 'failed' as const, sentence: sentenceOf(error), portTaken };
    this.#needs.log.error(`shim: ${errorLine(error)}`);
    this.#withdraw();
    this.#become(standing);
    this.#needs.onFailed(standing);
  }

  async #end(why: OffWhy): Promise<void> {
    this.#wanted = false;
    const { terminals, leaving, environment } = this.#needs;
    const wasUp = this.#shim !== undefined && this.#shim.state.state !== 'off' && this.#shim.state.state !== 'failed';
    this.#withdraw();
    this.#become({ state: 'off', why });
    const users = wasUp ? await terminals.using() : new Map<number, vscode.Terminal>();
    if (this.#wanted || this.#disposed) return;
    await terminals.end();
    if (this.#wanted || this.#disposed) return;
    if (users.size + environment.debugged === 0) return this.#left();
    leaving.watch(new Set(users.keys()), (count) => this.#leavingTold(count));
    this.#needs.onLeaving(users.size + environment.debugged);
  }

  async #resumeLeaving(): Promise<void> {
    const { leaving } = this.#needs;
    if (!leaving.resume((count) => this.#leavingTold(count))) return;
    const shim = await this.#made();
    if (this.#standing.state === 'leaving' && !this.#wanted) await shim.start();
  }

  #leavingTold(users: number): void {
    if (this.#wanted) return;
    if (users === 0) this.#left();
    else this.#become({ state: 'leaving', users });
  }

  #left(): void {
    this.#needs.leaving.stop();
    this.#shim?.stop();
    this.#become({ state: 'off', why: this.#needs.offBecause() ?? 'setting' });
  }

  #become(standing: ShimStanding): void {
    if (JSON.stringify(standing) === JSON.stringify(this.#standing)) return;
    this.#standing = standing;
    for (const listener of this.#listeners) listener();
  }
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
