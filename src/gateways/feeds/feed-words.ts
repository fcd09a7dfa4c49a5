import type { FeedState } from './feed.ts';

/** From best to worst. What is not known is worse than well and better than any trouble that is known. */
const order: readonly FeedState[] = ['operational', 'unknown', 'maintenance', 'degraded', 'outage'];

/** The worst of these; `unknown` when there are none, as nothing at all is no good news. */
export function worst(states: Iterable<FeedState>): FeedState {
  let found = -1;
  for (const state of states) found = Math.max(found, order.indexOf(state));
  return order[found] ?? 'unknown';
}

/** A format's words and what they mean. A map, so that `constructor` is no word. */
export type Vocabulary = ReadonlyMap<string, FeedState>;

/** What a word of a page means; `unknown` for every other value. */
export function meaning(words: Vocabulary, word: unknown): FeedState {
  return (typeof word === 'string' ? words.get(word) : undefined) ?? 'unknown';
}

/**
 * Component words of Statuspage (developer.statuspage.io, Components), of incident.io (`full_outage`) and of the vendors
 * that follow them. A partial outage leaves part of it working, which is what degraded means here.
 */
export const componentWords: Vocabulary = new Map<string, FeedState>([
  ['operational', 'operational'],
  ['degraded_performance', 'degraded'],
  ['partial_outage', 'degraded'],
  ['major_outage', 'outage'],
  ['full_outage', 'outage'],
  ['under_maintenance', 'maintenance'],
]);

/**
 * Page indicators and impacts of Statuspage. Its own words for them are "Partial System Outage" for `major` and "Major
 * System Outage" for `critical`.
 */
export const indicatorWords: Vocabulary = new Map<string, FeedState>([
  ['none', 'operational'],
  ['minor', 'degraded'],
  ['major', 'degraded'],
  ['critical', 'outage'],
  ['maintenance', 'maintenance'],
]);
