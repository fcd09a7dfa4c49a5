import assert from 'node:assert/strict';
import type { HistoryEntry } from '../../../../src/gateways/health/history.ts';
import { boundHistory, keptEntries } from '../../../../src/gateways/health/history.ts';
import { GatewayWatch } from '../../../../src/gateways/health/watch.ts';
import { FakeClock, seeded } from './fake-clock.ts';
import { fakeDay, hourMs } from './fake-day.ts';
import { answered, completed, failed, noonMs, page } from './signals.ts';

describe('the watch over a gateway', () => {
  it('has one check at a time, and none after it was disposed of', async () => {
    const clock = new FakeClock(noonMs);
    let aborted = 0;
    let checks = 0;
    const watch = new GatewayWatch({ title: 'Acme' }, {
      now: clock.now,
      after: clock.after,
      random: seeded(1),
      conditions: () => ({ monitoring: true, intervalMs: 60_000, focused: true, online: true, onBatterySaver: false, othersReachable: null }),
      check: (signal) => {
        checks++;
        signal.addEventListener('abort', () => aborted++);
        return new Promise(() => undefined);
      },
    });
    await clock.until(noonMs + 30_000);
    watch.tick();
    watch.note(failed(clock.nowMs, { source: 'passive' }));
    watch.networkChanged();
    await clock.until(noonMs + 60_000);
    assert.deepEqual([checks, aborted, watch.requests], [2, 1, 2], 'the check over the old network is ended, one over the new begun');
    watch.dispose();
    assert.equal(aborted, 2);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(clock.waiting, 0);
    watch.note(failed(clock.nowMs));
    watch.feed(page('outage'));
    watch.tick();
    watch.networkChanged();
    watch.keyChanged();
    assert.equal(clock.waiting, 0);
  });

  it('ends a check that never ends, and goes on', async () => {
    const day = fakeDay();
    await day.until(1);
    const before = day.watch.requests;
    day.world.look = (atMs) => answered(atMs, { latencyMs: 1e12 });
    await day.until(3);
    assert.ok(day.watch.requests - before > 5 && day.watch.requests - before < 20, `${day.watch.requests - before}`);
    assert.equal(day.watch.health.state, 'unknown');
    day.watch.dispose();
  });

  it('ends the check under way when monitoring is switched off', async () => {
    const day = fakeDay();
    day.world.look = (atMs) => answered(atMs, { latencyMs: 30_000 });
    await day.clock.until(day.atMs(0) + 8_000);
    assert.equal(day.watch.requests, 1);
    day.conditions.monitoring = false;
    day.watch.tick();
    await day.until(2);
    assert.deepEqual([day.watch.requests, day.watch.health.state, day.watch.dueAtMs], [1, 'paused', null]);
    day.conditions.monitoring = true;
    day.watch.tick();
    await day.until(2.02);
    assert.equal(day.watch.requests, 2);
    day.watch.dispose();
  });

  it('tells a change once it has settled, and not what passed', async () => {
    const day = fakeDay();
    await day.until(1);
    day.watch.feed(null);
    day.conditions.online = false;
    day.watch.tick();
    await day.clock.until(day.clock.nowMs + 1_000);
    day.conditions.online = true;
    day.watch.tick();
    await day.until(2);
    assert.deepEqual(day.states(), ['healthy']);
    const listener = day.watch.onChange(() => assert.fail('was taken off'));
    listener.dispose();
    day.conditions.online = false;
    day.watch.tick();
    await day.until(2.1);
    assert.deepEqual(day.states(), ['healthy', 'local-problem by local']);
    day.watch.dispose();
  });

  it('looks at once when somebody looks again, and not each time', async () => {
    const day = fakeDay({ focused: false });
    await day.until(3);
    const before = day.watch.requests;
    for (let turn = 0; turn < 20; turn++) {
      day.conditions.focused = turn % 2 === 0;
      day.watch.tick();
      await day.clock.until(day.clock.nowMs + 3_000);
      assert.equal(day.watch.health.state, 'healthy', 'it does not turn stale by being looked at');
    }
    assert.equal(day.watch.requests - before, 1);
    day.watch.dispose();
  });

  it('lets nobody be asked before the time it was told, whatever happens', async () => {
    const day = fakeDay();
    await day.until(1);
    day.watch.note(failed(day.clock.nowMs, { retryAfterMs: hourMs }));
    for (const disturb of [() => day.watch.networkChanged(), () => day.watch.keyChanged(), () => day.watch.tick()]) {
      disturb();
      await day.clock.until(day.clock.nowMs + 10 * 60_000);
    }
    assert.deepEqual(day.looks.filter((hour) => hour > 1 && hour < 2), []);
    await day.until(2.3);
    assert.equal(day.looks.filter((hour) => hour > 2 && hour < 2.22).length >= 1, true);
    day.watch.dispose();
  });

  it('remembers every signal and every change, and hands them on', async () => {
    const clock = new FakeClock(noonMs);
    const kept: HistoryEntry[] = [];
    const watch = new GatewayWatch({ title: 'Acme' }, {
      now: clock.now,
      after: clock.after,
      random: () => 0.5,
      conditions: () => ({ monitoring: false, intervalMs: 60_000, focused: true, online: true, onBatterySaver: false, othersReachable: null }),
      check: () => assert.fail('monitoring is off'),
      keep: (entry) => kept.push(entry),
    });
    watch.note(completed(noonMs));
    await clock.until(noonMs + 10_000);
    watch.note(failed(clock.nowMs, { source: 'passive' }));
    await clock.until(noonMs + 20_000);
    watch.note(failed(clock.nowMs, { source: 'passive' }));
    assert.deepEqual(kept.map(({ source, state, leg }) => [source, state, leg]), [
      ['passive', 'healthy', null],
      ['state', 'healthy', null],
      ['passive', 'healthy', 'gateway'],
      ['passive', 'down', 'gateway'],
      ['state', 'down', 'gateway'],
    ]);
    assert.deepEqual(watch.history, kept);
    watch.dispose();
  });

  it('looks at once when it is told to, and makes no second look of one under way', async () => {
    const day = fakeDay();
    await day.until(1);
    const before = day.watch.requests;
    day.watch.checkNow();
    day.watch.checkNow();
    assert.equal(day.watch.requests, before + 1);
    await day.clock.until(day.clock.nowMs + 1_000);
    day.watch.checkNow();
    assert.equal(day.watch.requests, before + 2, 'a look that has ended is no reason not to');
    await day.clock.until(day.clock.nowMs + 1_000);
    assert.ok((day.watch.dueAtMs ?? 0) > day.clock.nowMs, 'the schedule goes on');
    day.conditions.monitoring = false;
    day.watch.tick();
    day.watch.checkNow();
    assert.equal(day.watch.requests, before + 2, 'nothing is sent while monitoring is off');
    day.watch.dispose();
    day.watch.checkNow();
    assert.equal(day.watch.requests, before + 2);
  });

  it('takes the usual latency from what was kept of an earlier run', async () => {
    const clock = new FakeClock(noonMs);
    const kept: HistoryEntry[] = Array.from({ length: 20 }, (_, index) => ({
      atMs: noonMs - hourMs - index * 60_000, source: 'active', state: 'healthy', latencyMs: 300, kind: null, leg: null,
    }));
    const watch = new GatewayWatch({ title: 'Acme' }, {
      now: clock.now,
      after: clock.after,
      random: () => 0.5,
      conditions: () => ({ monitoring: true, intervalMs: 60_000, focused: true, online: true, onBatterySaver: false, othersReachable: null }),
      check: () => Promise.resolve(answered(clock.nowMs, { latencyMs: 5_000 })),
    }, kept.reverse());
    await clock.until(noonMs + 10 * 60_000);
    assert.equal(watch.health.state, 'degraded');
    assert.match(watch.health.sentence, /5\.0 s where 0\.3 s are usual/);
    watch.dispose();
  });

  it('holds a month of heavy use to its bounds', () => {
    const clock = new FakeClock(noonMs);
    const watch = new GatewayWatch({ title: 'Acme' }, {
      now: clock.now,
      after: clock.after,
      random: seeded(3),
      conditions: () => ({ monitoring: false, intervalMs: 60_000, focused: true, online: true, onBatterySaver: false, othersReachable: null }),
      check: () => assert.fail('monitoring is off'),
    });
    let most = 0;
    // A request every two minutes, each twentieth a failure, for 32 days.
    for (let request = 0; request < 32 * 720; request++) {
      clock.nowMs += 120_000;
      watch.note(request % 20 === 0 ? failed(clock.nowMs, { source: 'passive' }) : completed(clock.nowMs));
      most = Math.max(most, watch.history.length);
    }
    assert.ok(most <= keptEntries && most < 30 * 288 + 720 + 1_000, `${most} entries`);
    assert.ok(boundHistory(watch.history, clock.nowMs).every(({ atMs }) => clock.nowMs - atMs <= 30 * 24 * hourMs));
    watch.dispose();
  });
});
