import assert from 'node:assert/strict';
import fc from 'fast-check';
import { historyCsv, historyJson } from '../../../../src/gateways/health/history-export.ts';
import { availabilityStrip, incidentBars, latencySeries, uptimeShare } from '../../../../src/gateways/health/history-views.ts';
import {
  boundHistory, countsOf, healthStates, historyLine, keptEntries, keptMs, parseHistoryLine, signalEntry, type HistoryEntry,
} from '../../../../src/gateways/health/history.ts';
import { faultKinds } from '../../../../src/gateways/fault.ts';
import type { HealthState } from '../../../../src/gateways/health/signal.ts';
import { legs } from '../../../../src/path/leg.ts';
import { answered, failed, minuteMs, noonMs } from './signals.ts';

const hourMs = 60 * minuteMs;

function look(atMs: number, state: HealthState = 'healthy', latencyMs = 300): HistoryEntry {
  return signalEntry(answered(atMs, { latencyMs }), state);
}

function change(atMs: number, state: HealthState): HistoryEntry {
  return { atMs, source: 'state', state, latencyMs: null, kind: null, leg: null };
}

const entry: fc.Arbitrary<HistoryEntry> = fc
  .record({
    atMs: fc.integer({ min: noonMs - 40 * 24 * hourMs, max: noonMs + hourMs }),
    source: fc.constantFrom('passive' as const, 'active' as const, 'state' as const),
    state: fc.constantFrom(...healthStates),
    latencyMs: fc.option(fc.nat(60_000)),
    kind: fc.option(fc.constantFrom(...faultKinds)),
    leg: fc.option(fc.constantFrom(...legs)),
    merged: fc.option(fc.record({ signals: fc.nat(50), failed: fc.nat(50), p90Ms: fc.option(fc.nat(60_000)) })),
  })
  .map(({ merged, ...rest }) => ({ ...rest, ...(merged ? { merged: { ...merged } } : {}) }));
const entries = fc.array(entry, { maxLength: 60 });
const sum = (all: readonly HistoryEntry[]): number => all.reduce((total, one) => total + countsOf(one).signals, 0);

describe('history', () => {
  it('merges what is older than a day, and loses no count', () => {
    const old = noonMs - 48 * hourMs;
    const five = [0, 10, 20, 30, 40].map((s, index) => look(old + s * 1_000, 'healthy', 100 * (index + 1)));
    const failure = signalEntry(failed(old + 50_000), 'degraded');
    const states = (['down', 'healthy', 'degraded', 'healthy'] as const).map((state, index) => change(old + 60_000 + index, state));
    const recent = [look(noonMs - 2_000), look(noonMs - 1_000)];
    const bounded = boundHistory([...five, failure, ...states, ...recent], noonMs);
    assert.deepEqual(bounded.map(({ source, state, merged }) => [source, state, merged?.signals]), [
      ['active', 'degraded', 6],
      ['state', 'down', undefined],
      ['state', 'healthy', undefined],
      ['active', 'healthy', undefined],
      ['active', 'healthy', undefined],
    ]);
    assert.deepEqual(bounded[0]?.merged, { signals: 6, failed: 1, p90Ms: 500 });
    assert.equal(bounded[0]?.latencyMs, 300);
    assert.equal(bounded[0]?.kind, 'gateway-unavailable');
  });

  it('is bounded in time and number, in order, and the same when bounded again', () => {
    fc.assert(
      fc.property(entries, (all) => {
        const once = boundHistory(all, noonMs);
        assert.ok(once.every(({ atMs }, index) => noonMs - atMs <= keptMs && (once[index - 1]?.atMs ?? 0) <= atMs));
        assert.equal(sum(once), sum(all.filter(({ atMs }) => noonMs - atMs <= keptMs)));
        assert.deepEqual(boundHistory(once, noonMs), once);
      }),
    );
    const many = Array.from({ length: keptEntries + 5_000 }, (_, index) => look(noonMs - index));
    assert.equal(boundHistory(many, noonMs).length, keptEntries);
    assert.equal(boundHistory(many, noonMs).at(-1)?.atMs, noonMs);
  });

  it('comes back from its line', () => {
    fc.assert(fc.property(entry, (one) => assert.deepEqual(parseHistoryLine(historyLine(one)), one)));
  });

  it('reads no line that is none', () => {
    const good = historyLine(look(noonMs));
    for (let cut = 0; cut < good.length; cut++) assert.equal(parseHistoryLine(good.slice(0, cut)), null, `${cut}`);
    for (const line of ['', 'null', '[]', '{}', '\u0000'.repeat(20), '{"schemaVersion":1}', good.replace('healthy', 'fine'), good.replace('active', 'x'), good.replace(/"atMs":\d+/, '"atMs":"x"')]) {
      assert.equal(parseHistoryLine(line), null, line);
    }
    fc.assert(fc.property(fc.string(), (text) => void parseHistoryLine(text)));
  });

  it('of a later version is a failure without a name', () => {
    const line = historyLine(signalEntry(failed(noonMs), 'down')).replace('gateway-unavailable', 'not-yet-invented');
    assert.deepEqual(countsOf(parseHistoryLine(line) ?? look(0)), { signals: 1, failed: 1 });
    assert.equal(parseHistoryLine(line)?.kind, null);
  });
});

