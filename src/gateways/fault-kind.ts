/** The closed list of faults: what an answer says, what the network did, and how a stream ended. */
import type { Leg } from '../path/leg.ts';

/** Ways in which an answer of the gateway, or of something in front of it, says no. */
export type AnswerFaultKind =
  | 'bad-key'
  | 'no-credit'
  | 'permission-denied'
  | 'rate-limited'
  | 'model-not-found'
  | 'no-endpoints'
  | 'context-length'
  | 'invalid-request'
  | 'moderation'
  | 'provider-overloaded'
  | 'provider-error'
  | 'provider-timeout'
  | 'gateway-error'
  | 'gateway-unavailable'
  | 'edge-timeout'
  | 'not-an-api'
  | 'not-found'
  | 'proxy-auth'
  | 'unknown';

/** Ways in which the network, the client's own clock or the end of a stream leaves the request without its answer. */
export type PathFaultKind =
  | 'bad-address'
  | 'proxy-unreachable'
  | 'proxy-refuses'
  | 'name-not-found'
  | 'network-unreachable'
  | 'connection-refused'
  | 'connect-timeout'
  | 'tls-untrusted'
  | 'tls-expired'
  | 'tls-wrong-host'
  | 'tls-protocol'
  | 'not-http'
  | 'connection-reset'
  | 'no-response'
  | 'client-timeout'
  | 'cancelled'
  | 'stream-stalled'
  | 'stream-cut'
  | 'truncated'
  | 'length-limit';

/** Every way a request to a gateway can go wrong, as a closed list. */
export type FaultKind = AnswerFaultKind | PathFaultKind;

interface KindFacts {
  leg: Leg;
  retryable: boolean;
  /** The answer is there and of use; only part of it is missing, and on request. */
  mild?: true;
}

/** The leg a kind speaks of, and whether the same request can succeed later, unless the answer says otherwise. */
const kinds: Readonly<Record<FaultKind, KindFacts>> = {
  'bad-key': { leg: 'account', retryable: false },
  'no-credit': { leg: 'account', retryable: false },
  'permission-denied': { leg: 'account', retryable: false },
  'rate-limited': { leg: 'account', retryable: true },
  'model-not-found': { leg: 'request', retryable: false },
  'no-endpoints': { leg: 'request', retryable: false },
  'context-length': { leg: 'request', retryable: false },
  'invalid-request': { leg: 'request', retryable: false },
  moderation: { leg: 'request', retryable: false },
  'provider-overloaded': { leg: 'provider', retryable: true },
  'provider-error': { leg: 'provider', retryable: true },
  'provider-timeout': { leg: 'provider', retryable: true },
  'gateway-error': { leg: 'gateway', retryable: true },
  'gateway-unavailable': { leg: 'gateway', retryable: true },
  'edge-timeout': { leg: 'gateway', retryable: true },
  'not-an-api': { leg: 'http', retryable: false },
  'not-found': { leg: 'settings', retryable: false },
  'proxy-auth': { leg: 'proxy', retryable: false },
  unknown: { leg: 'http', retryable: false },
  'bad-address': { leg: 'settings', retryable: false },
  'proxy-unreachable': { leg: 'proxy', retryable: true },
  'proxy-refuses': { leg: 'proxy', retryable: false },
  'name-not-found': { leg: 'dns', retryable: false },
  'network-unreachable': { leg: 'tcp', retryable: true },
  'connection-refused': { leg: 'tcp', retryable: true },
  'connect-timeout': { leg: 'tcp', retryable: true },
  'tls-untrusted': { leg: 'tls', retryable: false },
  'tls-expired': { leg: 'tls', retryable: false },
  'tls-wrong-host': { leg: 'tls', retryable: false },
  'tls-protocol': { leg: 'tls', retryable: false },
  'not-http': { leg: 'http', retryable: false },
  'connection-reset': { leg: 'tcp', retryable: true },
  'no-response': { leg: 'http', retryable: true },
  'client-timeout': { leg: 'http', retryable: true },
  cancelled: { leg: 'request', retryable: false },
  'stream-stalled': { leg: 'stream', retryable: true },
  'stream-cut': { leg: 'stream', retryable: true },
  truncated: { leg: 'stream', retryable: true },
  'length-limit': { leg: 'request', retryable: false, mild: true },
};

/** Every kind, for tables and tests. */
export const faultKinds = Object.keys(kinds) as readonly FaultKind[];

/** The leg a kind of fault speaks of by default. */
export function legOfFault(kind: FaultKind): Leg {
  return kinds[kind].leg;
}

/** Whether a kind of fault can pass by itself, by default. */
export function retryableFault(kind: FaultKind): boolean {
  return kinds[kind].retryable;
}

/** Whether the request succeeded and its answer is only shorter than it could be. */
export function isMildFault(kind: FaultKind): boolean {
  return kinds[kind].mild === true;
}
