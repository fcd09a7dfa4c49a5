import * as assert from 'node:assert/strict';
import fc from 'fast-check';
import { checkModel, describeMiss, expiryOf, type MissReason, type ModelCheck } from '../../../src/gateways/model-check.ts';
import { catalogueId, describeSuffix, isAlias, isFreeModel, isRouter, modelIdParts, suffixKind } from '../../../src/gateways/model-id.ts';
import type { ModelList } from '../../../src/gateways/models.ts';

function listOf(...ids: string[]): ModelList {
  return { models: ids.map((id) => ({ id })), truncated: false };
}

const routed: ModelList = {
  truncated: false,
  models: [
    { id: 'openai/gpt-4o', canonicalSlug: 'openai/gpt-4o-2024-05-13' },
    { id: 'openai/gpt-4-0314', expiresAt: '2026-01-31' },
    { id: 'anthropic/claude-sonnet-4.5' },
    { id: '~anthropic/claude-sonnet-latest' },
    { id: 'deepseek/deepseek-r1:free' },
    { id: 'deepseek/deepseek-r1' },
    { id: 'openrouter/auto' },
  ],
};
const openai = listOf('gpt-4o', 'gpt-4o-mini', 'gpt-5-mini');
const anthropic = listOf('claude-sonnet-4-5-20250929', 'claude-haiku-4-5-20251001');
const ollama = listOf('llama3:8b', 'qwen3:latest');

describe('checkModel', () => {
  const found: readonly [id: string, more: Partial<ModelCheck>, list?: ModelList][] = [
    ['openai/gpt-4o', {}],
    ['openai/gpt-4o-2024-05-13', { listedAs: 'openai/gpt-4o' }],
    ['openai/gpt-4o:nitro', { listedAs: 'openai/gpt-4o', suffixes: ['nitro'] }],
    ['openai/gpt-4o:floor:online', { listedAs: 'openai/gpt-4o', suffixes: ['floor', 'online'] }],
    ['deepseek/deepseek-r1:free', { suffixes: ['free'] }],
    ['deepseek/deepseek-r1:free:nitro', { listedAs: 'deepseek/deepseek-r1:free', suffixes: ['free', 'nitro'] }],
    ['~anthropic/claude-sonnet-latest', { stands: 'alias' }],
    ['openrouter/auto', { stands: 'router' }],
    ['openai/gpt-4-0314', { expiresAt: '2026-01-31' }],
    ['llama3:8b', {}, ollama],
    ['gpt-4o', {}, openai],
  ];
  for (const [id, more, list = routed] of found) {
    it(`finds ${id}`, () => assert.deepEqual(checkModel(list, id), { id, found: true, didYouMean: [], ...more }));
  }

  const missed: readonly [id: string, why: MissReason | undefined, first: string | undefined, list?: ModelList][] = [
    ['OpenAI/GPT-4o', 'case', 'openai/gpt-4o'],
    ['OpenAI/GPT-4o:nitro', 'case', 'openai/gpt-4o'],
    ['gpt-4o', 'author-missing', 'openai/gpt-4o'],
    ['openai/gpt-4o', 'author-not-wanted', 'gpt-4o', openai],
    ['anthropic/gpt-4o', 'other-author', 'openai/gpt-4o'],
    ['openai/gpt-4o:free', 'free-ended', 'openai/gpt-4o'],
    ['openai/gpt-4o:extended', 'suffix-not-offered', 'openai/gpt-4o'],
    ['openai/gpt-4o:turbo', 'suffix-unknown', 'openai/gpt-4o'],
    ['anthropic/claude-sonnet-4.5', 'other-spelling', 'claude-sonnet-4-5-20250929', anthropic],
    ['claude-sonnet-4-5-20250929', 'other-spelling', 'anthropic/claude-sonnet-4.5'],
    ['openai/gtp-4o', undefined, 'openai/gpt-4o'],
    ['zzz/nothing', undefined, undefined],
  ];
  for (const [id, why, first, list = routed] of missed) {
    it(`misses ${id}: ${why ?? 'no reason'}`, () => {
      const check = checkModel(list, id);
      assert.equal(check.found, false);
      assert.equal(check.didYouMean[0], first);
      assert.equal(check.why, why);
      if (why) assert.match(describeMiss(why), /\.$/);
    });
  }

  it('finds what is listed, and suggests only what is listed', () => {
    const id = fc.stringMatching(/^[a-c]{1,2}\/[a-c0-9.-]{1,4}(:(free|nitro|x))?$/);
    fc.assert(
      fc.property(fc.uniqueArray(id, { minLength: 1, maxLength: 8 }), id, (ids, wanted) => {
        const check = checkModel(listOf(...ids), wanted);
        assert.equal(check.found, ids.includes(wanted) || ids.includes(catalogueId(wanted)));
        assert.ok(check.didYouMean.every((one) => ids.includes(one)));
        assert.ok(!(check.found && check.why));
      }),
    );
  });
});

describe('expiry', () => {
  const nowMs = Date.parse('2026-11-21T09:00:00Z');
  const cases: readonly [expiresAt: string | undefined, expiry: 'past' | 'soon' | undefined][] = [
    [undefined, undefined],
    ['2026-11-20', 'past'],
    ['2026-11-21', 'past'],
    ['2026-11-22', 'soon'],
    ['2026-12-21', 'soon'],
    ['2026-12-22', undefined],
    ['one day', undefined],
  ];
  for (const [expiresAt, expiry] of cases) {
    it(`${expiresAt}: ${expiry}`, () => assert.equal(expiryOf(expiresAt === undefined ? {} : { expiresAt }, nowMs), expiry));
  }
});

describe('model ids', () => {
  it('are taken apart, and keep what is an entry of its own', () => {
    assert.deepEqual(modelIdParts('a/b:free:nitro'), { base: 'a/b', suffixes: ['free', 'nitro'] });
    for (const [id, listed] of [['a/b:nitro', 'a/b'], ['a/b:free:nitro', 'a/b:free'], ['a/b:nitro:exacto', 'a/b'], ['a/b:batch', 'a/b:batch'], ['a/b:x', 'a/b:x'], ['a/b', 'a/b']]) {
      assert.equal(catalogueId(id ?? ''), listed);
    }
  });

  it('have suffixes in words, each', () => {
    for (const suffix of ['free', 'batch', 'thinking', 'extended', 'nitro', 'floor', 'exacto', 'online']) {
      assert.ok(suffixKind(suffix));
      assert.match(describeSuffix(suffix) ?? '', new RegExp(`^:${suffix} .*\\.$`));
    }
    for (const suffix of ['8b', '', 'constructor', 'toString']) assert.equal(suffixKind(suffix) ?? describeSuffix(suffix), undefined);
  });

  it('know aliases, routers and free models', () => {
    assert.deepEqual(['~anthropic/claude-opus-latest', '~anthropic/claude-opus-latest:nitro', '~a/b', 'a/b-latest'].map(isAlias), [true, true, false, false]);
    assert.deepEqual(['openrouter/auto', 'openrouter/free', 'openrouter/openai/gpt-4o', 'openai/auto'].map(isRouter), [true, true, false, false]);
    assert.deepEqual(['a/b:free', 'a/b:free:nitro', 'openrouter/free', 'a/free'].map(isFreeModel), [true, true, true, false]);
  });
});
