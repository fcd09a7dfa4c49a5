import type { FeedReading, StatusFeed } from './feed.ts';

/** What a getter brought back. */
export interface FeedAnswer {
  /** Where it came from in the end, after redirects. */
  url: string;
  status: number;
  /** Lower-case names. */
  headers: Readonly<Record<string, string>>;
  /** Decoded; at most `maxFeedBytes` of it. */
  bodyText: string;
  /** True when there was more than that. */
  truncated: boolean;
}

/** A body that is data of some kind, parsed once for all adapters. */
export type FeedDocument =
  | { kind: 'json'; url: string; json: unknown }
  /** `xml` has its comments taken out and its CDATA sections escaped. */
  | { kind: 'xml'; url: string; xml: string };

/** Why nothing could be read: one plain sentence. */
export interface FeedProblem {
  problem: string;
}

/** A second document that a format needs. */
export interface Companion {
  url: string;
  /** `trouble`: only worth a request when the first one does not say that all is well. */
  when: 'always' | 'trouble';
}

/** One vendor's format. Pure. A new one is a file and a line in `index.ts`. */
export interface FeedAdapter {
  /** As in `FeedReading.format`. */
  id: string;
  /** URLs worth trying for a feed, best first; none where the page's address alone does not tell them. */
  paths(feed: StatusFeed): readonly string[];
  /** Whether the document has this format's shape. Says nothing about whether its words are known. */
  recognises(document: FeedDocument, feed: StatusFeed): boolean;
  /** The other document this format needs, or null. */
  companion?(documentUrl: string, feed: StatusFeed): Companion | null;
  /**
   * Reads a document it recognised. Never throws; a word it does not know is `unknown`, never `operational`.
   *
   * @param companion what `companion()` asked for; undefined where it was not fetched or not readable.
   */
  read(document: FeedDocument, feed: StatusFeed, nowMs: number, companion?: FeedDocument): FeedReading | FeedProblem;
}

/** URLs on a page's own host; none when its address makes no sense. */
export function onPage(feed: StatusFeed, ...paths: readonly string[]): string[] {
  if (!URL.canParse(feed.pageUrl)) return [];
  const page = new URL(feed.pageUrl);
  return page.protocol === 'https:' ? paths.map((path) => new URL(path, page.origin).href) : [];
}
