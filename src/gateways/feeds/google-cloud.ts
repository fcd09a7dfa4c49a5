import { t } from '@vscode/l10n';
import { asObject, asText } from '../fault-body.ts';
import type { FeedAdapter } from './adapter.ts';
import type { FeedState } from './feed.ts';
import { asList } from './feed-json.ts';
import { endOf, makeIncident, makeReading, nameKey, type FoundComponent } from './feed-reading.ts';
import { feedTime, feedUrl, latest } from './feed-text.ts';
import { meaning, worst, type Vocabulary } from './feed-words.ts';

/** `status_impact` of an incident (status.cloud.google.com/incidents.schema.json). */
const impacts: Vocabulary = new Map<string, FeedState>([
  ['SERVICE_OUTAGE', 'outage'],
  ['SERVICE_DISRUPTION', 'degraded'],
  ['SERVICE_INFORMATION', 'degraded'],
]);
const severities: Vocabulary = new Map<string, FeedState>([
  ['high', 'outage'],
  ['medium', 'degraded'],
  ['low', 'degraded'],
]);

/**
 * Google Cloud: `incidents.json`, the incidents of all products in a year and more, filtered by the products that
 * `components` of the feed names. A product without an open incident is well, if the list knows the product at all.
 */
export const googleCloud: FeedAdapter = {
  id: 'google-cloud',
  paths: (feed) => (URL.canParse(feed.pageUrl) && new URL(feed.pageUrl).hostname === 'status.cloud.google.com' ? ['https://status.cloud.google.com/incidents.json'] : []),
  recognises(document) {
    const first = document.kind === 'json' ? asObject(asList(document.json)?.[0]) : undefined;
    return asText(first?.['begin']) !== undefined && asText(first?.['id']) !== undefined && asList(first?.['affected_products']) !== undefined;
  },
  read(document, feed, nowMs) {
    if (!feed.components || feed.components.length === 0) {
      return { problem: t('The status page speaks of many products, and none of them is chosen.') };
    }
    const wanted = new Set(feed.components.map(nameKey));
    const records = (document.kind === 'json' ? (asList(document.json) ?? []) : []).map((entry) => {
      const one = asObject(entry);
      const products = (asList(one?.['affected_products']) ?? []).map((product) => asText(asObject(product)?.['title']) ?? '');
      return { one, open: feedTime(one?.['end']) === null, names: products.filter((name) => wanted.has(nameKey(name))), state: stateOf(one) };
    });
    const concerned = records.filter(({ names }) => names.length > 0);
    const components = feed.components.flatMap((name): FoundComponent[] => {
      const own = concerned.filter(({ names }) => names.some((other) => nameKey(other) === nameKey(name)));
      return own.length === 0 ? [] : [{ name, state: worst(['operational', ...own.filter(({ open }) => open).map(({ state }) => state)]) }];
    });
    return makeReading('google-cloud', feed, {
      page: worst(components.map(({ state }) => state)),
      components,
      incidents: concerned.slice(0, 500).map(({ one, open, names, state }) => {
        const startedAt = feedTime(one?.['begin']);
        const updatedAt = feedTime(one?.['modified']);
        return makeIncident({ id: one?.['id'], title: one?.['external_desc'] ?? one?.['service_name'], state, startedAt, updatedAt, resolvedAt: open ? null : endOf([feedTime(one?.['end']), updatedAt, startedAt], nowMs), url: pageOf(one?.['uri']), components: names });
      }),
      updatedAt: latest(records.map(({ one }) => feedTime(one?.['modified']))),
    });
  },
};

function stateOf(one: Readonly<Record<string, unknown>> | undefined): FeedState {
  return one?.['status_impact'] === undefined ? meaning(severities, one?.['severity']) : meaning(impacts, one['status_impact']);
}

function pageOf(uri: unknown): string | null {
  return typeof uri === 'string' && /^incidents\/[\w-]{1,60}$/.test(uri) ? feedUrl(`https://status.cloud.google.com/${uri}`) : null;
}
