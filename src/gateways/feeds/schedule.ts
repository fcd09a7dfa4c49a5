import type { StatusFeed } from './feed.ts';

/** At most one poll in this time for each feed. */
export const minPollMs = 5 * 60_000;

/** A feed that fails is left alone for at most this long, unless it asked for more. */
const maxBackOffMs = 3_600_000;

/** Longest wait believed when a page asks for one. */
const maxRetryAfterMs = 24 * 3_600_000;

/** Added at random, so that windows and users don't poll in step. */
const jitterShare = 0.2;

/** What became of the polls of a feed so far. */
export interface PollHistory {
  /** When it was last polled, in ms since the epoch; null when it was not. */
  lastPollAtMs: number | null;
  /** Polls in a row that brought nothing. */
  failures: number;
  /** How long the page asked to wait after the last one, in ms; null when it did not. */
  retryAfterMs: number | null;
}

/**
 * When a feed may be polled next, in ms since the epoch; 0 when it was never polled.
 *
 * @param random in [0, 1), drawn once for each poll by the caller.
 */
export function nextPollAtMs({ lastPollAtMs, failures, retryAfterMs }: PollHistory, random: number): number {
  if (lastPollAtMs === null) return 0;
  const backOff = failures === 0 ? minPollMs : Math.min(minPollMs * 2 ** Math.min(failures - 1, 10), maxBackOffMs);
  const asked = Math.min(Math.max(retryAfterMs ?? 0, 0), maxRetryAfterMs);
  const share = Math.min(Math.max(random, 0), 1) * jitterShare;
  // The longest pauses differ by what they are cut to, not beyond it.
  return lastPollAtMs + Math.round(Math.max(asked, Math.min(Math.max(backOff, asked) * (1 + share), Math.max(maxBackOffMs, asked * (1 + share)))));
}

/** What decides whether feeds may be polled at all. */
export interface PollPermission {
  /** Monitoring is switched on, or the user asked. */
  allowed: boolean;
  windowFocused: boolean;
  /** Third-party feeds the user chose, by `pageUrl`. */
  chosenThirdParties: readonly string[];
}

/** Whether a feed is due now. A third party is never asked before it was chosen, as it learns that this machine asks. */
export function mayPoll(feed: StatusFeed, history: PollHistory, permission: PollPermission, nowMs: number, random: number): boolean {
  if (feed.linkOnly === true || !permission.allowed || !permission.windowFocused) return false;
  if (feed.thirdParty === true && !permission.chosenThirdParties.includes(feed.pageUrl)) return false;
  // A clock that was set back would silence the feed until it has caught up.
  const setBack = history.lastPollAtMs !== null && history.lastPollAtMs > nowMs + minPollMs;
  return setBack || nowMs >= nextPollAtMs(history, random);
}
