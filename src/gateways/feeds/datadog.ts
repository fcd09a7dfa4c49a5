import { asObject, asText } from '../fault-body.ts';
import { onPage, type FeedAdapter } from './adapter.ts';
import type { FeedIncident, FeedState } from './feed.ts';
import { asList } from './feed-json.ts';
import { endOf, makeIncident, makeReading, type FoundComponent } from './feed-reading.ts';
import { feedTime, latest } from './feed-text.ts';
import { meaning, worst, type Vocabulary } from './feed-words.ts';

/** As the page's own script checks them (bentleypark/aiwatch, worker/src/parsers/datadog.ts). */
const words: Vocabulary = new Map<string, FeedState>([
  ['operational', 'operational'],
  ['degraded', 'degraded'],
  ['partial_outage', 'degraded'],
  ['major_outage', 'outage'],
  ['maintenance', 'maintenance'],
]);

/** Groups hold components, and pages are shallow. */
const maxDepth = 5;

/**
 * Datadog Status Pages: `config.json` is the whole page. Recorded shape: OpenRouter's of 2026-09-15
 * (bentleypark/aiwatch, worker/src/parsers/__tests__/fixtures). `maintenances` was null there, so only what components
 * say of maintenance is read.
 */
export const datadog: FeedAdapter = {
  id: 'datadog',
  paths: (feed) => onPage(feed, '/config.json'),
  recognises(document) {
    const page = document.kind === 'json' ? asObject(document.json) : undefined;
    const components = asList(page?.['components']);
    const first = asObject(components?.[0]);
    return (
      (first?.['type'] === 'Component' || first?.['type'] === 'ComponentGroup') &&
      (page?.['incidents'] === null || asList(page?.['incidents']) !== undefined)
    );
  },
  read(document, feed, nowMs) {
    const page = document.kind === 'json' ? asObject(document.json) : undefined;
    const components = leaves(page?.['components'], undefined, 0);
    const records = (asList(page?.['incidents']) ?? []).slice(0, 1_000).map(asObject);
    return makeReading('datadog', feed, {
      // The page has no word for itself; its script makes one of the components.
      page: worst(components.map(({ state }) => state)),
      components,
      incidents: records.flatMap((record) => (record ? [incident(record, nowMs)] : [])),
      updatedAt: latest(records.map((record) => feedTime(record?.['lastModifiedAt']))),
    });
  },
};

function leaves(list: unknown, group: string | undefined, depth: number): FoundComponent[] {
  return (asList(list) ?? [undefined]).flatMap((entry): FoundComponent[] => {
    const one = asObject(entry);
    const name = asText(one?.['name']) ?? '';
    // A group has no state of its own. One that can't be opened is not passed over, nor is an entry of another kind.
    if (one?.['type'] === 'ComponentGroup' && depth < maxDepth) return leaves(one['components'], group ?? name, depth + 1);
    const state = one?.['type'] === 'Component' ? meaning(words, one['status']) : 'unknown';
    return [{ name, state, ...(group !== undefined && { group }) }];
  });
}

/**
 * How bad it was is in the time line alone: `componentsAffected` of the incident itself says how its components are now,
 * which after the end is `operational` for all of them.
 */
function incident(record: Readonly<Record<string, unknown>>, nowMs: number): FeedIncident {
  const affected = (asList(record['timeline']) ?? [])
    .slice(0, 500)
    .flatMap((update) => (asList(asObject(update)?.['componentsAffected']) ?? []).slice(0, 500).map(asObject));
  const updatedAt = feedTime(record['lastModifiedAt']);
  const startedAt = feedTime(record['publishedDate']);
  const over = record['resolved'] === true;
  return makeIncident({
    id: record['id'],
    title: record['title'],
    state: worst(affected.map((one) => meaning(words, one?.['status']))),
    startedAt,
    updatedAt,
    resolvedAt: over ? endOf([feedTime(record['resolvedDate']), updatedAt, startedAt], nowMs) : null,
    url: null,
    components: affected.map((one) => one?.['name']),
  });
}
