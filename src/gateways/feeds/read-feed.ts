import { t } from '@vscode/l10n';
import type { Companion, FeedAdapter, FeedAnswer, FeedDocument, FeedProblem } from './adapter.ts';
import type { FeedReading, StatusFeed } from './feed.ts';
import { feedDocument } from './feed-document.ts';
import { feedAdapters } from './index.ts';

/** A document and the adapter whose shape it has. */
export interface RecognisedFeed {
  adapter: FeedAdapter;
  document: FeedDocument;
  /** What else the format needs. */
  companion: Companion | null;
}

/** Finds the format of an answer by its shape; the one the feed expects is asked first. */
export function recogniseFeed(answer: FeedAnswer, feed: StatusFeed): RecognisedFeed | FeedProblem {
  const document = feedDocument(answer);
  if ('problem' in document) return document;
  const expected = feedAdapters.filter(({ id }) => id === feed.format);
  const adapter = [...expected, ...feedAdapters].find((one) => one.recognises(document, feed));
  if (!adapter) return { problem: t('The data of the status page has no shape that is known here.') };
  return { adapter, document, companion: adapter.companion?.(document.url, feed) ?? null };
}

/** Reads a recognised document, with its companion where there is one. */
export function readRecognised(recognised: RecognisedFeed, feed: StatusFeed, nowMs: number, companion?: FeedAnswer): FeedReading | FeedProblem {
  const other = companion && feedDocument(companion);
  return recognised.adapter.read(recognised.document, feed, nowMs, other && !('problem' in other) ? other : undefined);
}

/** What a status page says, whatever its vendor: detection by shape, then reading. Pure, and never throws. */
export function readFeed(answer: FeedAnswer, feed: StatusFeed, nowMs: number, companion?: FeedAnswer): FeedReading | FeedProblem {
  const recognised = recogniseFeed(answer, feed);
  return 'problem' in recognised ? recognised : readRecognised(recognised, feed, nowMs, companion);
}
