import * as assert from 'node:assert/strict';
import { emptyLedger, keptDays, ledgerAfter, type Ledger, type SpendEntry } from '../../../../../src/shim/endpoint/spend/ledger.ts';
import { spendSummary } from '../../../../../src/shim/endpoint/spend/spend-summary.ts';
import { capWords, spentCells, spentCostWords, spentNameWords, spentTitles } from '../../../../../src/shim/endpoint/spend/spend-words.ts';

const today = '2026-11-29';

function ledgerOf(...entries: Partial<SpendEntry>[]): Ledger {
  return entries.reduce<Ledger>((ledger, entry) => ledgerAfter(ledger, { day: today, alias: 'fast', target: 'lab0/a', caller: 'codex', ...entry }), emptyLedger);
}

const some = ledgerOf(
  { usage: { inputTokens: 100, outputTokens: 10, costUsd: 0.5 } },
  { usage: { inputTokens: 1_000_000, outputTokens: 0 }, price: { inputUsd: 2, outputUsd: 4 }, alias: 'best', target: 'lab1/b' },
  { caller: 'aider' },
  { day: '2026-11-01', usage: { costUsd: 3 } },
);

describe('what the endpoint has spent', () => {
  it('is nothing at first', () => {
    const { empty, days, caps, today: ofToday } = spendSummary(emptyLedger, [{ alias: '*', usdPerDay: 5 }], today);
    assert.deepEqual([empty, days.length, ofToday.requests], [true, keptDays, 0]);
    assert.deepEqual(caps, [{ alias: '*', usdPerDay: 5, spentUsd: 0, share: 0 }]);
  });

  it('is summed up by day, alias, target and client, and is the same sum each time', () => {
    const { empty, all, today: ofToday, days, aliases, targets, callers } = spendSummary(some, [], today);
    assert.equal(empty, false);
    assert.deepEqual([all.requests, all.costUsd, ofToday.requests, ofToday.costUsd, ofToday.estimatedUsd, ofToday.unpriced], [4, 5.5, 3, 2.5, 2, 1]);
    for (const sums of [days, aliases, targets, callers]) assert.equal(sums.reduce((sum, [, { costUsd }]) => sum + costUsd, 0), 5.5);
    assert.deepEqual(aliases.map(([name]) => name), ['fast', 'best']);
    assert.deepEqual(callers.map(([name]) => name), ['codex', 'aider']);
  });

  it('has every day up to today, over months and leap days', () => {
    for (const [day, first] of [['2026-11-29', '2026-10-26'], ['2028-03-05', '2028-01-31'], ['2026-01-01', '2025-11-28']] as const) {
      const { days } = spendSummary(emptyLedger, [], day);
      assert.deepEqual([days.length, days[0]?.[0], days.at(-1)?.[0], new Set(days.map(([one]) => one)).size], [keptDays, first, day, keptDays]);
    }
  });

  const caps: readonly [alias: string, usdPerDay: number, spentUsd: number, share: number, words: RegExp][] = [
    ['*', 10, 2.5, 0.25, /^All models: 2\.50 of 10\.00 USD today, 25 %$/],
    ['fast', 1, 0.5, 0.5, /^fast: 0\.50 of 1\.00 USD today, 50 %$/],
    ['best', 1, 2, 2, /200 %\. The cap is reached: /],
    ['other', 1, 0, 0, /0 %$/],
    ['other', 0, 0, 1, /The cap is reached/],
  ];
  for (const [alias, usdPerDay, spentUsd, share, words] of caps) {
    it(`says how much of a cap is used: ${alias}, ${usdPerDay}`, () => {
      const [use] = spendSummary(some, [{ alias, usdPerDay }], today).caps;
      assert.deepEqual(use, { alias, usdPerDay, spentUsd, share });
      assert.match(capWords(use), words);
    });
  }

  it('is said in words that mark what was estimated and what has no price', () => {
    const { today: ofToday } = spendSummary(some, [], today);
    assert.equal(spentCostWords(ofToday), '2.50 USD, 2.00 of it estimated; 1 without a known price');
    assert.equal(spentCells(ofToday).length, spentTitles().length);
    assert.equal(spentNameWords('*'), 'all others together');
    assert.equal(spentNameWords('a/b'), 'a/b');
  });
});
