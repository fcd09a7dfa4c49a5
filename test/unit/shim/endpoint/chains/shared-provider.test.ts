import assert from 'node:assert/strict';
import fc from 'fast-check';
import { customGateway, gateways as catalogue } from '../../../../../src/gateways/catalogue/index.ts';
import type { Gateway } from '../../../../../src/gateways/gateway.ts';
import { sharedUpstreams, sharedWarnings, upstreamOf } from '../../../../../src/shim/endpoint/chains/shared-provider.ts';

const proxy: Gateway = { ...customGateway('https://proxy.example/v1'), id: 'proxy', title: 'Proxy' };
const mirror: Gateway = { ...customGateway('https://openrouter.ai/api/v1'), id: 'mirror', title: 'Mirror' };
const gateways = [...catalogue, proxy, mirror];
const of = (link: string): { gateway: string; model: string; key?: string } => {
  const [place = '', key] = link.split('#');
  const [gateway = '', model = ''] = place.split(' ');
  return { gateway, model, ...(key !== undefined && { key }) };
};

describe('what links of a chain share', () => {
  const chains: [string, string[], string[]][] = [
    ['two gateways, two providers', ['openrouter anthropic/claude-x', 'openai gpt-5'], []],
    ['a provider through a gateway and by itself', ['openrouter anthropic/claude-x', 'anthropic claude-y'], ['provider 0 1 Anthropic']],
    ['the other way round', ['google gemini-x', 'openrouter google/gemini-y'], ['provider 0 1 Google Gemini']],
    ['authors that are spelt otherwise', ['openrouter x-ai/grok-4', 'xai grok-4', 'mistral mistral-large', 'proxy mistralai/mistral-large'], ['provider 0 1 xAI', 'provider 2 3 Mistral']],
    ['one gateway twice', ['openrouter openai/gpt-5', 'openrouter anthropic/claude-x'], ['gateway 0 1 OpenRouter']],
    ['one host under two names', ['openrouter openai/gpt-5', 'mirror anthropic/claude-x'], ['gateway 0 1 Mirror']],
    ['the same target', ['groq a', 'openai gpt-5', 'groq a'], ['target 0 2 Groq']],
    ['another key', ['groq a', 'groq a#team'], ['gateway 0 1 Groq']],
    ['a provider behind the model', ['groq llama-3', 'proxy meta-llama/llama-3:groq'], ['provider 0 1 Groq']],
    ['a routing suffix is no provider', ['groq llama-3', 'openrouter meta-llama/llama-3:nitro'], []],
    ['two gateways in front of one provider', ['openrouter openai/gpt-5', 'litellm openai/gpt-5'], ['provider 0 1 OpenAI']],
    ['a name without an author', ['proxy claude-sonnet-4', 'anthropic claude-sonnet-4'], ['provider 0 1 Anthropic']],
    ['open weights, which others run', ['openrouter openai/gpt-oss-120b', 'openai gpt-5'], []],
    ['open weights at one who runs them', ['groq openai/gpt-oss-120b', 'openai gpt-5', 'deepseek deepseek-chat', 'openrouter deepseek/deepseek-v3'], []],
    ['a model of this machine', ['ollama gemma-3', 'google gemini-2.5-pro', 'lm-studio claude-like'], []],
    ['a chain where all are one', ['openrouter openai/a', 'openrouter openai/b', 'openrouter openai/c'], ['gateway 0 1 OpenRouter', 'gateway 0 2 OpenRouter']],
    ['gateways that nobody knows', ['nobody a', 'nobody a'], []],
  ];
  for (const [title, links, expected] of chains) {
    it(title, () => {
      const found = sharedUpstreams(links.map(of), gateways);
      assert.deepEqual(found.map((one) => `${one.kind} ${one.first} ${one.second} ${one.title}`), expected);
    });
  }

  it('is said in words, at its place', () => {
    const [warning] = sharedWarnings([of('openrouter anthropic/a'), of('anthropic b')], gateways, ['chains', 3, 'targets']);
    assert.deepEqual(warning, {
      id: 'shared-provider', severity: 'warning', path: ['chains', 3, 'targets', 1, 'model'], at: 'value',
      text: 'Target 1 is most likely run by Anthropic too: an outage there takes both. A model of another provider stays up.',
    });
  });

  it('is never said of a link with itself or a later one, and at most once of each', () => {
    const link = fc.record({ gateway: fc.constantFrom(...gateways.map(({ id }) => id), 'nobody'), model: fc.constantFrom('a', 'openai/b', 'anthropic/c:groq', '~x-ai/latest', ':', '/') });
    fc.assert(
      fc.property(fc.array(link, { maxLength: 6 }), (links) => {
        const found = sharedUpstreams(links, gateways);
        assert.ok(found.every(({ first, second, title }) => first < second && second < links.length && title !== ''));
        assert.equal(new Set(found.map(({ second }) => second)).size, found.length);
      }),
    );
  });

  it('tells no provider where nothing says it', () => {
    assert.equal(upstreamOf(of('openrouter openrouter/auto'), catalogue[0]!), undefined);
    assert.equal(upstreamOf(of('proxy our-model'), proxy), undefined);
  });
});
