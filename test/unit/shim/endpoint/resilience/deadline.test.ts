import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { HeaderLine } from '../../../../../src/shim/http/head-lines.ts';
import { attemptClocks, defaultClocks } from '../../../../../src/shim/endpoint/resilience/clocks.ts';
import { callerRetries, requestBudget } from '../../../../../src/shim/endpoint/resilience/deadline.ts';

describe('the time a request has', () => {
  const table: readonly (readonly [string, readonly HeaderLine[], number, number, string])[] = [
    ['no header', [], 590_000, 600_000, 'default'],
    ['Node, a minute', [['X-Stainless-Timeout', '60']], 57_000, 60_000, 'x-stainless-timeout'],
    ['Python, decimal seconds', [['x-stainless-read-timeout', '12.5']], 11_875, 12_500, 'x-stainless-read-timeout'],
    ['both, the shorter holds', [['x-stainless-timeout', '600'], ['x-stainless-read-timeout', '30']], 28_500, 30_000, 'x-stainless-read-timeout'],
    ['both, the other way round', [['x-stainless-timeout', '30'], ['x-stainless-read-timeout', '600']], 28_500, 30_000, 'x-stainless-timeout'],
    ['longer than the default', [['x-stainless-timeout', '3000']], 2_990_000, 3_000_000, 'x-stainless-timeout'],
    ['half a second', [['x-stainless-read-timeout', '0.5']], 250, 500, 'x-stainless-read-timeout'],
    ['less than a second of Node', [['x-stainless-timeout', '0']], 590_000, 600_000, 'default'],
    ['no number', [['x-stainless-timeout', 'Timeout(5)']], 590_000, 600_000, 'default'],
    ['for ever', [['x-stainless-timeout', '999999999']], 86_390_000, 86_400_000, 'x-stainless-timeout'],
    ['a header that no SDK documents', [['x-request-timeout', '5'], ['request-timeout', '5']], 590_000, 600_000, 'default'],
  ];
  for (const [name, headers, budgetMs, callerMs, from] of table) {
    it(name, () => assert.deepEqual(requestBudget(headers), { budgetMs, callerMs, from }));
  }

  it('ends before the caller stops listening, whatever it says', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double({ min: 0, noNaN: true }).map(String), fc.nat().map(String)), (value) => {
        const { budgetMs, callerMs } = requestBudget([['x-stainless-timeout', value]]);
        assert.ok(budgetMs > 0 && budgetMs < callerMs && callerMs <= 86_400_000 && callerMs - budgetMs <= 10_000);
      }),
    );
  });

  for (const [value, expected] of [['0', { retryCount: 0 }], ['2', { retryCount: 2 }], ['-1', {}], ['x', {}], ['', {}], ['99999', {}]] as const) {
    it(`retries told as "${value}"`, () => assert.deepEqual(callerRetries([['X-Stainless-Retry-Count', value]]), expected));
  }
});

describe('the clocks of an attempt', () => {
  it('are as documented', () => {
    assert.deepEqual(defaultClocks(true), { connectMs: 10_000, headersMs: 130_000, firstContentMs: 300_000, silenceMs: 120_000, totalMs: 3_600_000 });
    assert.deepEqual(defaultClocks(false), { connectMs: 10_000, headersMs: 600_000, firstContentMs: 300_000, silenceMs: 120_000, totalMs: 600_000 });
  });

  it('leave other targets a third of a short time and half a minute of a long one, in a stream', () => {
    const first = (stream: boolean, leftMs: number, othersLeft: boolean): number => attemptClocks({ stream, leftMs, othersLeft }).firstContentMs;
    assert.deepEqual([first(true, 30_000, true), first(true, 200_000, true), first(true, 30_000, false), first(true, 590_000, true)], [20_000, 170_000, 30_000, 300_000]);
    assert.equal(attemptClocks({ stream: false, leftMs: 30_000, othersLeft: true }).totalMs, 30_000);
  });

  it('go by what the user set, the chain last', () => {
    const clocks = attemptClocks({ stream: true, leftMs: 590_000, othersLeft: false, own: [{ silenceMs: 1, headersMs: 2 }, undefined, { silenceMs: 3 }] });
    assert.deepEqual([clocks.silenceMs, clocks.headersMs, clocks.connectMs], [3, 2, 10_000]);
  });

  it('never wait for a beginning beyond the deadline', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.boolean(), fc.integer({ min: -1_000, max: 700_000 }), (stream, othersLeft, leftMs) => {
        const clocks = attemptClocks({ stream, leftMs, othersLeft });
        const bound = Math.max(0, leftMs);
        for (const ms of [clocks.connectMs, clocks.headersMs, clocks.firstContentMs, ...(stream ? [] : [clocks.totalMs])]) assert.ok(ms >= 0 && ms <= bound);
      }),
    );
  });
});
