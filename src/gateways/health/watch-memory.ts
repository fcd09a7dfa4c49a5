import { boundHistory, type HistoryEntry } from './history.ts';
import { median } from './latency.ts';
import type { Signal } from './signal.ts';

/** What health is decided from: signals of the last day, and no more than so many. */
const recentMs = 24 * 3_600_000;
const recentSignals = 200;

/** The usual latency: the median of the looks of the last week, the last half hour aside, worked out now and then. */
const usualOverMs = 7 * 24 * 3_600_000;
const usualEveryMs = 30 * 60_000;
const usualAnswers = 10;

/** Room for new entries before the history is bounded again. */
const historySlack = 500;

/** A signal this far ahead of the clock is of a time before it was set back. */
const futureMs = 60_000;

/** What a watch has in mind: recent signals to decide from, and the history; both bounded. */
export class WatchMemory {
  #signals: Signal[] = [];
  #history: HistoryEntry[];
  #boundAt: number;
  #usual: { atMs: number; ms: number | null } | undefined;

  constructor(history: readonly HistoryEntry[], nowMs: number) {
    this.#history = boundHistory(history, nowMs);
    this.#boundAt = this.#history.length + historySlack;
  }

  /** Recent ones, in the order they came. */
  get signals(): readonly Signal[] {
    return this.#signals;
  }

  get history(): readonly HistoryEntry[] {
    return this.#history;
  }

  take(signal: Signal, nowMs: number): void {
    this.#signals.push(signal);
    // What a clock that was set back left in the future would count again when that time comes.
    this.#signals = this.#signals.filter(({ atMs }) => nowMs - atMs <= recentMs && atMs - nowMs <= futureMs).slice(-recentSignals);
  }

  remember(entry: HistoryEntry, nowMs: number): void {
    this.#history.push(entry);
    if (this.#history.length <= this.#boundAt) return;
    this.#history = boundHistory(this.#history, nowMs);
    this.#boundAt = this.#history.length + historySlack;
  }

  /** The usual latency of a check in ms; null while too few were made. */
  usualMs(nowMs: number): number | null {
    if (this.#usual && Math.abs(nowMs - this.#usual.atMs) < usualEveryMs) return this.#usual.ms;
    const looks = this.#history.filter(
      ({ source, leg, atMs }) => source === 'active' && leg === null && nowMs - atMs <= usualOverMs && nowMs - atMs > usualEveryMs,
    );
    const latencies = looks.flatMap(({ latencyMs }) => latencyMs ?? []);
    this.#usual = { atMs: nowMs, ms: latencies.length < usualAnswers ? null : median(latencies) };
    return this.#usual.ms;
  }
}
