import assert from 'node:assert/strict';
import { gateways } from '../../../../src/gateways/catalogue/index.ts';
import { whyDead } from '../../../../src/gateways/feeds/dead-pages.ts';
import { feedAdapters } from '../../../../src/gateways/feeds/index.ts';
import { nothingKnown } from '../../../../src/gateways/feeds/feed-status.ts';
import { pollFeed } from '../../../../src/gateways/feeds/poll.ts';

describe('the status pages of the catalogue', () => {
  const feeds = gateways.flatMap(({ id, statusFeeds = [] }) => statusFeeds.map((feed) => ({ id, feed })));

  for (const { id, feed } of feeds) {
    it(`${id}: ${feed.pageUrl} is read by an adapter there is, at an address it can read`, () => {
      if (feed.linkOnly) return assert.deepEqual([feed.dataUrl, feed.format], [undefined, undefined]);
      if (feed.format !== undefined) assert.ok(feedAdapters.some((adapter) => adapter.id === feed.format), feed.format);
      assert.equal(whyDead(feed.dataUrl ?? feed.pageUrl), null);
      // Addresses of these hold a name that nobody can guess.
      if (feed.format === 'checkly') assert.match(feed.dataUrl ?? '', /\/uptime$/);
      if (feed.format === 'flashduty') assert.match(feed.dataUrl ?? '', /\/summary\/active$/);
      if (feed.format === 'prismix') assert.equal(feed.thirdParty, true);
    });
  }

  it('asks nobody for a page without data, and says so', async () => {
    const feed = feeds.find((one) => one.feed.linkOnly)?.feed;
    assert.ok(feed);
    const fetch = (): never => assert.fail('was asked');
    const { status } = await pollFeed(feed, nothingKnown, { fetch, nowMs: 0, signal: new AbortController().signal });
    assert.equal(status.state, 'unknown');
    assert.match(status.problem ?? '', /browser/);
  });
});
