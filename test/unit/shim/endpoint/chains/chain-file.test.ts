import assert from 'node:assert/strict';
import fc from 'fast-check';
import { gateways } from '../../../../../src/gateways/catalogue/index.ts';
import { readCapList, readChainFile, readChainList } from '../../../../../src/shim/endpoint/chains/chain-file.ts';
import { chainForm, targetForm, type Field } from '../../../../../src/shim/endpoint/chains/chain-form.ts';
import { chainProblemIds, pathText } from '../../../../../src/shim/endpoint/chains/chain-problem.ts';

const target = { gateway: 'openrouter', model: 'anthropic/claude-sonnet-4.5' };
const other = { gateway: 'groq', model: 'llama-3.3-70b-versatile' };
const whole = {
  $schema: 'https://example.com/chains.schema.json',
  chains: [
    {
      alias: 'gatehouse/fast',
      targets: [
        { ...target, key: 'team', weight: 3, price: { inputUsd: 3, outputUsd: 15 } },
        { ...other, weight: 0, onlyIfCheaperThan: { inputUsd: 1, outputUsd: 2 } },
      ],
      order: 'weighted',
      race: { afterMs: 2_000 },
      clocks: { connectMs: 5_000, headersMs: 20_000, firstContentMs: 20_000, silenceMs: 30_000, totalMs: 300_000 },
      continueTruncated: true,
    },
    { alias: 'gpt-5', targets: [{ gateway: 'openai', model: 'gpt-5', quality: 90 }, other], order: 'quality' },
  ],
  caps: [{ alias: '*', usdPerDay: 20 }, { alias: 'gpt-5', usdPerDay: 0.5 }],
};

/** What a text is found to be: ids with the place by path and by line. */
function found(text: string): string[] {
  return readChainFile(text, gateways).problems.map(({ id, path, at, line, column }) => `${id} ${pathText(path)}${at === 'name' ? ' (name)' : ''} ${line}:${column}`);
}

/** A file of one chain, on lines of its own. */
const file = (chain: object, more: object = {}): string => JSON.stringify({ chains: [{ alias: 'a', targets: [target], ...chain }], ...more }, null, 1);
const ids = (text: string): string[] => readChainFile(text, gateways).problems.map(({ id, path }) => `${id} ${pathText(path)}`);

