import type { FeedState, FeedStatus } from './feed.ts';
import { worst } from './feed-words.ts';

/** What all feeds of a gateway come to. */
export interface FoldedFeeds {
  state: FeedState;
  /** The feed the state is taken from; null when none is known. */
  from: FeedStatus | null;
  /** When that one was read, in ms since the epoch; its age is for the reader to see. */
  readAtMs: number | null;
  /** True when official feeds that are known say different things. */
  disagree: boolean;
}

/**
 * Folds the feeds of one gateway. Official pages that are known decide, and the worst of them where they disagree; third
 * parties are heard only where no official page is known. Nothing known is unknown.
 */
export function foldFeeds(statuses: readonly FeedStatus[]): FoldedFeeds {
  const known = statuses.filter(({ state }) => state !== 'unknown');
  const official = known.filter(({ feed }) => feed.thirdParty !== true);
  const heard = official.length > 0 ? official : known;
  const state = heard.length === 0 ? 'unknown' : worst(heard.map((one) => one.state));
  // Of those that say so, the one read last.
  const from = heard
    .filter((one) => one.state === state)
    .reduce<FeedStatus | null>((best, one) => (best === null || (one.readAtMs ?? 0) > (best.readAtMs ?? 0) ? one : best), null);
  return { state, from, readAtMs: from?.readAtMs ?? null, disagree: new Set(official.map((one) => one.state)).size > 1 };
}
