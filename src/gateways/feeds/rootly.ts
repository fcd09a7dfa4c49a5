import { asObject, asText } from '../fault-body.ts';
import { onPage, type FeedAdapter } from './adapter.ts';
import type { FeedState } from './feed.ts';
import { asList } from './feed-json.ts';
import { endOf, makeIncident, makeReading } from './feed-reading.ts';
import { feedTime, feedUrl } from './feed-text.ts';
import { indicatorWords, meaning, worst, type Vocabulary } from './feed-words.ts';

/** docs.rootly.com/configuration/status-page-public-api: `major` is a "major service outage" there. */
const words: Vocabulary = new Map<string, FeedState>([
  ['none', 'operational'],
  ['minor', 'degraded'],
  ['major', 'outage'],
  ['maintenance', 'maintenance'],
]);

/**
 * Rootly: `api/v1/status.json` on the page's own domain. It names no components, so a feed that wants some is unknown.
 * The fields of its incidents are not documented beyond their list; the usual names are tried.
 */
export const rootly: FeedAdapter = {
  id: 'rootly',
  paths: (feed) => onPage(feed, '/api/v1/status.json'),
  recognises(document) {
    const root = document.kind === 'json' ? asObject(document.json) : undefined;
    return (
      asText(asObject(root?.['page'])?.['name']) !== undefined &&
      asObject(root?.['status']) !== undefined &&
      asList(root?.['incidents']) !== undefined &&
      root?.['components'] === undefined
    );
  },
  read(document, feed, nowMs) {
    const root = (document.kind === 'json' ? asObject(document.json) : undefined) ?? {};
    const incidents = (asList(root['incidents']) ?? []).slice(0, 500).flatMap((entry) => {
      const one = asObject(entry);
      if (!one) return [];
      const startedAt = feedTime(one['started_at']) ?? feedTime(one['created_at']);
      const updatedAt = feedTime(one['updated_at']);
      const over = one['status'] === 'resolved' || one['status'] === 'completed' || feedTime(one['resolved_at']) !== null;
      return [
        makeIncident({
          id: one['id'],
          title: one['title'] ?? one['name'],
          state: meaning(indicatorWords, one['impact']),
          startedAt,
          updatedAt,
          resolvedAt: over ? endOf([feedTime(one['resolved_at']), updatedAt, startedAt], nowMs) : null,
          url: feedUrl(one['url'] ?? one['shortlink']),
        }),
      ];
    });
    return makeReading('rootly', feed, {
      page: worst([meaning(words, asObject(root['status'])?.['indicator'])]),
      components: [],
      incidents,
      updatedAt: feedTime(asObject(root['page'])?.['updated_at']),
    });
  },
};
