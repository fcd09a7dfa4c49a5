import type { StatusFeed } from '../feeds/feed.ts';

/**
 * Prismix watches others' status pages and gives all of them in one document (prismix.dev/guides/ai-api-status-monitoring).
 * It is nobody's own page and learns that it is asked, so it is off until the user chooses it.
 *
 * @param service the `name` or the `id` of the service in that document.
 */
export function prismix(service: string): StatusFeed {
  return {
    pageUrl: 'https://prismix.dev',
    dataUrl: 'https://prismix.dev/api/v1/statuses',
    format: 'prismix',
    components: [service],
    thirdParty: true,
  };
}
