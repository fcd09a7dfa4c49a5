import { JournalCounter, type JournalCounts } from './counts.ts';
import { EntrySeen } from './entry-change.ts';
import { copyEntry } from './entry-copy.ts';
import type { JournalEnd, JournalEntry } from './entry.ts';
import type { JournalSink } from './journal.ts';
import { newEntry } from './new-entry.ts';

/** Ended entries that are kept without another number. */
const keptEnded = 2_000;

/** Between two batches, in ms: at most four a second. */
const batchEveryMs = 250;

/** Entries of one batch at most: it is one message. */
const maxBatch = 500;

/** Somebody who is told of changes. */
export type OnEntries = (entries: readonly JournalEntry[]) => void;

/** What a ring needs from around it. */
export interface JournalRingOptions {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Default 2 000. */
  keepEnded?: number;
  /** Hosts that get a label of their own in what is counted. */
  countedHosts?: readonly string[];
  /** Told of every entry that ended, in the same turn: it must only take note, and not throw. The entry is not a copy. */
  onEnded?(entry: JournalEntry): void;
  /** Told of every new entry with the client's port, in the same turn as well. */
  onOpened?(entry: JournalEntry, clientPort: () => number | undefined): void;
  /** Calls back every so many ms until it is disposed of; it must not keep the process alive. */
  every?(ms: number, callback: () => void): { dispose(): void };
}

/**
 * The journal in memory: every connection that lives, and the last ones that ended. The data path writes into the
 * entries it was given; nothing is done for a connection but making its entry, and adding it up when it ends. Only while
 * somebody follows, there is a timer that looks which entries have changed.
 */
export class JournalRing implements JournalSink {
  readonly #options: JournalRingOptions;
  readonly #keepEnded: number;
  readonly #counter: JournalCounter;
  readonly #startedAtMs: number;
  readonly #live = new Map<number, JournalEntry>();
  /** Written around and around; `#endedCount` counts all that ever came. */
  readonly #ended: JournalEntry[] = [];
  readonly #followers = new Set<Follower>();
  #endedCount = 0;
  #lastId = 0;
  #timer: { dispose(): void } | undefined;

  constructor(options: JournalRingOptions) {
    this.#options = options;
    this.#keepEnded = Math.max(1, options.keepEnded ?? keptEnded);
    this.#counter = new JournalCounter(options.countedHosts);
    this.#startedAtMs = options.now();
  }

  open(kind: JournalEntry['kind'], clientPort?: () => number | undefined): JournalEntry {
    const entry = newEntry(++this.#lastId, kind, this.#options.now());
    this.#live.set(entry.id, entry);
    if (clientPort !== undefined) this.#options.onOpened?.(entry, clientPort);
    return entry;
  }

  /** Where the data path has not timed the end itself, the clock of `now` does. */
  ended(entry: JournalEntry, end: JournalEnd): void {
    if (entry.end !== undefined || !this.#live.delete(entry.id)) return;
    entry.end = end;
    entry.timings.ended ??= Math.max(0, this.#options.now() - entry.startedAtMs);
    this.#ended[this.#endedCount++ % this.#keepEnded] = entry;
    this.#counter.ended(entry);
    for (const follower of this.#followers) {
      follower.seen.delete(entry.id);
      follower.waiting.add(entry);
    }
    this.#options.onEnded?.(entry);
  }

  refused(code: string): void {
    this.#counter.refused(code);
  }

  /** Copies of what is kept, in order of their numbers. */
  entries(): JournalEntry[] {
    return this.#kept().map(copyEntry);
  }

  counts(): JournalCounts {
    return this.#counter.read(this.#startedAtMs, this.#lastId, this.#live.values());
  }

  /** An ended entry was written into afterwards: whose connection it was has been found. */
  touched(entry: JournalEntry): void {
    if (entry.end === undefined) return;
    for (const follower of this.#followers) follower.waiting.add(entry);
  }

  /**
   * Hands out copies of everything kept, before it returns, in order of their numbers and 500 at a time; then, at most
   * four times a second, of what is new or has changed. Whoever is told must not throw.
   */
  follow(onEntries: OnEntries): { dispose(): void } {
    const follower: Follower = { onEntries, seen: new Map(), waiting: new Set() };
    const kept = this.#kept();
    for (const entry of this.#live.values()) looksDifferent(follower, entry);
    this.#followers.add(follower);
    for (let from = 0; from < kept.length; from += maxBatch) onEntries(kept.slice(from, from + maxBatch).map(copyEntry));
    this.#timer ??= (this.#options.every ?? everyMs)(batchEveryMs, () => this.#tick());
    return {
      dispose: () => {
        this.#followers.delete(follower);
        if (this.#followers.size > 0) return;
        this.#timer?.dispose();
        this.#timer = undefined;
      },
    };
  }
  #kept(): JournalEntry[] {
    return [...this.#ended, ...this.#live.values()].sort((a, b) => a.id - b.id);
  }

  #tick(): void {
    for (const follower of this.#followers) {
      const { waiting } = follower;
      for (const entry of this.#live.values()) if (looksDifferent(follower, entry)) waiting.add(entry);
      // Whoever takes less than there is gets what is still kept, as a new follower would.
      let over = waiting.size - this.#keepEnded - this.#live.size;
      const batch: JournalEntry[] = [];
      for (const entry of waiting) {
        if (batch.length === maxBatch) break;
        waiting.delete(entry);
        if (over-- > 0 && entry.end !== undefined) continue;
        batch.push(entry);
      }
      if (batch.length > 0) follower.onEntries(batch.sort((a, b) => a.id - b.id).map(copyEntry));
    }
  }
}

interface Follower {
  onEntries: OnEntries;
  /** What living entries looked like, by their numbers. */
  seen: Map<number, EntrySeen>;
  waiting: Set<JournalEntry>;
}

function looksDifferent({ seen }: Follower, entry: JournalEntry): boolean {
  let one = seen.get(entry.id);
  if (!one) seen.set(entry.id, (one = new EntrySeen()));
  return one.changed(entry);
}

function everyMs(ms: number, callback: () => void): { dispose(): void } {
  const timer = setInterval(callback, ms);
  timer.unref();
  return { dispose: () => clearInterval(timer) };
}
