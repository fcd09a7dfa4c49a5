/** What latencies show. Pure. */
import type { Signal } from './signal.ts';

/** Answers the recent latency is taken from, and how many it takes to call it slow. */
const recentAnswers = 5;
const answersToJudge = 3;

/** Slow is this many times the usual, and above this. */
const slowFactor = 3;
const slowMs = 3_000;

/** The middle value; of an even number, the lower of the two. Null of none. */
export function median(values: readonly number[]): number | null {
  return percentile(values, 0.5);
}

/** The smallest value that `share` of them are not above; null of none. */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}

/** Median of the newest answers in ms, of Gatehouse's own looks where there are some: they all ask for the same. */
export function recentLatencyMs(signals: readonly Signal[]): number | null {
  return median(latencies(signals, 'active')) ?? median(latencies(signals, 'passive'));
}

/**
 * The recent latency when it is far above the usual one, else null. Judged on Gatehouse's own looks alone: users'
 * requests differ in model and length, and their latencies with them.
 */
export function slowLatencyMs(signals: readonly Signal[], usualMs: number | null): number | null {
  if (usualMs === null) return null;
  const recent = latencies(signals, 'active');
  const middle = median(recent);
  if (middle === null || recent.length < answersToJudge) return null;
  return middle > slowMs && middle > slowFactor * usualMs ? middle : null;
}

function latencies(signals: readonly Signal[], source: Signal['source']): number[] {
  return signals
    .filter((signal) => signal.outcome === 'answered' && signal.source === source)
    .flatMap(({ latencyMs }) => latencyMs ?? [])
    .slice(-recentAnswers);
}
