/** What each kind of fault means for the rest of a request, as long as nothing of an answer was handed on. */
import { isMildFault, type Fault, type FaultKind } from '../../../gateways/fault.ts';

/**
 * What follows a fault. `again`: the same target after a pause, then the others. `later`: the others first, and the
 * same target when none of them is left, for faults that have cost a whole clock. `next`: the others only. `end`:
 * nobody would answer this request.
 */
export type Sequel = 'again' | 'later' | 'next' | 'end';

/** What else fails in the same way: nothing, all targets with this key, or all targets at this host. */
export type Shared = 'target' | 'key' | 'host';

/**
 * Whose fault it is, for the breaker. `way`: the target's, if the rest of the network is seen to work; else it may be
 * this machine that is cut off.
 */
export type Blame = 'target' | 'way' | 'machine' | 'caller';

/** One row of the table. */
export interface FaultRule {
  then: Sequel;
  shared: Shared;
  blame: Blame;
  /** HTTP status for the caller where the gateway gave none. */
  status: number;
  /** Why it is so; for the documentation. */
  why: string;
}

/** Every kind of fault. An answer that says more than its kind is heard first: see `ruleFor`. */
export const faultRules: Readonly<Record<FaultKind, FaultRule>> = {
  'bad-key': { then: 'next', shared: 'key', blame: 'caller', status: 401, why: 'The key stays bad; another target has another key.' },
  'no-credit': { then: 'next', shared: 'key', blame: 'caller', status: 402, why: 'The balance stays empty for this key. Where requests under way hold the budget, the gateway says so, and it is tried again.' },
  'permission-denied': { then: 'next', shared: 'key', blame: 'caller', status: 403, why: 'A guardrail or a region forbids it to this key; another gateway may allow it.' },
  'rate-limited': { then: 'again', shared: 'key', blame: 'caller', status: 429, why: 'A short wait that was asked for is obeyed, a long one is a reason for the next target; the key is parked meanwhile.' },
  'model-not-found': { then: 'next', shared: 'target', blame: 'caller', status: 404, why: 'The gateway will not know the model a second later.' },
  'no-endpoints': { then: 'next', shared: 'target', blame: 'caller', status: 404, why: 'A filter excludes every provider of this model; another model may have one.' },
  'context-length': { then: 'next', shared: 'target', blame: 'caller', status: 400, why: 'The request stays too long for this model; another may take more.' },
  'invalid-request': { then: 'end', shared: 'target', blame: 'caller', status: 400, why: 'The request is wrong wherever it is sent. A 409 is a lock that passes, and is tried again as the SDKs do.' },
  moderation: { then: 'end', shared: 'target', blame: 'caller', status: 400, why: 'Sending flagged input elsewhere is not for a program to decide.' },
  'provider-overloaded': { then: 'again', shared: 'target', blame: 'target', status: 503, why: 'Capacity comes and goes within seconds.' },
  'provider-error': { then: 'again', shared: 'target', blame: 'target', status: 502, why: 'A gateway often has another provider at the second try.' },
  'provider-timeout': { then: 'later', shared: 'target', blame: 'target', status: 504, why: 'It has cost a long wait already, and would probably again.' },
  'gateway-error': { then: 'again', shared: 'target', blame: 'target', status: 502, why: 'An internal error is often met once.' },
  'gateway-unavailable': { then: 'again', shared: 'target', blame: 'target', status: 503, why: 'A restart of a gateway passes in a moment.' },
  'edge-timeout': { then: 'later', shared: 'target', blame: 'target', status: 504, why: 'The edge waited about two minutes; the same request takes as long again.' },
  'not-an-api': { then: 'next', shared: 'host', blame: 'machine', status: 502, why: 'A portal, a block page or a wrong address answers for the whole host until somebody acts.' },
  'not-found': { then: 'next', shared: 'target', blame: 'caller', status: 404, why: 'The base URL stays wrong.' },
  'proxy-auth': { then: 'next', shared: 'host', blame: 'machine', status: 502, why: 'The way to this host has a proxy that wants a password; another host may have another way.' },
  unknown: { then: 'next', shared: 'target', blame: 'target', status: 502, why: 'What was not understood is not repeated; another target may be understood.' },
  'bad-address': { then: 'next', shared: 'host', blame: 'caller', status: 502, why: 'The address stays wrong.' },
  'proxy-unreachable': { then: 'later', shared: 'host', blame: 'machine', status: 502, why: 'A proxy program that restarts is back soon; another host may not need it.' },
  'proxy-refuses': { then: 'next', shared: 'host', blame: 'machine', status: 502, why: 'The proxy does not let this host through; another host may be allowed.' },
  'name-not-found': { then: 'next', shared: 'host', blame: 'machine', status: 502, why: 'The name has no address. Where the DNS server only did not answer, it is asked again.' },
  'network-unreachable': { then: 'later', shared: 'host', blame: 'machine', status: 502, why: 'This machine is offline or has no route; that says nothing of the gateway.' },
  'connection-refused': { then: 'later', shared: 'host', blame: 'way', status: 502, why: 'Nothing listens there; a local server that restarts is back soon.' },
  'connect-timeout': { then: 'later', shared: 'host', blame: 'way', status: 504, why: 'Packets are lost on the way, and the clock has run out once already.' },
  'tls-untrusted': { then: 'next', shared: 'host', blame: 'machine', status: 502, why: 'Trust is decided on this machine and stays as it is; another host may not be inspected.' },
  'tls-expired': { then: 'next', shared: 'host', blame: 'way', status: 502, why: 'The certificate or the clock of this machine stays wrong.' },
  'tls-wrong-host': { then: 'next', shared: 'host', blame: 'machine', status: 502, why: 'Another server answers at this address, which is a matter of names and routes here.' },
  'tls-protocol': { then: 'next', shared: 'host', blame: 'way', status: 502, why: 'The other side, or a box before it, refuses the handshake.' },
  'not-http': { then: 'next', shared: 'host', blame: 'way', status: 502, why: 'Another service has this port.' },
  'connection-reset': { then: 'again', shared: 'target', blame: 'way', status: 502, why: 'Most often a kept connection had died; a fresh one works.' },
  'no-response': { then: 'later', shared: 'target', blame: 'target', status: 504, why: 'The whole clock for the head of the answer has run out.' },
  'client-timeout': { then: 'later', shared: 'target', blame: 'target', status: 504, why: 'The clock of a whole attempt has run out.' },
  cancelled: { then: 'end', shared: 'target', blame: 'caller', status: 499, why: 'Nobody waits for the answer.' },
  'stream-stalled': { then: 'later', shared: 'target', blame: 'target', status: 504, why: 'The stream opened and stayed empty for a whole clock.' },
  'stream-cut': { then: 'again', shared: 'target', blame: 'target', status: 502, why: 'No content had come, so nothing is repeated that was seen.' },
  truncated: { then: 'again', shared: 'target', blame: 'target', status: 502, why: 'The answer ended before its end mark, and none of it was handed on.' },
  'length-limit': { then: 'end', shared: 'target', blame: 'caller', status: 200, why: 'That is an answer: it is as long as was allowed.' },
};

/**
 * What follows one fault: the row of its kind, unless the answer itself says more. Pure.
 *
 * @param shouldRetry the header `x-should-retry`, which the official SDKs put above the status as well.
 */
export function ruleFor(fault: Fault, shouldRetry?: boolean): Pick<FaultRule, 'then' | 'shared'> {
  const { then, shared } = faultRules[fault.kind];
  if (fault.kind === 'cancelled' || isMildFault(fault.kind)) return { then, shared };
  if (shouldRetry === true) return { then: 'again', shared };
  if (shouldRetry === false) return then === 'end' ? { then, shared } : { then: 'next', shared: then === 'next' ? shared : 'target' };
  // A lock that the SDKs wait for (openai-node, src/client.ts, shouldRetry).
  if (fault.status === 409) return { then: 'again', shared };
  if (then === 'again' || then === 'later') {
    return fault.retryable ? { then, shared } : { then: 'next', shared };
  }
  // Such as a budget that requests under way hold, a DNS server that did not answer, `availability.retryable`.
  return fault.retryable ? { then: 'again', shared } : { then, shared };
}
