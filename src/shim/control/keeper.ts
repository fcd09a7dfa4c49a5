import type { Routing } from '../routing.ts';
import { attachToShim, type Attached } from './attach.ts';
import type { LostWhy } from './control-connection.ts';
import { ShimError } from './shim-problem.ts';
import { startOrAttach, type Started, type StartOptions } from './start.ts';

/**
 * How a window stands to the shim. `lost`: it was there and is not; nothing may point at its port until it is `on` again.
 * `off` with `stopped`: somebody else has ended it, and it is not started again by itself.
 */
export type KeeperState =
  | { state: 'off'; stopped?: true }
  | { state: 'starting' }
  | { state: 'on'; attached: Attached; setAside?: string }
  | { state: 'lost'; why: LostWhy }
  | { state: 'failed'; error: Error };

export interface KeeperOptions {
  /** Starts or attaches: `startOrAttach` with this window's options. */
  start(routing: Routing, signal: AbortSignal): Promise<Started>;
  /** Attaches and starts nothing: `attachToShim`. */
  attach(routing: Routing, signal: AbortSignal): Promise<Attached | undefined>;
  /** Told of every change, in the turn in which it is known. */
  onChange(state: KeeperState): void;
  /** Where the log is, for the error's words. */
  stateFolder: string;
  /** A clock that only goes forward, in ms. */
  now(): number;
  /** After so long without a crash the shim may be started again by itself once more, in ms. */
  healthyMs?: number;
  /** How long whoever has retired a shim may take to have the next one up, in ms. */
  successorMs?: number;
}

/** A keeper for one window. @param options as `startOrAttach` takes them. */
export function keeperOf(options: Omit<StartOptions, 'routing' | 'signal'>, onChange: (state: KeeperState) => void): ShimKeeper {
  const { stateFolder } = options;
  return new ShimKeeper({
    stateFolder,
    start: (routing, signal) => startOrAttach({ ...options, routing, signal }),
    attach: (routing, signal) => attachToShim(stateFolder, { ...options, routing, signal }),
    onChange,
    now: () => performance.now(),
  });
}

/** Between two looks for the next shim, in ms. */
const lookEveryMs = 250;

/** Holds a lease for one window, and has the shim back after a crash: once, so that one that crashes at once stays down. */
export class ShimKeeper {
  readonly #options: Required<KeeperOptions>;
  #state: KeeperState = { state: 'off' };
  #routing: Routing | undefined;
  #work: AbortController | undefined;
  #beginning: Promise<void> = Promise.resolve();
  #restartedAtMs: number | undefined;

  constructor(options: KeeperOptions) {
    this.#options = { healthyMs: 10 * 60_000, successorMs: 10_000, ...options };
  }

  get state(): KeeperState {
    return this.#state;
  }

  /** Has the shim up, also after it failed or was stopped. Resolves with what became of it. @throws as `route`. */
  async start(routing: Routing): Promise<KeeperState> {
    if (this.#state.state === 'on' || this.#state.state === 'starting') {
      await this.route(routing);
    } else {
      this.#routing = routing;
      this.#restartedAtMs = undefined;
      this.#begin(false);
    }
    await this.#beginning;
    return this.#state;
  }

  /** Gives the lease back; the shim ends when nobody else holds one. */
  stop(): void {
    this.#work?.abort();
    this.#work = undefined;
    if (this.#state.state === 'on') this.#state.attached.close();
    if (this.#state.state !== 'off' || this.#state.stopped) this.#become({ state: 'off' });
  }

  /**
   * Replaces the routing, now or as soon as the shim is there.
   *
   * @throws ShimError `ROUTING` when the shim that runs can't read it; the one before then still holds.
   */
  async route(routing: Routing): Promise<void> {
    const before = this.#routing;
    this.#routing = routing;
    if (this.#state.state !== 'on') return;
    try {
      await give(this.#state.attached, routing);
    } catch (error) {
      if (this.#routing === routing) this.#routing = before;
      throw error;
    }
  }

  #become(state: KeeperState): void {
    this.#state = state;
    this.#options.onChange(state);
  }

  /** @param awaiting whether somebody else is about to start one. */
  #begin(awaiting: boolean): void {
    const work = new AbortController();
    this.#work = work;
    this.#become({ state: 'starting' });
    this.#beginning = this.#bringUp(awaiting, work.signal);
  }

  /** Never rejects. */
  async #bringUp(awaiting: boolean, signal: AbortSignal): Promise<void> {
    let attached: Attached | undefined;
    let started: Pick<Started, 'attached' | 'setAside'>;
    try {
      const routing = this.#routing as Routing;
      attached = awaiting ? await this.#successor(routing, signal) : undefined;
      started = attached ? { attached } : await this.#options.start(routing, signal);
      attached = started.attached;
      if (!signal.aborted && this.#routing && this.#routing !== routing) await give(attached, this.#routing);
      if (signal.aborted) return attached.close();
    } catch (error) {
      attached?.close();
      if (!signal.aborted) this.#become({ state: 'failed', error: error instanceof Error ? error : new Error(String(error)) });
      return;
    }
    const { attached: mine, setAside } = started;
    this.#become({ state: 'on', attached: mine, ...(setAside !== undefined && { setAside }) });
    mine.onLost((why) => this.#lost(mine, why));
  }

  /** Waits for the shim of whoever has retired ours: an older window that started its own would be retired again. */
  async #successor(routing: Routing, signal: AbortSignal): Promise<Attached | undefined> {
    const { attach, now, successorMs } = this.#options;
    for (const end = now() + successorMs; now() < end && !signal.aborted; ) {
      const attached = await attach(routing, signal);
      if (attached) return attached;
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs).unref());
    }
    return undefined;
  }

  #lost(attached: Attached, why: LostWhy): void {
    if (this.#state.state !== 'on' || this.#state.attached !== attached) return;
    const { now, healthyMs, stateFolder } = this.#options;
    const lost: KeeperState = { state: 'lost', why };
    this.#become(lost);
    // Whoever was told may have stopped or started it.
    if (this.state !== lost) return;
    if (why === 'stopped') return this.#become({ state: 'off', stopped: true });
    if (why === 'retired' || why === 'unused') return this.#begin(why === 'retired');
    if (this.#restartedAtMs !== undefined && now() - this.#restartedAtMs < healthyMs) {
      return this.#become({ state: 'failed', error: new ShimError('CRASHED_AGAIN', stateFolder, String(Math.round(healthyMs / 60_000))) });
    }
    this.#restartedAtMs = now();
    this.#begin(false);
  }
}

/** A shim that is lost meanwhile is told of by `onLost`. */
async function give(attached: Attached, routing: Routing): Promise<void> {
  try {
    await attached.route(routing);
  } catch (error) {
    if (!(error instanceof ShimError) || (error.code !== 'LOST' && error.code !== 'ENDING')) throw error;
  }
}
