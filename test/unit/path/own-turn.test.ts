import * as assert from 'node:assert/strict';
import { calmTurn, ownTurn } from '../../../src/path/own-turn.ts';

describe('own turns', () => {
  it('are given one after the other, each in a turn of the loop that nobody else gets', async () => {
    const seen: string[] = [];
    const turns = [1, 2, 3].map((one) => ownTurn().then(() => seen.push(`turn ${one}`)));
    setImmediate(() => seen.push('another'));
    await Promise.all(turns);
    assert.deepEqual(seen.filter((one) => one !== 'another'), ['turn 1', 'turn 2', 'turn 3']);
    assert.ok(seen.indexOf('another') < seen.indexOf('turn 2'), seen.join(', '));
  });

  it('wait for calm where they are asked to, and no longer than the limit', async () => {
    let held = 0;
    const busy = setInterval(() => {
      held++;
      hold(15);
    }, 1);
    const began = performance.now();
    try {
      await calmTurn(120);
    } finally {
      clearInterval(busy);
    }
    const took = performance.now() - began;
    assert.ok(held > 0 && took >= 100 && took < 1_000, `${held} times, ${took} ms`);
  });
});

function hold(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}
