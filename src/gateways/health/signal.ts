import type { Leg } from '../../path/leg.ts';
import type { FaultKind } from '../fault.ts';

/** Who saw it: a request that a user or a program made anyway, or one that was sent to look. */
export type SignalSource = 'passive' | 'active';

/**
 * What became of one request to a gateway on this machine's own path. Plain JSON, no secrets, no bodies: it is kept in
 * the history.
 */
export interface Signal {
  source: SignalSource;
  /** When it ended, in ms since the epoch. */
  atMs: number;
  /** `answered`: the gateway's API answered as it should, a refusal for want of a key included. */
  outcome: 'answered' | 'failed';
  /** From the start, name look-up included, to the head of the answer, in ms; null when there was none. */
  latencyMs: number | null;
  /** Set when it failed: what failed, as the fault taxonomy names it; null where that is not known. */
  kind: FaultKind | null;
  /** Set when it failed. */
  leg: Leg | null;
  /** HTTP status, where there was one. */
  status: number | null;
  /** Deepest error code of the network, where there was one. */
  code: string | null;
  /** How long the other side asked to wait, in ms. */
  retryAfterMs: number | null;
  /** The provider that answered or failed, where it is known. */
  provider: string | null;
  /** The model that was asked, where one was. */
  model: string | null;
  /**
   * Set when it carried the user's key, so that it says something about the account. A passive one is taken to; a
   * keyless look must not say that a revoked key is well again.
   */
  keyed?: true;
}

/** The words for a gateway's state. */
export type HealthState = 'healthy' | 'degraded' | 'down' | 'local-problem' | 'account-problem' | 'unknown' | 'paused';

/** Whose fault it is. `local`: this machine, its proxy or its network. */
export type Party = 'local' | 'gateway' | 'provider' | 'account' | 'request';

/** A gateway's state with its reasons; plain JSON. */
export interface Health {
  state: HealthState;
  /** Whose fault it is when it is not well; null when it is, or when that is not known. */
  fault: Party | null;
  leg: Leg | null;
  kind: FaultKind | null;
  /** One sentence: what is the case, and by which signal it is known. */
  sentence: string;
  /** What to do first; empty when there is nothing to do. */
  nextStep: string;
  /** Median of recent answers, in ms; null when there were none. */
  latencyMs: number | null;
  /** The newest signal the state rests on; null when there was none. */
  checkedAtMs: number | null;
  lastGoodAtMs: number | null;
  /** Since when the state is what it is; null when that is not known. */
  sinceMs: number | null;
  /** True while the newest signals disagree with the state and are not yet enough to change it. */
  wavering: boolean;
}
