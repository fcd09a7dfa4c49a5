import { asObject, asText } from '../fault-body.ts';
import { onPage, type FeedAdapter } from './adapter.ts';
import type { FeedIncident, FeedState } from './feed.ts';
import { asList } from './feed-json.ts';
import { endOf, makeIncident, makeReading, type FoundComponent } from './feed-reading.ts';
import { feedTime } from './feed-text.ts';
import { meaning, worst, type Vocabulary } from './feed-words.ts';

type Json = Readonly<Record<string, unknown>>;

/** States of pages, resources and reports (betterstack.com/docs/uptime, "JSON API status" and the API's parameters). */
const words: Vocabulary = new Map<string, FeedState>([
  ['operational', 'operational'],
  ['degraded', 'degraded'],
  ['downtime', 'outage'],
  ['maintenance', 'maintenance'],
]);

/** Better Stack: `index.json`, a JSON:API document of the whole page (betterstack.com/docs/uptime/status-pages). */
export const betterStack: FeedAdapter = {
  id: 'better-stack',
  paths: (feed) => onPage(feed, '/index.json'),
  recognises(document) {
    const data = document.kind === 'json' ? asObject(asObject(document.json)?.['data']) : undefined;
    return data?.['type'] === 'status_page' && asText(asObject(data['attributes'])?.['aggregate_state']) !== undefined;
  },
  read(document, feed, nowMs) {
    const root = document.kind === 'json' ? asObject(document.json) : undefined;
    const page = asObject(asObject(root?.['data'])?.['attributes']);
    const included = (asList(root?.['included']) ?? []).map(asObject);
    const of = (type: string): Json[] => included.flatMap((one) => (one?.['type'] === type ? [one] : []));
    const sections = new Map(of('status_page_section').map((one) => [String(one['id']), asText(asObject(one['attributes'])?.['name'])]));
    const names = new Map<string, string>();
    const monitored: FeedState[] = [];
    const components = of('status_page_resource').map((one): FoundComponent => {
      const own = asObject(one['attributes']);
      const name = asText(own?.['public_name']) ?? '';
      names.set(String(one['id']), name);
      const state = meaning(words, own?.['status']);
      // Nobody looks at it, so it says nothing of the page; watched by name, it is unknown.
      if (own?.['status'] !== 'not_monitored') monitored.push(state);
      const group = sections.get(String(own?.['status_page_section_id']));
      return { name, state, ...(group !== undefined && { group }) };
    });
    return makeReading('better-stack', feed, {
      page: pageState(meaning(words, page?.['aggregate_state']), monitored),
      components,
      incidents: of('status_report').flatMap((one) => report(one, names, nowMs)),
      updatedAt: feedTime(page?.['updated_at']),
    });
  },
};

/** The page calls itself down as soon as one resource is; where most of them are not, it is down in part. */
function pageState(page: FeedState, resources: readonly FeedState[]): FeedState {
  const down = resources.filter((state) => state === 'outage').length;
  const partly = down > 0 && down * 2 < resources.length;
  const all = worst([page, ...resources]);
  return partly && all === 'outage' ? 'degraded' : all;
}

function report(one: Json, names: ReadonlyMap<string, string>, nowMs: number): FeedIncident[] {
  const own = asObject(one['attributes']) ?? {};
  const affected = (asList(own['affected_resources']) ?? []).slice(0, 500).map(asObject);
  const startedAt = feedTime(own['starts_at']);
  const endsAt = feedTime(own['ends_at']);
  const to = new Date(nowMs).toISOString();
  // A maintenance that is only planned.
  if (startedAt !== null && startedAt > to) return [];
  const said = own['aggregate_state'];
  const over = said === 'resolved' || said === 'operational' || (endsAt !== null && endsAt <= to);
  const worstSaid = worst(affected.map((resource) => meaning(words, resource?.['status'])).filter((state) => state !== 'operational'));
  return [
    makeIncident({
      id: one['id'],
      title: own['title'],
      state: own['report_type'] === 'maintenance' ? 'maintenance' : over ? worstSaid : worst([meaning(words, said), worstSaid]),
      startedAt,
      updatedAt: feedTime(own['updated_at']),
      resolvedAt: over ? endOf([endsAt, feedTime(own['updated_at']), startedAt], nowMs) : null,
      url: null,
      components: affected.map((resource) => names.get(String(resource?.['status_page_resource_id']))),
    }),
  ];
}
