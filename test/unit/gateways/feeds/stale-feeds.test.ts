import assert from 'node:assert/strict';
import { deadPages, whyDead } from '../../../../src/gateways/feeds/dead-pages.ts';
import type { FeedReading, FeedState, FeedStatus } from '../../../../src/gateways/feeds/feed.ts';
import { feedStatus, maxReadingAgeMs, nothingKnown } from '../../../../src/gateways/feeds/feed-status.ts';
import { foldFeeds } from '../../../../src/gateways/feeds/fold.ts';
import { whyContradicted, whyFrozen } from '../../../../src/gateways/feeds/frozen.ts';
import { pollFeed } from '../../../../src/gateways/feeds/poll.ts';
import { redirectTarget } from '../../../../src/gateways/feeds/redirects.ts';
import { mayPoll, minPollMs, nextPollAtMs, type PollHistory } from '../../../../src/gateways/feeds/schedule.ts';
import { answerOf, examplePage, fixture, nowMs, reading } from './feed-fixtures.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const iso = (ms: number): string => new Date(ms).toISOString();
const well = (more: Partial<FeedReading> = {}): FeedReading => ({ ...reading(answerOf(fixture('statuspage/operational.json'))), ...more });

describe('the stale-green trap: a page that answers 200, says that all is well, and froze on 2026-05-08', () => {
  const trap = answerOf(fixture('statuspage/frozen-deepseek.json'));
  const signal = new AbortController().signal;

  it('is not even asked under the name it is known by', async () => {
    const feed = { pageUrl: 'https://deepseek.statuspage.io' };
    const polled = await pollFeed(feed, nothingKnown, { nowMs, signal, fetch: () => assert.fail('it was asked') });
    assert.equal(polled.status.state, 'unknown');
    assert.match(polled.status.problem ?? '', /has not changed since 2026-05-08.*status\.deepseek\.com/);
  });

  it('is not believed where another page sends on to it', async () => {
    const fetch = () => Promise.resolve({ ...trap, url: 'https://deepseek.statuspage.io/api/v2/summary.json' });
    const polled = await pollFeed(examplePage, nothingKnown, { nowMs, signal, fetch });
    assert.deepEqual([polled.status.state, polled.status.reading], ['unknown', null]);
    assert.match(polled.status.problem ?? '', /2026-05-08/);
  });

  it('is not believed under any other name', async () => {
    const polled = await pollFeed(examplePage, nothingKnown, { nowMs, signal, fetch: () => Promise.resolve(trap) });
    assert.equal(polled.status.state, 'unknown');
    assert.match(polled.status.problem ?? '', /has not changed since 2026-05-08/);
  });

  it('is not believed a month after it froze either, when own calls fail', async () => {
    const then = Date.parse('2026-06-08T12:00:00Z');
    const needs = { nowMs: then, signal, fetch: () => Promise.resolve(trap) };
    assert.equal((await pollFeed(examplePage, nothingKnown, needs)).status.state, 'operational');
    const polled = await pollFeed(examplePage, nothingKnown, { ...needs, failingSinceMs: then - 45 * minuteMs });
    assert.equal(polled.status.state, 'unknown');
    assert.match(polled.status.problem ?? '', /has not changed since your calls began to fail at 2026-06-08 11:15 UTC/);
  });
});

