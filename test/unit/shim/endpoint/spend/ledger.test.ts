import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bounded, costOf, emptyLedger, keptDays, ledgerAfter, maxRows, overCap, spentBy, spentInAll, type Ledger, type SpendEntry } from '../../../../../src/shim/endpoint/spend/ledger.ts';
import { ledgerText, parseLedger } from '../../../../../src/shim/endpoint/spend/ledger-text.ts';
import { localDay } from '../../../../../src/shim/endpoint/spend/local-day.ts';
import { usdWords } from '../../../../../src/shim/endpoint/spend/usd-words.ts';

const price = { inputUsd: 3, outputUsd: 15 };

function entry(changes: Partial<SpendEntry> = {}): SpendEntry {
  return { day: '2026-11-29', alias: 'gatehouse/fast', target: 'openrouter/a/b', caller: 'terminal', ...changes };
}

function after(entries: readonly SpendEntry[], from: Ledger = emptyLedger): Ledger {
  return entries.reduce(ledgerAfter, from);
}

describe('what an answer costs', () => {
  const table = [
    ['as the gateway says', { costUsd: 0.01, inputTokens: 1_000_000 }, price, { usd: 0.01, estimated: false }],
    ['nothing, as the gateway says', { costUsd: 0 }, price, { usd: 0, estimated: false }],
    ['tokens times price', { inputTokens: 1_000_000, outputTokens: 100_000 }, price, { usd: 4.5, estimated: true }],
    ['tokens of a cache in full', { inputTokens: 1_000_000, cachedInputTokens: 900_000 }, price, { usd: 3, estimated: true }],
    ['not known without a price', { inputTokens: 5 }, undefined, undefined],
    ['not known without tokens', {}, price, undefined],
    ['not known where nothing was told', undefined, price, undefined],
    ['a cost that is none', { costUsd: -1, inputTokens: 1_000_000 }, price, { usd: 3, estimated: true }],
    ['tokens that are none', { inputTokens: Number.NaN, outputTokens: Infinity }, price, undefined],
  ] as const;
  for (const [name, usage, own, expected] of table) it(name, () => assert.deepEqual(costOf(usage, own), expected));
});

