import { t } from '@vscode/l10n';
import { asObject, asText } from '../fault-body.ts';
import type { FeedAdapter } from './adapter.ts';
import type { FeedState } from './feed.ts';
import { asList } from './feed-json.ts';
import { makeIncident, makeReading, type FoundComponent } from './feed-reading.ts';
import { feedTime, latest } from './feed-text.ts';
import { meaning, worst, type Vocabulary } from './feed-words.ts';

/** Severities of incidents (checklyhq.com/docs/api-reference, status page incidents). */
const severities: Vocabulary = new Map<string, FeedState>([
  ['CRITICAL', 'outage'],
  ['MAJOR', 'outage'],
  ['MEDIUM', 'degraded'],
  ['MINOR', 'degraded'],
]);

/**
 * Checkly: `/api/status-page/SLUG/uptime` lists the services in groups, and `unresolved-incidents` beside it what is
 * wrong with them now; neither says anything alone. Both are undocumented; the shapes are those that two programs read
 * from status.mistral.ai in 2026. The slug can't be told from the page's address, so a feed gives the first URL.
 */
export const checkly: FeedAdapter = {
  id: 'checkly',
  paths: () => [],
  recognises(document) {
    const groups = document.kind === 'json' ? asList(asObject(document.json)?.['metadata']) : undefined;
    return asList(asObject(groups?.[0])?.['services']) !== undefined;
  },
  companion: (documentUrl) =>
    /\/api\/status-page\/[^/?#]+\/uptime$/.test(documentUrl)
      ? { url: documentUrl.replace(/uptime$/, 'unresolved-incidents'), when: 'always' }
      : null,
  read(document, feed, _nowMs, companion) {
    const groups = (document.kind === 'json' ? asList(asObject(document.json)?.['metadata']) : undefined) ?? [];
    const list = companion?.kind === 'json' ? asList(asObject(companion.json)?.['incidents']) : undefined;
    if (!list) return { problem: t('The status page lists its services, but its list of open incidents could not be read.') };
    const open = list.map((entry) => {
      const one = asObject(entry);
      const services = asList(one?.['services']) ?? asList(one?.['affectedServices']) ?? [];
      return { one, names: services.map((service) => asText(asObject(service)?.['name']) ?? ''), state: stateOf(one) };
    });
    const byName = new Map<string, FeedState>();
    for (const { names, state } of open) for (const name of names) byName.set(name, worst([state, byName.get(name) ?? state]));
    // An incident that names no service is about all of them.
    const everywhere = worst(['operational', ...open.filter(({ names }) => names.length === 0).map(({ state }) => state)]);
    const components = groups.flatMap((entry): FoundComponent[] => {
      const group = asText(asObject(entry)?.['name']);
      return (asList(asObject(entry)?.['services']) ?? [undefined]).map((service) => {
        const name = asText(asObject(service)?.['name']) ?? '';
        const own = name === '' ? 'unknown' : (byName.get(name) ?? 'operational');
        return { name, state: worst([own, everywhere]), ...(group !== undefined && { group }) };
      });
    });
    return makeReading('checkly', feed, {
      page: components.length === 0 ? 'unknown' : worst([...components, ...open].map(({ state }) => state)),
      components,
      incidents: open.slice(0, 1_000).flatMap(({ one, names, state }) =>
        one
          ? [makeIncident({ id: one['id'], title: one['name'], state, startedAt: feedTime(one['created_at']) ?? feedTime(one['startedAt']), updatedAt: feedTime(one['updated_at']), resolvedAt: null, url: null, components: names })]
          : [],
      ),
      updatedAt: latest(open.map(({ one }) => feedTime(one?.['updated_at']))),
    });
  },
};

/** A maintenance is told by an update of that name, not by its severity. */
function stateOf(one: Readonly<Record<string, unknown>> | undefined): FeedState {
  const updates = asList(one?.['incidentUpdates']) ?? [];
  if (updates.slice(0, 200).some((update) => asObject(update)?.['status'] === 'MAINTENANCE')) return 'maintenance';
  return meaning(severities, one?.['severity']);
}
