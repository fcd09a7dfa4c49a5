import assert from 'node:assert/strict';
import fc from 'fast-check';
import { calmIntervalMs, coveredForMs, intervalOf, nextCheck, type ScheduleInput } from '../../../../src/gateways/health/check-schedule.ts';
import { intervalMs, minuteMs, noonMs } from './signals.ts';

const dayMs = 24 * 60 * minuteMs;

function delay(changes: Partial<ScheduleInput>): number {
  const next = nextCheck({
    nowMs: noonMs,
    intervalMs,
    focused: true,
    online: true,
    onBatterySaver: false,
    failuresInRow: 0,
    confirming: false,
    retryAfterMs: null,
    lastPassiveAtMs: null,
    occasion: null,
    random: 0.5,
    ...changes,
  });
  assert.ok('delayMs' in next, JSON.stringify(next));
  return next.delayMs;
}

describe('the schedule of checks', () => {
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const setting = fc.oneof(fc.integer({ min: -10, max: 86_400 }).map((seconds) => seconds * 1_000), fc.constantFrom(Number.NaN, Infinity, -Infinity));

  for (const [title, changes, fromMs, toMs] of [
    ['all is well', {}, 240_000, 360_000],
    ['nobody looks', { focused: false }, 32 * minuteMs * 0.8, 32 * minuteMs * 1.2],
    ['nobody looks, long interval', { focused: false, intervalMs: 20 * minuteMs }, 96 * minuteMs, 144 * minuteMs],
    ['a first failure is confirmed', { failuresInRow: 1, confirming: true }, 10_000, 20_000],
    ['a first failure is confirmed, unfocused', { failuresInRow: 1, confirming: true, focused: false }, 10_000, 20_000],
    ['it fell', { failuresInRow: 2 }, 48_000, 72_000],
    ['it is down', { failuresInRow: 3 }, 96_000, 144_000],
    ['it is down for long', { failuresInRow: 9 }, 20 * minuteMs, 30 * minuteMs],
    ['it is down for ever', { failuresInRow: 1e9 }, 20 * minuteMs, 30 * minuteMs],
    ['it is down, unfocused', { failuresInRow: 3, focused: false }, 32 * minuteMs * 0.8, 32 * minuteMs * 1.2],
    ['it is down, and seldom asked', { failuresInRow: 20, intervalMs: 60 * minuteMs }, 48 * minuteMs, 72 * minuteMs],
    ['asked to wait', { retryAfterMs: 10 * minuteMs }, 10 * minuteMs, 12 * minuteMs],
    ['asked to wait less than it would', { retryAfterMs: 1_000 }, 240_000, 360_000],
    ['asked to wait for ever', { retryAfterMs: Infinity }, dayMs, 1.2 * dayMs],
    ['just switched on', { occasion: 'start' }, 2_000, 5_000],
    ['just woke', { occasion: 'woke', failuresInRow: 9 }, 2_000, 8_000],
    ['the network changed', { occasion: 'network-changed', failuresInRow: 9 }, 2_000, 8_000],
    ['asked to wait, and the network changed', { occasion: 'network-changed', retryAfterMs: minuteMs }, minuteMs, 1.2 * minuteMs],
    ['a user was answered two minutes ago', { lastPassiveAtMs: noonMs - 2 * minuteMs }, 120_000, 240_000],
    ['a user was answered in the future', { lastPassiveAtMs: noonMs + dayMs }, 240_000, 360_000],
  ] satisfies readonly (readonly [string, Partial<ScheduleInput>, number, number])[]) {
    it(title, () => {
      const ends = [delay({ ...changes, random: 0 }), delay({ ...changes, random: 1 - 1e-12 })];
      assert.deepEqual([Math.min(...ends), Math.max(...ends)], [fromMs, toMs]);
    });
  }

  it('is paused without a network, and while the battery is saved', () => {
    const calm = { nowMs: noonMs, intervalMs, focused: true, failuresInRow: 0, confirming: true, retryAfterMs: null, lastPassiveAtMs: null, occasion: 'woke', random: 0 } as const;
    assert.deepEqual(nextCheck({ ...calm, online: false, onBatterySaver: true }), { paused: 'offline' });
    assert.deepEqual(nextCheck({ ...calm, online: true, onBatterySaver: true }), { paused: 'battery-saver' });
  });

  it('costs less than 60 requests a day unfocused, whatever the setting and the jitter', () => {
    fc.assert(
      fc.property(setting, fc.nat(50), (wantedMs, failuresInRow) => {
        const shortest = delay({ intervalMs: wantedMs, focused: false, failuresInRow, random: 0 });
        assert.ok(dayMs / shortest + 2 < 60, `${dayMs / shortest}`);
      }),
    );
  });

  it('never checks a gateway more often in the long run because it is down', () => {
    fc.assert(
      fc.property(setting, fc.boolean(), random, (wantedMs, focused, share) => {
        const well = delay({ intervalMs: wantedMs, focused, random: share });
        assert.ok(delay({ intervalMs: wantedMs, focused, random: share, failuresInRow: 10 }) >= well);
      }),
    );
  });

  it('always gives a time ahead, and never comes before it may', () => {
    const all = fc.record({
      nowMs: fc.constant(noonMs),
      intervalMs: setting,
      focused: fc.boolean(),
      online: fc.constant(true),
      onBatterySaver: fc.constant(false),
      failuresInRow: fc.nat(1_000),
      confirming: fc.boolean(),
      retryAfterMs: fc.option(fc.integer({ min: -dayMs, max: dayMs })),
      lastPassiveAtMs: fc.option(fc.integer({ min: noonMs - 2 * dayMs, max: noonMs + dayMs })),
      occasion: fc.option(fc.constantFrom('start' as const, 'woke' as const, 'network-changed' as const, 'resumed' as const)),
      random,
    });
    fc.assert(
      fc.property(all, (one) => {
        const delayMs = delay(one);
        assert.ok(delayMs >= 2_000 && Number.isFinite(delayMs));
        assert.ok(delayMs >= (one.retryAfterMs ?? 0) - 1);
      }),
    );
  });

  it('makes sense of every setting', () => {
    assert.deepEqual([-1, 0, 59_999, 60_000, 600_000, Number.NaN, Infinity].map(intervalOf), [60_000, 60_000, 60_000, 60_000, 600_000, 300_000, 300_000]);
    assert.equal(calmIntervalMs(300_000, false), 32 * minuteMs);
  });

  it('lets the answer to a user stand in for a check for one interval', () => {
    assert.equal(coveredForMs(noonMs - minuteMs, noonMs, intervalMs, true), 4 * minuteMs);
    assert.equal(coveredForMs(noonMs - 6 * minuteMs, noonMs, intervalMs, true), 0);
    assert.equal(coveredForMs(null, noonMs, intervalMs, true), 0);
    assert.equal(coveredForMs(noonMs + minuteMs, noonMs, intervalMs, true), 0);
  });
});
