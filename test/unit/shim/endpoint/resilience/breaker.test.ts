import assert from 'node:assert/strict';
import fc from 'fast-check';
import { faultKinds, type FaultKind } from '../../../../../src/gateways/fault.ts';
import { breakerAfter, breakerStanding, closedBreaker, countsAgainst, defaultBreaker, type BreakerEvent, type BreakerState } from '../../../../../src/shim/endpoint/resilience/breaker.ts';
import { aFault, anyFault } from '../faults.ts';

const failed: BreakerEvent = { kind: 'failed', fault: aFault('provider-overloaded') };
const answered: BreakerEvent = { kind: 'answered' };

function after(events: readonly (readonly [atMs: number, event: BreakerEvent])[], from: BreakerState = closedBreaker): BreakerState {
  return events.reduce((state, [atMs, event]) => breakerAfter(state, event, atMs), from);
}

function many(count: number, event: BreakerEvent, fromMs = 0, everyMs = 1_000): [number, BreakerEvent][] {
  return Array.from({ length: count }, (_, index) => [fromMs + index * everyMs, event]);
}

describe('which faults count against a target', () => {
  const always: readonly FaultKind[] = ['provider-overloaded', 'provider-error', 'provider-timeout', 'gateway-error', 'gateway-unavailable', 'edge-timeout', 'unknown', 'no-response', 'client-timeout', 'stream-stalled', 'stream-cut', 'truncated'];
  const onlyIfOthersWork: readonly FaultKind[] = ['connection-refused', 'connect-timeout', 'tls-expired', 'tls-protocol', 'not-http', 'connection-reset'];
  for (const kind of faultKinds) {
    const expected = always.includes(kind) ? [true, true, true] : onlyIfOthersWork.includes(kind) ? [false, false, true] : [false, false, false];
    it(`${kind}: ${expected.join()}`, () => assert.deepEqual([undefined, false, true].map((others) => countsAgainst(aFault(kind), others)), expected));
  }

  it('and a limit only where the provider is at it', () => {
    assert.equal(countsAgainst(aFault('rate-limited', { leg: 'provider' })), true);
    assert.equal(countsAgainst(aFault('rate-limited')), false);
  });
});