describe('the ledger', () => {
  it('adds up by day, alias, target and caller', () => {
    const ledger = after([
      entry({ usage: { costUsd: 1, inputTokens: 10, outputTokens: 5 } }),
      entry({ usage: { costUsd: 2 }, caller: 'task' }),
      entry({ usage: { costUsd: 4 }, alias: 'gatehouse/deep', countsAsRequest: false }),
      entry({ usage: { inputTokens: 1_000_000 }, price, day: '2026-11-30' }),
      entry(),
    ]);
    assert.equal(ledger.rows.length, 4);
    assert.deepEqual(spentBy(ledger, 'alias').map(([name, { costUsd }]) => [name, costUsd]), [['gatehouse/fast', 6], ['gatehouse/deep', 4]]);
    assert.deepEqual(spentBy(ledger, 'caller').map(([name, { costUsd, requests }]) => [name, costUsd, requests]), [['terminal', 8, 3], ['task', 2, 1]]);
    assert.deepEqual(spentInAll(ledger, ({ day }) => day === '2026-11-30'), { requests: 1, inputTokens: 1_000_000, outputTokens: 0, costUsd: 3, estimatedUsd: 3, unpriced: 0 });
    assert.equal(spentInAll(ledger).unpriced, 1);
  });

  it('refuses what is beyond a cap, of that alias or of all, today', () => {
    const ledger = after([entry({ usage: { costUsd: 1 } }), entry({ usage: { costUsd: 2 }, alias: 'gatehouse/deep' }), entry({ usage: { costUsd: 50 }, day: '2026-11-28' })]);
    const over = (alias: string, ...caps: [string, number][]): string | undefined => {
      const reached = overCap(ledger, caps.map(([of, usdPerDay]) => ({ alias: of, usdPerDay })), alias, '2026-11-29');
      return reached && `${reached.cap.alias} ${reached.spentUsd}`;
    };
    assert.equal(over('gatehouse/fast', ['gatehouse/fast', 1.01]), undefined);
    assert.equal(over('gatehouse/fast', ['gatehouse/fast', 1]), 'gatehouse/fast 1');
    assert.equal(over('gatehouse/fast', ['gatehouse/deep', 1]), undefined);
    assert.equal(over('gatehouse/fast', ['*', 3]), '* 3');
    assert.equal(over('other', ['*', 3.01]), undefined);
    assert.equal(over('gatehouse/fast', ['*', 9], ['gatehouse/fast', 0]), 'gatehouse/fast 1');
    assert.equal(over('gatehouse/fast'), undefined);
  });

  it('keeps 35 days', () => {
    const days = Array.from({ length: 50 }, (_, index) => localDay(Date.UTC(2026, 9, 1, 12) + index * 86_400_000).day);
    const ledger = after(days.map((day) => entry({ day })));
    assert.deepEqual(ledger.rows.map(({ day }) => day), days.slice(-keptDays));
  });

  it('puts names together where there are too many, and loses no money', () => {
    const many = after(Array.from({ length: 900 }, (_, index) => entry({ alias: `a${index % 450}`, target: `t${index}`, usage: { costUsd: 1 } })));
    assert.ok(many.rows.length <= 401, String(many.rows.length));
    assert.equal(spentInAll(many).costUsd, 900);
    assert.ok(many.rows.some(({ alias, target }) => alias === 'a310' && target === '*'));
    let days = many;
    for (const day of ['2026-11-30', '2026-12-01', '2026-12-02']) days = after(Array.from({ length: 400 }, (_, index) => entry({ day, alias: `a${index}`, usage: { costUsd: 1 } })), days);
    assert.ok(days.rows.length <= maxRows);
    assert.equal(spentInAll(days).costUsd, 2_100);
    assert.equal(days.rows.filter(({ day }) => day === '2026-11-29').length, 1);
    assert.equal(overCap(days, [{ alias: 'a7', usdPerDay: 1 }], 'a7', '2026-12-02')?.spentUsd, 1);
  });

  it('fits in what is read of its file, with the worst of names', () => {
    const rows = Array.from({ length: maxRows }, (_, index) => ({ ...(after([entry({ alias: '龘'.repeat(200), target: '"\\'.repeat(100), caller: '\ud800'.repeat(200), usage: { costUsd: 1 / 3, inputTokens: 1 } })]).rows[0] as Ledger['rows'][number]), day: '2026-11-29', requests: index }));
    assert.ok(Buffer.byteLength(ledgerText({ rows })) < 1024 * 1024);
  });

  const name = fc.oneof(fc.string({ maxLength: 100 }), fc.constantFrom('a', 'b', '*', '', '\u202e', '\ud800'));
  const amount = fc.oneof(fc.double(), fc.nat(), fc.constantFrom(-1, Number.NaN, Infinity, Number.MAX_VALUE, 0.1));
  const anyEntry: fc.Arbitrary<SpendEntry> = fc
    .record({
      day: fc.integer({ min: 10, max: 28 }).map((date) => `2026-11-${date}`),
      alias: name,
      target: name,
      caller: name,
      input: amount,
      cost: fc.option(amount),
      priced: fc.boolean(),
    })
    .map(({ day, alias, target, caller, input, cost, priced }) => ({ day, alias, target, caller, usage: { inputTokens: input, ...(cost !== null && { costUsd: cost }) }, ...(priced && { price }) }));

  it('has the sums of its entries, in every column, and is read as it was written', () => {
    fc.assert(
      fc.property(fc.array(anyEntry, { maxLength: 60 }), (entries) => {
        const ledger = after(entries);
        const sum = entries.reduce((usd, { usage, price: own }) => Math.min(Number.MAX_SAFE_INTEGER, usd + (costOf(usage, own)?.usd ?? 0)), 0);
        const close = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-6 * Math.max(1, a, b);
        assert.ok(close(spentInAll(ledger).costUsd, sum));
        assert.equal(spentInAll(ledger).requests, entries.length);
        for (const column of ['day', 'alias', 'target', 'caller'] as const) {
          assert.ok(close(Math.min(Number.MAX_SAFE_INTEGER, spentBy(ledger, column).reduce((usd, [, { costUsd }]) => usd + costUsd, 0)), sum));
        }
        assert.deepEqual(parseLedger(ledgerText(ledger)), ledger);
        assert.deepEqual(bounded(ledger.rows), ledger);
      }),
    );
  });

  const broken = [
    ['', 'broken'],
    ['null', 'broken'],
    ['[]', 'broken'],
    ['{"schemaVersion":1}', 'broken'],
    ['{"schemaVersion":0,"rows":[]}', 'broken'],
    ['{"schemaVersion":2,"rows":"x"}', 'newer'],
    ['{"schemaVersion":1,"rows":[{"day":"2026-11-29"}]}', 'broken'],
    [ledgerText(after([entry({ usage: { costUsd: 1 } })])).replace('"costUsd":1', '"costUsd":-1'), 'broken'],
    [ledgerText(after([entry({ usage: { costUsd: 1 } })])).replace('"costUsd":1', '"costUsd":1e999'), 'broken'],
    [ledgerText(after([entry()])).slice(0, 60), 'broken'],
  ] as const;
  for (const [text, expected] of broken) it(`${text.slice(0, 50)}: ${expected}`, () => assert.equal(parseLedger(text), expected));

  it('takes any text for a ledger, a newer one or a broken one', () => {
    const piece = fc.constantFrom('{', '}', '"rows":', '"schemaVersion":', '1', '2', '[', ']', ',', '"day":"2026-11-29"', ledgerText(emptyLedger));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''))), (text) => {
        const parsed = parseLedger(text);
        if (typeof parsed === 'object') assert.deepEqual(parseLedger(ledgerText(parsed)), parsed);
      }),
    );
  });
});

describe('a local day', () => {
  it('ends at its midnight, and the next begins there', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2030, 0, 1) }), (nowMs) => {
        const { day, endsAtMs } = localDay(nowMs);
        assert.match(day, /^20\d\d-\d\d-\d\d$/);
        assert.ok(endsAtMs > nowMs && endsAtMs - nowMs <= 25 * 3_600_000);
        assert.equal(localDay(endsAtMs - 1).day, day);
        assert.ok(localDay(endsAtMs).day > day);
      }),
    );
  });
});

describe('money in words', () => {
  for (const [amount, words] of [[0, '0.00'], [12.345, '12.35'], [0.01, '0.01'], [0.0012345, '0.0012'], [0.000005, '0.000005'], [3e-9, '3.0e-9']] as const) {
    it(words, () => assert.equal(usdWords(amount), words));
  }
});
