import { t } from '@vscode/l10n';
import type { FeedIncident, FeedReading, FeedState, StatusFeed } from './feed.ts';
import { feedText } from './feed-text.ts';
import { worst } from './feed-words.ts';

/** A component as an adapter found it. */
export interface FoundComponent {
  name: string;
  /** The group it stands in, where there is one. */
  group?: string;
  state: FeedState;
}

/** What an adapter found on a page, before the gateway's components are picked out of it. */
export interface Found {
  /** What the page says of itself as a whole. */
  page: FeedState;
  components: readonly FoundComponent[];
  incidents: readonly FeedIncident[];
  updatedAt: string | null;
  generatedAt?: string | null;
  /** Why `page` is unknown, where the adapter knows better than "it used a word that is not known". */
  problem?: string | null;
}

const maxComponents = 200;
/** No page has so many; looking at more of them would hold up everything else. */
const maxLookedAt = 20_000;
const maxIncidents = 50;
const maxNameChars = 120;
const maxTitleChars = 200;

/** Longest text of any kind that is kept beside names and titles. */
export const maxIdChars = 100;

/**
 * Makes a reading: the components named by the feed decide, else the page. One that is named and not there makes it
 * unknown, unless another one is known to be in trouble.
 */
export function makeReading(format: string, feed: StatusFeed, found: Found): FeedReading {
  if (found.components.length > maxLookedAt) {
    const problem = t('The data of the status page has no shape that is known here.');
    return { format, state: 'unknown', components: [], incidents: [], updatedAt: null, generatedAt: null, problem };
  }
  const components = found.components.map((component) => ({
    state: component.state,
    name: feedText(component.name, maxNameChars),
    ...(component.group !== undefined && { group: feedText(component.group, maxNameChars) }),
  }));
  const wanted = feed.components ?? [];
  const missing: string[] = [];
  const chosen = new Set<(typeof components)[number]>();
  for (const name of wanted) {
    const key = nameKey(name);
    const matches = components.filter((one) => nameKey(one.name) === key || (one.group !== undefined && nameKey(one.group) === key));
    if (matches.length === 0) missing.push(name);
    for (const match of matches) chosen.add(match);
  }
  const states: FeedState[] = [...chosen].map(({ state }) => state);
  if (missing.length > 0) states.push('unknown');
  const state = wanted.length === 0 ? found.page : worst(states);
  const rank = (one: (typeof components)[number]): number => (chosen.has(one) ? 0 : one.state === 'operational' ? 2 : 1);
  return {
    format,
    state,
    components: [...components].sort((a, b) => rank(a) - rank(b)).slice(0, maxComponents).map(({ name, state: own }) => ({ name, state: own })),
    incidents: shownIncidents(found.incidents, [...wanted, ...[...chosen].map(({ name }) => name)]),
    updatedAt: found.updatedAt,
    generatedAt: found.generatedAt ?? null,
    problem: problemOf(state, missing, found),
  };
}

function problemOf(state: FeedState, missing: readonly string[], found: Found): string | null {
  if (missing.length > 0) {
    return t('The status page no longer has the component "{0}". It may have been renamed; look at the page.', feedText(missing[0], maxNameChars));
  }
  if (state !== 'unknown') return null;
  return found.problem ?? t('The status page uses a word for its state that is not known here.');
}

/** Open ones first, then the newest; only what bears on the watched components or on nothing in particular. */
function shownIncidents(incidents: readonly FeedIncident[], wanted: readonly string[]): FeedIncident[] {
  const keys = new Set(wanted.map(nameKey));
  const time = ({ startedAt, updatedAt }: FeedIncident): string => startedAt ?? updatedAt ?? '';
  return incidents
    .filter(({ components }) => keys.size === 0 || components.length === 0 || components.some((name) => keys.has(nameKey(name))))
    .sort((a, b) => Number(a.resolvedAt !== null) - Number(b.resolvedAt !== null) || time(b).localeCompare(time(a)))
    .slice(0, maxIncidents);
}

/** Whether two names are the same to people. */
export function nameKey(name: string): string {
  return name.replace(/\s+/g, ' ').trim().toLowerCase();
}

/** An incident with its texts bounded and without markup. */
export function makeIncident(incident: {
  id: unknown;
  title: unknown;
  state: FeedState;
  startedAt: string | null;
  updatedAt: string | null;
  resolvedAt: string | null;
  url: string | null;
  components?: readonly unknown[];
}): FeedIncident {
  const title = feedText(incident.title, maxTitleChars);
  return {
    id: feedText(typeof incident.id === 'number' ? String(incident.id) : incident.id, maxIdChars),
    title: title === '' ? t('(without a title)') : title,
    state: incident.state,
    startedAt: incident.startedAt,
    updatedAt: incident.updatedAt,
    resolvedAt: incident.resolvedAt,
    url: incident.url,
    components: [...new Set((incident.components ?? []).map((name) => feedText(name, maxNameChars)))].filter((name) => name !== '').slice(0, 20),
  };
}

/** When a closed incident ended; the best that is known, as null would mean that it is open. */
export function endOf(times: readonly (string | null)[], nowMs: number): string {
  return times.find((time) => time !== null) ?? new Date(nowMs).toISOString();
}