describe('history, drawn', () => {
  const span = { fromMs: noonMs - 4 * hourMs, toMs: noonMs, buckets: 4 };

  it('shares each bucket among the states, and keeps apart what nobody saw', () => {
    const strip = availabilityStrip([look(noonMs - 3.5 * hourMs), change(noonMs - 3.25 * hourMs, 'down'), look(noonMs - 0.25 * hourMs)], span);
    const shown = strip.map(({ shares, noData }) => [shares.healthy, shares.down, noData].map((share) => Math.round(share * 100)));
    // 15 min well, 40 min down, and then nobody looked until a quarter to twelve.
    assert.deepEqual(shown, [[25, 25, 50], [0, 42, 58], [0, 0, 100], [25, 0, 75]]);
  });

  it('has shares that make one, whatever came', () => {
    const spans = fc.record({ fromMs: fc.integer({ min: noonMs - 60 * 24 * hourMs, max: noonMs - 1 }), toMs: fc.constant(noonMs), buckets: fc.integer({ min: 1, max: 200 }) });
    fc.assert(
      fc.property(entries, spans, (all, one) => {
        const strip = availabilityStrip(all, one);
        assert.equal(strip.length, one.buckets);
        for (const { shares, noData } of strip) {
          const whole = Object.values(shares).reduce((total, share) => total + share, noData);
          assert.ok(Math.abs(whole - 1) < 1e-6, `${whole}`);
        }
        const uptime = uptimeShare(all, one);
        assert.ok(uptime === null || (uptime >= 0 && uptime <= 1));
        assert.equal(latencySeries(all, one).length, one.buckets);
      }),
    );
    assert.deepEqual(availabilityStrip([look(noonMs)], { fromMs: noonMs, toMs: noonMs, buckets: 3 }), []);
  });

  it('tells latencies by bucket', () => {
    const all = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => look(noonMs - hourMs + n * minuteMs, 'healthy', n * 100));
    const [empty, , , last] = latencySeries([...all, signalEntry(failed(noonMs - minuteMs, { latencyMs: null }), 'down')], span);
    assert.deepEqual([empty?.p50Ms, empty?.signals], [null, 0]);
    assert.deepEqual([last?.p50Ms, last?.p90Ms, last?.signals, last?.failed], [500, 900, 11, 1]);
  });

  it('leaves troubles of this side out of the uptime', () => {
    const at = (minutes: number): number => noonMs - 4 * hourMs + minutes * minuteMs;
    const all = [look(at(0)), change(at(30), 'down'), change(at(40), 'local-problem'), change(at(70), 'account-problem'), change(at(100), 'unknown')];
    assert.equal(uptimeShare(all, span), 0.75);
    assert.equal(uptimeShare([change(at(0), 'unknown')], span), null);
  });

  it('lays incidents over', () => {
    const incident = { id: '1', title: 'API errors', state: 'outage', updatedAt: null, url: null, components: [] } as const;
    const iso = (atMs: number): string => new Date(atMs).toISOString();
    const bars = incidentBars(
      [
        { ...incident, startedAt: iso(noonMs - 5 * hourMs), resolvedAt: iso(noonMs - 3 * hourMs) },
        { ...incident, startedAt: iso(noonMs - hourMs), resolvedAt: null },
        { ...incident, startedAt: iso(noonMs - 9 * hourMs), resolvedAt: iso(noonMs - 8 * hourMs) },
        { ...incident, startedAt: null, resolvedAt: null },
        { ...incident, startedAt: iso(noonMs), resolvedAt: iso(noonMs - hourMs) },
        { ...incident, startedAt: 'yesterday', resolvedAt: 'today' },
      ],
      span,
    );
    assert.deepEqual(bars.map(({ fromMs, toMs, open }) => [fromMs, toMs, open]), [
      [noonMs - 4 * hourMs, noonMs - 3 * hourMs, false],
      [noonMs - hourMs, noonMs, true],
    ]);
  });
});

describe('history, exported', () => {
  it('as JSON and CSV, with the same values', () => {
    fc.assert(
      fc.property(entries, (all) => {
        const { entries: exported, schemaVersion } = JSON.parse(historyJson('acme', all, noonMs)) as { entries: { at: string; state: string }[]; schemaVersion: number };
        assert.equal(schemaVersion, 1);
        const [head, ...lines] = historyCsv(all).split('\r\n').slice(0, -1);
        assert.equal(head, 'at,source,state,latencyMs,p90Ms,kind,leg,signals,failed');
        assert.deepEqual(lines.map((line) => line.split(',').slice(0, 3)), exported.map((one) => [one.at, (one as unknown as HistoryEntry).source, one.state]));
        assert.ok(lines.every((line) => line.split(',').length === 9 && !/["=+@\n]/.test(line)));
      }),
    );
  });

  it('even with a time that is none', () => {
    assert.match(historyCsv([look(Number.MAX_VALUE)]), /^9999-12-31T/m);
  });
});
