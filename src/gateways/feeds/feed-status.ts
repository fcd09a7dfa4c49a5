import { t } from '@vscode/l10n';
import type { FeedReading, FeedStatus, StatusFeed } from './feed.ts';
import { whyContradicted } from './frozen.ts';
import type { PollHistory } from './schedule.ts';

/** A reading older than this no longer counts; it stays to be shown with its age. */
export const maxReadingAgeMs = 30 * 60_000;

/** What is kept of a feed between polls. Plain JSON. */
export interface FeedKnown extends PollHistory {
  /** The address whose answer could be read last. */
  url: string | null;
  /** Its validators, where the next poll can ask whether it has changed. */
  etag: string | null;
  lastModified: string | null;
  /** The last reading that made sense, and when it was read or confirmed. */
  reading: FeedReading | null;
  readAtMs: number | null;
  /** Why the last poll brought nothing; null when it did. */
  problem: string | null;
  /** Where the next poll goes on trying addresses. */
  nextCandidate: number;
}

/** A feed that was never polled. */
export const nothingKnown: FeedKnown = {
  url: null,
  etag: null,
  lastModified: null,
  reading: null,
  readAtMs: null,
  problem: null,
  nextCandidate: 0,
  lastPollAtMs: null,
  failures: 0,
  retryAfterMs: null,
};

/**
 * What a feed counts for at a time: between polls it ages, and own calls may speak against it.
 *
 * @param failingSinceMs since when calls that reach the gateway fail without one success; null when they don't.
 */
export function feedStatus(feed: StatusFeed, known: FeedKnown, nowMs: number, failingSinceMs: number | null = null): FeedStatus {
  const { reading, readAtMs } = known;
  if (feed.linkOnly === true) {
    return { feed, reading: null, readAtMs: null, state: 'unknown', problem: t('This status page has no data for programs. Open it in a browser.') };
  }
  if (!reading || readAtMs === null) {
    return { feed, reading: null, readAtMs: null, state: 'unknown', problem: known.problem ?? t('The status page has not been asked yet.') };
  }
  // A clock that was set back makes a reading from the future; how old it is can't be told then.
  const ageMs = Math.abs(nowMs - readAtMs);
  if (ageMs > maxReadingAgeMs) {
    const problem = known.problem ?? t('The status page was last read {0} min ago, which is too long.', Math.round(ageMs / 60_000));
    return { feed, reading, readAtMs, state: 'unknown', problem };
  }
  const against = whyContradicted(reading, failingSinceMs, nowMs);
  if (against !== null) return { feed, reading, readAtMs, state: 'unknown', problem: against };
  return { feed, reading, readAtMs, state: reading.state, problem: reading.problem ?? known.problem };
}
