import { ruleFor } from './fault-rules.ts';
import type { FailedAttempt, NextStep, RetryPolicy, TargetStanding } from './plan.ts';

/** What the next step of a request is decided from. Times in ms on one clock. */
export interface StepInput {
  /** In the order in which they ended. */
  failed: readonly FailedAttempt[];
  /** One for each target, in this request's order. */
  standings: readonly TargetStanding[];
  /** Attempts that are under way, as in a race; none without. */
  running?: number;
  policy: RetryPolicy;
  nowMs: number;
  /** When the request has to be over: one budget for all attempts and pauses. */
  deadlineMs: number;
  caller: CallerRetries;
  /** In [0, 1). */
  random: () => number;
}

/** What the caller's own headers tell of its retries. */
export interface CallerRetries {
  /** `X-Stainless-Retry-Count`: how often the caller has sent this request before. */
  retryCount?: number | undefined;
}

/**
 * Pauses are those of the official SDKs, 0.5 s doubling to 8 s (openai-node, src/client.ts), but with full jitter; no
 * fewer attempts at one target than theirs, which are three.
 */
export const defaultPolicy: RetryPolicy = {
  maxAttempts: 6,
  maxPerTarget: 3,
  baseMs: 500,
  maxPauseMs: 8_000,
  maxObeyedWaitMs: 5_000,
  // Whoever waits at a terminal should hear of a longer one; openai-python itself obeys up to two minutes (_calculate_retry_timeout).
  maxLoneWaitMs: 60_000,
  minUsefulMs: 2_000,
};

/** Attempts at one target before the others are asked: the first and one on the spot. */
const onTheSpot = 2;

interface Candidate {
  target: number;
  /** Attempts at it that have failed. */
  tried: number;
  /** When it may be asked, at the earliest. */
  startMs: number;
}

/**
 * Decides what follows when a request begins, and each time an attempt has failed before anything was handed on. Pure.
 * No wait and no attempt is ever begun that could not end before the deadline.
 */
export function nextStep({ failed, standings, running = 0, policy, nowMs, deadlineMs, caller, random }: StepInput): NextStep {
  if (failed.some(({ fault, shouldRetry }) => ruleFor(fault, shouldRetry).then === 'end')) return { step: 'end', why: 'not-retryable' };
  if (failed.length + running >= policy.maxAttempts) return { step: 'end', why: 'too-many-attempts' };
  const barred = barredTargets(failed, standings);
  const jitter = random();
  const candidates = standings
    .map((standing, target): Candidate & { busy: boolean } => {
      const own = failed.filter((attempt) => attempt.target === target);
      const startMs = Math.max(nowMs, standingMs(standing), pauseEndMs(own, policy, jitter));
      return { target, tried: own.length, startMs, busy: standing.busy === true };
    })
    .filter(({ target, busy }) => !barred.has(target) && !busy);
  // The SDKs retry by themselves: behind one, retries here would multiply with its own.
  const perTarget = (caller.retryCount ?? 0) > 0 ? Math.min(1, policy.maxPerTarget) : policy.maxPerTarget;
  const left = candidates.filter(({ tried }) => tried < perTarget);
  if (left.length === 0) {
    const held = candidates.some(({ tried }) => tried < policy.maxPerTarget);
    return { step: 'end', why: held ? 'caller-retries' : 'no-target-left' };
  }
  // Who repeats by itself waits as well: long waits of both would add up to minutes in which nobody says a word.
  const loneWaitMs = (caller.retryCount ?? 0) > 0 ? policy.maxObeyedWaitMs : (policy.maxLoneWaitMs ?? policy.maxObeyedWaitMs);
  const chosen = choose(left, failed.at(-1), { policy, loneWaitMs, nowMs, deadlineMs });
  if ('step' in chosen) return chosen;
  const why = failed.length === 0 ? 'first' : chosen.tried > 0 ? 'retry' : 'fallback';
  return { step: 'attempt', target: chosen.target, waitMs: chosen.startMs - nowMs, why };
}

function choose(
  left: readonly Candidate[],
  last: FailedAttempt | undefined,
  { policy, loneWaitMs, nowMs, deadlineMs }: Pick<StepInput, 'policy' | 'nowMs' | 'deadlineMs'> & { loneWaitMs: number },
): Candidate | NextStep {
  const fitting = left.filter(({ startMs }) => startMs + (policy.minUsefulMs ?? 2_000) <= deadlineMs);
  if (last && ruleFor(last.fault, last.shouldRetry).then === 'again') {
    const same = fitting.find(({ target }) => target === last.target);
    if (same && same.tried < onTheSpot && same.startMs - nowMs <= policy.maxObeyedWaitMs) return same;
  }
  const fresh = fitting.find(({ tried, startMs }) => tried === 0 && startMs <= nowMs);
  if (fresh) return fresh;
  const soonest = fitting.toSorted((a, b) => a.startMs - b.startMs || a.tried - b.tried || a.target - b.target)[0];
  if (soonest && soonest.startMs - nowMs <= loneWaitMs) return soonest;
  const freeAtMs = Math.min(...left.map(({ startMs }) => startMs));
  // A wait that is too long is no lack of time: it is told, and the caller may come again then.
  const outOfTime = nowMs + (policy.minUsefulMs ?? 2_000) > deadlineMs || (!soonest && Number.isFinite(freeAtMs) && last !== undefined);
  return { step: 'end', why: outOfTime ? 'out-of-time' : 'no-target-left', ...(Number.isFinite(freeAtMs) && { freeAtMs }) };
}

/** Targets that this request does not ask again: their own faults, and those that they share. */
function barredTargets(failed: readonly FailedAttempt[], standings: readonly TargetStanding[]): Set<number> {
  const barred = new Set<number>();
  for (const { target, fault, shouldRetry } of failed) {
    const { then, shared } = ruleFor(fault, shouldRetry);
    if (then !== 'next') continue;
    barred.add(target);
    if (shared === 'target') continue;
    const same = standings[target]?.[shared];
    standings.forEach((standing, index) => {
      if (same !== undefined && standing[shared] === same) barred.add(index);
    });
  }
  return barred;
}

/** When nothing of the target's own is in the way; 0 where nothing is now, Infinity where no time is known. */
function standingMs({ parkedUntilMs, breaker, openUntilMs }: TargetStanding): number {
  return Math.max(parkedUntilMs ?? 0, breaker === 'open' ? (openUntilMs ?? Infinity) : 0);
}

/** When the pause after a target's last failure is over; 0 for one that was not asked. */
function pauseEndMs(own: readonly FailedAttempt[], policy: RetryPolicy, jitter: number): number {
  const last = own.at(-1);
  if (!last) return 0;
  const { retryAfterMs = 0 } = last.fault;
  // What was asked for is waited in full, and a little more: requests that were refused together do not come back together.
  if (retryAfterMs > 0) return last.endedMs + retryAfterMs + jitter * Math.min(policy.baseMs, retryAfterMs);
  return last.endedMs + jitter * Math.min(policy.maxPauseMs, policy.baseMs * 2 ** (own.length - 1));
}
