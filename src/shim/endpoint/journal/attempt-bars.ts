import { t } from '@vscode/l10n';
import type { AttemptEntry, RequestEntry } from './request-entry.ts';

/** A stretch of an attempt, in ms since the request came. */
export interface AttemptSpan {
  kind: 'wait' | 'connect' | 'head' | 'thought' | 'content';
  startMs: number;
  durationMs: number;
}

/** One attempt on the time axis of its request. */
export interface AttemptBar {
  attempt: AttemptEntry;
  spans: readonly AttemptSpan[];
  startMs: number;
  endMs: number;
}

/** All attempts of a request on one axis, from when it came to when it ended or now. */
export interface AttemptBars {
  totalMs: number;
  bars: readonly AttemptBar[];
  /** When the first content was sent on. */
  committedMs?: number;
}

/** What a span is, in words. */
export function spanWords(kind: AttemptSpan['kind']): string {
  switch (kind) {
    case 'wait':
      return t('Waited');
    case 'connect':
      return t('Connected');
    case 'head':
      return t('Answer began');
    case 'thought':
      return t('First content');
    case 'content':
      return t('Content');
  }
}

/**
 * The attempts of a request as bars. Each is cut where its steps ended; the last span of one that failed is what was
 * under way then. Pure.
 *
 * @param nowMs milliseconds since the epoch: until when one that runs lasts.
 */
export function attemptBars(entry: RequestEntry, nowMs: number): AttemptBars {
  const lastsMs = Math.max(0, entry.endedMs ?? nowMs - entry.startedAtMs);
  const bars = entry.attempts.map((attempt) => barOf(attempt, lastsMs));
  const { committedMs } = entry;
  return { totalMs: Math.max(lastsMs, 0, ...bars.map(({ endMs }) => endMs)), bars, ...(committedMs !== undefined && { committedMs }) };
}

function barOf(attempt: AttemptEntry, lastsMs: number): AttemptBar {
  const { startedMs, waitedMs, connectedMs, headersMs, firstContentMs } = attempt;
  const startMs = Math.max(0, startedMs - waitedMs);
  const endMs = Math.max(startedMs, attempt.endedMs ?? lastsMs);
  const marks: readonly [kind: AttemptSpan['kind'], endMs: number | undefined][] = [
    ['wait', startedMs],
    ['connect', connectedMs],
    ['head', headersMs],
    ['thought', firstContentMs],
    ['content', undefined],
  ];
  const spans: AttemptSpan[] = [];
  let atMs = startMs;
  for (const [kind, markMs] of marks) {
    // A mark that is missing means that the attempt got no further.
    const untilMs = Math.min(Math.max(atMs, markMs ?? endMs), endMs);
    if (untilMs > atMs) spans.push({ kind, startMs: atMs, durationMs: untilMs - atMs });
    atMs = untilMs;
    if (markMs === undefined) break;
  }
  return { attempt, spans, startMs, endMs };
}
