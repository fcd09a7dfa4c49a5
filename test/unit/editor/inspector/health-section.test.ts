import * as assert from 'node:assert/strict';
import { healthSnapshot, type HealthFacts } from '../../../../src/editor/inspector/health-snapshot.ts';
import type { ShownGatewayHealth } from '../../../../src/editor/inspector/protocol.ts';
import type { HistoryEntry } from '../../../../src/gateways/health/history.ts';
import { aFeed, aStanding } from '../standings.ts';

const nowMs = Date.parse('2026-11-29T10:00:00Z');
const minuteMs = 60_000;

describe('the health section of the inspector', () => {
  const notes: [string, Partial<HealthFacts>, RegExp][] = [
    ['is off', { monitoring: false }, /^Monitoring is off, and nothing is sent\./],
    ['has just been switched on', {}, /^Monitoring is starting\.$/],
    ['watches', { standings: [aStanding()] }, /^$/],
    ['cannot keep the history', { standings: [aStanding()], problem: 'The disk is full.' }, /^The disk is full\.$/],
  ];
  for (const [name, facts, note] of notes) {
    it(`says what there is to say while monitoring ${name}`, () => assert.match(snapshot(facts).note, note));
  }

  it('draws no line across a time in which nobody measured', () => {
    const checks = [600, 580, 560, 400, 380, 5].map((agoMinutes) => checked(agoMinutes, 200));
    const { latency } = shown(checks);
    assert.deepEqual(latency?.runs.map(({ length }) => length), [3, 2, 1]);
    assert.match(latency?.label ?? '', /^Usually 200 ms; the slow tenth takes 200 ms, at most 200 ms\.$/);
  });

  it('joins the checks of a window that nobody looks at', () => {
    const { latency } = shown([200, 161, 122, 83, 44, 5].map((agoMinutes) => checked(agoMinutes, 300)));
    assert.deepEqual(latency?.runs.map(({ length }) => length), [6]);
  });

  it('has no latency where nothing answered', () => {
    assert.equal(shown([{ ...checked(5, 0), latencyMs: null, state: 'down', leg: 'tcp' }]).latency, undefined);
  });

  it('never calls a minute of trouble a hundred percent', () => {
    const day = Array.from({ length: 288 }, (_, index) => checked((288 - index) * 5, 200));
    const trouble: HistoryEntry[] = [{ ...checked(3, 0), source: 'state', state: 'down', latencyMs: null }, checked(2.5, 200)];
    assert.equal(shown(day).stripLabel, 'Well for 100 % of the time that was watched, which is 100 % of the last 24 hours.');
    const { strip, stripLabel } = shown([...day, ...trouble]);
    assert.equal(stripLabel, 'Well for 99.9 % of the time that was watched, which is 100 % of the last 24 hours.');
    assert.equal(strip.length, 96);
    assert.equal(shown([]).stripLabel, 'Nothing is known of the last 24 hours.');
  });

  it('tells the page with its age and why it could not be read', () => {
    const standing = aStanding({ feed: aFeed({ state: 'unknown', readAtMs: nowMs - 4 * minuteMs, problem: 'It answered 503.' }) });
    const { facts } = snapshot({ standings: [standing] }).gateways[0] ?? { facts: [] };
    assert.deepEqual(facts.at(-1), { label: 'Official status page', value: 'not known, read 4 min ago. It answered 503.' });
  });
});

function snapshot(facts: Partial<HealthFacts>): ReturnType<typeof healthSnapshot> {
  return healthSnapshot({ monitoring: true, problem: null, span: 'day', standings: [], histories: new Map(), ...facts }, nowMs);
}

function shown(history: readonly HistoryEntry[]): ShownGatewayHealth {
  const [gateway] = snapshot({ standings: [aStanding()], histories: new Map([['openrouter', history]]) }).gateways;
  assert.ok(gateway);
  return gateway;
}

function checked(agoMinutes: number, latencyMs: number): HistoryEntry {
  return { atMs: nowMs - agoMinutes * minuteMs, source: 'active', state: 'healthy', latencyMs, kind: null, leg: null };
}
