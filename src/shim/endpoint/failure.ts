import type { Leg } from '../../path/leg.ts';

/** What a caller is told when no answer came, or not all of one: in its own protocol, and with the leg that failed. */
export interface EndpointFailure {
  /** HTTP status before the commit; the code inside the error event after it. */
  status: number;
  leg: Leg;
  /** Stable: a fault's kind (`provider-overloaded`), or a refusal of the endpoint's own (`spending-cap`). */
  code: string;
  /** What happened, and what to do next: two sentences. */
  message: string;
  /** How long the other side asked to wait, in ms. */
  retryAfterMs?: number;
  /** Whether the caller should send it again itself: never what was tried here already. */
  shouldRetry: boolean;
  /** The target that failed last, as `gateway/model`; absent when none was asked. */
  target?: string;
  /** Attempts that were made. */
  attempts: number;
}
