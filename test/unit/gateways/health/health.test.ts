import assert from 'node:assert/strict';
import fc from 'fast-check';
import { health, type HealthInput } from '../../../../src/gateways/health/health.ts';
import type { Health, HealthState, Party, Signal } from '../../../../src/gateways/health/signal.ts';
import { faultKinds } from '../../../../src/gateways/fault.ts';
import { legs } from '../../../../src/path/leg.ts';
import { answered, completed, failed, input, intervalMs, minuteMs, noonMs, page, quiet, unconnected } from './signals.ts';

/** Minutes before noon. */
const ago = (minutes: number): number => noonMs - minutes * minuteMs;
const passive = { source: 'passive' } as const;
const badKey = { ...passive, kind: 'bad-key', leg: 'account', status: 401 } as const;
const limited = { ...passive, kind: 'rate-limited', leg: 'account', status: 429 } as const;
const forbidden = { ...passive, kind: 'permission-denied', leg: 'account', status: 403 } as const;
const overloaded = { ...passive, kind: 'provider-overloaded', leg: 'provider', status: 503, model: 'm/m', provider: 'Maker' } as const;
const tooLong = { ...passive, kind: 'context-length', leg: 'request', status: 400 } as const;
const around = (changes: Partial<typeof quiet>): Partial<HealthInput> => ({ surroundings: { ...quiet, ...changes } });

interface Row {
  title: string;
  signals: readonly Signal[];
  with?: Partial<HealthInput>;
  state: HealthState;
  fault?: Party;
  says?: RegExp;
  wavering?: boolean;
}

