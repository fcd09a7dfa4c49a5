import assert from 'node:assert/strict';
import type { StatusFeed } from '../../../../src/gateways/feeds/feed.ts';
import { FeedPoller } from '../../../../src/gateways/health/feed-poller.ts';
import { minuteMs, noonMs } from './signals.ts';
import { statusPageBody } from './status-page.ts';

const official: StatusFeed = { pageUrl: 'https://status.test', dataUrl: 'https://status.test/api/v2/summary.json', format: 'statuspage' };
const third: StatusFeed = { pageUrl: 'https://third.test', dataUrl: 'https://third.test/api/v2/summary.json', format: 'statuspage', thirdParty: true };

function polled(feeds: readonly StatusFeed[] = [official, third]) {
  const world = { nowMs: noonMs, focused: true, permission: { official: true, thirdParties: true }, status: 200 };
  const asked: string[] = [];
  const told: string[] = [];
  const open: AbortSignal[] = [];
  let hold = false;
  const poller = new FeedPoller({
    now: () => world.nowMs,
    random: () => 0,
    focused: () => world.focused,
    permission: () => world.permission,
    failingSinceMs: () => null,
    onStatus: (id) => void told.push(id),
    get: async ({ url }, signal) => {
      asked.push(new URL(url).hostname);
      open.push(signal);
      if (hold) await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
      return { url, status: world.status, headers: { 'content-type': 'application/json' }, bodyText: statusPageBody(new URL(url).hostname), truncated: false };
    },
  });
  poller.watch([{ id: 'one', statusFeeds: feeds }]);
  const beat = async (): Promise<string[]> => {
    const before = asked.length;
    poller.beat();
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    return asked.slice(before).sort();
  };
  return { poller, world, asked, told, open, beat, holdBack: () => (hold = true) };
}

describe('polling status pages', () => {
  const cases: readonly [name: string, focused: boolean, official: boolean, thirdParties: boolean, asked: readonly string[]][] = [
    ['both kinds while somebody looks', true, true, true, ['status.test', 'third.test']],
    ['no third party that was not chosen', true, true, false, ['status.test']],
    ['no official page that may not be asked', true, false, true, ['third.test']],
    ['nothing without permission', true, false, false, []],
    ['nothing while nobody looks', false, true, true, []],
  ];
  for (const [name, focused, mayOfficial, thirdParties, expected] of cases) {
    it(`asks ${name}`, async () => {
      const { world, beat, poller } = polled();
      Object.assign(world, { focused, permission: { official: mayOfficial, thirdParties } });
      assert.deepEqual(await beat(), expected);
      const shown = poller.statuses('one').map(({ feed }) => new URL(feed.pageUrl).hostname);
      const allowed = [...(mayOfficial ? ['status.test'] : []), ...(thirdParties ? ['third.test'] : [])];
      assert.deepEqual(shown, allowed, 'what may not be asked does not count either');
    });
  }

  it('asks each page at most once in five minutes, however often it is told to', async () => {
    const { world, asked, beat } = polled([official]);
    for (let second = 0; second < 3_600; second += 15) {
      world.nowMs = noonMs + second * 1_000;
      await beat();
    }
    assert.ok(asked.length >= 11 && asked.length <= 12, `${asked.length}`);
  });

  it('does not ask a page again while an answer is out', async () => {
    const { poller, world, beat, holdBack } = polled([official]);
    holdBack();
    assert.deepEqual(await beat(), ['status.test']);
    world.nowMs += 60 * minuteMs;
    assert.deepEqual(await beat(), []);
    poller.dispose();
  });

  it('leaves a page that fails alone for longer', async () => {
    const { world, asked, beat } = polled([official]);
    world.status = 503;
    for (let minute = 0; minute < 180; minute++) {
      world.nowMs = noonMs + minute * minuteMs;
      await beat();
    }
    assert.ok(asked.length >= 4 && asked.length <= 8, `${asked.length}`);
  });

  it('says what was read, and what no longer counts for its age', async () => {
    const { poller, world, told, beat } = polled([official]);
    assert.deepEqual(poller.statuses('one').map(({ state }) => state), ['unknown']);
    await beat();
    assert.deepEqual(told, ['one']);
    assert.deepEqual(poller.statuses('one').map(({ state, readAtMs }) => [state, readAtMs]), [['operational', noonMs]]);
    world.nowMs += 40 * minuteMs;
    assert.deepEqual(poller.statuses('one').map(({ state }) => state), ['unknown']);
    assert.deepEqual(poller.statuses('nobody'), []);
  });

  it('keeps what is known of pages that stay watched, and forgets the others', async () => {
    const { poller, beat } = polled([official]);
    await beat();
    poller.watch([{ id: 'one', statusFeeds: [{ ...official }, third] }]);
    assert.deepEqual(await beat(), ['third.test'], 'the official one was read just now');
    assert.deepEqual(poller.statuses('one').map(({ state }) => state), ['operational', 'operational']);
    poller.watch([{ id: 'two' }]);
    assert.deepEqual([poller.statuses('one'), await beat()], [[], []]);
  });

  it('ends what is under way, and asks nothing more', async () => {
    const { poller, world, told, open, beat, holdBack } = polled([official]);
    holdBack();
    await beat();
    poller.dispose();
    assert.equal(open[0]?.aborted, true);
    world.nowMs += 60 * minuteMs;
    assert.deepEqual(await beat(), []);
    assert.deepEqual(told, []);
  });
});
