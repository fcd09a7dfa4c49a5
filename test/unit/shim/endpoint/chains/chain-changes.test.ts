import assert from 'node:assert/strict';
import { findGateway, gateways } from '../../../../../src/gateways/catalogue/index.ts';
import { chainChanges } from '../../../../../src/shim/endpoint/chains/chain-changes.ts';
import { readChainFile, type ChainFile } from '../../../../../src/shim/endpoint/chains/chain-file.ts';
import { exampleChainFile } from '../../../../../src/shim/endpoint/chains/example-file.ts';
import { targetCost } from '../../../../../src/shim/endpoint/chains/target-cost.ts';

const nothing: ChainFile = { chains: [], caps: [] };
const file: ChainFile = {
  chains: [{ alias: 'a', targets: [{ gateway: 'openrouter', model: 'x/y', key: 'team' }, { gateway: 'groq', model: 'z', weight: 2 }], order: 'weighted' }],
  caps: [{ alias: '*', usdPerDay: 5 }],
};
const [chain] = file.chains as [ChainFile['chains'][number]];

describe('what a chains file would change', () => {
  const rows: [string, ChainFile, ChainFile, string[]][] = [
    ['nothing', file, structuredClone(file), []],
    ['a first file', nothing, file, ['New: a asks x/y at openrouter with the key "team", then z at groq.', 'a: "order" is "weighted".', 'Cap for all aliases: 5 USD a day.']],
    ['all is gone', file, nothing, ['Gone: a.', 'No cap any more for all aliases; it was 5 USD a day.']],
    ['another model', file, { ...file, chains: [{ ...chain, targets: [{ gateway: 'xai', model: 'grok' }] }] }, ['a asks grok at xai now, and not x/y at openrouter with the key "team", then z at groq.']],
    ['another weight', file, { ...file, chains: [{ ...chain, targets: [chain.targets[0]!, { ...chain.targets[1]!, weight: 3 }] }] }, ['a, target 2: "weight" is 3 now; it was 2.']],
    ['a race', file, { ...file, chains: [{ ...chain, race: { afterMs: 0 } }] }, ['a: "race" is {"afterMs":0} now.']],
    ['no order', file, { ...file, chains: [{ alias: 'a', targets: chain.targets }] }, ['a: "order" is gone; it was "weighted".']],
    ['another cap', file, { ...file, caps: [{ alias: '*', usdPerDay: 9 }] }, ['Cap for all aliases: 9 USD a day; it was 5.']],
  ];
  for (const [title, before, after, expected] of rows) it(title, () => assert.deepEqual(chainChanges(before, after), expected));
});

describe('the example of a chains file', () => {
  it('has two links, comments and no fault, not even a warning', () => {
    const text = exampleChainFile();
    const { file: read, problems } = readChainFile(text, gateways);
    assert.deepEqual(problems, []);
    assert.equal(read?.chains[0]?.targets.length, 2);
    assert.ok((text.match(/\/\//g) ?? []).length >= 5);
  });
});

describe('what a target costs', () => {
  const rows: [string, Parameters<typeof targetCost>[0], RegExp][] = [
    ['openrouter', { gateway: 'openrouter', model: 'a/b', price: { inputUsd: 3, outputUsd: 15 } }, /^3 USD .* 15 USD out: 10000 tokens in and 1000 out cost 0\.045 USD\.$/],
    ['openrouter', { gateway: 'openrouter', model: 'a/b', price: { inputUsd: 0.05, outputUsd: 0.08 } }, /cost 0\.00058 USD/],
    ['openrouter', { gateway: 'openrouter', model: 'a/b:free' }, /costs nothing/],
    ['ollama', { gateway: 'ollama', model: 'b' }, /nobody bills it/],
    ['groq', { gateway: 'groq', model: 'b:free' }, /not known/],
  ];
  for (const [gateway, target, words] of rows) it(`${target.model} at ${gateway}`, () => assert.match(targetCost(target, findGateway(gateway)!), words));
});