const rows: readonly Row[] = [
  { title: 'nothing was seen', signals: [], state: 'unknown', says: /^Acme was not seen yet\.$/ },
  { title: 'an answer', signals: [answered(ago(1))], state: 'healthy', says: /^Acme answers\.$/ },
  { title: 'a first failure', signals: [failed(ago(1))], state: 'unknown', wavering: true, says: /next one shows whether that was chance/ },
  { title: 'one failure after an answer', signals: [answered(ago(2)), failed(ago(1))], state: 'healthy', wavering: true },
  { title: 'two failures', signals: [answered(ago(3)), failed(ago(2)), failed(ago(1))], state: 'down', fault: 'gateway' },
  {
    title: 'many failures of one moment are one',
    signals: [answered(ago(2)), ...[0, 1, 2, 4].map((s) => unconnected(ago(1) + s * 1_000))],
    state: 'healthy',
    wavering: true,
  },
  { title: 'one answer after a fall', signals: [failed(ago(3)), failed(ago(2)), answered(ago(1))], state: 'down', fault: 'gateway', wavering: true, says: /one more makes that sure/ },
  { title: 'two answers after a fall', signals: [failed(ago(3)), failed(ago(2)), answered(ago(1)), answered(ago(0.5))], state: 'healthy' },
  { title: 'the content of a model after a fall', signals: [failed(ago(3)), failed(ago(2)), completed(ago(1))], state: 'healthy' },
  { title: 'a passive answer without content after a fall', signals: [failed(ago(3)), failed(ago(2)), answered(ago(1), passive)], state: 'down', fault: 'gateway', wavering: true },
  { title: 'an old answer', signals: [answered(ago(16))], state: 'unknown', says: /too old to count: 16 min ago/ },
  { title: 'an old fall', signals: [failed(ago(20)), failed(ago(16))], state: 'unknown' },
  { title: 'an old answer and a fresh failure', signals: [answered(ago(16)), failed(ago(1))], state: 'unknown', wavering: true },
  { title: 'an old answer while checks come seldom', signals: [answered(ago(40))], with: { expectedIntervalMs: 32 * minuteMs }, state: 'healthy' },
  { title: 'a failure of yesterday and one of today', signals: [failed(ago(900)), failed(ago(1))], state: 'unknown', wavering: true },
  { title: 'an answer of the future', signals: [answered(ago(-30))], state: 'unknown' },
  { title: 'before the machine slept', signals: [answered(ago(1))], with: around({ wokeAtMs: ago(0.1) }), state: 'unknown', says: /slept/ },
  { title: 'before the network changed', signals: [answered(ago(1))], with: around({ networkChangedAtMs: ago(0.1) }), state: 'unknown', says: /network changed/ },
  { title: 'offline', signals: [answered(ago(1))], with: around({ online: false }), state: 'local-problem', fault: 'local' },
  { title: 'paused', signals: [answered(ago(1))], with: around({ paused: 'battery-saver' }), state: 'paused', says: /battery/ },
  { title: 'paused, and the user had an answer', signals: [completed(ago(1))], with: around({ paused: 'off' }), state: 'healthy' },
  ...(['proxy', 'dns', 'tcp', 'tls'] as const).flatMap((leg): Row[] => {
    const signals = [unconnected(ago(2), leg), unconnected(ago(1), leg)];
    return [
      { title: `${leg} fails`, signals, state: 'local-problem', fault: 'local' },
      { title: `${leg} fails, nobody else answers`, signals, with: { ...around({ othersReachable: false }), feed: page('outage') }, state: 'local-problem', fault: 'local' },
      { title: `${leg} fails, others answer`, signals, with: around({ othersReachable: true }), state: 'down', fault: 'gateway', says: /most likely the gateway/ },
      { title: `${leg} fails, the page is red`, signals, with: { feed: page('outage') }, state: 'down', fault: 'gateway', says: /status page reports an outage/ },
    ];
  }),
  { title: 'a wrong address', signals: [failed(ago(2), { kind: 'not-found', leg: 'settings', status: 404 }), failed(ago(1), { kind: 'not-found', leg: 'settings', status: 404 })], with: around({ othersReachable: true }), state: 'local-problem', fault: 'local' },
  { title: "a client's wrong address", signals: [answered(ago(3)), failed(ago(2), { ...passive, kind: 'not-found', leg: 'settings' }), failed(ago(1), { ...passive, kind: 'not-found', leg: 'settings' })], state: 'healthy', wavering: false },
  { title: 'a proxy that wants a password', signals: [failed(ago(2), { kind: 'proxy-auth', leg: 'proxy', status: 407 }), failed(ago(1), { kind: 'proxy-auth', leg: 'proxy', status: 407 })], with: around({ othersReachable: true }), state: 'local-problem', fault: 'local' },
  { title: 'a refused key', signals: [answered(ago(1)), failed(ago(0.5), badKey)], state: 'account-problem', fault: 'account', says: /refuses the API key/ },
  { title: 'a refused key, and a keyless answer', signals: [failed(ago(3), badKey), answered(ago(1)), answered(ago(0.5), { status: 401 })], state: 'account-problem', fault: 'account' },
  { title: 'a refused key, and an answer with it', signals: [failed(ago(3), badKey), answered(ago(1), { keyed: true })], state: 'healthy' },
  { title: 'a refused key, and another one', signals: [answered(ago(4)), failed(ago(3), badKey)], with: around({ keyChangedAtMs: ago(1) }), state: 'healthy' },
  { title: 'a refused key of long ago', signals: [failed(ago(25 * 60), badKey), answered(ago(1))], state: 'healthy' },
  { title: 'a refused key, then the gateway falls', signals: [failed(ago(9), badKey), failed(ago(2)), failed(ago(1))], state: 'down', fault: 'gateway' },
  { title: 'a fallen gateway refuses a key', signals: [failed(ago(3)), failed(ago(2)), failed(ago(1), badKey)], state: 'account-problem', fault: 'account' },
  { title: 'no credit', signals: [answered(ago(2)), failed(ago(1), { ...badKey, kind: 'no-credit', status: 402 })], state: 'account-problem', fault: 'account', says: /no credit left/ },
  { title: 'one request forbidden', signals: [answered(ago(2)), failed(ago(1), forbidden)], state: 'healthy' },
  { title: 'two requests forbidden', signals: [answered(ago(3)), failed(ago(2), forbidden), failed(ago(1), forbidden)], state: 'account-problem', fault: 'account' },
  { title: 'limited for a while', signals: [answered(ago(2)), failed(ago(1), { ...limited, retryAfterMs: 5 * minuteMs })], state: 'account-problem', fault: 'account', says: /ends in 4 min/ },
  { title: 'limited, and the time is over', signals: [answered(ago(8)), failed(ago(7), { ...limited, retryAfterMs: 5 * minuteMs })], state: 'healthy' },
  { title: 'limited by the provider', signals: [answered(ago(3)), failed(ago(2), { ...limited, leg: 'provider' }), failed(ago(1), { ...limited, leg: 'provider' })], state: 'degraded', fault: 'provider' },
  { title: 'one request overloaded', signals: [answered(ago(2)), failed(ago(1), overloaded)], state: 'healthy', wavering: true },
  { title: 'two requests overloaded', signals: [answered(ago(3)), failed(ago(2), overloaded), failed(ago(1), overloaded), answered(ago(0.5))], state: 'degraded', fault: 'provider', says: /^Acme answers, but Maker behind it/ },
  { title: 'overloaded yesterday and once today', signals: [failed(ago(900), overloaded), answered(ago(2)), failed(ago(1), overloaded)], state: 'healthy', wavering: true },
  { title: 'overloaded and over', signals: [answered(ago(3)), failed(ago(2.5), overloaded), failed(ago(2), overloaded), completed(ago(1))], state: 'healthy' },
  { title: "a request's mistakes", signals: [answered(ago(5)), ...[4, 3, 2, 1].map((at) => failed(ago(at), tooLong))], state: 'healthy', wavering: false },
  { title: "a request's mistakes alone", signals: [4, 3, 2, 1].map((at) => failed(ago(at), tooLong)), state: 'unknown' },
  { title: 'comes and goes', signals: [9, 8, 7, 6, 5, 4].map((at) => (at % 2 === 0 ? failed(ago(at)) : answered(ago(at)))), state: 'degraded', fault: 'gateway', says: /3 of the last 6 requests failed/ },
  { title: 'comes and goes, on this side', signals: [9, 8, 7, 6, 5, 4].map((at) => (at % 2 === 0 ? unconnected(ago(at)) : answered(ago(at)))), state: 'degraded', fault: 'local' },
  { title: 'came and went, and has gone', signals: [9, 8, 7, 6, 5, 4, 3.5, 3].map((at) => (at % 2 === 0 || at < 4 ? failed(ago(at)) : answered(ago(at)))), state: 'down', fault: 'gateway' },
  { title: 'slow', signals: [9, 6, 3].map((at) => answered(ago(at), { latencyMs: 4_000 })), with: { usualLatencyMs: 400 }, state: 'degraded', fault: 'gateway', says: /4\.0 s where 0\.4 s are usual/ },
  { title: 'slow as always', signals: [9, 6, 3].map((at) => answered(ago(at), { latencyMs: 4_000 })), with: { usualLatencyMs: 2_000 }, state: 'healthy' },
  { title: 'slower but not slow', signals: [9, 6, 3].map((at) => answered(ago(at), { latencyMs: 900 })), with: { usualLatencyMs: 100 }, state: 'healthy' },
  { title: 'slow once', signals: [9, 6, 3].map((at) => answered(ago(at), { latencyMs: at === 3 ? 9_000 : 300 })), with: { usualLatencyMs: 300 }, state: 'healthy' },
  { title: "slow for the user's own long requests", signals: [9, 6, 3].map((at) => completed(ago(at), { latencyMs: 40_000 })), with: { usualLatencyMs: 300 }, state: 'healthy' },
  { title: 'a green page alone', signals: [], with: { feed: page('operational') }, state: 'unknown', says: /alone does not count/ },
  { title: 'an unknown page alone', signals: [], with: { feed: page('unknown') }, state: 'unknown', says: /^Acme was not seen yet\.$/ },
  { title: 'a red page alone', signals: [], with: { feed: page('outage') }, state: 'down', fault: 'gateway', says: /probably down: its status page says so, and nothing was seen from here/ },
  { title: 'a yellow page alone', signals: [], with: { feed: page('degraded') }, state: 'degraded', fault: 'gateway', says: /probably/ },
  { title: 'maintenance alone', signals: [], with: { feed: page('maintenance') }, state: 'degraded', fault: 'gateway', says: /maintenance/ },
  { title: 'a green page while calls fail', signals: [failed(ago(2)), failed(ago(1))], with: { feed: page('operational') }, state: 'down', fault: 'gateway', says: /shows nothing yet/ },
  { title: 'a red page while calls pass', signals: [answered(ago(1))], with: { feed: page('outage', 'API down') }, state: 'healthy', says: /not seen from here: API down$/ },
  { title: 'a red page while calls fail', signals: [failed(ago(2)), failed(ago(1))], with: { feed: page('outage') }, state: 'down', fault: 'gateway', says: /reports trouble too/ },
];

