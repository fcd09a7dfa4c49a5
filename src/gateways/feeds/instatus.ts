import { asObject, asText } from '../fault-body.ts';
import { onPage, type FeedAdapter } from './adapter.ts';
import type { FeedIncident, FeedState } from './feed.ts';
import { asList } from './feed-json.ts';
import { makeIncident, makeReading, type FoundComponent } from './feed-reading.ts';
import { feedTime, feedUrl } from './feed-text.ts';
import { meaning, worst, type Vocabulary } from './feed-words.ts';

/** States of components, and impacts of incidents (instatus.com/help/api, "Status Values"). */
const componentStates: Vocabulary = new Map<string, FeedState>([
  ['OPERATIONAL', 'operational'],
  ['UNDERMAINTENANCE', 'maintenance'],
  ['DEGRADEDPERFORMANCE', 'degraded'],
  ['PARTIALOUTAGE', 'degraded'],
  ['MINOROUTAGE', 'degraded'],
  ['MAJOROUTAGE', 'outage'],
]);

/** Instatus: `summary.json`, and `v2/components.json` for single components (instatus.com/help/api/public-data). */
export const instatus: FeedAdapter = {
  id: 'instatus',
  paths: (feed) => onPage(feed, '/summary.json'),
  recognises(document) {
    const summary = document.kind === 'json' ? asObject(document.json) : undefined;
    const page = asObject(summary?.['page']);
    return asText(page?.['name']) !== undefined && asText(page?.['status']) !== undefined && asText(page?.['url']) !== undefined;
  },
  companion: (documentUrl, feed) =>
    feed.components && feed.components.length > 0 ? { url: new URL('/v2/components.json', documentUrl).href, when: 'always' } : null,
  read(document, feed, _nowMs, companion) {
    const summary = (document.kind === 'json' ? asObject(document.json) : undefined) ?? {};
    const list = companion?.kind === 'json' ? asList(asObject(companion.json)?.['components']) : undefined;
    const incidents = [...openIncidents(summary['activeIncidents']), ...runningMaintenances(summary['activeMaintenances'])];
    return makeReading('instatus', feed, {
      page: worst([pageState(asObject(summary['page'])?.['status']), ...incidents.map(({ state }) => state)]),
      components: (list ?? []).flatMap((entry): FoundComponent[] => {
        const one = asObject(entry);
        const group = asText(asObject(one?.['group'])?.['name']);
        return [{ name: asText(one?.['name']) ?? '', state: meaning(componentStates, one?.['status']), ...(group !== undefined && { group }) }];
      }),
      incidents,
      updatedAt: null,
    });
  },
};

/** `UP`, `HASISSUES`, `UNDERMAINTENANCE`, and forms such as `SOMEMAJOROUTAGE` that name how much of the page it is. */
function pageState(word: unknown): FeedState {
  if (word === 'UP') return 'operational';
  if (word === 'HASISSUES') return 'degraded';
  if (typeof word !== 'string') return 'unknown';
  const [, share, rest] = /^(ALL|SOME|ONE)?([A-Z]{1,40})$/.exec(word) ?? [];
  const state = rest === 'OPERATIONAL' ? 'unknown' : meaning(componentStates, rest);
  return state === 'outage' && share !== undefined && share !== 'ALL' ? 'degraded' : state;
}

function openIncidents(list: unknown): FeedIncident[] {
  return (asList(list) ?? []).slice(0, 500).flatMap((entry) => {
    const one = asObject(entry);
    if (!one || one['status'] === 'RESOLVED') return [];
    return [
      makeIncident({
        // The summary gives no id; the address is one.
        id: one['id'] ?? one['url'],
        title: one['name'],
        state: meaning(componentStates, one['impact']),
        startedAt: feedTime(one['started']),
        updatedAt: feedTime(one['updatedAt']),
        resolvedAt: null,
        url: feedUrl(one['url']),
      }),
    ];
  });
}

function runningMaintenances(list: unknown): FeedIncident[] {
  return (asList(list) ?? []).slice(0, 500).flatMap((entry) => {
    const one = asObject(entry);
    if (one?.['status'] !== 'INPROGRESS') return [];
    const startedAt = feedTime(one['start']);
    return [makeIncident({ id: one['id'] ?? one['url'], title: one['name'], state: 'maintenance', startedAt, updatedAt: feedTime(one['updatedAt']), resolvedAt: null, url: feedUrl(one['url']) })];
  });
}
