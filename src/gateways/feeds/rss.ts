import { t } from '@vscode/l10n';
import { onPage, type FeedAdapter } from './adapter.ts';
import type { FeedIncident, FeedState } from './feed.ts';
import { feedEntries, type FeedEntry } from './feed-entries.ts';
import { endOf, makeIncident, makeReading, nameKey } from './feed-reading.ts';
import { latest } from './feed-text.ts';
import { worst } from './feed-words.ts';

/** An entry that can't be read makes the page unknown for as long as it may still be about now. */
const recentMs = 14 * 24 * 3_600_000;

/**
 * RSS 2.0 and Atom: xAI's `feed.xml`, `history.atom` of Statuspage, `feed.atom` of incident.io, and their like. A feed
 * says what went wrong and when it was over; it is well when it says of each of its entries that it is over.
 */
export const rss: FeedAdapter = {
  id: 'rss',
  paths: (feed) => onPage(feed, '/history.atom', '/feed.atom', '/feed.xml', '/feed.rss'),
  recognises: (document) => document.kind === 'xml',
  read(document, feed, nowMs) {
    const entries = document.kind === 'xml' ? feedEntries(document.xml) : null;
    if (!entries) return { problem: t('The data of the status page is cut off or damaged.') };
    const wanted = new Set((feed.components ?? []).map(nameKey));
    const stories = [...byStory(entries.list)].map((parts) => story(parts, nowMs));
    const bearing = stories.filter(({ incident }) => wanted.size === 0 || incident.components.length === 0 || incident.components.some((name) => wanted.has(nameKey(name))));
    const readable = stories.filter(({ stage }) => stage !== 'unknown');
    const open = bearing.filter(({ stage, recent }) => stage === 'open' || (stage === 'unknown' && recent));
    const page: FeedState = readable.length === 0 ? 'unknown' : worst(['operational', ...open.map(({ stage, incident }) => (stage === 'open' ? incident.state : 'unknown'))]);
    // The entries are picked here: a feed does not list the components that are well, so that none can be missing.
    return makeReading('rss', { pageUrl: feed.pageUrl }, {
      page,
      components: [],
      incidents: bearing.flatMap(({ stage, incident }) => (stage === 'open' || stage === 'over' ? [incident] : [])),
      updatedAt: entries.updatedAt ?? latest(entries.list.map(({ updatedAt, publishedAt }) => latest([updatedAt, publishedAt]))),
      problem: readable.length === 0 ? t('The feed of the status page has no entry that says whether something is wrong.') : t('The newest entry of the feed does not say whether it is over.'),
    });
  },
};

/** Better Stack writes an entry for each update of an incident; they share a link below the page, or an id. */
function byStory(list: readonly FeedEntry[]): Iterable<FeedEntry[]> {
  const stories = new Map<string, FeedEntry[]>();
  for (const entry of list) {
    const key = entry.url !== null && new URL(entry.url).pathname.length > 1 ? entry.url : entry.id;
    const parts = stories.get(key);
    if (parts) parts.push(entry);
    else stories.set(key, [entry]);
  }
  return stories.values();
}

/** What a story's entries come to; the newest one says how it stands. */
function story(parts: readonly FeedEntry[], nowMs: number): { stage: FeedEntry['stage']; recent: boolean; incident: FeedIncident } {
  const time = (entry: FeedEntry): string => latest([entry.updatedAt, entry.publishedAt]) ?? '';
  const ordered = [...parts].sort((a, b) => time(a).localeCompare(time(b)));
  const [first, last] = [ordered[0], ordered.at(-1)] as [FeedEntry, FeedEntry];
  const updatedAt = time(last) || null;
  const incident = makeIncident({
    id: first.id,
    title: first.title,
    state: last.stage === 'open' ? last.state : worst(ordered.map(({ state }) => state).filter((state) => state !== 'operational')),
    startedAt: first.publishedAt ?? first.updatedAt,
    updatedAt,
    resolvedAt: last.stage === 'over' ? endOf([updatedAt], nowMs) : null,
    url: last.url,
    components: ordered.flatMap(({ components }) => components),
  });
  return { stage: last.stage, recent: updatedAt === null || Date.parse(updatedAt) > nowMs - recentMs, incident };
}