describe('whether what a page says is old', () => {
  const frozen = (more: Partial<FeedReading>, headers: Record<string, string> = {}): string | null => whyFrozen(well(more), { nowMs, headers });

  it('is not told by a quiet week or quarter', () => {
    for (const days of [0, 7, 90, 179]) assert.equal(frozen({ updatedAt: iso(nowMs - days * dayMs) }), null, `${days} days`);
    assert.equal(frozen({ updatedAt: null }), null);
    assert.match(frozen({ updatedAt: iso(nowMs - 181 * dayMs) }) ?? '', /given up/);
  });

  it('is told by when the document says it was made, by the clock of its own side', () => {
    assert.match(frozen({ generatedAt: iso(nowMs - 61 * minuteMs) }) ?? '', /made at 2026-11-29 07:29 UTC/);
    assert.equal(frozen({ generatedAt: iso(nowMs - 59 * minuteMs) }), null);
    // The clock here is three hours fast.
    assert.equal(frozen({ generatedAt: iso(nowMs - 180 * minuteMs) }, { date: new Date(nowMs - 179 * minuteMs).toUTCString() }), null);
    const { state, problem } = reading(answerOf(fixture('prismix/frozen.json')), { ...examplePage, components: ['anthropic'] });
    assert.deepEqual([state, problem], ['operational', null]);
    assert.ok(whyFrozen(reading(answerOf(fixture('prismix/frozen.json')), { ...examplePage, components: ['anthropic'] }), { nowMs, headers: {} }));
  });

  it('is told by the age in a cache', () => {
    assert.match(frozen({}, { age: '7200' }) ?? '', /cache .* 2026-11-29 06:30 UTC/);
    for (const age of ['120', '', 'old', '-7200', '1e9']) assert.equal(frozen({}, { age }), null, age);
  });

  it('is told by a silence against the habit of the page', () => {
    const silent = reading(answerOf(fixture('rss/frozen-against-habit.atom')));
    assert.equal(silent.state, 'operational');
    assert.match(whyFrozen(silent, { nowMs, headers: {} }) ?? '', /silent since 2026-06-20/);
    const soon = Date.parse('2026-07-10T00:00:00Z');
    assert.equal(whyFrozen(silent, { nowMs: soon, headers: {} }), null);
    // Too few incidents are no habit.
    assert.equal(whyFrozen({ ...silent, incidents: silent.incidents.slice(0, 4) }, { nowMs: soon + 40 * dayMs, headers: {} }), null);
  });

  it('is not asked of bad news', () => {
    assert.equal(frozen({ state: 'outage', updatedAt: iso(nowMs - 300 * dayMs) }), null);
  });

  it('is told by own calls only after half an hour, and only when the page has not moved since', () => {
    const since = nowMs - 40 * minuteMs;
    const against = (more: Partial<FeedReading>, failing: number | null): boolean => whyContradicted(well(more), failing, nowMs) !== null;
    assert.equal(against({}, since), true);
    assert.equal(against({ updatedAt: null }, since), true);
    assert.equal(against({ updatedAt: iso(since + minuteMs) }, since), false);
    assert.equal(against({}, nowMs - 29 * minuteMs), false);
    assert.equal(against({}, null), false);
    assert.equal(against({ state: 'degraded' }, since), false);
  });

  it('knows pages that are dead, with what to look at instead', () => {
    assert.ok(whyDead('https://status.openrouter.ai/incidents.rss'));
    for (const url of ['https://status.openrouter.ai/config.json', 'https://status.anthropic.com', 'nonsense']) assert.equal(whyDead(url), null, url);
    for (const { instead } of deadPages) assert.equal(new URL(instead).protocol, 'https:');
  });
});

describe('what a feed counts for', () => {
  const known = { ...nothingKnown, reading: well(), readAtMs: nowMs };

  it('keeps the last reading with its age, and is unknown after half an hour', () => {
    const at = (ms: number, problem: string | null = null): [string, string | null, boolean] => {
      const { state, problem: said, reading: kept } = feedStatus(examplePage, { ...known, problem }, nowMs + ms);
      return [state, said, kept !== null];
    };
    assert.deepEqual(at(maxReadingAgeMs), ['operational', null, true]);
    assert.deepEqual(at(10 * minuteMs, 'It failed.'), ['operational', 'It failed.', true]);
    assert.deepEqual(at(maxReadingAgeMs + 1, 'It failed.'), ['unknown', 'It failed.', true]);
    assert.deepEqual(at(45 * minuteMs), ['unknown', 'The status page was last read 45 min ago, which is too long.', true]);
    // The clock was set back.
    assert.equal(at(-2 * dayMs)[0], 'unknown');
    assert.equal(feedStatus(examplePage, nothingKnown, nowMs).state, 'unknown');
  });

  it('folds: official over third party, the worst where they disagree, nothing is unknown', () => {
    const one = (state: FeedState, readAtMs: number, thirdParty?: true): FeedStatus => ({ feed: { ...examplePage, ...(thirdParty && { thirdParty }) }, reading: null, readAtMs, state, problem: null });
    const table: readonly [FeedStatus[], FeedState, number | null, boolean][] = [
      [[], 'unknown', null, false],
      [[one('unknown', 1), one('unknown', 2, true)], 'unknown', null, false],
      [[one('operational', 1), one('outage', 2, true)], 'operational', 1, false],
      [[one('unknown', 1), one('outage', 2, true)], 'outage', 2, false],
      [[one('operational', 9), one('degraded', 1)], 'degraded', 1, true],
      [[one('operational', 9), one('unknown', 1)], 'operational', 9, false],
      [[one('outage', 3), one('outage', 5), one('maintenance', 8)], 'outage', 5, true],
    ];
    for (const [statuses, state, readAtMs, disagree] of table) {
      const folded = foldFeeds(statuses);
      assert.deepEqual([folded.state, folded.readAtMs, folded.disagree], [state, readAtMs, disagree]);
    }
  });
});

