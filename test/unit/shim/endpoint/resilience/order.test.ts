import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Chain, Price, Target } from '../../../../../src/shim/endpoint/chains/chain.ts';
import { orderTargets } from '../../../../../src/shim/endpoint/resilience/order.ts';
import { seeded } from '../../../gateways/health/fake-clock.ts';

function target(changes: Partial<Target> = {}): Target {
  return { gateway: 'g', model: 'm', ...changes };
}

const usd = (inputUsd: number, outputUsd: number): Price => ({ inputUsd, outputUsd });

function order(targets: readonly Target[], by?: Chain['order'], random: () => number = () => 0.5): readonly number[] {
  return orderTargets({ chain: { targets, ...(by && { order: by }) }, random }).order;
}

describe('the order of targets', () => {
  it('is as listed unless said otherwise', () => {
    assert.deepEqual(order([target(), target(), target()]), [0, 1, 2]);
    assert.deepEqual(order([]), []);
  });

  it('goes by quality, unknown last, equals as listed', () => {
    assert.deepEqual(order([target({ quality: 10 }), target(), target({ quality: 90 }), target({ quality: 90 }), target({ quality: 0 })], 'quality'), [2, 3, 0, 4, 1]);
  });

  it('goes by price, unknown last, free first', () => {
    const targets = [target({ price: usd(3, 15) }), target(), target({ price: usd(1, 5) }), target({ price: usd(0, 0) }), target({ price: usd(3, 15) })];
    assert.deepEqual(order(targets, 'cheapest'), [3, 2, 0, 4, 1]);
  });

  it("goes by today's price where there is one", () => {
    const priceOf = ({ model }: Target): Price | undefined => (model === 'new' ? usd(1, 1) : usd(2, 2));
    assert.deepEqual(orderTargets({ chain: { targets: [target(), target({ model: 'new' })], order: 'cheapest' }, priceOf, random: () => 0 }).order, [1, 0]);
  });

  it('draws by weight, without putting back; a weight of nothing comes last', () => {
    const targets = [target({ weight: 1 }), target({ weight: 3 }), target({ weight: 0 }), target({ weight: -1 })];
    assert.deepEqual(order(targets, 'weighted', () => 0), [0, 1, 2, 3]);
    assert.deepEqual(order(targets, 'weighted', () => 0.26), [1, 0, 2, 3]);
    const random = seeded(7);
    const first = Array.from({ length: 4_000 }, () => order(targets, 'weighted', random)[0]);
    const share = first.filter((index) => index === 1).length / first.length;
    assert.ok(share > 0.72 && share < 0.78, String(share));
  });

  it('leaves out what is too dear, or has no known price, and says why', () => {
    const onlyIfCheaperThan = usd(1, 4);
    const targets = [target({ onlyIfCheaperThan }), target({ onlyIfCheaperThan, price: usd(0.5, 3.9) }), target({ onlyIfCheaperThan, price: usd(0.5, 4) }), target({ onlyIfCheaperThan, price: usd(1, 3) }), target()];
    const { order: kept, leftOut } = orderTargets({ chain: { targets }, random: () => 0 });
    assert.deepEqual(kept, [1, 4]);
    assert.deepEqual(leftOut.map(({ target: index }) => index), [0, 2, 3]);
    assert.match(leftOut[0]?.why ?? '', /price is not known.* 1 and 4 USD/);
    assert.match(leftOut[1]?.why ?? '', /costs 0\.5 and 4 USD.* below 1 and 4/);
  });

  it('holds each target that is allowed once, whatever they are', () => {
    const price = fc.record({ inputUsd: fc.double({ min: 0, max: 100, noNaN: true }), outputUsd: fc.double({ min: 0, max: 100, noNaN: true }) });
    const any = fc.record(
      { gateway: fc.constant('g'), model: fc.string(), weight: fc.double(), quality: fc.integer({ min: 0, max: 100 }), price, onlyIfCheaperThan: price },
      { requiredKeys: ['gateway', 'model'] },
    );
    fc.assert(
      fc.property(fc.array(any, { maxLength: 8 }), fc.constantFrom('listed' as const, 'quality' as const, 'cheapest' as const, 'weighted' as const), fc.nat(), (targets, by, seed) => {
        const { order: kept, leftOut } = orderTargets({ chain: { targets, order: by }, random: seeded(seed) });
        assert.deepEqual([...kept, ...leftOut.map(({ target: index }) => index)].toSorted((a, b) => a - b), targets.map((_, index) => index));
        for (const index of kept) {
          const { onlyIfCheaperThan: limit, price: own } = targets[index] as Target;
          assert.ok(!limit || (own && own.inputUsd < limit.inputUsd && own.outputUsd < limit.outputUsd));
        }
      }),
    );
  });
});