describe('a breaker', () => {
  it('is closed as long as nothing is known', () => assert.deepEqual(breakerStanding(closedBreaker, 0), { breaker: 'closed' }));

  it('opens after five failures in a row, for half a minute, and lets one through', () => {
    assert.equal(breakerStanding(after(many(4, failed)), 4_000).breaker, 'closed');
    const open = after(many(5, failed));
    assert.deepEqual(breakerStanding(open, 4_000), { breaker: 'open', openUntilMs: 34_000 });
    assert.deepEqual(breakerStanding(open, 34_000), { breaker: 'trial' });
    const tried = breakerAfter(open, { kind: 'asked' }, 34_000);
    assert.deepEqual(breakerStanding(tried, 34_001), { breaker: 'open', openUntilMs: 94_000 });
    assert.deepEqual(breakerStanding(breakerAfter(tried, answered, 35_000), 35_000), { breaker: 'closed' });
  });

  it('doubles its cooldown with each trial that fails, up to five minutes', () => {
    let state = after(many(5, failed));
    const cooldowns: number[] = [];
    for (let round = 0; round < 6; round++) {
      const atMs = state.open?.untilMs ?? 0;
      state = after([[atMs, { kind: 'asked' }], [atMs + 10, failed]], state);
      cooldowns.push((state.open?.untilMs ?? 0) - atMs - 10);
    }
    assert.deepEqual(cooldowns, [60_000, 120_000, 240_000, 300_000, 300_000, 300_000]);
  });

  it('opens when half of ten outcomes of a minute failed, and forgets older ones', () => {
    const mixed = (everyMs: number, events: number): BreakerState =>
      after(Array.from({ length: events }, (_, index) => [index * everyMs, index % 2 === 0 ? answered : failed]));
    assert.equal(breakerStanding(mixed(1_000, 9), 9_000).breaker, 'closed');
    assert.equal(breakerStanding(mixed(1_000, 10), 9_000).breaker, 'open');
    assert.equal(breakerStanding(mixed(7_000, 30), 210_000).breaker, 'closed');
  });

  it('starts anew after a trial that was answered', () => {
    let state = after(many(20, failed, 0, 500));
    const atMs = state.open?.untilMs ?? 0;
    state = after([[atMs, { kind: 'asked' }], [atMs + 1, answered], ...many(4, failed, atMs + 2, 1)], state);
    assert.equal(breakerStanding(state, atMs + 10).breaker, 'closed');
  });

  it('gives the trial back when it is cancelled, when it says nothing of the target, and when nothing is heard of it', () => {
    const trial = after([...many(5, failed), [34_000, { kind: 'asked' }]]);
    assert.equal(breakerStanding(breakerAfter(trial, { kind: 'cancelled' }, 34_100), 34_100).breaker, 'trial');
    assert.equal(breakerStanding(breakerAfter(trial, { kind: 'failed', fault: aFault('bad-key') }, 34_100), 34_100).breaker, 'trial');
    assert.equal(breakerStanding(trial, 93_999).breaker, 'open');
    assert.equal(breakerStanding(trial, 94_000).breaker, 'trial');
  });

  it('is not lengthened by attempts that began before it opened', () => {
    const open = after(many(5, failed));
    assert.deepEqual(breakerStanding(breakerAfter(open, failed, 20_000), 20_000), { breaker: 'open', openUntilMs: 34_000 });
  });

  it('counts an answer that broke off', () => {
    assert.equal(breakerStanding(after(many(5, { kind: 'broken', fault: aFault('truncated', { retryable: false }) })), 5_000).breaker, 'open');
  });

  it('counts one that hung while another won, and a trial in which it hangs again', () => {
    const silent: BreakerEvent = { kind: 'silent' };
    const open = after(many(5, silent));
    assert.deepEqual(breakerStanding(open, 5_000), { breaker: 'open', openUntilMs: 34_000 });
    const again = after([[34_000, { kind: 'asked' }], [36_000, silent]], open);
    assert.deepEqual(breakerStanding(again, 36_000), { breaker: 'open', openUntilMs: 96_000 });
  });

  const event: fc.Arbitrary<BreakerEvent> = fc.oneof(
    { weight: 4, arbitrary: fc.constant(failed) },
    { weight: 2, arbitrary: fc.constant<BreakerEvent>({ kind: 'asked' }) },
    { weight: 1, arbitrary: fc.constant(answered) },
    { weight: 1, arbitrary: fc.constant<BreakerEvent>({ kind: 'cancelled' }) },
    { weight: 1, arbitrary: fc.constant<BreakerEvent>({ kind: 'silent' }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('failed' as const, 'broken' as const), fault: anyFault, othersReachable: fc.boolean() }) },
  );
  const story = fc.array(fc.tuple(fc.integer({ min: 0, max: 15_000 }), event), { minLength: 20, maxLength: 80 });

  it('opens only with a reason, and has one trial at a time, whatever happens', () => {
    let opened = 0;
    fc.assert(
      fc.property(story, (steps) => {
        let state = closedBreaker;
        let atMs = 0;
        let counted = 0;
        for (const [passedMs, one] of steps) {
          atMs += passedMs;
          const before = breakerStanding(state, atMs);
          const next = breakerAfter(state, one, atMs);
          const counts = one.kind === 'silent' || ((one.kind === 'failed' || one.kind === 'broken') && countsAgainst(one.fault, one.othersReachable));
          counted = one.kind === 'answered' ? 0 : counted + (counts ? 1 : 0);
          if (!state.open && next.open) {
            opened++;
            const window = next.recent.filter(({ failed: bad }) => bad).length;
            assert.ok(counted >= 5 || (next.recent.length >= 10 && window * 2 >= next.recent.length), 'opened without a reason');
            assert.ok(counts);
          }
          if (one.kind === 'asked' && before.breaker === 'trial') assert.equal(breakerStanding(next, atMs).breaker, 'open', 'a second trial at once');
          if (next.open) assert.ok(next.open.cooldownMs >= 30_000 && next.open.cooldownMs <= 300_000);
          if (before.breaker === 'open' && one.kind !== 'answered' && one.kind !== 'asked' && state.open?.trialSinceMs === undefined) {
            assert.equal(next.open?.untilMs, state.open?.untilMs, 'a time that is told does not move');
          }
          assert.ok(next.recent.length <= 200);
          state = next;
        }
        // It never stays open without an end.
        assert.notEqual(breakerStanding(state, atMs + defaultBreaker.maxCooldownMs).breaker, 'open');
      }),
    );
    assert.ok(opened > 10, `opened only ${opened} times`);
  });
});
