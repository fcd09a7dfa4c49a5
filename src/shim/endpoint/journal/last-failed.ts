import type { RequestEntry } from './request-entry.ts';

/** A failure is news for so long, in ms. */
const newsMs = 60 * 60_000;

/**
 * Whether a request ended in a way that its caller could do nothing about: an error of the endpoint's, a truncated
 * answer, or a gateway's own 5xx. A gateway's 4xx says something to the caller, and a caller that leaves has its reasons.
 * Pure.
 */
export function isAgentFailure({ end, failure, attempts }: Pick<RequestEntry, 'end' | 'failure' | 'attempts'>): boolean {
  const status = failure?.status ?? attempts.at(-1)?.status ?? 0;
  return end === 'failed' || end === 'truncated' || (end === 'passed-on' && status >= 500);
}

/** The last request that failed so within the hour, or none. Pure. */
export function lastFailedRequest(entries: readonly RequestEntry[], nowMs: number): readonly RequestEntry[] {
  const news = entries.filter((entry) => isAgentFailure(entry) && nowMs - endedAtMs(entry) < newsMs);
  const last = news.toSorted((a, b) => endedAtMs(a) - endedAtMs(b)).at(-1);
  return last ? [last] : [];
}

/** When a request ended, in ms since the epoch; of one that runs, when it came. */
export function endedAtMs({ startedAtMs, endedMs = 0 }: RequestEntry): number {
  return startedAtMs + endedMs;
}
