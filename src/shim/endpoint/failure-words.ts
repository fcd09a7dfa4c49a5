import { describeFault, type Fault } from '../../gateways/fault.ts';
import type { EndpointFailure } from './failure.ts';
import { faultRules } from './resilience/fault-rules.ts';

/** What is known beside the last fault when a request ends without an answer. */
export interface FailureMoment {
  /** The target that failed last, as `gateway/model`. */
  target?: string;
  attempts: number;
  nowMs: number;
  /** When the first target is free again, where that is known. */
  freeAtMs?: number;
}

/**
 * What the caller is told when the last attempt has failed. Pure. Sending it again is never advised: it was tried here as
 * often as makes sense, and the SDKs' own retries would multiply with that.
 */
export function endpointFailure(fault: Fault, { target, attempts, nowMs, freeAtMs }: FailureMoment): EndpointFailure {
  const { title, nextStep } = describeFault(fault);
  const freeMs = freeAtMs === undefined || freeAtMs <= nowMs ? undefined : freeAtMs - nowMs;
  const retryAfterMs = fault.retryAfterMs ?? freeMs;
  return {
    status: statusOf(fault),
    leg: fault.leg,
    code: fault.kind,
    message: `${title} ${nextStep}`,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    shouldRetry: false,
    ...(target !== undefined && { target }),
    attempts,
  };
}

/** The gateway's own status where it gave one; a proxy's or a portal's says something to this machine, not to the caller. */
function statusOf({ kind, status }: Fault): number {
  const own = status !== undefined && Number.isInteger(status) && status >= 400 && status <= 599;
  return own && kind !== 'not-an-api' && kind !== 'proxy-auth' ? status : faultRules[kind].status;
}
