/** A gateway's history as what is drawn: availability over time, latency over time, incidents laid over. Pure. */
import type { FeedIncident } from '../feeds/feed.ts';
import { countsOf, healthStates, inOrder, type HistoryEntry } from './history.ts';
import { median, percentile } from './latency.ts';
import type { HealthState } from './signal.ts';

/** A stretch of time, in ms since the epoch, cut into equal buckets. */
export interface HistorySpan {
  fromMs: number;
  toMs: number;
  buckets: number;
}

/** An entry says what the state is for this long at most: the longest time between two checks of a running monitor. */
export const holdsForMs = 40 * 60_000;

/** What part of a bucket's time was spent how. The shares and `noData` together are 1. */
export interface AvailabilityBucket {
  fromMs: number;
  toMs: number;
  shares: Readonly<Record<HealthState, number>>;
  /** Time of which nothing is known: nobody looked. It is not `unknown`, where somebody looked and could not tell. */
  noData: number;
}

export interface LatencyBucket {
  fromMs: number;
  toMs: number;
  p50Ms: number | null;
  p90Ms: number | null;
  signals: number;
  failed: number;
}

/** An incident where it lies on the span, clipped to it. */
export interface IncidentBar {
  title: string;
  url: string | null;
  fromMs: number;
  toMs: number;
  /** True while nobody has said that it is over. */
  open: boolean;
}

/** Which part of each bucket was spent in which state. */
export function availabilityStrip(entries: readonly HistoryEntry[], span: HistorySpan): AvailabilityBucket[] {
  const buckets = bucketsOf(span).map((bucket) => ({ ...bucket, spentMs: noTime() }));
  for (const stretch of stretches(entries, span)) {
    // One early: a division can end a hair above the edge.
    for (let index = Math.max(0, indexAt(span, stretch.fromMs) - 1); index < buckets.length; index++) {
      const bucket = buckets[index];
      if (!bucket || bucket.fromMs >= stretch.toMs) break;
      bucket.spentMs[stretch.state] += Math.max(0, Math.min(stretch.toMs, bucket.toMs) - Math.max(stretch.fromMs, bucket.fromMs));
    }
  }
  return buckets.map(({ fromMs, toMs, spentMs }) => {
    const shares = noTime();
    let known = 0;
    for (const state of healthStates) {
      shares[state] = spentMs[state] / (toMs - fromMs);
      known += shares[state];
    }
    return { fromMs, toMs, shares, noData: Math.max(0, 1 - known) };
  });
}

/** Median and slow end of the latencies in each bucket. */
export function latencySeries(entries: readonly HistoryEntry[], span: HistorySpan): LatencyBucket[] {
  const buckets = bucketsOf(span).map((bucket) => ({ ...bucket, middle: [] as number[], slow: [] as number[], signals: 0, failed: 0 }));
  for (const entry of entries) {
    const bucket = entry.atMs >= span.fromMs && entry.atMs < span.toMs ? buckets[indexAt(span, entry.atMs)] : undefined;
    if (!bucket) continue;
    const { signals, failed } = countsOf(entry);
    bucket.signals += signals;
    bucket.failed += failed;
    if (entry.latencyMs === null) continue;
    bucket.middle.push(entry.latencyMs);
    bucket.slow.push(entry.merged?.p90Ms ?? entry.latencyMs);
  }
  return buckets.map(({ middle, slow, ...bucket }) => ({ ...bucket, p50Ms: median(middle), p90Ms: percentile(slow, 0.9) }));
}

/**
 * The share of time in which the gateway was of use, of the time in which it could be told: in [0, 1], or null when it
 * never could. A trouble of this machine, of its network or of the account is not the gateway's.
 */
export function uptimeShare(entries: readonly HistoryEntry[], span: HistorySpan): number | null {
  const spentMs = noTime();
  for (const { state, fromMs, toMs } of stretches(entries, span)) spentMs[state] += toMs - fromMs;
  const upMs = spentMs.healthy + spentMs.degraded;
  const toldMs = upMs + spentMs.down;
  return toldMs === 0 ? null : upMs / toldMs;
}

/** The incidents of a status page that touch a span. One without a start, or with times that make no sense, is left out. */
export function incidentBars(incidents: readonly FeedIncident[], span: HistorySpan): IncidentBar[] {
  return incidents.flatMap(({ title, url, startedAt, resolvedAt }) => {
    const fromMs = Date.parse(startedAt ?? '');
    const endMs = resolvedAt === null ? span.toMs : Date.parse(resolvedAt);
    if (!(fromMs <= endMs) || endMs < span.fromMs || fromMs >= span.toMs) return [];
    return [{ title, url, fromMs: Math.max(fromMs, span.fromMs), toMs: Math.min(endMs, span.toMs), open: resolvedAt === null }];
  });
}

interface Stretch {
  state: HealthState;
  fromMs: number;
  toMs: number;
}

/** The states one after another, clipped to the span. */
function stretches(entries: readonly HistoryEntry[], span: HistorySpan): Stretch[] {
  const ordered = inOrder(entries);
  return ordered.flatMap(({ atMs, state }, index) => {
    const fromMs = Math.max(atMs, span.fromMs);
    const toMs = Math.min(ordered[index + 1]?.atMs ?? Infinity, atMs + holdsForMs, span.toMs);
    return toMs > fromMs ? [{ state, fromMs, toMs }] : [];
  });
}

function bucketsOf({ fromMs, toMs, buckets }: HistorySpan): { fromMs: number; toMs: number }[] {
  if (!(toMs > fromMs) || !(buckets >= 1)) return [];
  const count = Math.floor(buckets);
  const edge = (index: number): number => fromMs + ((toMs - fromMs) * index) / count;
  return Array.from({ length: count }, (_, index) => ({ fromMs: edge(index), toMs: edge(index + 1) }));
}

function indexAt({ fromMs, toMs, buckets }: HistorySpan, atMs: number): number {
  const count = Math.floor(buckets);
  return Math.min(count - 1, Math.max(0, Math.floor(((atMs - fromMs) / (toMs - fromMs)) * count)));
}

function noTime(): Record<HealthState, number> {
  return { healthy: 0, degraded: 0, down: 0, 'local-problem': 0, 'account-problem': 0, unknown: 0, paused: 0 };
}