describe('health', () => {
  for (const row of rows) {
    it(row.title, () => {
      const found = health(input(row.signals, row.with));
      assert.equal(found.state, row.state, found.sentence);
      assert.equal(found.fault, row.fault ?? null);
      if (row.says) assert.match(found.sentence, row.says);
      if (row.wavering !== undefined) assert.equal(found.wavering, row.wavering);
      assert.doesNotMatch(`${found.sentence} ${found.nextStep}`, /\{\d\}|undefined|null|NaN/);
    });
  }

  it('says since when, and keeps that while the state lasts', () => {
    const first = health(input([failed(ago(3)), failed(ago(2))]));
    assert.equal(first.sinceMs, ago(3));
    const later = health(input([failed(ago(2)), failed(ago(1))], { previous: first }));
    assert.equal(later.sinceMs, ago(3));
  });

  it('keeps when the last answer was beyond the signals it has', () => {
    const first = health(input([answered(ago(3))]));
    assert.equal(health(input([failed(ago(2)), failed(ago(1))], { previous: first })).lastGoodAtMs, ago(3));
  });

  it('tells the median of recent looks', () => {
    const signals = [300, 500, 9_000].map((latencyMs, index) => answered(ago(9 - index), { latencyMs }));
    assert.equal(health(input([...signals, completed(ago(1), { latencyMs: 20_000 })])).latencyMs, 500);
  });

  it('makes what a page and a provider say harmless', () => {
    const feed = page('outage', `a\u202e\u0007${'x'.repeat(5_000)}`);
    const { sentence } = health(input([answered(ago(1))], { feed }));
    assert.ok(sentence.length < 300);
    assert.doesNotMatch(sentence, /[\u0000-\u001f\u202e]/);
  });
});

