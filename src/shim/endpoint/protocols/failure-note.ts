import type { Leg } from '../../../path/leg.ts';
import type { EndpointFailure } from '../failure.ts';

/** What the endpoint adds to an error of its own, in every protocol: where it failed, and how often it was tried. */
export interface FailureNote {
  leg: Leg;
  code: string;
  attempts: number;
  target?: string;
  retry_after_ms?: number;
}

/** The note of a failure. */
export function failureNote({ leg, code, attempts, target, retryAfterMs }: EndpointFailure): FailureNote {
  return {
    leg,
    code,
    attempts,
    ...(target === undefined ? {} : { target }),
    ...(retryAfterMs === undefined ? {} : { retry_after_ms: retryAfterMs }),
  };
}
