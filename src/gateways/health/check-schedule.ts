/** When a gateway is looked at next. Pure. */

/** The interval without a setting, and the shortest one, in ms: gateways and proxies count requests. */
export const defaultIntervalMs = 300_000;
export const shortestIntervalMs = 60_000;

/**
 * A window that nobody looks at checks this much less often, and at least this far apart: then a day costs a gateway
 * less than 60 requests, whatever the interval is and however the jitter falls.
 */
const unfocusedFactor = 6;
const shortestUnfocusedMs = 32 * 60_000;

/** Intervals vary by this share either way, so that windows and machines don't check in step. */
const jitter = 0.2;

/** A failing gateway is looked at after this long, then twice as long each time; with the jitter, 30 min at most. */
const firstBackOffMs = 60_000;
const longestBackOffMs = 25 * 60_000;

/** No wait that a gateway asks for is kept to for longer. */
const longestWaitMs = 24 * 3_600_000;

/** The setting made sense of: at least a minute, and the default for what is no number. */
export function intervalOf(settingMs: number): number {
  return Number.isFinite(settingMs) ? Math.max(settingMs, shortestIntervalMs) : defaultIntervalMs;
}

/** The time from one check to the next while all is well, before jitter, in ms. */
export function calmIntervalMs(settingMs: number, focused: boolean): number {
  const intervalMs = intervalOf(settingMs);
  return focused ? intervalMs : Math.max(intervalMs * unfocusedFactor, shortestUnfocusedMs);
}

/** Something that happened, which makes an earlier look at the gateway say little. */
export type Occasion = 'start' | 'woke' | 'network-changed' | 'resumed';

/** All that the next check is decided from. */
export interface ScheduleInput {
  nowMs: number;
  /** The setting; below a minute counts as a minute. */
  intervalMs: number;
  focused: boolean;
  /** False when this machine has no network. */
  online: boolean;
  /** True while the system saves its battery. */
  onBatterySaver: boolean;
  /** Failures to reach the gateway since its last answer; 0 when the newest signal was good. */
  failuresInRow: number;
  /** True when one more signal decides whether the state changes. */
  confirming: boolean;
  /** How long the gateway still asks to wait, in ms; null when it does not. */
  retryAfterMs: number | null;
  /** When a request of the user's own was answered after the last check, in ms; null when none was. It stands in for one. */
  lastPassiveAtMs: number | null;
  /** Set when something just happened. */
  occasion: Occasion | null;
  /** In [0, 1). */
  random: number;
}

/** In how long to check, in ms, or why not at all. */
export type NextCheck = { delayMs: number } | { paused: 'offline' | 'battery-saver' };

/** Decides when to check next, counted from now. */
export function nextCheck(input: ScheduleInput): NextCheck {
  if (!input.online) return { paused: 'offline' };
  if (input.onBatterySaver) return { paused: 'battery-saver' };
  const waitMs = Math.min(Math.max(input.retryAfterMs ?? 0, 0), longestWaitMs);
  const delayMs = wantedDelayMs(input);
  // Never before the time a gateway asked for, and not all at the same moment after it.
  return { delayMs: Math.round(waitMs > 0 ? Math.max(delayMs, waitMs * (1 + jitter * input.random)) : delayMs) };
}

function wantedDelayMs(input: ScheduleInput): number {
  const { occasion, random, nowMs, lastPassiveAtMs } = input;
  if (occasion !== null) return occasion === 'start' ? between(2_000, 5_000, random) : between(2_000, 8_000, random);
  if (input.confirming) return between(10_000, 20_000, random);
  const calmMs = calmIntervalMs(input.intervalMs, input.focused);
  if (input.failuresInRow > 0) {
    const backOffMs = Math.min(firstBackOffMs * 2 ** Math.min(Math.max(input.failuresInRow - 2, 0), 20), longestBackOffMs);
    // Quick after a fall, so that a short outage is seen to end; later never more often than a gateway that is well.
    const late = !input.focused || backOffMs === longestBackOffMs;
    return jittered(late ? Math.max(backOffMs, calmMs) : backOffMs, random);
  }
  const intervalMs = jittered(calmMs, random);
  if (lastPassiveAtMs === null || lastPassiveAtMs > nowMs) return intervalMs;
  return Math.max(lastPassiveAtMs + intervalMs - nowMs, shortestIntervalMs * (1 - jitter));
}

/** How much longer the answer to a user's request stands in for a check that is due, in ms; 0 when it does not. */
export function coveredForMs(lastPassiveAtMs: number | null, nowMs: number, intervalMs: number, focused: boolean): number {
  if (lastPassiveAtMs === null || lastPassiveAtMs > nowMs) return 0;
  return Math.max(0, lastPassiveAtMs + calmIntervalMs(intervalMs, focused) - nowMs);
}

function jittered(ms: number, random: number): number {
  return ms * (1 - jitter + 2 * jitter * random);
}

function between(fromMs: number, toMs: number, random: number): number {
  return fromMs + (toMs - fromMs) * random;
}
