import type { AttemptEntry, RequestEntry } from './request-entry.ts';

/** Ended requests that are kept. */
const keptEnded = 500;
/** Between two batches, in ms: at most four a second. */
const batchEveryMs = 250;

/** Somebody who is told of changes. */
export type OnRequests = (requests: readonly RequestEntry[]) => void;

interface Follower {
  onRequests: OnRequests;
  waiting: Set<RequestEntry>;
}

/** The endpoint's requests in memory: those that run, and the last ones that have ended. */
export class RequestRing {
  readonly #now: () => number;
  readonly #live = new Set<RequestEntry>();
  readonly #ended: RequestEntry[] = [];
  readonly #followers = new Set<Follower>();
  #lastId = 0;
  #timer: NodeJS.Timeout | undefined;
  #onEnded: ((entry: RequestEntry) => void) | undefined;

  /** @param now milliseconds since the epoch. */
  constructor(now: () => number, onEnded?: (entry: RequestEntry) => void) {
    this.#now = now;
    this.#onEnded = onEnded;
  }

  open(caller: string, path: string): RequestEntry {
    const entry: RequestEntry = {
      id: ++this.#lastId,
      startedAtMs: this.#now(),
      caller,
      path,
      asked: '',
      stream: false,
      attempts: [],
      contentEvents: 0,
      longestSilenceMs: 0,
      bytesUp: 0,
      bytesDown: 0,
    };
    this.#live.add(entry);
    return entry;
  }

  /** Once for each entry; `end` is set before. */
  ended(entry: RequestEntry): void {
    if (!this.#live.delete(entry)) return;
    this.#ended.push(entry);
    if (this.#ended.length > keptEnded) this.#ended.shift();
    for (const follower of this.#followers) follower.waiting.add(entry);
    this.#onEnded?.(entry);
  }

  /** Copies of what is kept, in order of their numbers. */
  entries(): RequestEntry[] {
    return [...this.#ended, ...this.#live].sort((a, b) => a.id - b.id).map(copyRequest);
  }

  /** Hands out what is kept before it returns; then, a few times a second, what runs and what has ended. */
  follow(onRequests: OnRequests): { dispose(): void } {
    const follower: Follower = { onRequests, waiting: new Set() };
    const kept = this.entries();
    if (kept.length > 0) onRequests(kept);
    this.#followers.add(follower);
    this.#timer ??= setInterval(() => this.#tick(), batchEveryMs).unref();
    return {
      dispose: () => {
        this.#followers.delete(follower);
        if (this.#followers.size > 0) return;
        clearInterval(this.#timer);
        this.#timer = undefined;
      },
    };
  }

  #tick(): void {
    for (const follower of this.#followers) {
      const changed = new Set([...follower.waiting, ...this.#live]);
      follower.waiting.clear();
      if (changed.size > 0) follower.onRequests([...changed].sort((a, b) => a.id - b.id).map(copyRequest));
    }
  }
}

/** A copy that the data path writes no more into. */
export function copyRequest(entry: RequestEntry): RequestEntry {
  const { attempts, leftOut, usage, cost } = entry;
  return {
    ...entry,
    attempts: attempts.map((one): AttemptEntry => ({ ...one })),
    ...(leftOut && { leftOut: leftOut.map((one) => ({ ...one })) }),
    ...(usage && { usage: { ...usage } }),
    ...(cost && { cost: { ...cost } }),
  };
}