describe('a chains file', () => {
  it('is read as it is written, with comments or without', () => {
    const says = { chains: whole.chains, caps: whole.caps };
    const plain = readChainFile(JSON.stringify(whole), gateways);
    assert.deepEqual([plain.file, plain.problems.map(({ id, severity }) => `${severity} ${id}`)], [says, ['note race-cost']]);
    const commented = JSON.stringify(whole, null, 2).replace('"order"', '// A comment, with a quote: "\n"order"').replace(/\]\n\}$/, '],\n}');
    assert.deepEqual(readChainFile(`\uFEFF${commented}`, gateways).file, says);
    assert.deepEqual(readChainFile('{"chains": []}', gateways), { problems: [], file: { chains: [], caps: [] } });
  });

  it('has every field of a chain and of a target in this test', () => {
    const names = (fields: Readonly<Record<string, Field>>): string[] => Object.keys(fields).sort();
    const seen = (values: readonly object[]): string[] => [...new Set(values.flatMap((one) => Object.keys(one)))].sort();
    assert.deepEqual(seen(whole.chains), names(chainForm.fields));
    assert.deepEqual(seen(whole.chains.flatMap(({ targets }) => targets)), names(targetForm.fields));
  });

  const places: [string, string, string[]][] = [
    ['an unknown field, with its name', '{\n  "chains": [],\n  "chain": 1\n}', ['unknown-field chain (name) 3:3']],
    ['a missing field, with what it is missing from', '{\n  "chains": [\n    { "alias": "a" }\n  ]\n}', ['missing-field chains[0] 3:5']],
    ['a wrong value, with the value', '{"chains": [{"alias": 5, "targets": []}]}', ['wrong-type chains[0].alias 1:23']],
    ['what is no JSON', '{\n  "chains": [\n    }\n', ['syntax  3:5']],
    ['a name that stands twice', '{\n "chains": [],\n "chains": []}', ['syntax  3:2']],
    ['a text that does not end', '{"chains', ['syntax  1:9']],
    ['nothing', '', ['syntax  1:1']],
    ['only a comment', '// nothing\n', ['syntax  1:1']],
    ['no object', '[1]', ['wrong-type  1:1']],
    ['JSON5', "{chains: ['a']}", ['syntax  1:2', 'syntax  1:11', 'wrong-type chains[0] 1:11']],
    ['behind Windows line ends', '{\r\n"chains":\r\n  7}', ['wrong-type chains 3:3']],
  ];
  for (const [what, text, expected] of places) it(`tells the place of ${what}`, () => assert.deepEqual(found(text), expected));

  const wrong: [string, string, string[]][] = [
    ['a chain without targets', file({ targets: [] }), ['empty-chain chains[0].targets']],
    ['a gateway that is not known', file({ targets: [{ ...target, gateway: 'openruter' }] }), ['unknown-gateway chains[0].targets[0].gateway']],
    ['an alias that is there twice', JSON.stringify({ chains: [{ alias: 'a', targets: [target] }, { alias: 'a', targets: [other] }] }), ['duplicate-alias chains[1].alias']],
    ['a race of one', file({ race: { afterMs: 0 } }), ['race-alone chains[0].race']],
    ['a race that comes too late', file({ targets: [target, other], race: { afterMs: 5_000 }, clocks: { totalMs: 5_000 } }), ['race-cost chains[0].race', 'clocks chains[0].race.afterMs']],
    ['a race without a time', file({ targets: [target, other], race: {} }), ['missing-field chains[0].race']],
    ['a clock in seconds', file({ clocks: { connectMs: 5 } }), ['out-of-range chains[0].clocks.connectMs']],
    ['a clock below nothing', file({ clocks: { totalMs: -1 } }), ['out-of-range chains[0].clocks.totalMs']],
    ['a clock of half a millisecond', file({ clocks: { totalMs: 1_000.5 } }), ['out-of-range chains[0].clocks.totalMs']],
    ['a clock that never counts', file({ clocks: { silenceMs: 60_000, totalMs: 30_000 } }), ['clocks chains[0].clocks.silenceMs']],
    ['an order that there is not', file({ order: 'cheap' }), ['wrong-type chains[0].order']],
    ['a model without its author at OpenRouter', file({ targets: [{ gateway: 'openrouter', model: 'claude-sonnet-4.5' }] }), ['author-missing chains[0].targets[0].model']],
    ['a model with an author at its maker', file({ targets: [{ gateway: 'anthropic', model: 'anthropic/claude-sonnet-4-5' }] }), ['author-too-much chains[0].targets[0].model']],
    ['a suffix that is none', file({ targets: [{ ...target, model: 'a/b:fast' }] }), ['unknown-suffix chains[0].targets[0].model']],
    ['a weight that does not count', file({ targets: [{ ...target, weight: 2 }] }), ['no-effect chains[0].targets[0].weight']],
    ['half a price', file({ targets: [{ ...target, price: { inputUsd: 1 } }] }), ['missing-field chains[0].targets[0].price']],
    ['a quality above all', file({ targets: [{ ...target, quality: 101 }], order: 'quality' }), ['out-of-range chains[0].targets[0].quality']],
    ['a cap of nothing', file({}, { caps: [{ alias: 'a', usdPerDay: 0 }] }), ['out-of-range caps[0].usdPerDay']],
    ['a cap of no chain', file({}, { caps: [{ alias: 'b', usdPerDay: 1 }] }), ['unknown-alias caps[0].alias']],
    ['a cap that is there twice', file({}, { caps: [{ alias: 'a', usdPerDay: 1 }, { alias: 'a', usdPerDay: 2 }] }), ['duplicate-cap caps[1].alias']],
    ['white space in an alias', file({ alias: 'my model' }), ['out-of-range chains[0].alias']],
    ['a URL for a gateway', file({ targets: [{ gateway: 'https://openrouter.ai/api/v1', model: 'a/b' }] }), ['url-in-file chains[0].targets[0].gateway']],
    ['a URL in a field of its own', file({ targets: [{ ...target, baseUrl: 'http://127.0.0.1:4000' }] }), ['url-in-file chains[0].targets[0].baseUrl']],
    ['an address without a scheme', file({ targets: [{ gateway: 'localhost:4000', model: 'a/b' }] }), ['url-in-file chains[0].targets[0].gateway']],
    ['a key as the name of a key', file({ targets: [{ ...target, key: 'sk-or-v1-0123456789abcdef' }] }), ['key-in-file chains[0].targets[0].key']],
    ['more targets than there can be', file({ targets: Array.from({ length: 21 }, () => target) }), ['out-of-range chains[0].targets']],
    ['the same target twice', file({ targets: [target, target] }), ['same-target chains[0].targets[1].model']],
    ['two links through one gateway', file({ targets: [target, { ...target, model: 'openai/gpt-5' }] }), ['shared-gateway chains[0].targets[1].gateway']],
    ['two links to one provider', file({ targets: [target, { gateway: 'anthropic', model: 'claude-haiku-4-5' }] }), ['shared-provider chains[0].targets[1].model']],
  ];
  for (const [what, text, expected] of wrong) {
    it(`is found wrong: ${what}`, () => {
      assert.deepEqual(ids(text), expected);
      const { file: usable, problems } = readChainFile(text, gateways);
      assert.equal(usable === undefined, problems.some(({ severity }) => severity === 'error'));
    });
  }

  it('says what was meant', () => {
    const says = (text: string): string => readChainFile(text, gateways).problems[0]?.text ?? '';
    assert.match(says(file({ taregts: [] })), /There is no field "taregts" here\. Did you mean "targets"\?/);
    assert.match(says(file({ nonsense: [] })), /There are alias, targets, order, race, clocks, continueTruncated\./);
    assert.match(says(file({ targets: [{ ...target, gateway: 'openruter' }] })), /Did you mean "openrouter"\?/);
    assert.match(says(file({ targets: [{ ...target, gateway: 'zzz' }] })), /Known gateways: openrouter, openai, .*lm-studio\./);
    assert.match(says(file({ clocks: { connectMs: 5 } })), /for 5 s write 5000/);
    assert.match(says(file({ targets: [{ ...target, model: 'gpt-5' }] })), /"openai\/gpt-5"/);
    assert.match(says(file({ targets: [{ gateway: 'xai', model: 'x-ai/grok-4' }] })), /"grok-4"/);
    const raced = [{ ...other, price: { inputUsd: 1, outputUsd: 2 } }, { gateway: 'anthropic', model: 'claude', price: { inputUsd: 3, outputUsd: 15 } }];
    assert.match(says(file({ targets: raced, race: { afterMs: 0 } })), /Groq: .*Anthropic: cancelling a stream stops the bill.*up to 0\.03 USD more\. Counted for 10000 tokens in and 1000 out/);
  });

  it('may name the gateways of the user, and no others', () => {
    const text = file({ targets: [{ gateway: 'ours', model: 'm' }] });
    assert.deepEqual(ids(text), ['unknown-gateway chains[0].targets[0].gateway']);
    assert.deepEqual(readChainFile(text, [{ ...gateways[0]!, id: 'ours' }]).problems, []);
  });

  const keys = ['sk-or-v1-8f3acc01d2', 'sk-ant-api03-Zx81mQ', 'sk-proj-Ab3kk29LLq', 'gsk_93jsKwq77Lm2Pz', 'AIzaSyD93mmQ0a8H', 'sk-1234567890abcdef', 'eyJhbGciOiJIUzI1NiJ9.e30.x'].map((one) => `${one}${'9z'.repeat(8)}`);
  const anyKey = fc.constantFrom(...keys);
  /** Replaces one text or name of a document by another. */
  const withText = fc.tuple(fc.nat(400), fc.constantFrom('%', 'Bearer %', 'key=%', '"%"', ' %'), anyKey).map(([turn, around, key]) => {
    let left = turn % 30;
    const put = (value: unknown): unknown => {
      if (typeof value === 'string') return left-- === 0 ? around.replace('%', key) : value;
      if (Array.isArray(value)) return value.map(put);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [left-- === 0 ? around.replace('%', key) : name, put(one)]));
    };
    return { key, text: JSON.stringify(put(whole)) };
  });

  it('is refused with a key anywhere in it, and no sentence repeats the key', () => {
    fc.assert(
      fc.property(withText, ({ key, text }) => {
        const { file: usable, problems } = readChainFile(text, gateways);
        const there = text.includes(key);
        assert.equal(problems.some(({ id }) => id === 'key-in-file'), there, text);
        if (there) assert.equal(usable, undefined);
        assert.ok(!problems.some((one) => one.text.includes(key)));
      }),
    );
  });

  it('never throws, keeps its places inside the text, and is used without an error alone', () => {
    const text = JSON.stringify(whole, null, 1);
    const damaged = fc.tuple(fc.nat(text.length), fc.nat(20), fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', ',', ':', '/', '*', '1', 'e', '\\', '\n', ' ', 'n') })).map(
      ([at, gone, put]) => `${text.slice(0, at)}${put}${text.slice(at + gone)}`,
    );
    fc.assert(
      fc.property(fc.oneof(damaged, fc.json(), fc.string()), (input) => {
        const { file: usable, problems } = readChainFile(input, gateways);
        for (const { id, start, end, line, column } of problems) {
          assert.ok(chainProblemIds.includes(id));
          assert.ok(0 <= start && start <= end && end <= input.length, input);
          assert.equal(input.split('\n').slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + column - 1, start);
        }
        assert.equal(usable === undefined, problems.some(({ severity }) => severity === 'error'));
      }),
    );
  });

  it('is not read beyond a size', () => {
    assert.deepEqual(ids(`${' '.repeat(600_000)}{"chains":[]}`), ['too-large ']);
  });
});

