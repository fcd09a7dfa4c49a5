import assert from 'node:assert/strict';
import { OtherHosts } from '../../../../src/gateways/health/other-hosts.ts';
import type { Signal } from '../../../../src/gateways/health/signal.ts';
import { minuteMs, noonMs } from './signals.ts';

/** The class on a clock that a test moves, with answers that a test gives. */
function asked() {
  const world = { nowMs: noonMs, known: 0 };
  const asks: { signal: AbortSignal; answer(reachable: boolean | null): Promise<void>; fail(): Promise<void> }[] = [];
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const others = new OtherHosts({
    now: () => world.nowMs,
    onKnown: () => void world.known++,
    reach: (signal) =>
      new Promise((resolve, reject) => {
        asks.push({
          signal,
          answer: (reachable) => (resolve(reachable), settled()),
          fail: () => (reject(new Error('broken')), settled()),
        });
      }),
  });
  const ask = (index: number): (typeof asks)[number] => {
    const found = asks[index];
    assert.ok(found, `nobody was asked for the time ${index + 1}`);
    return found;
  };
  return { others, world, asks, ask };
}

const lost = (leg: Signal['leg']): Pick<Signal, 'outcome' | 'leg'> => ({ outcome: 'failed', leg });
const good = { outcome: 'answered', leg: null } as const;

describe('asking another host', () => {
  const cases: readonly [leg: Signal['leg'], asks: number][] = [
    ['proxy', 1],
    ['dns', 1],
    ['tcp', 1],
    ['tls', 1],
    ['settings', 0],
    ['http', 0],
    ['gateway', 0],
    ['provider', 0],
    ['account', 0],
    ['request', 0],
    [null, 0],
  ];
  for (const [leg, count] of cases) {
    it(`is ${count === 0 ? 'not ' : ''}done after a failure on leg ${leg}`, () => {
      const { others, asks } = asked();
      others.seen(lost(leg));
      assert.equal(asks.length, count);
      assert.equal(others.reachable, null);
    });
  }

  it('is not done after an answer', () => {
    const { others, asks } = asked();
    others.seen(good);
    assert.equal(asks.length, 0);
  });

  it('is done once at a time, and once in five minutes while failures go on', async () => {
    const { others, world, asks, ask } = asked();
    others.seen(lost('tcp'));
    others.seen(lost('tcp'));
    assert.equal(asks.length, 1, 'one is under way');
    await ask(0).answer(true);
    assert.deepEqual([others.reachable, world.known], [true, 1]);
    for (const minutes of [0, 1, 4.9]) {
      world.nowMs = noonMs + minutes * minuteMs;
      others.seen(lost('tcp'));
    }
    assert.equal(asks.length, 1);
    world.nowMs = noonMs + 5 * minuteMs;
    others.seen(lost('tls'));
    assert.equal(asks.length, 2);
    assert.equal(others.reachable, true, 'what was found holds until the new answer');
    await ask(1).answer(false);
    assert.deepEqual([others.reachable, world.known], [false, 2]);
  });

  it('is done again when the clock was set back', async () => {
    const { others, world, asks, ask } = asked();
    others.seen(lost('dns'));
    await ask(0).answer(true);
    world.nowMs = noonMs - 60 * minuteMs;
    others.seen(lost('dns'));
    assert.equal(asks.length, 2);
  });

  it('says nothing when it fails or can\'t be told', async () => {
    const { others, world, ask } = asked();
    others.seen(lost('tcp'));
    await ask(0).fail();
    assert.deepEqual([others.reachable, world.known], [null, 1]);
    world.nowMs += 5 * minuteMs;
    others.seen(lost('tcp'));
    await ask(1).answer(null);
    assert.equal(others.reachable, null);
  });

  for (const [how, forget] of [
    ['an answer', (others: OtherHosts) => others.seen(good)],
    ['another network', (others: OtherHosts) => others.forget()],
    ['the end', (others: OtherHosts) => others.dispose()],
  ] as const) {
    it(`is over with ${how}: the question is ended, and a late answer dropped`, async () => {
      const { others, world, asks, ask } = asked();
      others.seen(lost('tcp'));
      forget(others);
      assert.equal(ask(0).signal.aborted, true);
      await ask(0).answer(true);
      assert.deepEqual([others.reachable, world.known], [null, 0]);
      others.seen(lost('tcp'));
      assert.equal(asks.length, 2, 'what is new is asked at once');
    });
  }

  it('drops a late answer also while the next question is under way', async () => {
    const { others, ask } = asked();
    others.seen(lost('tcp'));
    others.forget();
    others.seen(lost('tcp'));
    await ask(0).answer(true);
    assert.equal(others.reachable, null);
    await ask(1).answer(false);
    assert.equal(others.reachable, false);
  });
});