describe('health, for whatever was seen', () => {
  const signal: fc.Arbitrary<Signal> = fc
    .record({
      source: fc.constantFrom('passive' as const, 'active' as const),
      agoMs: fc.oneof(fc.integer({ min: -120_000, max: 40 * minuteMs }), fc.integer({ min: 0, max: 30 * 3_600_000 })),
      good: fc.boolean(),
      latencyMs: fc.option(fc.integer({ min: 0, max: 60_000 })),
      kind: fc.option(fc.constantFrom(...faultKinds)),
      leg: fc.option(fc.constantFrom(...legs)),
      status: fc.option(fc.constantFrom(200, 401, 403, 429, 500)),
      retryAfterMs: fc.option(fc.integer({ min: -1_000, max: 3_600_000 })),
      model: fc.option(fc.constant('m/m')),
      keyed: fc.boolean(),
    })
    .map(({ agoMs, good, keyed, kind, leg, ...rest }) => ({
      ...rest,
      atMs: noonMs - agoMs,
      outcome: good ? ('answered' as const) : ('failed' as const),
      kind: good ? null : kind,
      leg: good ? null : leg,
      code: null,
      provider: null,
      ...(keyed ? { keyed: true as const } : {}),
    }));
  const signals = fc.array(signal, { maxLength: 25 }).map((all) => all.sort((a, b) => a.atMs - b.atMs));
  const at = fc.option(fc.integer({ min: 0, max: 60 * minuteMs }).map((agoMs) => noonMs - agoMs));
  const rest = fc.record({
    feed: fc.option(fc.constantFrom('operational', 'degraded', 'outage', 'maintenance', 'unknown').map((state) => page(state as 'outage', 'x'))),
    surroundings: fc.record({
      online: fc.boolean(),
      paused: fc.option(fc.constantFrom('off' as const, 'battery-saver' as const)),
      othersReachable: fc.option(fc.boolean()),
      networkChangedAtMs: at,
      wokeAtMs: at,
      keyChangedAtMs: at,
    }),
    expectedIntervalMs: fc.constantFrom(60_000, intervalMs, 32 * minuteMs),
    usualLatencyMs: fc.option(fc.integer({ min: 1, max: 10_000 })),
  });
  const rank: Record<HealthState, number> = {
    healthy: 0, unknown: 1, paused: 1, degraded: 2, down: 3, 'local-problem': 3, 'account-problem': 3,
  };
  const outcome = ({ state, fault, leg, kind }: Health) => ({ state, fault, leg, kind });

  it('is healthy only with an own answer that is not stale', () => {
    fc.assert(
      fc.property(signals, rest, (all, more) => {
        const found = health(input(all, more));
        if (found.state !== 'healthy') return;
        assert.ok(all.some(({ outcome: one, atMs }) => one === 'answered' && noonMs - atMs <= 3 * more.expectedIntervalMs));
        assert.ok(found.lastGoodAtMs !== null && found.checkedAtMs !== null && found.fault === null);
      }),
    );
  });

  // A page alone is outranked by the first thing seen on one's own path, even where that is the lesser evil.
  const unfed = rest.map((one) => ({ ...one, feed: one.feed?.state === 'operational' ? one.feed : null }));
  // Close together and about the way alone: what hysteresis is about.
  const dense = fc
    .array(fc.tuple(fc.boolean(), fc.constantFrom(2_000, 15_000, 60_000, intervalMs)), { maxLength: 25 })
    .map((steps) => {
      let atMs = ago(100);
      return steps.map(([good, byMs]) => (good ? answered((atMs += byMs)) : failed((atMs += byMs)))).filter((one) => one.atMs <= noonMs);
    });

  it('is never made healthier by a failure that is added', () => {
    const more = fc.tuple(fc.oneof(signals, dense), fc.oneof(signal, fc.constant(failed(noonMs))), unfed).filter(([, one]) => one.outcome === 'failed');
    fc.assert(
      fc.property(more, fc.integer({ min: 0, max: 30_000 }), ([all, one, others], agoMs) => {
        const earlier = all.filter(({ atMs }) => atMs <= noonMs - agoMs);
        const before = health(input(earlier, others));
        const after = health(input([...earlier, { ...one, atMs: noonMs - agoMs }], others));
        assert.ok(rank[after.state] >= rank[before.state], `${before.state} became ${after.state}`);
      }),
    );
  });

  it('is the same whatever it was before, and however often it is asked', () => {
    fc.assert(
      fc.property(signals, rest, (all, more) => {
        let previous: Health | null = null;
        for (let count = 0; count <= all.length; count++) previous = health(input(all.slice(0, count), { ...more, previous }));
        assert.deepEqual(previous && outcome(previous), outcome(health(input(all, more))));
      }),
    );
  });

  it('does not throw for what is out of order', () => {
    fc.assert(
      fc.property(fc.array(signal, { maxLength: 25 }), rest, fc.double(), (all, more, nowMs) => {
        const found = health(input(all, { ...more, nowMs: noonMs + nowMs, expectedIntervalMs: nowMs }));
        assert.ok(found.sentence.length > 0);
      }),
    );
  });
});