describe('chains in a setting', () => {
  it('have the same form', () => {
    assert.deepEqual(readChainList(whole.chains, gateways).chains, whole.chains);
    assert.deepEqual(readChainList(undefined, gateways), { chains: [], faults: [] });
    for (const value of [{}, 'x', [1], [{ alias: 'a' }], [{ alias: 'a', targets: [] }]]) assert.equal(readChainList(value, gateways).chains, undefined);
    assert.equal(pathText(readChainList([{ alias: 'a', targets: [target], x: 1 }], gateways).faults[0]?.path ?? []), 'chains[0].x');
  });

  it('have caps of their own', () => {
    assert.deepEqual(readCapList(whole.caps, ['gpt-5']), { caps: whole.caps, faults: [] });
    assert.deepEqual(readCapList(undefined, []), { caps: [], faults: [] });
    for (const value of [{}, [1], [{ alias: 'a' }], [{ alias: 'a', usdPerDay: '1' }], [{ alias: 'sk-or-v1-0123456789abcdef', usdPerDay: 1 }]]) {
      assert.equal(readCapList(value, []).caps, undefined);
    }
    assert.deepEqual(readCapList([{ alias: 'gpt5', usdPerDay: 1 }], ['gpt-5']).faults.map(({ id, severity }) => [id, severity]), [['unknown-alias', 'warning']]);
  });
});
