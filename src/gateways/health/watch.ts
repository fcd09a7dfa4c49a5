import type { FeedStatus } from '../feeds/feed.ts';
import { calmIntervalMs, coveredForMs, nextCheck, type Occasion } from './check-schedule.ts';
import { health, seen, type HealthInput, type Surroundings } from './health.ts';
import { signalEntry, stateEntry, type HistoryEntry } from './history.ts';
import type { Reach } from './reach.ts';
import { classOf } from './signal-class.ts';
import type { Health, Signal } from './signal.ts';
import { WatchMemory } from './watch-memory.ts';
import type { HealthChange, WatchConditions, WatchNeeds } from './watch-needs.ts';

/** The clock is looked at this often, so that sleep, age and changed conditions are seen between two checks. */
const beatMs = 60_000;

/** A beat that comes this late, or a clock that goes back by this much: the machine slept, or its clock was set. */
const jumpMs = 60_000;

/** A change is told when it has held for this long. */
const settleMs = 3_000;

/** A check that takes longer is ended and says nothing; its own deadlines are far below. */
const checkLimitMs = 60_000;

/**
 * Watches one gateway: takes in what is seen, looks itself when that is due, remembers, and says when the state changes.
 * It starts when it is made and ends when it is disposed of.
 */
export class GatewayWatch {
  readonly #title: string;
  readonly #needs: WatchNeeds;
  readonly #listeners = new Set<(change: HealthChange) => void>();
  readonly #memory: WatchMemory;
  #feed: FeedStatus | null = null;
  #health: Health;
  #told: Health;
  #conditions: WatchConditions;
  #networkChangedAtMs: number | null = null;
  #wokeAtMs: number | null = null;
  #keyChangedAtMs: number | null = null;
  #requests = 0;
  #mute = 0;
  /** When the next check is due; null while there is none to be. */
  #dueMs: number | null = null;
  #waitedMs = 0;
  #nextBeatMs = 0;
  #beat: { dispose(): void } | undefined;
  #settle: { dispose(): void } | undefined;
  #running: AbortController | undefined;
  #disposed = false;

  /** @param history what was kept of the gateway before, oldest first. */
  constructor(gateway: { title: string }, needs: WatchNeeds, history: readonly HistoryEntry[] = []) {
    this.#title = gateway.title;
    this.#needs = needs;
    this.#memory = new WatchMemory(history, needs.now());
    this.#conditions = { ...needs.conditions() };
    this.#health = this.#decide(null);
    this.#told = this.#health;
    this.#plan('start');
    this.#arm();
  }

  /** What the gateway's state is now. */
  get health(): Health {
    return this.#health;
  }

  /** What is remembered, bounded; oldest first as long as the clock was not set back. */
  get history(): readonly HistoryEntry[] {
    return this.#memory.history;
  }

  /** How many checks were asked for. */
  get requests(): number {
    return this.#requests;
  }

  /** When the next check is due, in ms since the epoch; null while there is none to be. */
  get dueAtMs(): number | null {
    return this.#dueMs;
  }

