import assert from 'node:assert/strict';
import { claudeTraits } from '../../../../../src/shim/endpoint/translate/claude-model.ts';
import { budgetOf, effortOfBudget, usualEffort } from '../../../../../src/shim/endpoint/translate/effort.ts';
import { messagesId } from '../../../../../src/shim/endpoint/translate/messages/id.ts';

describe('what a model of Anthropic takes', () => {
  const cases: readonly [string, string][] = [
    ['claude-3-haiku-20240307', 'budget sampling 4096'],
    ['claude-3-5-haiku-20241022', 'budget sampling 8192'],
    ['claude-3-7-sonnet-latest', 'budget sampling 32000'],
    ['claude-opus-4-20250514', 'budget sampling 32000'],
    ['claude-opus-4-1', 'budget sampling 32000'],
    ['anthropic/claude-sonnet-4.5', 'budget sampling 32000'],
    ['us.anthropic.claude-haiku-4-5-20251001-v1:0', 'budget sampling 32000'],
    ['claude-sonnet-4-6', 'adaptive sampling 32000'],
    ['claude-opus-4-7', 'adaptive none 32000'],
    ['anthropic/claude-4.7-opus', 'adaptive none 32000'],
    ['claude-opus-5', 'adaptive none 32000 always'],
    ['claude-haiku-5-5', 'adaptive none 32000 always'],
    ['~anthropic/claude-sonnet-latest', 'adaptive none 32000 always'],
    ['gpt-5', 'not one'],
    ['deepseek/deepseek-v4', 'not one'],
  ];
  for (const [model, told] of cases) {
    it(`${model}: ${told}`, () => {
      const traits = claudeTraits(model);
      const is = traits ? `${traits.adaptive ? 'adaptive' : 'budget'} ${traits.noSampling ? 'none' : 'sampling'} ${traits.defaultMaxTokens}${traits.thinksAlways ? ' always' : ''}` : 'not one';
      assert.equal(is, told);
    });
  }
});

describe('efforts and budgets', () => {
  it('are the shares that OpenRouter documents, within what Messages takes', () => {
    const budgets = (['minimal', 'low', 'medium', 'high', 'xhigh', 'max', 'none'] as const).map((effort) => budgetOf(effort, 20_000));
    assert.deepEqual(budgets, [2_000, 4_000, 10_000, 16_000, 19_000, 19_000, undefined]);
    assert.deepEqual([budgetOf('low', 2_000), budgetOf('high', 1_024), budgetOf('max', 1_000_000)], [1_024, undefined, 128_000]);
  });

  it('go there and back', () => {
    for (const effort of ['low', 'medium', 'high'] as const) assert.equal(effortOfBudget(budgetOf(effort, 30_000) ?? 0, 30_000), effort);
    assert.equal(effortOfBudget(31_999, 32_000), 'high');
    assert.equal(effortOfBudget(5_000, undefined), 'medium');
    assert.deepEqual((['none', 'minimal', 'xhigh', 'max'] as const).map(usualEffort), ['none', 'low', 'high', 'high']);
  });
});

describe('an id for Messages', () => {
  it('is kept where it fits, else always becomes the same and never another\'s', () => {
    assert.equal(messagesId('call_Ab-9'), 'call_Ab-9');
    const made = ['functions.read:0', 'functions:read.0', 'ä', '', ' '].map(messagesId);
    assert.ok(made.every((id) => /^[a-zA-Z0-9_-]+$/.test(id)), made.join());
    assert.equal(new Set(made).size, made.length);
  });
});
