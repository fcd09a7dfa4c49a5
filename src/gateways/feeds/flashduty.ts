import { asObject, asText } from '../fault-body.ts';
import type { FeedAdapter } from './adapter.ts';
import type { FeedState } from './feed.ts';
import { asList } from './feed-json.ts';
import { makeIncident, makeReading, type FoundComponent } from './feed-reading.ts';
import { feedSeconds, latest } from './feed-text.ts';
import { componentWords, meaning, worst, type Vocabulary } from './feed-words.ts';

/** Words seen on status.deepseek.com (bentleypark/aiwatch, worker/src/parsers/flashduty.ts). */
const words: Vocabulary = new Map<string, FeedState>([...componentWords, ['degraded', 'degraded'], ['maintenance', 'maintenance']]);

const over = new Set<unknown>(['resolved', 'completed']);

/**
 * Flashduty: `/api/status-page/ID/summary/active`, the page's components and the changes that are open; a component that
 * no change names is well. The id can't be told from the page's address, so a feed gives the URL. DeepSeek's page
 * resets connections of programs that are no browser at times.
 */
export const flashduty: FeedAdapter = {
  id: 'flashduty',
  paths: () => [],
  recognises(document) {
    const data = document.kind === 'json' ? asObject(asObject(document.json)?.['data']) : undefined;
    return asList(asObject(data?.['page'])?.['components']) !== undefined && asList(data?.['active_changes']) !== undefined;
  },
  read(document, feed, nowMs) {
    const data = document.kind === 'json' ? asObject(asObject(document.json)?.['data']) : undefined;
    const to = new Date(nowMs).toISOString();
    const changes = (asList(data?.['active_changes']) ?? []).flatMap((entry) => {
      const one = asObject(entry);
      const startedAt = feedSeconds(one?.['start_at_seconds']);
      // What is over, or only planned.
      if (over.has(one?.['status']) || (startedAt !== null && startedAt > to)) return [];
      const affected = (asList(one?.['affected_components']) ?? []).map(asObject);
      return [{ one, startedAt, affected, state: worst(affected.map((component) => meaning(words, component?.['status']))) }];
    });
    const byId = new Map<unknown, FeedState>();
    for (const component of changes.flatMap(({ affected }) => affected)) {
      const state = meaning(words, component?.['status']);
      byId.set(component?.['component_id'], worst([state, byId.get(component?.['component_id']) ?? state]));
    }
    // A change that names no component may be about any.
    const everywhere: FeedState = changes.some(({ affected }) => affected.length === 0) ? 'unknown' : 'operational';
    const components = (asList(asObject(data?.['page'])?.['components']) ?? []).map((entry): FoundComponent => {
      const one = asObject(entry);
      const name = asText(one?.['name']) ?? '';
      return { name, state: worst([name === '' ? 'unknown' : (byId.get(one?.['component_id']) ?? 'operational'), everywhere]) };
    });
    return makeReading('flashduty', feed, {
      page: components.length === 0 ? 'unknown' : worst([...components, ...changes].map(({ state }) => state)),
      components,
      incidents: changes.slice(0, 1_000).flatMap(({ one, startedAt, affected, state }) =>
        one
          ? [makeIncident({ id: one['change_id'], title: one['title'], state: one['type'] === 'maintenance' ? 'maintenance' : state, startedAt, updatedAt: lastUpdate(one), resolvedAt: null, url: null, components: affected.map((component) => component?.['name']) })]
          : [],
      ),
      updatedAt: latest(changes.map(({ one }) => lastUpdate(one))),
    });
  },
};

function lastUpdate(one: Readonly<Record<string, unknown>> | undefined): string | null {
  return latest((asList(one?.['updates']) ?? []).slice(0, 500).map((update) => feedSeconds(asObject(update)?.['at_seconds'])));
}
