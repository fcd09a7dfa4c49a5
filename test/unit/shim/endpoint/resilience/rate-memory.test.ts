import assert from 'node:assert/strict';
import fc from 'fast-check';
import { emptyRateMemory, parkedUntil, rateMemoryAfter, type RatedTarget } from '../../../../../src/shim/endpoint/resilience/rate-memory.ts';
import { aFault, anyFault } from '../faults.ts';

const one: RatedTarget = { gateway: 'openrouter', key: 'openrouter', model: 'a/b' };
const otherModel = { ...one, model: 'a/c' };
const otherKey = { ...one, key: 'second' };

describe('the memory of limits', () => {
  const table = [
    ['the account is limited', aFault('rate-limited', { retryAfterMs: 5_000 }), [5_000, 5_000, null]],
    ['the provider is limited', aFault('rate-limited', { leg: 'provider', retryAfterMs: 5_000 }), [5_000, null, null]],
    ['requests under way hold the budget', aFault('no-credit', { retryable: true, retryAfterMs: 5_000 }), [5_000, 5_000, null]],
    ['the balance is used up', aFault('no-credit', { retryAfterMs: 5_000 }), [null, null, null]],
    ['the provider says when it is there again', aFault('provider-overloaded', { retryAfterMs: 5_000 }), [5_000, null, null]],
    ['the gateway says when it is there again', aFault('gateway-unavailable', { retryAfterMs: 5_000 }), [5_000, 5_000, null]],
    ['no wait is told', aFault('rate-limited'), [null, null, null]],
    ['it waits for nothing', aFault('rate-limited', { retryAfterMs: 0 }), [null, null, null]],
    ['another fault tells a wait', aFault('bad-key', { retryAfterMs: 5_000 }), [null, null, null]],
    ['a limit renews in a week', aFault('rate-limited', { retryAfterMs: 7 * 86_400_000 }), [86_400_000, 86_400_000, null]],
  ] as const;
  for (const [name, fault, until] of table) {
    it(name, () => {
      const memory = rateMemoryAfter(emptyRateMemory, one, fault, 1_000);
      assert.deepEqual([one, otherModel, otherKey].map((target) => parkedUntil(memory, target, 1_000)), until.map((ms) => (ms === null ? null : ms + 1_000)));
    });
  }

  it('keeps the longer wait, and forgets what is over', () => {
    const long = rateMemoryAfter(emptyRateMemory, one, aFault('rate-limited', { retryAfterMs: 9_000 }), 0);
    const both = rateMemoryAfter(long, one, aFault('rate-limited', { retryAfterMs: 1_000 }), 0);
    assert.equal(parkedUntil(both, one, 0), 9_000);
    assert.equal(parkedUntil(both, one, 9_000), null);
    assert.equal(rateMemoryAfter(both, otherKey, aFault('rate-limited', { retryAfterMs: 1 }), 9_000).size, 1);
  });

  it('never frees a target before its time, and never grows without bound', () => {
    const story = fc.array(fc.tuple(anyFault, fc.nat(1_500), fc.nat(2_000)), { maxLength: 60 });
    fc.assert(
      fc.property(story, (steps) => {
        let memory = emptyRateMemory;
        let nowMs = 0;
        for (const [fault, model, passedMs] of steps) {
          nowMs += passedMs;
          const target = { ...one, model: String(model) };
          const before = parkedUntil(memory, target, nowMs);
          memory = rateMemoryAfter(memory, target, fault, nowMs);
          const after = parkedUntil(memory, target, nowMs);
          assert.ok((after ?? nowMs) >= (before ?? nowMs));
          if (fault.kind === 'rate-limited' && (fault.retryAfterMs ?? 0) > 0) assert.ok((after ?? 0) >= nowMs + (fault.retryAfterMs ?? 0));
        }
      }),
    );
    let full = emptyRateMemory;
    for (let index = 0; index < 2_000; index++) full = rateMemoryAfter(full, { ...one, key: String(index) }, aFault('rate-limited', { retryAfterMs: 1_000 + index }), 0);
    assert.equal(full.size, 1_000);
    assert.equal(parkedUntil(full, { ...one, key: '1999' }, 0), 2_999);
    assert.equal(parkedUntil(full, { ...one, key: '10' }, 0), null);
  });
});
