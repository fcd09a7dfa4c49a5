import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bulkheadAfter, emptyBulkhead, nextTickMs, type BulkheadEvent, type BulkheadState } from '../../../../../src/shim/endpoint/resilience/bulkhead.ts';

const settings = { maxRunning: 2, maxWaiting: 2, maxWaitMs: 1_000 };

/** Plays events one ms apart. */
function play(events: readonly BulkheadEvent[], fromMs = 0, from: BulkheadState = emptyBulkhead): { state: BulkheadState; begun: number[]; refused: number[] } {
  const begun: number[] = [];
  const refused: number[] = [];
  let state = from;
  events.forEach((event, index) => {
    const step = bulkheadAfter(state, event, fromMs + index, settings);
    state = step.state;
    begun.push(...step.begin);
    refused.push(...step.refuse);
  });
  return { state, begun, refused };
}

const came = (id: number): BulkheadEvent => ({ kind: 'came', id });
const gone = (id: number): BulkheadEvent => ({ kind: 'gone', id });

describe('a bulkhead', () => {
  it('lets so many run, so many wait, and refuses the rest', () => {
    const { state, begun, refused } = play([1, 2, 3, 4, 5].map(came));
    assert.deepEqual([begun, refused, state.waiting.map(({ id }) => id)], [[1, 2], [5], [3, 4]]);
  });

  it('lets those who wait begin in the order in which they came', () => {
    const { begun, state } = play([came(1), came(2), came(3), came(4), gone(2), gone(1)]);
    assert.deepEqual(begun, [1, 2, 3, 4]);
    assert.deepEqual(state.waiting, []);
  });

  it('forgets whoever gave up, and knows nobody twice', () => {
    const { begun, refused, state } = play([came(1), came(2), came(3), gone(3), gone(3), came(1), gone(1), gone(9)]);
    assert.deepEqual([begun, refused, state], [[1, 2], [], { running: [2], waiting: [] }]);
  });

  it('refuses whoever waited too long, and says when that is', () => {
    const { state } = play([came(1), came(2), came(3)]);
    assert.equal(nextTickMs(state, settings), 1_002);
    assert.deepEqual(bulkheadAfter(state, { kind: 'tick' }, 1_001, settings).refuse, []);
    const late = bulkheadAfter(state, { kind: 'tick' }, 1_002, settings);
    assert.deepEqual(late.refuse, [3]);
    assert.equal(nextTickMs(late.state, settings), null);
  });

  it('lets requests run where nobody may wait', () => {
    assert.deepEqual(bulkheadAfter(emptyBulkhead, came(1), 0, { ...settings, maxWaiting: 0 }).begin, [1]);
    assert.deepEqual(bulkheadAfter({ running: [1, 2], waiting: [] }, came(3), 0, { ...settings, maxWaiting: 0 }).refuse, [3]);
  });

  it('holds its bounds and loses nobody, whatever happens', () => {
    const event: fc.Arbitrary<BulkheadEvent> = fc.oneof(
      fc.nat(12).map(came),
      fc.nat(12).map(gone),
      fc.constant<BulkheadEvent>({ kind: 'tick' }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(event, fc.nat(700)), { maxLength: 60 }), (steps) => {
        let state = emptyBulkhead;
        let nowMs = 0;
        for (const [one, passedMs] of steps) {
          nowMs += passedMs;
          const before = [...state.running, ...state.waiting.map(({ id }) => id)];
          const { state: next, begin, refuse } = bulkheadAfter(state, one, nowMs, settings);
          const after = [...next.running, ...next.waiting.map(({ id }) => id)];
          assert.ok(next.running.length <= 2 && next.waiting.length <= 2);
          assert.equal(new Set(after).size, after.length);
          assert.ok(next.waiting.length === 0 || next.running.length === 2, 'somebody waits though there is room');
          assert.ok(begin.every((id) => next.running.includes(id)) && refuse.every((id) => !after.includes(id)));
          const expected = new Set([...before, ...(one.kind === 'came' ? [one.id] : [])]);
          if (one.kind === 'gone') expected.delete(one.id);
          assert.deepEqual([...after, ...refuse].toSorted((a, b) => a - b), [...expected].toSorted((a, b) => a - b));
          state = next;
        }
      }),
    );
  });
});
