import * as assert from 'node:assert/strict';
import type { MonitorSurroundings } from '../../../src/editor/monitor.ts';
import { Monitor } from '../../../src/editor/monitor.ts';

/** Surroundings whose clock a test moves. */
function clockwork(changes: Partial<MonitorSurroundings> = {}) {
  const state = { enabled: true, focused: true, nowMs: 0, checks: 0, stops: 0 };
  let timers: { dueMs: number; callback: () => void }[] = [];
  const around: MonitorSurroundings = {
    enabled: () => state.enabled,
    intervalSeconds: () => 300,
    focused: () => state.focused,
    check: async () => void state.checks++,
    stopCheck: () => void state.stops++,
    random: () => 0.5,
    now: () => state.nowMs,
    after(delayMs, callback) {
      const timer = { dueMs: state.nowMs + delayMs, callback };
      timers.push(timer);
      return { dispose: () => (timers = timers.filter((one) => one !== timer)) };
    },
    ...changes,
  };
  const pass = async (ms: number): Promise<void> => {
    const untilMs = state.nowMs + ms;
    for (;;) {
      const next = timers.filter(({ dueMs }) => dueMs <= untilMs).sort((a, b) => a.dueMs - b.dueMs)[0];
      if (!next) break;
      timers = timers.filter((one) => one !== next);
      state.nowMs = next.dueMs;
      next.callback();
      await new Promise((resolve) => setImmediate(resolve));
    }
    state.nowMs = untilMs;
  };
  return { state, around, pass, waiting: () => timers.length };
}

describe('monitor', () => {
  it('does nothing while it is off', async () => {
    const { state, around, pass, waiting } = clockwork();
    state.enabled = false;
    new Monitor(around);
    assert.equal(waiting(), 0);
    await pass(3_600_000);
    assert.equal(state.checks, 0);
  });

  it('checks soon after the start and then at the interval', async () => {
    const { state, around, pass } = clockwork();
    new Monitor(around);
    await pass(5_000);
    assert.equal(state.checks, 1);
    await pass(299_000);
    assert.equal(state.checks, 2);
    await pass(600_000);
    assert.equal(state.checks, 4);
  });

  it('stops at once when switched off, and ends a running check', async () => {
    let finish = (): void => undefined;
    const { state, around, pass, waiting } = clockwork({ check: () => new Promise<void>((resolve) => (finish = resolve)) });
    const monitor = new Monitor(around);
    await pass(5_000);
    state.enabled = false;
    monitor.settingsChanged();
    assert.equal(state.stops, 1);
    finish();
    await pass(3_600_000);
    assert.equal(waiting(), 0);
  });

  it('does not let a failed check end it', async () => {
    let checks = 0;
    const { around, pass } = clockwork({
      check: () => {
        checks++;
        return Promise.reject(new Error('no network'));
      },
    });
    new Monitor(around);
    await pass(700_000);
    assert.equal(checks, 3);
  });

  it('never has two checks at once', async () => {
    const { state, around, pass, waiting } = clockwork({ check: () => new Promise<void>(() => state.checks++) });
    const monitor = new Monitor(around);
    await pass(5_000);
    monitor.settingsChanged();
    monitor.focusChanged();
    await pass(3_600_000);
    assert.equal(state.checks, 1);
    assert.equal(waiting(), 0);
  });

  it('slows down unfocused, and catches up when the window is looked at again', async () => {
    const { state, around, pass } = clockwork();
    state.focused = false;
    const monitor = new Monitor(around);
    await pass(5_000);
    await pass(600_000);
    assert.equal(state.checks, 1);
    state.focused = true;
    monitor.focusChanged();
    await pass(300_000);
    assert.equal(state.checks, 2);
  });

  it('is not put off by a window whose focus comes and goes', async () => {
    const { state, around, pass } = clockwork();
    const monitor = new Monitor(around);
    await pass(5_000);
    for (let minute = 0; minute < 5; minute++) {
      monitor.focusChanged();
      await pass(60_000);
    }
    assert.equal(state.checks, 2);
  });

  it('leaves nothing behind when disposed during a check', async () => {
    let finish = (): void => undefined;
    const { state, around, pass, waiting } = clockwork({ check: () => new Promise<void>((resolve) => (finish = resolve)) });
    const monitor = new Monitor(around);
    await pass(5_000);
    monitor.dispose();
    assert.equal(state.stops, 1);
    finish();
    await pass(3_600_000);
    assert.equal(waiting(), 0);
  });
});
