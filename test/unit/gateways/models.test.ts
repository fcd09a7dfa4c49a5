import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { editDistance, findModel, parseModels } from '../../../src/gateways/models.ts';
import type { ModelList } from '../../../src/gateways/models.ts';

function listOf(...ids: string[]): ModelList {
  return { models: ids.map((id) => ({ id })), truncated: false };
}

const openrouterBody = JSON.stringify({
  data: [
    {
      id: 'openai/gpt-4o-mini',
      canonical_slug: 'openai/gpt-4o-mini-2024-07-18',
      name: 'OpenAI: GPT-4o-mini',
      context_length: 128_000,
      expiration_date: null,
      pricing: { prompt: '0.00000015' },
      a_field_of_tomorrow: {},
    },
    { id: 'deepseek/deepseek-r1:free', expiration_date: '2026-12-01' },
    { id: 42 },
    null,
    { id: 'bad\u0000id' },
  ],
});

describe('parseModels', () => {
  it('reads the list of OpenRouter and skips what makes no sense', () => {
    assert.deepEqual(parseModels(openrouterBody), {
      truncated: false,
      models: [
        { id: 'openai/gpt-4o-mini', canonicalSlug: 'openai/gpt-4o-mini-2024-07-18', contextLength: 128_000 },
        { id: 'deepseek/deepseek-r1:free', expiresAt: '2026-12-01' },
      ],
    });
  });

  it('reads lists of other shapes', () => {
    assert.deepEqual(parseModels('{"models":[{"name":"llama3:8b"}]}')?.models, [{ id: 'llama3:8b' }]);
    assert.deepEqual(parseModels('{"models":[{"name":"models/gemini-2.5-pro"}]}')?.models, [{ id: 'gemini-2.5-pro' }]);
    assert.deepEqual(parseModels('["a","b"]')?.models, [{ id: 'a' }, { id: 'b' }]);
    assert.deepEqual(parseModels('{"data":[]}')?.models, []);
  });

  it('knows what is no list', () => {
    for (const body of ['', '{', 'null', '3', '{}', '{"data":{}}', '<html></html>', '{"data":[1,{"x":2}]}']) {
      assert.equal(parseModels(body), null, body);
    }
  });

  it('keeps a bounded number', () => {
    const list = parseModels(JSON.stringify(Array.from({ length: 10_001 }, (_, index) => `m${index}`)));
    assert.equal(list?.models.length, 10_000);
    assert.equal(list?.truncated, true);
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.oneof(fc.json(), fc.string()), (body) => void parseModels(body)));
  });
});

describe('findModel', () => {
  const list = listOf(
    'anthropic/claude-sonnet-4',
    'deepseek/deepseek-r1',
    'deepseek/deepseek-r1:free',
    'openai/gpt-4o',
    'openai/gpt-4o-mini',
    'google/gemini-2.5-pro',
  );

  const found: readonly [wanted: string, id: string][] = [
    ['openai/gpt-4o', 'openai/gpt-4o'],
    [' openai/gpt-4o ', 'openai/gpt-4o'],
    ['deepseek/deepseek-r1:free', 'deepseek/deepseek-r1:free'],
    ['openai/gpt-4o:nitro', 'openai/gpt-4o'],
    ['openai/gpt-4o:floor', 'openai/gpt-4o'],
    ['google/gemini-2.5-pro:online', 'google/gemini-2.5-pro'],
  ];
  for (const [wanted, id] of found) {
    it(`finds ${wanted}`, () => assert.deepEqual(findModel(list, wanted), { found: { id } }));
  }

  const missed: readonly [wanted: string, first: string | undefined][] = [
    ['gpt-4o', 'openai/gpt-4o'],
    ['OpenAI/GPT-4o', 'openai/gpt-4o'],
    ['openai/gpt-4o:free', 'openai/gpt-4o'],
    ['openai/gpt-4o:turbo', 'openai/gpt-4o'],
    ['openai/gtp-4o', 'openai/gpt-4o'],
    ['anthropic/claude-sonet-4', 'anthropic/claude-sonnet-4'],
    ['claude-sonnet-4', 'anthropic/claude-sonnet-4'],
    ['openrouter/deepseek-r1', 'deepseek/deepseek-r1'],
    ['gemini-2.5', 'google/gemini-2.5-pro'],
    ['zzzzzz/nothing-like-it', undefined],
    ['', undefined],
  ];
  for (const [wanted, first] of missed) {
    it(`suggests ${first ?? 'nothing'} for ${JSON.stringify(wanted)}`, () => {
      const answer = findModel(list, wanted);
      assert.ok('didYouMean' in answer);
      assert.equal(answer.didYouMean[0], first);
    });
  }

  it('finds a model by its dated name', () => {
    const parsed = parseModels(openrouterBody);
    assert.ok(parsed);
    const answer = findModel(parsed, 'openai/gpt-4o-mini-2024-07-18');
    assert.ok('found' in answer);
    assert.equal(answer.found.id, 'openai/gpt-4o-mini');
  });

  it('suggests at most five listed ids, each once', () => {
    const many = listOf(...Array.from({ length: 50 }, (_, index) => `author${index}/the-model`));
    const answer = findModel(many, 'the-model');
    assert.ok('didYouMean' in answer);
    assert.equal(answer.didYouMean.length, 5);
    assert.equal(new Set(answer.didYouMean).size, 5);
  });

  it('is quick with a long list and a hostile id', () => {
    const many = listOf(...Array.from({ length: 2_000 }, (_, index) => `author/model-name-number-${index}`));
    const startedAt = performance.now();
    findModel(many, `author/${'model-name-number-'.repeat(5_000)}`);
    assert.ok(performance.now() - startedAt < 3_000);
  });
});

describe('editDistance', () => {
  it('counts a swap as one', () => {
    assert.equal(editDistance('gtp', 'gpt', 3), 1);
    assert.equal(editDistance('kitten', 'sitting', 5), 3);
    assert.equal(editDistance('kitten', 'sitting', 2), Infinity);
  });

  it('is zero for the same word, symmetric, and never above the longer word', () => {
    const word = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        assert.equal(editDistance(a, a, 12), 0);
        assert.equal(editDistance(a, b, 12), editDistance(b, a, 12));
        assert.ok(editDistance(a, b, 12) <= Math.max(a.length, b.length));
      }),
    );
  });
});
