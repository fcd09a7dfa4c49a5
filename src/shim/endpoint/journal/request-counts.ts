import type { Histogram } from '../../journal/counts.ts';
import type { RequestEntry } from './request-entry.ts';

/** Upper bounds that the semantic conventions ask for, in seconds (gen-ai-metrics.md, `gen_ai.client.operation.duration`). */
export const operationBounds = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92] as const;
/** In tokens (gen-ai-metrics.md, `gen_ai.client.token.usage`). */
export const tokenBounds = [1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864] as const;

/** Different series of one metric: models are the caller's own words, and must not fill a monitoring system. */
const maxSeries = 200;
/** The model of those beyond the bound. */
const otherModel = 'other';

/** What requests are told apart by; names as in the conventions. */
export interface RequestLabels {
  /** `gen_ai.operation.name` */
  operation: 'chat' | 'embeddings' | 'other';
  /** `gen_ai.provider.name`: the gateway that answered, or was asked last. */
  provider: string;
  /** `gen_ai.request.model`: the alias or model that was asked for. */
  model: string;
  /** `error.type`; empty where there was none. */
  error: string;
}

/** All requests of one kind that have ended. */
export interface RequestSeries {
  labels: RequestLabels;
  count: number;
  durations: Histogram;
  /** Of streams that came so far. */
  firstChunks: Histogram;
  inputTokens: Histogram;
  outputTokens: Histogram;
  costUsd: number;
  /** Attempts beyond the first. */
  furtherAttempts: number;
}

type Growing<T> = { -readonly [Key in keyof T]: T[Key] };

/** Counts requests that have ended. No clock. */
export class RequestCounter {
  readonly #series = new Map<string, Growing<RequestSeries>>();

  add(entry: RequestEntry): void {
    const { usage, endedMs, committedMs } = entry;
    const series = this.#seriesOf(labelsOf(entry));
    series.count++;
    series.furtherAttempts += Math.max(0, entry.attempts.length - 1);
    if (endedMs !== undefined) observe(series.durations, endedMs / 1_000);
    if (entry.stream && committedMs !== undefined) observe(series.firstChunks, committedMs / 1_000);
    if (usage?.inputTokens !== undefined) observe(series.inputTokens, usage.inputTokens);
    if (usage?.outputTokens !== undefined) observe(series.outputTokens, usage.outputTokens);
    series.costUsd += usage?.costUsd ?? 0;
  }

  /** Copies. */
  read(): RequestSeries[] {
    return [...this.#series.values()].map((one) => structuredClone(one));
  }

  #seriesOf(labels: RequestLabels): Growing<RequestSeries> {
    const key = JSON.stringify(labels);
    const known = this.#series.get(key);
    if (known) return known;
    if (this.#series.size >= maxSeries && labels.model !== otherModel) return this.#seriesOf({ ...labels, model: otherModel });
    const made: Growing<RequestSeries> = {
      labels,
      count: 0,
      durations: empty(operationBounds),
      firstChunks: empty(operationBounds),
      inputTokens: empty(tokenBounds),
      outputTokens: empty(tokenBounds),
      costUsd: 0,
      furtherAttempts: 0,
    };
    this.#series.set(key, made);
    return made;
  }
}

/** What a request is counted as. Pure. */
export function labelsOf({ protocol, path, asked, attempts, end, failure }: RequestEntry): RequestLabels {
  const target = (attempts.findLast((one) => one.end === 'answered' || one.end === 'broken') ?? attempts.at(-1))?.target ?? '';
  return {
    operation: protocol !== undefined ? 'chat' : path.startsWith('/embeddings') ? 'embeddings' : 'other',
    provider: target.slice(0, Math.max(0, target.indexOf('/'))),
    model: asked.slice(0, 100),
    error: failure?.code ?? (end === 'cancelled' ? 'cancelled' : ''),
  };
}

function empty(bounds: readonly number[]): Histogram {
  return { bounds, counts: bounds.map(() => 0).concat(0), sum: 0 };
}

function observe(histogram: Histogram, value: number): void {
  const { bounds } = histogram;
  const counts = histogram.counts as number[];
  let bucket = 0;
  while (bucket < bounds.length && value > (bounds[bucket] ?? Infinity)) bucket++;
  counts[bucket] = (counts[bucket] ?? 0) + 1;
  (histogram as Growing<Histogram>).sum += value;
}
