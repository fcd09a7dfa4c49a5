/** What an official status page says, whatever its vendor. Pure types; every adapter reads into them. */

/** The word for a whole page or one component. `unknown` is never green: it is what an unreadable page says. */
export type FeedState = 'operational' | 'degraded' | 'outage' | 'maintenance' | 'unknown';

/** One incident or maintenance of a page. Texts are plain, bounded, without markup. */
export interface FeedIncident {
  id: string;
  title: string;
  /** How bad the page says it is, or was at its worst. */
  state: FeedState;
  /** ISO 8601, UTC; null where the page does not say. */
  startedAt: string | null;
  updatedAt: string | null;
  /** Null while it is open. */
  resolvedAt: string | null;
  /** Where it can be read; https only. */
  url: string | null;
  /** Names of the components it is about, where the page says. */
  components: readonly string[];
}

/** What one page said at one time. */
export interface FeedReading {
  /** Id of the adapter that read it: `datadog`, `statuspage`, `incident-io` ... */
  format: string;
  /** The page as a whole, or its watched components where the gateway names some. */
  state: FeedState;
  /** The watched ones first, then those that are not well. At most 200; `state` is made of all of them. */
  components: readonly { name: string; state: FeedState }[];
  /** Open ones first, then the newest. At most 50. */
  incidents: readonly FeedIncident[];
  /** When the page says it was last changed, ISO 8601; null where it does not. Old is not wrong: see `frozen.ts`. */
  updatedAt: string | null;
  /** When the document itself says it was made, ISO 8601; null where it does not, which is nearly everywhere. */
  generatedAt: string | null;
  /** Why `state` is unknown, or what could not be read; null when all of it made sense. One plain sentence. */
  problem: string | null;
}

/** A status page that is polled: where, and which of its components speak of the API. */
export interface StatusFeed {
  /** The page people read: `https://status.openrouter.ai`. */
  pageUrl: string;
  /** What is polled first, when it is known; otherwise the adapters are tried in order. */
  dataUrl?: string;
  /** The adapter expected; the shape of the answer decides. */
  format?: string;
  /**
   * Names of components or of groups of them that speak of the API; without it the page as a whole counts. For Google
   * Cloud the titles of products, for Prismix the services.
   */
  components?: readonly string[];
  /** Run by somebody else than the gateway: off until the user chooses it. */
  thirdParty?: true;
  /** It has no data that a program can read: it is linked and never polled. */
  linkOnly?: true;
}

/** What is known of a feed: the last good reading with its age, and why a newer one could not be had. */
export interface FeedStatus {
  feed: StatusFeed;
  /** The last reading that made sense; null when there was none yet. */
  reading: FeedReading | null;
  /** When it was read, in ms since the epoch. */
  readAtMs: number | null;
  /** What the feed counts for now: `unknown` when unread, unreadable, stale or frozen. */
  state: FeedState;
  /** Why it counts as unknown, or what went wrong last; null when all is well. One plain sentence. */
  problem: string | null;
}
