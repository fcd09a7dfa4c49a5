import { asObject, asText } from '../fault-body.ts';
import { onPage, type FeedAdapter, type FeedDocument } from './adapter.ts';
import type { FeedIncident, FeedState } from './feed.ts';
import { asList } from './feed-json.ts';
import { endOf, makeIncident, makeReading, type FoundComponent } from './feed-reading.ts';
import { feedTime, feedUrl } from './feed-text.ts';
import { componentWords, indicatorWords, meaning, worst } from './feed-words.ts';

/** Atlassian Statuspage, `summary.json` of its API v2 (each page's own `/api` documents it: status.claude.com/api). */
export const statuspage: FeedAdapter = {
  id: 'statuspage',
  paths: (feed) => onPage(feed, '/api/v2/summary.json'),
  recognises(document) {
    const summary = summaryOf(document);
    return summary !== undefined && asList(summary['incidents']) !== undefined;
  },
  read(document, feed, nowMs) {
    const summary = summaryOf(document) ?? {};
    return makeReading('statuspage', feed, {
      ...statuspageState(summary),
      incidents: [...statuspageIncidents(summary['incidents'], nowMs), ...statuspageMaintenances(summary['scheduled_maintenances'], nowMs)],
      updatedAt: feedTime(asObject(summary['page'])?.['updated_at']),
    });
  },
};

/** The document as a Statuspage summary, with or without incidents; undefined where it is none. */
export function summaryOf(document: FeedDocument): Readonly<Record<string, unknown>> | undefined {
  const summary = document.kind === 'json' ? asObject(document.json) : undefined;
  const page = asObject(summary?.['page']);
  if (asText(page?.['id']) === undefined || asText(page?.['name']) === undefined) return undefined;
  return asObject(summary?.['status']) && asList(summary?.['components']) ? summary : undefined;
}

/**
 * The components, and the page as a whole. Its indicator is made of components and incidents, so it is believed; where
 * it says less than a component does, the component is.
 */
export function statuspageState(summary: Readonly<Record<string, unknown>>): { page: FeedState; components: FoundComponent[] } {
  const entries = (asList(summary['components']) ?? []).map(asObject);
  const groups = new Map<unknown, string>();
  for (const one of entries) if (one?.['group'] === true) groups.set(one['id'], asText(one['name']) ?? '');
  const components = entries.flatMap((one): FoundComponent[] => {
    // A group's row repeats its members.
    if (one?.['group'] === true) return [];
    const group = one && groups.get(one['group_id']);
    return [{ name: asText(one?.['name']) ?? '', state: meaning(componentWords, one?.['status']), ...(group !== undefined && { group }) }];
  });
  const indicator = meaning(indicatorWords, asObject(summary['status'])?.['indicator']);
  return { page: worst([indicator, ...components.map(({ state }) => state)]), components };
}

/** The list `incidents`, of a summary or of `incidents.json`. */
export function statuspageIncidents(list: unknown, nowMs: number): FeedIncident[] {
  return (asList(list) ?? []).slice(0, 1_000).flatMap((entry) => {
    const one = asObject(entry);
    if (!one) return [];
    const over = one['status'] === 'resolved' || one['status'] === 'postmortem' || feedTime(one['resolved_at']) !== null;
    return [oneIncident(one, meaning(indicatorWords, one['impact']), over, nowMs)];
  });
}

/** Maintenances under way; those to come are no news of now. */
function statuspageMaintenances(list: unknown, nowMs: number): FeedIncident[] {
  return (asList(list) ?? []).slice(0, 1_000).flatMap((entry) => {
    const one = asObject(entry);
    const under = one?.['status'] === 'in_progress' || one?.['status'] === 'verifying';
    return one && under ? [oneIncident(one, 'maintenance', false, nowMs)] : [];
  });
}

function oneIncident(one: Readonly<Record<string, unknown>>, state: FeedState, over: boolean, nowMs: number): FeedIncident {
  const startedAt = feedTime(one['started_at']) ?? feedTime(one['created_at']);
  const updatedAt = feedTime(one['updated_at']);
  return makeIncident({
    id: one['id'],
    title: one['name'],
    state,
    startedAt,
    updatedAt,
    resolvedAt: over ? endOf([feedTime(one['resolved_at']), updatedAt, startedAt], nowMs) : null,
    url: feedUrl(one['shortlink']),
    components: (asList(one['components']) ?? []).slice(0, 100).map((component) => asObject(component)?.['name']),
  });
}
