import assert from 'node:assert/strict';
import fc from 'fast-check';
import { healthSnapshot, type HealthFacts } from '../../../../src/editor/inspector/health-snapshot.ts';
import type { ShownGatewayHealth } from '../../../../src/editor/inspector/protocol.ts';
import type { FeedIncident } from '../../../../src/gateways/feeds/feed.ts';
import type { HistoryEntry } from '../../../../src/gateways/health/history.ts';
import type { HealthState } from '../../../../src/gateways/health/signal.ts';
import { aFeed, aStanding } from '../standings.ts';

const nowMs = Date.UTC(2026, 10, 29, 12);
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

function entry(agoMs: number, state: HealthState = 'healthy', latencyMs: number | null = 100): HistoryEntry {
  return { atMs: nowMs - agoMs, source: 'active', state, latencyMs, kind: null, leg: state === 'healthy' ? null : 'http' };
}

/** A look every ten minutes, oldest first. */
function looks(fromAgoMs: number, stateAt: (agoMs: number) => HealthState = () => 'healthy'): HistoryEntry[] {
  const entries: HistoryEntry[] = [];
  for (let agoMs = fromAgoMs; agoMs > 0; agoMs -= 10 * minuteMs) entries.push(entry(agoMs, stateAt(agoMs)));
  return entries;
}

function incident(changes: Partial<FeedIncident>): FeedIncident {
  return { id: '1', title: 'API errors', state: 'degraded', startedAt: new Date(nowMs - 6 * hourMs).toISOString(), updatedAt: null, resolvedAt: null, url: null, components: [], ...changes };
}

function snapshot(changes: Partial<HealthFacts> = {}, entries: readonly HistoryEntry[] = []) {
  return healthSnapshot({ monitoring: true, problem: null, span: 'day', standings: [aStanding()], histories: new Map([['openrouter', entries]]), ...changes }, nowMs);
}

function shown(changes: Partial<HealthFacts> = {}, entries: readonly HistoryEntry[] = []): ShownGatewayHealth {
  const [gateway] = snapshot(changes, entries).gateways;
  assert.ok(gateway);
  return gateway;
}

const fact = ({ facts }: ShownGatewayHealth, label: string): string | undefined => facts.find((one) => one.label === label)?.value;

