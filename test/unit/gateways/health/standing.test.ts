import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FeedStatus } from '../../../../src/gateways/feeds/feed.ts';
import { findGateway } from '../../../../src/gateways/catalogue/index.ts';
import { availabilityStrip, type AvailabilityBucket } from '../../../../src/gateways/health/history-views.ts';
import { healthStates, signalEntry } from '../../../../src/gateways/health/history.ts';
import { health } from '../../../../src/gateways/health/health.ts';
import type { HealthState } from '../../../../src/gateways/health/signal.ts';
import { lineHours, shownState, standingOf, wellShare } from '../../../../src/gateways/health/standing.ts';
import { answered, failed, input, minuteMs, noonMs, page } from './signals.ts';

/** A stretch of time, by what part of it was spent how; the rest is not known. */
function bucket(spent: Partial<Record<HealthState, number>>): AvailabilityBucket {
  const shares = Object.fromEntries(healthStates.map((state) => [state, spent[state] ?? 0])) as Record<HealthState, number>;
  const known = Object.values(shares).reduce((sum, share) => sum + share, 0);
  return { fromMs: 0, toMs: 1, shares, noData: Math.max(0, 1 - known) };
}

describe('the one state a stretch of time is shown as', () => {
  const cases: readonly [spent: Partial<Record<HealthState, number>>, shown: HealthState | 'none', why: string][] = [
    [{}, 'none', 'nobody looked'],
    [{ healthy: 0.0005 }, 'none', 'too little is known'],
    [{ healthy: 1 }, 'healthy', 'all well'],
    [{ healthy: 0.9, down: 0.1 }, 'down', 'a tenth is a fair part'],
    [{ healthy: 0.95, down: 0.05 }, 'healthy', 'less than a tenth is not'],
    [{ healthy: 0.09, down: 0.01 }, 'down', 'the part is of what is known'],
    [{ healthy: 0.4, degraded: 0.3, 'account-problem': 0.3 }, 'account-problem', 'the worse of two'],
    [{ 'local-problem': 0.5, down: 0.5 }, 'down', 'the worst of all'],
    [{ unknown: 0.5 }, 'unknown', 'looked at, and could not be told'],
    [{ unknown: 0.6, healthy: 0.4 }, 'healthy', 'what could be told goes first'],
    [{ paused: 1 }, 'paused', 'paused all the time'],
  ];
  for (const [spent, shown, why] of cases) {
    it(`${JSON.stringify(spent)} is ${shown}: ${why}`, () => assert.equal(shownState(bucket(spent)), shown));
  }

  it('is never well where nothing was', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100), { minLength: 7, maxLength: 7 }), (parts) => {
        const sum = Math.max(1, parts.reduce((total, part) => total + part, 0));
        const spent = Object.fromEntries(healthStates.map((state, index) => [state, (parts[index] ?? 0) / sum]));
        const shown = shownState(bucket(spent));
        if (shown !== 'none') assert.ok((spent[shown] ?? 0) > 0, shown);
      }),
    );
  });
});

describe('the share of time in which all was well', () => {
  const cases: readonly [strip: readonly Partial<Record<HealthState, number>>[], share: number | null][] = [
    [[], null],
    [[{}, {}], null],
    [[{ unknown: 1 }, { paused: 1 }], null],
    [[{ healthy: 1 }, {}], 1],
    [[{ healthy: 0.5, unknown: 0.5 }], 1],
    [[{ healthy: 0.5, paused: 0.5 }, { healthy: 1 }], 1],
    [[{ healthy: 1 }, { down: 1 }], 0.5],
    [[{ healthy: 0.75, degraded: 0.25 }], 0.75],
    [[{ healthy: 0.5, 'account-problem': 0.25, 'local-problem': 0.25 }], 0.5],
    [[{ down: 1 }], 0],
  ];
  for (const [strip, share] of cases) {
    it(`${JSON.stringify(strip)}: ${share}`, () => assert.equal(wellShare(strip.map(bucket)), share));
  }

  it('is 1 only where nothing else was', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(1_000), fc.nat(3), fc.constantFrom('down', 'degraded', 'local-problem', 'account-problem')), { minLength: 1, maxLength: 30 }), (parts) => {
        const share = wellShare(parts.map(([well, bad, state]) => bucket({ healthy: well / 2_000, [state]: bad / 2_000 })));
        const trouble = parts.some(([, bad]) => bad > 0);
        if (share === null) assert.ok(parts.every(([well, bad]) => well === 0 && bad === 0));
        else assert.equal(share === 1, !trouble);
      }),
    );
  });
});

