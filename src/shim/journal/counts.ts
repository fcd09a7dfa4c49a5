import type { JournalEnd, JournalEntry } from './entry.ts';

/** Upper bounds of the buckets in seconds: a connection lives from a look-up to a working day. */
export const durationBounds = [0.1, 0.5, 1, 5, 15, 60, 300, 1_800, 7_200, 28_800] as const;

/** Of the time until the way to the host is open: from loopback to a clock of the shim. */
export const connectBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] as const;

/** Codes come from the shim itself, and errors of the system: more different ones than this are one. */
const maxCodes = 64;

/** The code that stands for those beyond the bound. */
export const otherCode = 'OTHER';

/** A histogram as Prometheus and OpenTelemetry have it. `counts` has one more than `bounds`: what is above the last. */
export interface Histogram {
  bounds: readonly number[];
  /** Each bucket alone, not summed up. */
  counts: readonly number[];
  /** In seconds. */
  sum: number;
}

/** Ended connections that ended the same way. */
export interface EndedCount {
  route: 'direct' | 'proxy' | 'refused' | 'none';
  how: JournalEnd['how'];
  leg: NonNullable<JournalEnd['leg']> | 'none';
  /** One of the hosts that were asked for, `other` for the rest; absent where none was. */
  host?: string;
  count: number;
}

/** What was counted since the shim was started. Everything but `open` only grows. */
export interface JournalCounts {
  startedAtMs: number;
  open: number;
  /** Every connection that has an entry, those that are open included. */
  served: number;
  ended: readonly EndedCount[];
  requests: number;
  bytesUp: number;
  bytesDown: number;
  /** Of ended connections. */
  durations: Histogram;
  /** Until the way was open, through the proxy where there is one; of ended connections that came so far. */
  connects: Histogram;
  refused: Readonly<Record<string, number>>;
}

/** Counts ended connections and refusals. No clock; a call costs a few additions. */
export class JournalCounter {
  readonly #hosts: ReadonlySet<string> | undefined;
  readonly #ended = new Map<string, { -readonly [Key in keyof EndedCount]: EndedCount[Key] }>();
  readonly #refused = new Map<string, number>();
  readonly #durations = emptyHistogram(durationBounds);
  readonly #connects = emptyHistogram(connectBounds);
  #requests = 0;
  #bytesUp = 0;
  #bytesDown = 0;

  /** @param hosts those that get a label of their own: the configured gateways' hosts, or none. */
  constructor(hosts: readonly string[] = []) {
    this.#hosts = hosts.length === 0 ? undefined : new Set(hosts);
  }

  /** @param entry with its end and `timings.ended`. */
  ended(entry: JournalEntry): void {
    const { route, end, timings, host } = entry;
    if (!end) return;
    const outcome = route?.outcome ?? 'none';
    const leg = end.leg ?? 'none';
    const label = this.#hosts === undefined ? undefined : this.#hosts.has(host) ? host : 'other';
    const key = `${outcome} ${end.how} ${leg} ${label ?? ''}`;
    const known = this.#ended.get(key);
    if (known) known.count++;
    else this.#ended.set(key, { route: outcome, how: end.how, leg, ...(label !== undefined && { host: label }), count: 1 });
    this.#requests += entry.requests;
    this.#bytesUp += entry.bytesUp;
    this.#bytesDown += entry.bytesDown;
    if (timings.ended !== undefined) observe(this.#durations, timings.ended / 1_000);
    const opened = timings.tunnelled ?? timings.connected;
    if (opened !== undefined) observe(this.#connects, opened / 1_000);
  }

  refused(code: string): void {
    const known = this.#refused.has(code) || this.#refused.size < maxCodes ? code : otherCode;
    this.#refused.set(known, (this.#refused.get(known) ?? 0) + 1);
  }

  /** A copy, with what is under way on the open connections added. */
  read(startedAtMs: number, served: number, open: Iterable<JournalEntry>): JournalCounts {
    let [count, requests, bytesUp, bytesDown] = [0, this.#requests, this.#bytesUp, this.#bytesDown];
    for (const entry of open) {
      count++;
      requests += entry.requests;
      bytesUp += entry.bytesUp;
      bytesDown += entry.bytesDown;
    }
    return {
      startedAtMs,
      open: count,
      served,
      ended: [...this.#ended.values()].map((one) => ({ ...one })),
      requests,
      bytesUp,
      bytesDown,
      durations: { ...this.#durations, counts: [...this.#durations.counts] },
      connects: { ...this.#connects, counts: [...this.#connects.counts] },
      refused: Object.fromEntries(this.#refused),
    };
  }
}

interface GrowingHistogram extends Histogram {
  counts: number[];
}

function emptyHistogram(bounds: readonly number[]): GrowingHistogram {
  return { bounds, counts: bounds.map(() => 0).concat(0), sum: 0 };
}

function observe(histogram: GrowingHistogram, seconds: number): void {
  const { bounds, counts } = histogram;
  let bucket = 0;
  while (bucket < bounds.length && seconds > (bounds[bucket] ?? Infinity)) bucket++;
  counts[bucket] = (counts[bucket] ?? 0) + 1;
  histogram.sum += seconds;
}
