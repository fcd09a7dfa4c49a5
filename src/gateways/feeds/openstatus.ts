import { asObject } from '../fault-body.ts';
import type { FeedAdapter } from './adapter.ts';
import type { FeedState } from './feed.ts';
import { makeReading } from './feed-reading.ts';
import { componentWords, meaning, type Vocabulary } from './feed-words.ts';

/** openstatusHQ/openstatus, packages/tracker/src/types.ts: the words of Statuspage, `incident`, and `unknown`. */
const words: Vocabulary = new Map<string, FeedState>([...componentWords, ['incident', 'degraded']]);

const apiHost = 'api.openstatus.dev';

/**
 * openstatus: `{status}` for the whole page (openstatusHQ/openstatus, apps/server/src/routes/public/status.ts). The shape
 * says too little to be recognised anywhere, so the document has to come from its API or be expected.
 */
export const openstatus: FeedAdapter = {
  id: 'openstatus',
  paths(feed) {
    const slug = URL.canParse(feed.pageUrl) ? /^([a-z0-9-]{1,63})\.openstatus\.dev$/.exec(new URL(feed.pageUrl).hostname)?.[1] : undefined;
    return slug === undefined ? [] : [`https://${apiHost}/public/status/${slug}`];
  },
  recognises(document, feed) {
    const root = document.kind === 'json' ? asObject(document.json) : undefined;
    const own = URL.canParse(document.url) && new URL(document.url).hostname === apiHost;
    return (own || feed.format === 'openstatus') && typeof root?.['status'] === 'string' && Object.keys(root).length === 1;
  },
  read(document, feed) {
    const root = document.kind === 'json' ? asObject(document.json) : undefined;
    return makeReading('openstatus', feed, { page: meaning(words, root?.['status']), components: [], incidents: [], updatedAt: null });
  },
};