  /** Calls back for every change of state or of the party at fault that has settled, and of what an account lacks. */
  onChange(listener: (change: HealthChange) => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  /** Takes in what somebody else saw: a request of the user's, or a check made for another reason. */
  note(signal: Signal): void {
    if (this.#disposed) return;
    this.#take(signal);
    if (this.#retryAfterMs(this.#needs.now()) > 0 && this.#dueMs !== null) {
      this.#plan(null);
      this.#arm();
    } else {
      this.#planSooner();
    }
  }

  /** Takes in what the gateway's status page says now. */
  feed(status: FeedStatus | null): void {
    if (this.#disposed) return;
    this.#feed = status;
    this.#evaluate();
  }

  /** Looks at the clock and the conditions at once: the window was looked at, a setting changed. */
  tick(): void {
    if (this.#disposed) return;
    this.#onBeat();
  }

  /** The network or a proxy setting changed: what was seen before is of another way. */
  networkChanged(): void {
    this.#restart('network-changed', (nowMs) => (this.#networkChangedAtMs = nowMs));
  }

  /** Looks at once: the user asked. What is under way already will do. */
  checkNow(): void {
    if (this.#disposed || this.#running || this.#pausedBy() === 'off') return;
    this.#dueMs = this.#needs.now();
    void this.#check();
  }

  /** The user gave another key: what the old one met is over. */
  keyChanged(): void {
    this.#restart('resumed', (nowMs) => (this.#keyChangedAtMs = nowMs));
  }

  dispose(): void {
    this.#disposed = true;
    this.#beat?.dispose();
    this.#settle?.dispose();
    this.#running?.abort();
    this.#listeners.clear();
  }

  #restart(occasion: Occasion, mark: (nowMs: number) => void): void {
    if (this.#disposed) return;
    mark(this.#needs.now());
    this.#mute = 0;
    // What is under way left over the old way, with the old key.
    this.#endCheck();
    this.#evaluate();
    this.#plan(occasion);
    this.#arm();
  }

  #onBeat(): void {
    const nowMs = this.#needs.now();
    const wasPaused = this.#pausedBy() !== null || !this.#conditions.online;
    const { focused, intervalMs } = this.#conditions;
    this.#conditions = { ...this.#needs.conditions() };
    const isPaused = this.#pausedBy() !== null || !this.#conditions.online;
    if (nowMs - this.#nextBeatMs > jumpMs || this.#nextBeatMs - beatMs - nowMs > jumpMs) {
      this.#wokeAtMs = nowMs;
      // With a clock that was set back these would lie ahead, and nothing that is seen until then would count.
      this.#networkChangedAtMs = this.#networkChangedAtMs === null ? null : Math.min(this.#networkChangedAtMs, nowMs);
      this.#keyChangedAtMs = this.#keyChangedAtMs === null ? null : Math.min(this.#keyChangedAtMs, nowMs);
      this.#mute = 0;
      this.#endCheck();
      this.#plan('woke');
    } else if (isPaused) {
      this.#endCheck();
      this.#dueMs = null;
    } else if (wasPaused) {
      this.#plan('resumed');
    } else if (this.#conditions.intervalMs !== intervalMs) {
      this.#plan(null);
    } else if (this.#conditions.focused && !focused) {
      this.#onFocus(nowMs);
    }
    this.#evaluate();
    if (this.#dueMs !== null && this.#dueMs <= nowMs && !this.#running) this.#onDue(nowMs);
    this.#arm();
  }

  /** What is older than somebody who looks would have it is looked at again at once. */
  #onFocus(nowMs: number): void {
    const newestMs = this.#memory.signals.at(-1)?.atMs ?? -Infinity;
    const isOld = nowMs - newestMs > calmIntervalMs(this.#conditions.intervalMs, true);
    if (isOld && this.#retryAfterMs(nowMs) <= 0) this.#plan('resumed');
    else this.#planSooner();
  }

  #onDue(nowMs: number): void {
    const { intervalMs, focused } = this.#conditions;
    const calm = this.#health.state === 'healthy' && !this.#health.wavering;
    const coveredMs = calm ? coveredForMs(this.#lastPassiveGoodMs(), nowMs, intervalMs, focused) : 0;
    if (coveredMs > 0) this.#plan(null);
    else void this.#check();
  }

  async #check(): Promise<void> {
    this.#dueMs = null;
    const abort = new AbortController();
    this.#running = abort;
    this.#requests++;
    let limit: { dispose(): void } | undefined;
    const overdue = new Promise<null>((resolve) => {
      limit = this.#needs.after(checkLimitMs, () => resolve(null));
      abort.signal.addEventListener('abort', () => resolve(null), { once: true });
    });
    let seen: Signal | null = null;
    try {
      seen = await Promise.race([this.#needs.check(abort.signal), overdue]);
    } catch {
      // The look itself went wrong, which says nothing about the gateway; it is made less often.
    } finally {
      limit?.dispose();
    }
    // Ended from here: a plan was made already.
    if (this.#disposed || this.#running !== abort) return;
    this.#running = undefined;
    if (seen) {
      this.#mute = 0;
      this.#take(seen);
    } else {
      abort.abort();
      this.#mute++;
    }
    this.#plan(null);
    this.#arm();
  }

  #endCheck(): void {
    this.#running?.abort();
    this.#running = undefined;
  }

  #take(signal: Signal): void {
    this.#memory.take(signal, this.#needs.now());
    const before = this.#health;
    this.#health = this.#decide(before);
    this.#remember(signalEntry(signal, this.#health.state));
    this.#afterDeciding(before);
  }

  #evaluate(): void {
    const before = this.#health;
    this.#health = this.#decide(before);
    this.#afterDeciding(before);
  }

  #afterDeciding(before: Health): void {
    if (isSame(before, this.#health)) return;
    this.#remember(stateEntry(this.#health, this.#needs.now()));
    this.#settle?.dispose();
    this.#settle = isSame(this.#told, this.#health) ? undefined : this.#needs.after(settleMs, () => this.#tell());
  }

  #tell(): void {
    this.#settle = undefined;
    const change = { from: this.#told, to: this.#health, atMs: this.#needs.now() };
    this.#told = this.#health;
    for (const listener of this.#listeners) listener(change);
  }

  #decide(previous: Health | null): Health {
    return health(this.#input(previous));
  }

  #input(previous: Health | null): HealthInput {
    const nowMs = this.#needs.now();
    return {
      title: this.#title,
      nowMs,
      signals: this.#memory.signals,
      feed: this.#feed,
      previous,
      surroundings: this.#surroundings(),
      expectedIntervalMs: this.#expectedMs(),
      usualLatencyMs: this.#memory.usualMs(nowMs),
    };
  }

  #surroundings(): Surroundings {
    return {
      online: this.#conditions.online,
      paused: this.#pausedBy(),
      othersReachable: this.#conditions.othersReachable,
      networkChangedAtMs: this.#networkChangedAtMs,
      wokeAtMs: this.#wokeAtMs,
      keyChangedAtMs: this.#keyChangedAtMs,
    };
  }

  #pausedBy(): Surroundings['paused'] {
    if (!this.#conditions.monitoring) return 'off';
    return this.#conditions.onBatterySaver ? 'battery-saver' : null;
  }

  /** The longest of the interval, the wait before the newest check, and the one under way: back-off does not make stale. */
  #expectedMs(): number {
    const { intervalMs, focused } = this.#conditions;
    return Math.max(calmIntervalMs(intervalMs, focused), this.#waitedMs);
  }

  #remember(entry: HistoryEntry): void {
    this.#memory.remember(entry, this.#needs.now());
    this.#needs.keep?.(entry);
  }

  #plan(occasion: Occasion | null): void {
    const delayMs = this.#delayMs(occasion);
    // A check under way plans the next one itself.
    this.#dueMs = delayMs === null || this.#running ? null : this.#needs.now() + delayMs;
    // A look that said nothing makes the next one later and nothing that was seen younger.
    if (delayMs === null || this.#mute > 0) return;
    // A look that comes sooner than was planned makes nothing older either.
    const isRegular = occasion === null && !this.#isConfirming();
    this.#waitedMs = isRegular ? delayMs : Math.max(delayMs, this.#waitedMs);
  }

  /** A check that is due later than what is now known would have it comes sooner. */
  #planSooner(): void {
    const delayMs = this.#delayMs(null);
    if (delayMs === null || this.#running || this.#dueMs === null) return;
    const dueMs = this.#needs.now() + delayMs;
    if (dueMs >= this.#dueMs) return;
    this.#dueMs = dueMs;
    this.#arm();
  }

  #delayMs(occasion: Occasion | null): number | null {
    if (this.#pausedBy() === 'off') return null;
    const nowMs = this.#needs.now();
    const { intervalMs, focused, online, onBatterySaver } = this.#conditions;
    const next = nextCheck({
      nowMs,
      intervalMs,
      focused,
      online,
      onBatterySaver,
      failuresInRow: this.#reach().failures + this.#mute,
      confirming: this.#isConfirming(),
      retryAfterMs: this.#retryAfterMs(nowMs),
      lastPassiveAtMs: this.#lastPassiveGoodMs(),
      occasion,
      random: this.#needs.random(),
    });
    return 'paused' in next ? null : next.delayMs;
  }

  /** One more signal decides. A newest signal that says nothing about the reach would be asked for again and again. */
  #isConfirming(): boolean {
    const newest = this.#memory.signals.at(-1);
    if (!newest || this.#mute > 0 || !this.#reach().wavering) return false;
    const kind = classOf(newest);
    return kind === 'reach' || kind === 'good';
  }

  #reach(): Reach {
    return seen(this.#input(null)).reach;
  }

  /** How long the gateway still asks to wait, in ms; 0 and below when it does not. */
  #retryAfterMs(nowMs: number): number {
    const newest = this.#memory.signals.at(-1);
    return newest && newest.retryAfterMs !== null ? newest.atMs + newest.retryAfterMs - nowMs : 0;
  }

  /** When a request of the user's was last answered, if no look was since. */
  #lastPassiveGoodMs(): number | null {
    const newest = this.#memory.signals.findLast(({ outcome }) => outcome === 'answered');
    return newest?.source === 'passive' ? newest.atMs : null;
  }

  #arm(): void {
    this.#beat?.dispose();
    if (this.#disposed) return;
    const nowMs = this.#needs.now();
    const delayMs = Math.max(0, Math.min(beatMs, (this.#dueMs ?? Infinity) - nowMs));
    this.#nextBeatMs = nowMs + delayMs;
    this.#beat = this.#needs.after(delayMs, () => this.#onBeat());
  }
}

/** A gateway that answers 502 after 500, or fails at TLS after TCP, is no other than before; an account is. */
function isSame(a: Health, b: Health): boolean {
  return a.state === b.state && a.fault === b.fault && (a.state !== 'account-problem' || a.kind === b.kind);
}