describe('the health that the page shows', () => {
  const notes: readonly [name: string, facts: Partial<HealthFacts>, note: RegExp][] = [
    ['off', { monitoring: false, standings: [] }, /^Monitoring is off, and nothing is sent\./],
    ['starting', { standings: [] }, /^Monitoring is starting\.$/],
    ['on', {}, /^$/],
    ['not able to keep the history', { problem: 'The disk is full.\u0000' }, /^The disk is full\.$/],
  ];
  for (const [name, facts, note] of notes) {
    it(`says that monitoring is ${name}`, () => assert.match(snapshot(facts).note.trim(), note));
  }

  const spans = [['day', 96, '24 hours ago', 24], ['week', 84, '7 days ago', 168], ['month', 90, '30 days ago', 720]] as const;
  for (const [span, buckets, since, hours] of spans) {
    it(`cuts a ${span} into ${buckets} pieces`, () => {
      const gateway = shown({ span }, looks(hours * hourMs));
      assert.deepEqual([gateway.strip.length, gateway.since], [buckets, since]);
      assert.deepEqual(new Set(gateway.strip.map(({ state }) => state)), new Set(['healthy']));
      assert.match(gateway.stripLabel, /^Well for 100 % of the time that was watched, which is 100 % of the last /);
    });
  }

  it('says of time in which nobody looked that nobody did', () => {
    const gateway = shown();
    assert.deepEqual(new Set(gateway.strip.map(({ state }) => state)), new Set(['none']));
    assert.match(gateway.strip[0]?.label ?? '', /: nobody looked$/);
    assert.equal(gateway.stripLabel, 'Nothing is known of the last 24 hours.');
    assert.equal(gateway.latency, undefined);
  });

  it('marks trouble where it was', () => {
    const { strip, stripLabel } = shown({}, looks(24 * hourMs, (agoMs) => (agoMs <= 12 * hourMs && agoMs > 9 * hourMs ? 'down' : 'healthy')));
    const down = strip.flatMap(({ state }, index) => (state === 'down' ? [index] : []));
    assert.deepEqual([down[0], down.at(-1)], [48, 59]);
    assert.match(strip[48]?.label ?? '', /^12 h ago: down$/);
    assert.match(stripLabel, /^Well for 87\.5 %/);
  });

  it('never calls it a hundred percent when something was wrong', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 * 60 * 1_000 }), fc.constantFrom<HealthState>('down', 'degraded', 'local-problem', 'account-problem'), fc.constantFrom('day', 'week', 'month'), (lastedMs, state, span) => {
        const entries = looks(720 * hourMs);
        const at = entries.length - 30;
        const atMs = entries[at]?.atMs ?? 0;
        entries.splice(at, 0, { ...entry(0, state), atMs: atMs - Math.min(lastedMs, 9 * minuteMs) });
        const { stripLabel } = shown({ span }, entries);
        assert.match(stripLabel, /^Well for \d+\.\d %/);
        assert.doesNotMatch(stripLabel, /for 100(\.0)? % of the time that/);
      }),
      { numRuns: 30 },
    );
  });

  it('draws the latency within its frame', () => {
    const entries = [entry(23 * hourMs, 'healthy', 100), entry(12 * hourMs, 'healthy', 200), entry(hourMs, 'healthy', 1_600), entry(30 * hourMs, 'healthy', 90_000)];
    const { latency } = shown({}, entries);
    assert.ok(latency);
    const points = latency.runs.flat();
    assert.equal(points.length, 3);
    assert.ok(points.every(({ at, usual, high }) => at >= 0 && at <= 1 && usual >= 0 && usual <= high && high <= 1));
    assert.deepEqual(points.map(({ high }) => high), [100 / 1_600, 200 / 1_600, 1]);
    assert.equal(latency.label, 'Usually 200 ms; the slow tenth takes 200 ms, at most 1.6 s.');
    assert.equal(latency.top, 'up to 1.6 s');
  });

  it('lays incidents over the strip, cut to it', () => {
    const feed = aFeed({
      incidents: [
        incident({ title: 'open' }),
        incident({ title: 'over', resolvedAt: new Date(nowMs - 3 * hourMs).toISOString() }),
        incident({ title: 'begun before', startedAt: new Date(nowMs - 48 * hourMs).toISOString(), resolvedAt: new Date(nowMs - 12 * hourMs).toISOString() }),
        incident({ title: 'long ago', startedAt: new Date(nowMs - 72 * hourMs).toISOString(), resolvedAt: new Date(nowMs - 48 * hourMs).toISOString() }),
        incident({ title: 'of no time', startedAt: null }),
      ],
    });
    assert.deepEqual(
      shown({ standings: [aStanding({ feed })] }).incidents.map(({ title, from, share, open }) => [title, from, share, open]),
      [['open', 0.75, 0.25, true], ['over', 0.75, 0.125, false], ['begun before', 0, 0.5, false]],
    );
  });

  it('gives the facts in words', () => {
    const down = aStanding(
      { feed: aFeed({ state: 'outage', readAtMs: nowMs - 4 * minuteMs }) },
      { state: 'down', fault: 'gateway', latencyMs: null, lastGoodAtMs: nowMs - 2 * hourMs, checkedAtMs: nowMs - 3 * minuteMs, sinceMs: nowMs - hourMs, sentence: 'It is down.', nextStep: 'Wait.' },
    );
    const gateway = shown({ standings: [down] });
    assert.deepEqual([gateway.state, gateway.stateWord, gateway.sentence, gateway.nextStep, gateway.hasStatusPage], ['down', 'down', 'It is down.', 'Wait.', true]);
    assert.deepEqual(gateway.facts, [
      { label: 'Since', value: '1 h ago' },
      { label: 'Whose fault', value: 'the gateway' },
      { label: 'Latency', value: 'none' },
      { label: 'Last good answer', value: '2 h ago' },
      { label: 'Checked', value: '3 min ago' },
      { label: 'Official status page', value: 'outage, read 4 min ago' },
    ]);
  });

  it('claims nothing where nothing is known', () => {
    const never = aStanding({}, { state: 'unknown', latencyMs: null, checkedAtMs: null, lastGoodAtMs: null, sinceMs: null });
    const gateway = shown({ standings: [never], histories: new Map() });
    assert.deepEqual([fact(gateway, 'Since'), fact(gateway, 'Whose fault'), fact(gateway, 'Checked'), fact(gateway, 'Official status page')], [undefined, undefined, 'not yet', undefined]);
    assert.equal(gateway.hasStatusPage, false);
  });

  it('shows a page that can\'t be read as not known, with why', () => {
    const feed = aFeed({ state: 'unknown', readAtMs: null, problem: 'It answered with a web page.', thirdParty: true });
    assert.equal(fact(shown({ standings: [aStanding({ feed })] }), 'Official status page'), 'not known (third party). It answered with a web page.');
  });

  it('is plain JSON without addresses, and cuts what is long or hidden', () => {
    const feed = aFeed({
      pageUrl: 'javascript:alert(1)',
      incidents: [incident({ title: `<img src=x onerror=alert(1)>\u0007${'x'.repeat(1_000)}`, url: 'javascript:alert(2)' })],
    });
    const standing = aStanding({ title: `A\u001b[31m${'y'.repeat(500)}`, feed }, { sentence: 'z'.repeat(5_000), nextStep: 'w'.repeat(5_000) });
    const all = snapshot({ standings: [standing] }, looks(hourMs));
    const text = JSON.stringify(all);
    assert.deepEqual(JSON.parse(text), all);
    assert.doesNotMatch(text, /javascript:|https?:|\\u0007|\\u001b/);
    const [gateway] = all.gateways;
    assert.ok(gateway && gateway.title.length <= 110 && gateway.sentence.length <= 610 && gateway.nextStep.length <= 410 && (gateway.incidents[0]?.title.length ?? 0) <= 210);
  });
});
