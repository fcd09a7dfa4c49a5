import type { Leg } from '../../path/leg.ts';
import { legOfFault } from '../fault.ts';
import type { Signal } from './signal.ts';

/**
 * What a signal says something about. `good`: the API answered. `reach`: it could not be reached or did not answer as
 * an API. `provider`, `account`: it answered, and said that one of those is at fault. `request`: one request's mistake,
 * which says nothing about anybody.
 */
export type SignalClass = 'good' | 'reach' | 'provider' | 'account' | 'request';

/** Legs before the gateway: a failure there is seen on this side of it. */
export const nearLegs: readonly Leg[] = ['settings', 'proxy', 'dns', 'tcp', 'tls'];

/** The leg a failed signal speaks of; `http` where nobody said. */
export function legOf(signal: Signal): Leg {
  return signal.leg ?? (signal.kind === null ? 'http' : legOfFault(signal.kind));
}

/** Classifies a signal. Pure. */
export function classOf(signal: Signal): SignalClass {
  if (signal.outcome === 'answered') return 'good';
  // An address that does not exist is a wrong setting when Gatehouse asks, and one client's mistake when a client does.
  if (signal.source === 'passive' && signal.kind === 'not-found') return 'request';
  const leg = legOf(signal);
  if (leg === 'request' || leg === 'account' || leg === 'provider') return leg;
  return 'reach';
}

/** Whether a signal shows that a model answered somebody: the only thing that says that all of it works. */
export function hasContent(signal: Signal): boolean {
  const { outcome, source, model, status } = signal;
  return outcome === 'answered' && source === 'passive' && model !== null && (status === null || (status >= 200 && status < 300));
}

/** Whether an answered signal says that the user's key is accepted. */
export function provesKey(signal: Signal): boolean {
  if (signal.outcome !== 'answered' || signal.status === 401 || signal.status === 403) return false;
  return signal.keyed === true || signal.source === 'passive';
}
