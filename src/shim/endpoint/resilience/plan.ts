import type { Fault } from '../../../gateways/fault.ts';

/** One attempt that has ended without an answer. Times in ms on the clock that is passed in. */
export interface FailedAttempt {
  /** Index in the chain's order for this request. */
  target: number;
  startedMs: number;
  endedMs: number;
  fault: Fault;
  /** What the gateway said of trying again: the header `x-should-retry`. */
  shouldRetry?: boolean;
}

/** How often and how long a request may be tried: one budget across retries and fallbacks. */
export interface RetryPolicy {
  /** Attempts in all, the first included. */
  maxAttempts: number;
  /** Attempts at one target, the first included. */
  maxPerTarget: number;
  /** The first pause's upper end; it doubles with each further attempt at the same target. */
  baseMs: number;
  maxPauseMs: number;
  /** The longest wait that is obeyed rather than taken as a reason to go to the next target. */
  maxObeyedWaitMs: number;
  /** The longest wait where no other target is free; `maxObeyedWaitMs` without. */
  maxLoneWaitMs?: number;
  /** An attempt that could not have this long before the deadline is not begun; 2 s without. */
  minUsefulMs?: number;
}

/** What stands in the way of a target now. */
export interface TargetStanding {
  /** Null: free. Else until when, or Infinity where no time is known. */
  parkedUntilMs: number | null;
  breaker: 'closed' | 'open' | 'trial';
  /** When an open breaker lets one request through. */
  openUntilMs?: number;
  /** Equal for targets that send the same key to the same gateway: what is wrong with it is wrong for all of them. */
  key?: string;
  /** Host and port it is reached at: what is wrong with the way there is wrong for all targets behind it. */
  host?: string;
  /** An attempt at it is under way, as in a race. */
  busy?: boolean;
}

/** What to do next with a request that has no answer yet. */
export type NextStep =
  | { step: 'attempt'; target: number; waitMs: number; why: 'first' | 'retry' | 'fallback' }
  /** The fault to tell the caller is that of the last attempt. */
  | {
      step: 'end';
      why: 'not-retryable' | 'no-target-left' | 'too-many-attempts' | 'out-of-time' | 'caller-retries';
      /** When a target that is parked or whose breaker is open is free again, where that is known. */
      freeAtMs?: number;
    };
