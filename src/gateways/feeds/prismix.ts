import { t } from '@vscode/l10n';
import { asObject, asText } from '../fault-body.ts';
import type { FeedAdapter } from './adapter.ts';
import type { FeedState } from './feed.ts';
import { asList } from './feed-json.ts';
import { makeReading, type FoundComponent } from './feed-reading.ts';
import { feedTime } from './feed-text.ts';
import { componentWords, indicatorWords, meaning, worst, type Vocabulary } from './feed-words.ts';

/** It passes on each page's own word, which is Statuspage's for most (prismix.dev/guides/ai-api-status-monitoring). */
const words: Vocabulary = new Map<string, FeedState>([...indicatorWords, ...componentWords, ['degraded', 'degraded'], ['outage', 'outage']]);

/**
 * Prismix, a third party that reads status pages of others: one document for all of them, and `components` of the feed
 * names the service, by its id or its name. A page that it could not reach is unknown.
 */
export const prismix: FeedAdapter = {
  id: 'prismix',
  paths: (feed) => (feed.thirdParty && URL.canParse(feed.pageUrl) && new URL(feed.pageUrl).hostname === 'prismix.dev' ? ['https://prismix.dev/api/v1/statuses'] : []),
  recognises(document) {
    const root = document.kind === 'json' ? asObject(document.json) : undefined;
    const first = asObject(asList(root?.['services'])?.[0]);
    return asText(root?.['fetchedAt']) !== undefined && asText(first?.['id']) !== undefined && first?.['indicator'] !== undefined;
  },
  read(document, feed) {
    if (!feed.components || feed.components.length === 0) {
      return { problem: t('The status page speaks of many products, and none of them is chosen.') };
    }
    const root = document.kind === 'json' ? asObject(document.json) : undefined;
    const services = (asList(root?.['services']) ?? []).map(asObject);
    const wanted = feed.components;
    const components = services.map((one): FoundComponent => ({
      name: nameOf(wanted, asText(one?.['id']) ?? '', asText(one?.['name']) ?? ''),
      state: one?.['reachable'] === true ? meaning(words, one['indicator']) : 'unknown',
    }));
    return makeReading('prismix', feed, {
      page: worst(components.map(({ state }) => state)),
      components,
      incidents: [],
      updatedAt: feedTime(root?.['fetchedAt']),
      generatedAt: feedTime(root?.['fetchedAt']),
    });
  },
};

/** A service as the feed calls it: a name may be written in another case. */
function nameOf(wanted: readonly string[], id: string, name: string): string {
  return wanted.find((one) => [id, name].some((own) => own.toLowerCase() === one.toLowerCase())) ?? id;
}
