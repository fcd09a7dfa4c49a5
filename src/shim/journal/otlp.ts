import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { t } from '@vscode/l10n';
import { deepestCode } from '../../path/network-failure.ts';
import { copyEntry } from './entry-copy.ts';
import type { JournalCounts } from './counts.ts';
import type { JournalEntry } from './entry.ts';
import { metricsBody, spanOf, tracesBody, type OtlpSource, type SpanIds } from './otlp-json.ts';
import { postJson, type Post } from './otlp-post.ts';
import type { OtlpSettings, OtlpTarget } from './otlp-settings.ts';

/** Defaults of OpenTelemetry's own batch processor and metric reader (specification, "Environment variables"). */
const traceEveryMs = 5_000;
const metricEveryMs = 60_000;
const maxQueue = 2_048;
const maxBatch = 512;

/** A batch that may be tried again is, after 1 s, 2 s, 4 s ... or when the collector says; then it is given up. */
const maxTries = 5;
const maxPauseMs = 30_000;

/** Answers after which the same may be sent again (OTLP specification, "Retryable Response Codes"). */
const retryable = new Set([429, 502, 503, 504]);

/** What exporting needs from around it. */
export interface OtlpExporterOptions {
  settings: OtlpSettings;
  /** Of the program. */
  release: string;
  /** Milliseconds since the epoch. */
  now(): number;
  counts(): JournalCounts;
  /** Metrics of others, in OpenTelemetry's own form. */
  further?(nowMs: number): readonly object[];
  /** Told a sentence when nothing arrives, once; and null when it arrives again. */
  onProblem?: (problem: string | null) => void;
  post?: Post;
  /** Two random ids of a new span. */
  ids?(): SpanIds;
}

/**
 * Sends ended connections as spans, and what was counted as metrics, to a collector that the user has named. It is made
 * only when the user has switched it on. One request of each kind is under way at a time; what does not fit into the
 * queue meanwhile is dropped and counted, and nobody waits.
 */
export class OtlpExporter {
  readonly #options: OtlpExporterOptions;
  readonly #source: OtlpSource;
  readonly #post: Post;
  readonly #stopping = new AbortController();
  /** Each makes its span when it is sent. */
  #queue: ((ids: SpanIds) => object)[] = [];
  #dropped = 0;
  #timer: NodeJS.Timeout | undefined;
  #metricTimer: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;
  #measuring: Promise<void> | undefined;
  #problem: string | null = null;
  #stopped = false;

  constructor(options: OtlpExporterOptions) {
    this.#options = options;
    this.#source = { resource: options.settings.resource, release: options.release };
    this.#post = options.post ?? postJson;
    const { metrics } = options.settings;
    if (metrics) {
      this.#metricTimer = setInterval(() => this.#measure(metrics), metricEveryMs);
      this.#metricTimer.unref();
    }
  }

  /** Connections that were not exported and won't be. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Why nothing arrives now; null when it does. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Takes note of an ended entry. Never throws, and never waits. */
  append(entry: JournalEntry): void {
    this.appendSpan((ids) => spanOf(copyEntry(entry), ids));
  }

  /** The same for a span of another kind; it is made when it is sent. */
  appendSpan(span: (ids: SpanIds) => object): void {
    if (!this.#options.settings.traces || this.#stopped) return;
    if (this.#queue.length >= maxQueue) {
      this.#dropped++;
      return;
    }
    this.#queue.push(span);
    if (this.#queue.length >= maxBatch) this.#send();
    else this.#later(traceEveryMs);
  }

  /** Sends what waits, once; then nothing more. Resolves after `limitMs` at the latest. */
  async stop(limitMs = 2_000): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    clearInterval(this.#metricTimer);
    const limit = setTimeout(() => this.#stopping.abort(), limitMs);
    const { traces, metrics } = this.#options.settings;
    await Promise.all([this.#sending, this.#measuring]);
    while (traces && this.#queue.length > 0 && !this.#stopping.signal.aborted) await this.#sendBatch(traces);
    this.#dropped += this.#queue.length;
    this.#queue = [];
    if (metrics) await this.#sendMetrics(metrics);
    clearTimeout(limit);
  }

  #later(ms: number): void {
    if (this.#timer !== undefined || this.#sending !== undefined || this.#stopped) return;
    this.#timer = setTimeout(() => this.#send(), ms);
    this.#timer.unref();
  }

  #send(): void {
    const { traces } = this.#options.settings;
    if (!traces || this.#sending !== undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sending = this.#sendBatch(traces).finally(() => {
      this.#sending = undefined;
      if (this.#queue.length > 0) this.#later(this.#queue.length >= maxBatch ? 0 : traceEveryMs);
    });
  }

  async #sendBatch(target: OtlpTarget): Promise<void> {
    const batch = this.#queue.splice(0, maxBatch);
    const ids = this.#options.ids ?? randomIds;
    const body = tracesBody(this.#source, batch.map((span) => span(ids())));
    const sent = await this.#deliver(target, body, maxTries);
    if (!sent.ok) this.#dropped += batch.length;
    else this.#dropped += Math.min(batch.length, sent.rejected);
  }

  #measure(target: OtlpTarget): void {
    if (this.#measuring !== undefined) return;
    this.#measuring = this.#sendMetrics(target).finally(() => (this.#measuring = undefined));
  }

  async #sendMetrics(target: OtlpTarget): Promise<void> {
    const { counts, now, further } = this.#options;
    const nowMs = now();
    // The next ones say the same and more, so these are not tried again.
    await this.#deliver(target, metricsBody(this.#source, counts(), this.#dropped, nowMs, further?.(nowMs)), 1);
  }

  async #deliver(target: OtlpTarget, body: string, tries: number): Promise<{ ok: false } | { ok: true; rejected: number }> {
    const { signal } = this.#stopping;
    for (let tried = 1; ; tried++) {
      let pauseMs = Math.min(maxPauseMs, 1_000 * 2 ** (tried - 1));
      let mayRetry = true;
      try {
        const { status, retryAfterMs, rejected } = await this.#post(target, body, signal);
        if (status >= 200 && status < 300) {
          this.#tell(rejected === 0 ? null : t('{0} took the records and rejected {1} of them.', target.url.origin, rejected));
          return { ok: true, rejected };
        }
        mayRetry = retryable.has(status);
        pauseMs = Math.min(maxPauseMs, retryAfterMs ?? pauseMs);
        this.#tell(t('{0} answered {1}, so nothing is exported for now. Records wait, {2} at most, and are then dropped.', target.url.origin, status, maxQueue));
      } catch (error) {
        if (signal.aborted) return { ok: false };
        this.#tell(t('{0} could not be reached ({1}), so nothing is exported for now. Records wait, {2} at most, and are then dropped.', target.url.origin, deepestCode(error), maxQueue));
      }
      if (!mayRetry || tried >= tries || this.#stopped) return { ok: false };
      // Rejects when exporting is stopped meanwhile.
      await pause(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return { ok: false };
    }
  }

  #tell(problem: string | null): void {
    const told = problem !== null && this.#problem !== null;
    const same = problem === this.#problem;
    this.#problem = problem;
    if (!told && !same) this.#options.onProblem?.(problem);
  }
}

function randomIds(): SpanIds {
  // All zero is no id; 2 ** -64 is not worth a loop, a set bit is.
  const bytes = randomBytes(24);
  bytes[0] = (bytes[0] ?? 0) | 1;
  bytes[16] = (bytes[16] ?? 0) | 1;
  return { traceId: bytes.toString('hex', 0, 16), spanId: bytes.toString('hex', 16) };
}
