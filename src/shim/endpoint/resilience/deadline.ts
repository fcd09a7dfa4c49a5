/** The time one request has in all, its retries and fallbacks included: until its answer begins. Pure. */
import { valueOf, type HeaderLine } from '../../http/head-lines.ts';
import type { CallerRetries } from './next-step.ts';

/**
 * Headers by which a caller says how long it waits, in seconds. The Node SDKs stop that clock when the head of the answer
 * comes (openai-node, src/client.ts, fetchWithTimeout); the Python SDKs' is for each read (openai-python,
 * src/openai/_base_client.py, _build_headers). Either way it bounds the wait for the beginning, and with a whole answer
 * all of it. No other header for it is documented by an SDK.
 */
const waitHeaders = ['x-stainless-timeout', 'x-stainless-read-timeout'] as const;

/** What the official SDKs wait unless they are told otherwise (openai-node, src/client.ts; openai-python, _constants.py). */
const defaultWaitMs = 600_000;

/** Nobody waits for longer than a day for an answer to begin. */
const maxWaitMs = 24 * 3_600_000;

/** The time that one request has. */
export interface RequestBudget {
  /** From when the request came until its answer has begun, or its failure is told. */
  budgetMs: number;
  /** What the caller itself waits; longer than the budget, so that it hears why. */
  callerMs: number;
  /** The header it was taken from; `default` where there was none. */
  from: (typeof waitHeaders)[number] | 'default';
}

/** The budget of a request, from its headers. Where several are there the shortest holds. */
export function requestBudget(headers: readonly HeaderLine[]): RequestBudget {
  let found: Pick<RequestBudget, 'callerMs' | 'from'> = { callerMs: defaultWaitMs, from: 'default' };
  for (const name of waitHeaders) {
    const callerMs = secondsIn(valueOf(headers, name));
    if (callerMs !== undefined && (found.from === 'default' || callerMs < found.callerMs)) found = { callerMs, from: name };
  }
  return { ...found, budgetMs: found.callerMs - marginMs(found.callerMs) };
}

/** What the caller tells of its retries: `X-Stainless-Retry-Count`, which both SDKs send with each request. */
export function callerRetries(headers: readonly HeaderLine[]): CallerRetries {
  const value = valueOf(headers, 'x-stainless-retry-count')?.trim() ?? '';
  return /^\d{1,4}$/.test(value) ? { retryCount: Number(value) } : {};
}

/** A twentieth, half a second at least and ten at most: enough to tell the caller why, before it stops listening. */
function marginMs(callerMs: number): number {
  return Math.min(callerMs / 2, Math.min(10_000, Math.max(500, callerMs / 20)));
}

/** Whole or decimal seconds; 0 is Node's for less than one, and says nothing that could be kept. */
function secondsIn(value: string | undefined): number | undefined {
  if (value === undefined || !/^\d{1,9}(\.\d{1,9})?$/.test(value.trim())) return undefined;
  const ms = Number(value) * 1_000;
  return ms > 0 ? Math.min(ms, maxWaitMs) : undefined;
}
