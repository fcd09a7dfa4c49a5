import type { FeedIncident, FeedState, FeedStatus } from '../feeds/feed.ts';
import { foldFeeds } from '../feeds/fold.ts';
import type { Gateway } from '../gateway.ts';
import { historyKey } from './history-key.ts';
import type { HistoryEntry } from './history.ts';
import { availabilityStrip, type AvailabilityBucket } from './history-views.ts';
import type { Health, HealthState } from './signal.ts';

/** How one gateway stands: all that status bar, notices and inspector need. Plain JSON, goes from window to window. */
export interface Standing {
  id: string;
  title: string;
  baseUrl: string;
  /** What its history is kept under. */
  historyKey: string;
  health: Health;
  feed: ShownFeed | null;
  /** The last 24 hours, oldest first: the worst state of each hour half, or `none` where nobody looked. */
  line: readonly (HealthState | 'none')[];
  /** Share of the watched time of those hours in which all was well, 0 to 1; null when nothing was watched. */
  wellShare: number | null;
  /** Checks sent to the gateway since the window that watches began to. */
  requests: number;
  dueAtMs: number | null;
}

/** What the status pages of a gateway come to. */
export interface ShownFeed {
  state: FeedState;
  pageUrl: string;
  thirdParty: boolean;
  readAtMs: number | null;
  problem: string | null;
  /** Open ones first; no more than are worth reading, without the names of all they touch. */
  incidents: readonly FeedIncident[];
}

/** Standings go from window to window, and a busy page has hundreds. */
const maxIncidents = 20;
const maxNames = 5;

const lineMs = 24 * 3_600_000;
export const lineHours = lineMs / 3_600_000;
const lineBuckets = 24;

/** The states that weigh more than well, worst first; a bucket shows the worst that took a fair part of it. */
const worstFirst: readonly HealthState[] = ['down', 'local-problem', 'account-problem', 'degraded', 'healthy', 'paused', 'unknown'];

/** A state has to take this part of the time of a bucket for which anything is known to be the one that is shown. */
const shownShare = 0.1;

/** Puts together how a gateway stands. Pure. */
export function standingOf(
  gateway: Gateway,
  watch: { health: Health; history: readonly HistoryEntry[]; requests: number; dueAtMs: number | null },
  feeds: readonly FeedStatus[],
  nowMs: number,
): Standing {
  const strip = availabilityStrip(watch.history, { fromMs: nowMs - lineMs, toMs: nowMs, buckets: lineBuckets });
  return {
    id: gateway.id,
    title: gateway.title,
    baseUrl: gateway.baseUrl,
    historyKey: historyKey(gateway),
    health: watch.health,
    feed: shownFeed(feeds),
    line: strip.map(shownState),
    wellShare: wellShare(strip),
    requests: watch.requests,
    dueAtMs: watch.dueAtMs,
  };
}

/** The one state that a stretch of time is shown as. Pure. */
export function shownState({ shares, noData }: AvailabilityBucket): HealthState | 'none' {
  const known = 1 - noData;
  if (known <= 0.001) return 'none';
  return worstFirst.find((state) => shares[state] >= shownShare * known) ?? 'unknown';
}

/** The share of the known time in which all was well; null when nothing is known. Pure. */
export function wellShare(strip: readonly AvailabilityBucket[]): number | null {
  const told = (state: HealthState): number => strip.reduce((sum, { shares }) => sum + shares[state], 0);
  const all = worstFirst.filter((state) => state !== 'paused' && state !== 'unknown').reduce((sum, state) => sum + told(state), 0);
  return all === 0 ? null : Math.min(1, told('healthy') / all);
}

function shownFeed(feeds: readonly FeedStatus[]): ShownFeed | null {
  const folded = foldFeeds(feeds);
  const from = folded.from ?? feeds[0];
  if (!from) return null;
  return {
    state: folded.state,
    pageUrl: from.feed.pageUrl,
    thirdParty: from.feed.thirdParty === true,
    readAtMs: from.readAtMs,
    problem: from.problem,
    incidents: (from.reading?.incidents ?? []).slice(0, maxIncidents).map((one) => ({ ...one, components: one.components.slice(0, maxNames) })),
  };
}
