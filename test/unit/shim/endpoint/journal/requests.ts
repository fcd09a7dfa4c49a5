import type { AttemptEntry, RequestEntry } from '../../../../../src/shim/endpoint/journal/request-entry.ts';

export const startMs = Date.parse('2026-11-29T10:00:00Z');

/** An attempt that was answered. */
export function anAttempt(changes: Partial<AttemptEntry> = {}): AttemptEntry {
  return {
    target: 'openrouter/openai/gpt-4o-mini',
    why: 'first',
    startedMs: 0,
    waitedMs: 0,
    connectedMs: 40,
    headersMs: 300,
    firstContentMs: 700,
    endedMs: 2_100,
    status: 200,
    end: 'answered',
    ...changes,
  };
}

/** A request that was answered by its first target. */
export function aRequest(changes: Partial<RequestEntry> = {}): RequestEntry {
  return {
    id: 1,
    startedAtMs: startMs,
    caller: 'codex',
    protocol: 'chat-completions',
    path: '/v1/chat/completions',
    asked: 'gatehouse/fast',
    stream: true,
    attempts: [anAttempt()],
    committedMs: 701,
    contentEvents: 12,
    longestSilenceMs: 180,
    bytesUp: 900,
    bytesDown: 4_200,
    generationId: 'gen-1',
    usage: { inputTokens: 120, outputTokens: 40, costUsd: 0.0012 },
    cost: { usd: 0.0012, estimated: false },
    endedMs: 2_101,
    end: 'answered',
    ...changes,
  };
}

/** One whose first target failed and whose second answered. */
export function aFallback(changes: Partial<RequestEntry> = {}): RequestEntry {
  const failed = anAttempt({ target: 'lab0/a', headersMs: 90, endedMs: 95, status: 502, end: 'failed', fault: { kind: 'gateway-error', leg: 'gateway' } });
  const { firstContentMs, ...first } = failed;
  void firstContentMs;
  return aRequest({
    attempts: [first, anAttempt({ target: 'lab1/a', why: 'fallback', startedMs: 300, waitedMs: 200, connectedMs: 310, headersMs: 500, firstContentMs: 800, endedMs: 2_000 })],
    committedMs: 801,
    endedMs: 2_001,
    ...changes,
  });
}

/** One that was cut after part of its answer was sent on. */
export function aTruncated(changes: Partial<RequestEntry> = {}): RequestEntry {
  return aRequest({
    attempts: [anAttempt({ end: 'broken', endedMs: 1_200, fault: { kind: 'stream-cut', leg: 'stream', code: 'ECONNRESET' } })],
    end: 'truncated',
    endedMs: 1_201,
    failure: { status: 502, leg: 'stream', code: 'stream-cut' },
    ...changes,
  });
}

/** One that runs: it has the head of its answer. */
export function aLive(changes: Partial<RequestEntry> = {}): RequestEntry {
  const { end, endedMs, committedMs, usage, cost, ...entry } = aRequest(changes);
  const { end: attemptEnd, endedMs: attemptEndedMs, firstContentMs, ...attempt } = anAttempt();
  void [end, endedMs, committedMs, usage, cost, attemptEnd, attemptEndedMs, firstContentMs];
  return { ...entry, attempts: [attempt] };
}
