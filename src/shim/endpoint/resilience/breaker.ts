import type { Fault } from '../../../gateways/fault.ts';
import { faultRules } from './fault-rules.ts';
import type { TargetStanding } from './plan.ts';

/** When a breaker opens, and for how long. Times in ms. */
export interface BreakerSettings {
  /** So many failures in a row open it. */
  consecutive: number;
  /** So does this share of failures, from 0 to 1, among at least `rateCount` outcomes within `rateWindowMs`. */
  rate: number;
  rateCount: number;
  rateWindowMs: number;
  /** Until the first trial; it doubles each time a trial fails, up to `maxCooldownMs`. */
  cooldownMs: number;
  maxCooldownMs: number;
  /** A trial of which nothing was heard for so long is given up, and another may be made. */
  trialMs: number;
}

/**
 * Five in a row and 30 s are what others of this kind start from (Olla: five failures, 30 s, one trial). The rate finds
 * a target that fails every second time and so never five times in a row.
 */
export const defaultBreaker: BreakerSettings = {
  consecutive: 5,
  rate: 0.5,
  rateCount: 10,
  rateWindowMs: 60_000,
  cooldownMs: 30_000,
  maxCooldownMs: 300_000,
  trialMs: 60_000,
};

/** What one target's breaker knows. Plain data; `closedBreaker` where nothing is known. */
export interface BreakerState {
  /** Failures since the last success. */
  inRow: number;
  /** Outcomes within the window, oldest first. */
  recent: readonly { atMs: number; failed: boolean }[];
  /** Set while it is open: until when, and how long the cooldown was. */
  open?: { untilMs: number; cooldownMs: number; trialSinceMs?: number };
}

export const closedBreaker: BreakerState = { inRow: 0, recent: [] };

/**
 * What happened to an attempt at the target. `asked`: it was sent; it takes the trial where one is due. `answered`: a
 * whole answer came, and it was complete; its first content alone says nothing, for a target can break off every answer.
 * `broken`: it failed after its first content. `cancelled`: the caller left, or it lost a race. `silent`: it lost a race
 * against one that was asked later, and had not begun to answer (`lostBySilence`): racing would hide for ever that it hangs.
 */
export type BreakerEvent =
  | { kind: 'asked' }
  | { kind: 'answered' }
  | { kind: 'failed' | 'broken'; fault: Fault; /** Whether other hosts were reached lately; absent where that is not known. */ othersReachable?: boolean }
  | { kind: 'silent' }
  | { kind: 'cancelled' };

/** Outcomes kept of one window. */
const maxRecent = 200;

/** The state after an event. Pure: the state that is given is not changed. */
export function breakerAfter(state: BreakerState, event: BreakerEvent, nowMs: number, settings: BreakerSettings = defaultBreaker): BreakerState {
  switch (event.kind) {
    case 'asked':
      return breakerStanding(state, nowMs, settings).breaker === 'trial' && state.open ? { ...state, open: { ...state.open, trialSinceMs: nowMs } } : state;
    case 'cancelled':
      return withoutTrial(state);
    case 'answered':
      // What was seen before it opened is over: a single failure after the trial must not open it again.
      return { inRow: 0, recent: outcomes(state.open ? closedBreaker : state, nowMs, false, settings) };
    case 'silent':
      return failedOnce(state, nowMs, settings);
    case 'failed':
    case 'broken':
      return countsAgainst(event.fault, event.othersReachable) ? failedOnce(state, nowMs, settings) : withoutTrial(state);
  }
}

/**
 * What the breaker says of its target now. Pure. `open` without `openUntilMs` does not happen: while a trial runs it is
 * the time at which the trial is given up.
 */
export function breakerStanding(state: BreakerState, nowMs: number, settings: BreakerSettings = defaultBreaker): Pick<TargetStanding, 'breaker' | 'openUntilMs'> {
  const { open } = state;
  if (!open) return { breaker: 'closed' };
  const untilMs = open.trialSinceMs === undefined ? open.untilMs : open.trialSinceMs + settings.trialMs;
  return nowMs >= untilMs ? { breaker: 'trial' } : { breaker: 'open', openUntilMs: untilMs };
}

/**
 * Whether a fault is one of the target. Those of this machine's own path and of the caller's account and request are
 * not, whatever their number: they would close every target at once, and hold them closed when the path is well again.
 */
export function countsAgainst(fault: Fault, othersReachable?: boolean): boolean {
  // A provider that has no capacity for the gateway; where the account is limited, its key is parked instead.
  if (fault.kind === 'rate-limited') return fault.leg === 'provider';
  // Whoever answered, it was a proxy of this machine.
  if (fault.leg === 'proxy' || fault.leg === 'account' || fault.leg === 'request') return false;
  const { blame } = faultRules[fault.kind];
  return blame === 'target' || (blame === 'way' && othersReachable === true);
}

function failedOnce(state: BreakerState, nowMs: number, settings: BreakerSettings): BreakerState {
  const next: BreakerState = { inRow: state.inRow + 1, recent: outcomes(state, nowMs, true, settings) };
  if (state.open) {
    // Attempts that began before it opened end late; they are no trials and lengthen nothing.
    if (state.open.trialSinceMs === undefined) return { ...next, open: state.open };
    const cooldownMs = Math.min(settings.maxCooldownMs, state.open.cooldownMs * 2);
    return { ...next, open: { untilMs: nowMs + cooldownMs, cooldownMs } };
  }
  const failures = next.recent.filter(({ failed }) => failed).length;
  const often = next.recent.length >= settings.rateCount && failures >= settings.rate * next.recent.length;
  if (next.inRow < settings.consecutive && !often) return next;
  return { ...next, open: { untilMs: nowMs + settings.cooldownMs, cooldownMs: settings.cooldownMs } };
}

function withoutTrial(state: BreakerState): BreakerState {
  if (state.open?.trialSinceMs === undefined) return state;
  const { untilMs, cooldownMs } = state.open;
  return { ...state, open: { untilMs, cooldownMs } };
}

function outcomes(state: BreakerState, nowMs: number, failed: boolean, { rateWindowMs }: BreakerSettings): BreakerState['recent'] {
  const { recent } = state;
  const from = recent.findIndex(({ atMs }) => nowMs - atMs < rateWindowMs);
  const kept = from === -1 ? [] : recent.slice(Math.max(from, recent.length - maxRecent + 1));
  kept.push({ atMs: nowMs, failed });
  return kept;
}
