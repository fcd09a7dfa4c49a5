import * as fs from 'node:fs';
import type { FeedAnswer } from '../../../../src/gateways/feeds/adapter.ts';
import type { FeedReading, StatusFeed } from '../../../../src/gateways/feeds/feed.ts';
import { readFeed } from '../../../../src/gateways/feeds/read-feed.ts';

/** The time the fixtures are about. */
export const nowMs = Date.parse('2026-11-29T08:30:00Z');

export function fixture(name: string): string {
  return fs.readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');
}

/** An answer as a getter would bring it. */
export function answerOf(bodyText: string, more: Partial<FeedAnswer> = {}): FeedAnswer {
  return { url: 'https://status.example.com/data', status: 200, headers: {}, bodyText, truncated: false, ...more };
}

export const examplePage: StatusFeed = { pageUrl: 'https://status.example.com' };

/** Reads, and fails the test where there is only a problem. */
export function reading(answer: FeedAnswer, feed: StatusFeed = examplePage, companion?: FeedAnswer): FeedReading {
  const read = readFeed(answer, feed, nowMs, companion);
  if ('state' in read) return read;
  throw new Error(`not read: ${read.problem}`);
}
