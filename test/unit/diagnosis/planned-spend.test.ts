import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parsePricedModels, plannedSpend, plans, type SpendChoice } from '../../../src/diagnosis/planned-spend.ts';

const choice: SpendChoice = { answers: 1, promptTokens: 50, maxTokens: 100, now: '2026-11-21T00:00:00.000Z' };
const model = (id: string, prompt?: string, completion?: string, more: object = {}): object => ({ id, ...(prompt !== undefined && { pricing: { prompt, completion, request: '0' } }), ...more });
const list = (...models: object[]): string => JSON.stringify({ data: models });
const short = (text: string, more: Partial<SpendChoice> = {}): unknown => {
  const plan = plannedSpend(parsePricedModels(text), { ...choice, ...more });
  return plan && [plan.model, plan.why, plan.maxUsd === null ? null : Number(plan.maxUsd.toFixed(9))];
};

describe('what a streamed check will cost', () => {
  const dear = model('a/dear', '0.00001', '0.00003');
  const cheap = model('b/cheap', '0.00000002', '0.00000004');
  const free = model('c/small:free', '0', '0');
  const cases: readonly { what: string; text: string; more?: Partial<SpendChoice>; expect: unknown }[] = [
    { what: 'a free model first: it costs nothing', text: list(dear, cheap, free), expect: ['c/small:free', 'free', 0] },
    { what: 'else the cheapest, for prompt and answer together', text: list(dear, cheap), expect: ['b/cheap', 'cheapest', 0.000005] },
    { what: 'for as many answers as are asked for', text: list(cheap), more: { answers: 3 }, expect: ['b/cheap', 'cheapest', 0.000015] },
    { what: 'the price of a request too', text: list(model('a/b', '0.000001', '0.000001', { pricing: { prompt: '0.000001', completion: '0.000001', request: '0.01' } })), expect: ['a/b', 'cheapest', 0.01015] },
    { what: 'the named one, whatever it costs', text: list(dear, cheap, free), more: { model: 'a/dear' }, expect: ['a/dear', 'named', 0.0035] },
    { what: 'the named one, unlisted: no price is known', text: list(cheap), more: { model: 'x/y' }, expect: ['x/y', 'named', null] },
    { what: 'no prices at all: the first', text: list(model('one'), model('two')), expect: ['one', 'first-listed', null] },
    { what: 'a router, whose price is not known beforehand', text: list(model('openrouter/auto', '-1', '-1'), dear), expect: ['a/dear', 'cheapest', 0.0035] },
    { what: 'a router that is listed as free', text: list(model('openrouter/auto', '0', '0'), dear), expect: ['a/dear', 'cheapest', 0.0035] },
    { what: 'nothing that makes pictures, sounds or vectors', text: list(model('a/image-1', '0', '0'), model('b/embed-small', '0', '0'), model('c/talk', '0', '0', { architecture: { output_modalities: ['text', 'audio'] } }), dear), expect: ['a/dear', 'cheapest', 0.0035] },
    { what: 'nothing that has expired', text: list(model('a/old:free', '0', '0', { expiration_date: '2026-01-01' }), dear), expect: ['a/dear', 'cheapest', 0.0035] },
    { what: 'a gateway of one\'s own, where everything is 0', text: list(model('llama', '0', '0')), expect: ['llama', 'free', 0] },
    { what: 'an empty list', text: list(), expect: undefined },
    { what: 'no list', text: '<html>', expect: undefined },
  ];
  for (const { what, text, more, expect } of cases) it(what, () => assert.deepEqual(short(text, more), expect));

  it('has the cheapest one with a price stand behind the free one', () => {
    assert.deepEqual(plans(parsePricedModels(list(dear, cheap, free)), choice).map(({ model: id }) => id), ['c/small:free', 'b/cheap']);
  });

  it('is never below zero and never not a number, whatever the list says', () => {
    const price = fc.oneof(fc.string(), fc.double(), fc.constant(null), fc.constantFrom('0', '-1', '1e-7', 'NaN', 'Infinity', '0x10'));
    const entry = fc.record({ id: fc.string(), pricing: fc.record({ prompt: price, completion: price, request: price }, { requiredKeys: [] }) }, { requiredKeys: [] });
    fc.assert(
      fc.property(fc.array(fc.oneof(entry, fc.jsonValue())), (models) => {
        for (const { maxUsd } of plans(parsePricedModels(JSON.stringify({ data: models })), choice)) {
          assert.ok(maxUsd === null || (Number.isFinite(maxUsd) && maxUsd >= 0));
        }
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => void parsePricedModels(text)));
  });
});