describe('when a feed is polled', () => {
  const history = (more: Partial<PollHistory> = {}): PollHistory => ({ lastPollAtMs: nowMs, failures: 0, retryAfterMs: null, ...more });
  const wait = (more: Partial<PollHistory>, random = 0): number => (nextPollAtMs(history(more), random) - nowMs) / minuteMs;

  it('is at most once in five minutes, a little later by chance', () => {
    assert.deepEqual([wait({}), wait({}, 0.5), wait({}, 0.999999)].map(Math.round), [5, 6, 6]);
    for (const random of [-1, 7]) assert.ok(wait({}, random) >= 5, String(random));
  });

  it('backs off up to an hour, and waits as long as it was asked to, up to a day', () => {
    assert.deepEqual([1, 2, 3, 4, 5, 9, 5_000].map((failures) => wait({ failures })), [5, 10, 20, 40, 60, 60, 60]);
    assert.equal(wait({ failures: 9 }, 1), 60);
    assert.equal(wait({ failures: 1, retryAfterMs: 90 * minuteMs }), 90);
    assert.equal(wait({ failures: 1, retryAfterMs: 1_000 }), 5);
    assert.equal(wait({ failures: 1, retryAfterMs: 1e15 }), 24 * 60);
  });

  it('needs leave, a focused window, and a choice for third parties', () => {
    const permission = { allowed: true, windowFocused: true, chosenThirdParties: [] as string[] };
    const due = nowMs + minPollMs;
    const third = { ...examplePage, thirdParty: true as const };
    const table: readonly [Parameters<typeof mayPoll>, boolean][] = [
      [[examplePage, history(), permission, due, 0], true],
      [[examplePage, history(), permission, due - 1, 0], false],
      [[examplePage, history({ lastPollAtMs: null }), permission, nowMs, 0.9], true],
      [[examplePage, history(), { ...permission, windowFocused: false }, due, 0], false],
      [[examplePage, history(), { ...permission, allowed: false }, due, 0], false],
      [[third, history(), permission, due, 0], false],
      [[third, history(), { ...permission, chosenThirdParties: [third.pageUrl] }, due, 0], true],
      // The clock was set back by a day.
      [[examplePage, history({ lastPollAtMs: nowMs + dayMs }), permission, nowMs, 0], true],
    ];
    for (const [given, expected] of table) assert.equal(mayPoll(...given), expected);
  });
});

describe('where a status page sends to', () => {
  const from = ['https://status.example.com/a'];
  const table: readonly [status: number, location: string | undefined, expected: string | RegExp | null][] = [
    [200, 'https://x.example/', null],
    [404, undefined, null],
    [302, 'https://groqstatus.com/api', 'https://groqstatus.com/api'],
    [308, '/b?c#d', 'https://status.example.com/b?c'],
    [301, 'http://status.example.com/a', /not https/],
    [301, 'file:///etc/passwd', /not https/],
    [301, 'https://127.0.0.1/', /no public name/],
    [301, 'https://[::1]/', /no public name/],
    [301, 'https://169.254.169.254/latest', /no public name/],
    [301, 'https://2130706433/', /no public name/],
    [301, 'https://localhost/', /no public name/],
    [301, 'https://intranet/', /no public name/],
    [301, 'https://u:p@x.example/', /makes no sense/],
    [301, undefined, /makes no sense/],
    [301, 'https://', /makes no sense/],
    [301, `https://x.example/${'a'.repeat(270)}…`, /makes no sense/],
    [301, 'https://status.example.com/a', /in a circle/],
  ];
  for (const [status, location, expected] of table) {
    it(`HTTP ${status}, ${String(location).slice(0, 40)}`, () => {
      const target = redirectTarget(status, location, from);
      if (expected === null) assert.equal(target, null);
      else if (typeof expected === 'string') assert.equal(target && 'url' in target ? target.url.href : target, expected);
      else assert.match(target && 'problem' in target ? target.problem : '', expected);
    });
  }

  it('more than three times, and no further', () => {
    const visited = ['a', 'b', 'c', 'd'].map((name) => `https://${name}.example/`);
    assert.ok('url' in (redirectTarget(302, 'https://z.example/', visited.slice(0, 3)) ?? {}));
    assert.match(JSON.stringify(redirectTarget(302, 'https://z.example/', visited)), /more than 3 times/);
  });
});