describe('how a gateway stands', () => {
  const gateway = findGateway('openrouter');
  assert.ok(gateway);
  const watch = { health: health(input([answered(noonMs)])), history: [signalEntry(answered(noonMs - 10 * minuteMs), 'healthy')], requests: 7, dueAtMs: noonMs + 1 };
  const feed = (pageUrl: string, state: FeedStatus['state'], changes: Partial<FeedStatus> = {}): FeedStatus => ({
    ...page(state, `incident of ${pageUrl}`),
    feed: { pageUrl, ...(pageUrl.includes('third') && { thirdParty: true as const }) },
    state,
    ...changes,
  });

  it('is plain JSON with what was watched', () => {
    const standing = standingOf(gateway, watch, [], noonMs);
    assert.deepEqual(JSON.parse(JSON.stringify(standing)), standing);
    assert.equal(lineHours, 24);
    assert.deepEqual(standing.line, [...Array<string>(23).fill('none'), 'healthy']);
    assert.deepEqual([standing.wellShare, standing.requests, standing.dueAtMs, standing.feed], [1, 7, noonMs + 1, null]);
    assert.deepEqual([standing.id, standing.baseUrl, standing.health], ['openrouter', gateway.baseUrl, watch.health]);
  });

  it('leaves out what is older than the line', () => {
    const old = signalEntry(failed(noonMs - 25 * 60 * minuteMs), 'down');
    assert.deepEqual(new Set(standingOf(gateway, { ...watch, history: [old] }, [], noonMs).line), new Set(['none']));
  });

  const feeds: readonly [name: string, feeds: readonly FeedStatus[], shown: readonly [state: string, page: string, thirdParty: boolean, incidents: number]][] = [
    ['the worst official page', [feed('https://a.test', 'operational'), feed('https://b.test', 'degraded')], ['degraded', 'https://b.test', false, 1]],
    ['an official page before a third party', [feed('https://third.test', 'outage'), feed('https://a.test', 'operational')], ['operational', 'https://a.test', false, 1]],
    ['a third party where no official page is known', [feed('https://a.test', 'unknown'), feed('https://third.test', 'outage')], ['outage', 'https://third.test', true, 1]],
    ['a page that was not read as unknown', [feed('https://a.test', 'unknown', { reading: null, readAtMs: null, problem: 'Not asked.' })], ['unknown', 'https://a.test', false, 0]],
  ];
  for (const [name, statuses, [state, pageUrl, thirdParty, incidents]] of feeds) {
    it(`shows ${name}`, () => {
      const shown = standingOf(gateway, watch, statuses, noonMs).feed;
      assert.deepEqual([shown?.state, shown?.pageUrl, shown?.thirdParty, shown?.incidents.length], [state, pageUrl, thirdParty, incidents]);
    });
  }

  it('keeps the problem of a page beside its state', () => {
    const shown = standingOf(gateway, watch, [feed('https://a.test', 'unknown', { problem: 'Too old.' })], noonMs).feed;
    assert.deepEqual([shown?.state, shown?.problem], ['unknown', 'Too old.']);
  });

  it('counts the same hours as the strip', () => {
    const strip = availabilityStrip(watch.history, { fromMs: noonMs - lineHours * 60 * minuteMs, toMs: noonMs, buckets: 24 });
    assert.deepEqual(standingOf(gateway, watch, [], noonMs).line, strip.map(shownState));
  });
});
