import { asObject } from '../fault-body.ts';
import { onPage, type FeedAdapter } from './adapter.ts';
import { makeReading } from './feed-reading.ts';
import { feedTime } from './feed-text.ts';
import { statuspageIncidents, statuspageState, summaryOf } from './statuspage.ts';

/**
 * incident.io's subset of Statuspage's API. Its summary has components and may have no incidents; those are in
 * `incidents.json`, while `incidents/unresolved.json` is a web page with status 404 (status.openai.com, seen 2026).
 */
export const incidentIo: FeedAdapter = {
  id: 'incident-io',
  paths: (feed) => onPage(feed, '/api/v2/summary.json'),
  recognises(document) {
    const summary = summaryOf(document);
    return summary !== undefined && !Array.isArray(summary['incidents']);
  },
  companion: (documentUrl) =>
    /\/api\/v2\/summary\.json$/.test(documentUrl)
      ? { url: documentUrl.replace(/summary\.json$/, 'incidents.json'), when: 'trouble' }
      : null,
  read(document, feed, nowMs, companion) {
    const summary = summaryOf(document) ?? {};
    const more = companion?.kind === 'json' ? asObject(companion.json)?.['incidents'] : undefined;
    return makeReading('incident-io', feed, {
      ...statuspageState(summary),
      incidents: statuspageIncidents(more, nowMs),
      updatedAt: feedTime(asObject(summary['page'])?.['updated_at']),
    });
  },
};
