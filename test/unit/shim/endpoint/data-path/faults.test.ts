import assert from 'node:assert/strict';
import { playFaults } from '../../../../bench/endpoint-faults/play.ts';

describe('an answer of the endpoint', function () {
  this.timeout(300_000);

  it('comes once, whole or with an error, whatever the gateways do', async () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    console.log(`    node test/bench/endpoint-faults.ts --requests 2000 --seed ${seed}`);
    const { violations, faults } = await playFaults({ requests: 2_000, seed });
    assert.deepEqual(violations, []);
    // Each of them was met; the rarest is played a few times in so many requests.
    assert.deepEqual([...faults].filter(([, { times }]) => times === 0).map(([name]) => name), []);
  });
});
