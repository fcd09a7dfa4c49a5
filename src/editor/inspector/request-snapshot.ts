import { t } from '@vscode/l10n';
import { durationWords } from '../../path/duration-words.ts';
import { plainText } from '../../path/network-failure.ts';
import { attemptBars, spanWords, type AttemptBar } from '../../shim/endpoint/journal/attempt-bars.ts';
import type { RequestEntry } from '../../shim/endpoint/journal/request-entry.ts';
import { requestFailure } from '../../shim/endpoint/journal/request-failure.ts';
import { requestRow, requestTitles } from '../../shim/endpoint/journal/request-rows.ts';
import { attemptEndWords, attemptWhyWords, hasFailed, leftOutWords } from '../../shim/endpoint/journal/request-words.ts';
import { byteWords } from '../../shim/journal/byte-words.ts';
import { legWord } from '../words.ts';
import type { AttemptStep, RequestLabels, ShownAttempts, ShownRequestDetail } from './protocol.ts';

const steps: readonly AttemptStep[] = ['wait', 'connect', 'head', 'thought', 'content'];

/** One request, closely: what it was, why it failed, and where its time went. Pure. */
export function requestDetail(entry: RequestEntry, nowMs: number): ShownRequestDetail {
  const row = requestRow(entry, nowMs);
  const failure = hasFailed(entry) ? requestFailure(entry) : undefined;
  const { usage, longestSilenceMs, bytesUp, bytesDown, generationId, provider, failure: told } = entry;
  const facts: [string, string][] = [
    [t('Request'), t('{0} (the header x-gatehouse-request of its answer)', entry.id)],
    [t('Client'), row.callerName],
    [t('Asked for'), row.asked],
    [t('Protocol'), t('{0}, {1}', entry.protocol ?? entry.path, entry.stream ? t('streamed') : t('not streamed'))],
    [t('Target'), row.target],
    [t('Provider'), plainText(provider ?? '', 100)],
    [t('Generation id of the gateway'), plainText(generationId ?? '', 200)],
    [t('First content after'), row.firstContent],
    [t('Longest silence'), longestSilenceMs > 0 ? durationWords(longestSilenceMs) : ''],
    [t('Tokens'), row.tokens],
    [t('Tokens from a cache'), usage?.cachedInputTokens === undefined ? '' : String(usage.cachedInputTokens)],
    [t('Tokens of reasoning'), usage?.reasoningTokens === undefined ? '' : String(usage.reasoningTokens)],
    [t('Cost'), row.cost],
    [t('Bytes'), t('{0} up, {1} down', byteWords(bytesUp), byteWords(bytesDown))],
    [t('The client was told'), told ? t('status {0}, code {1}', told.status, plainText(told.code, 60)) : ''],
    [t('End'), row.end],
  ];
  return {
    id: entry.id,
    live: row.live,
    facts: facts.flatMap(([label, value]) => (value === '' ? [] : [{ label, value }])),
    ...(failure && { failure: { leg: legWord(failure.leg), title: failure.title, cause: failure.cause, nextStep: failure.nextStep } }),
    leftOut: (entry.leftOut ?? []).map(leftOutWords),
    attempts: shownAttempts(entry, nowMs),
    hasGateway: entry.attempts.length > 0,
  };
}

function shownAttempts(entry: RequestEntry, nowMs: number): ShownAttempts {
  const { totalMs, bars, committedMs } = attemptBars(entry, nowMs);
  const whole = Math.max(totalMs, 1);
  return {
    title: t('Where the time went, attempt by attempt'),
    total: durationWords(totalMs),
    ...(committedMs !== undefined && { committed: { at: committedMs / whole, label: t('The first content was sent on after {0}; from then on nothing is tried again.', durationWords(committedMs)) } }),
    steps: steps.map((kind) => ({ kind, title: spanWords(kind) })),
    rows: bars.map((bar) => shownAttempt(bar, whole)),
  };
}

function shownAttempt({ attempt, spans, startMs, endMs }: AttemptBar, whole: number): ShownAttempts['rows'][number] {
  return {
    target: plainText(attempt.target, 200),
    why: attemptWhyWords(attempt),
    state: stateOf(attempt.end),
    spans: spans.map(({ kind, startMs: fromMs, durationMs }) => ({ kind, start: fromMs / whole, share: durationMs / whole })),
    steps: steps.map((kind) => {
      const span = spans.find((one) => one.kind === kind);
      return span ? durationWords(span.durationMs) : kind === 'connect' && attempt.reused ? t('connection kept') : '';
    }),
    took: durationWords(endMs - startMs),
    end: attempt.status === undefined ? attemptEndWords(attempt) : t('{0}, status {1}', attemptEndWords(attempt), attempt.status),
  };
}

function stateOf(end: RequestEntry['attempts'][number]['end']): ShownAttempts['rows'][number]['state'] {
  switch (end) {
    case undefined:
      return 'running';
    case 'answered':
      return 'answered';
    case 'failed':
    case 'broken':
      return 'failed';
    case 'lost-race':
    case 'cancelled':
      return 'lost';
  }
}

/** The fixed texts of the section. */
export function requestLabels(): RequestLabels {
  return {
    requests: t('Requests to the endpoint'),
    columns: requestTitles(),
    off: t('The endpoint answers while the shim is on.'),
    none: t('No request has come to the endpoint yet. "Copy Endpoint Settings" in the command palette gives what a client needs.'),
    noneLeft: t('No request passes the filter.'),
    filter: t('Filter'),
    allCallers: t('All clients'),
    caller: t('Client'),
    onlyFailed: t('Only failed'),
    pause: t('Pause'),
    resume: t('Go on'),
    paused: t('Paused: the list stands still, and requests go on.'),
    clear: t('Clear'),
    detail: t('Details'),
    copyJson: t('Copy as JSON'),
    diagnoseGateway: t('Diagnose This Gateway'),
    attempt: t('Attempt'),
    took: t('Took'),
    end: t('End'),
  };
}
