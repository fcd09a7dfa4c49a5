import assert from 'node:assert/strict';
import { gateways, publicGateways } from '../../../src/gateways/catalogue/index.ts';
import { meantBaseUrl } from '../../../src/gateways/wrong-base-url.ts';

describe('base URLs with a well-known mistake', () => {
  const table: readonly [url: string, expected: ReturnType<typeof meantBaseUrl>][] = [
    ['https://api.openrouter.ai/api/v1', { baseUrl: 'https://openrouter.ai/api/v1', wrong: 'host', gatewayId: 'openrouter' }],
    ['http://API.openrouter.ai', { baseUrl: 'https://openrouter.ai/api/v1', wrong: 'host', gatewayId: 'openrouter' }],
    ['https://openrouter.ai/v1/', { baseUrl: 'https://openrouter.ai/api/v1', wrong: 'path', gatewayId: 'openrouter' }],
    ['https://eu.openrouter.ai/v1', { baseUrl: 'https://eu.openrouter.ai/api/v1', wrong: 'path' }],
    ['https://api.anthropic.com', { baseUrl: 'https://api.anthropic.com/v1', wrong: 'path', gatewayId: 'anthropic' }],
    ['https://groq.com/openai/v1', { baseUrl: 'https://api.groq.com/openai/v1', wrong: 'host', gatewayId: 'groq' }],
    ['https://api.groq.com/openai', { baseUrl: 'https://api.groq.com/openai/v1', wrong: 'path', gatewayId: 'groq' }],
    ['https://models.inference.ai.azure.com', { baseUrl: 'https://models.github.ai/inference', wrong: 'host', gatewayId: 'github-models' }],
    ['https://generativelanguage.googleapis.com', { baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai', wrong: 'path', gatewayId: 'google' }],
    ['https://api.together.xyz/v1', undefined],
    ['https://api.deepseek.com/v1', undefined],
    ['https://llm.example/v1', undefined],
    ['http://localhost:11434', undefined],
    ['nonsense', undefined],
    ['https://__proto__/', undefined],
  ];
  for (const [url, expected] of table) it(url, () => assert.deepEqual(meantBaseUrl(url), expected));

  it('are each host and each path that the catalogue names', () => {
    for (const { id, baseUrl, wrongHosts = {}, wrongPaths = [] } of publicGateways) {
      for (const host of Object.keys(wrongHosts)) {
        assert.deepEqual(meantBaseUrl(`https://${host}/v1`), { baseUrl, wrong: 'host', gatewayId: id });
      }
      for (const path of wrongPaths) {
        assert.deepEqual(meantBaseUrl(`${new URL(baseUrl).origin}${path}`), { baseUrl, wrong: 'path', gatewayId: id });
      }
    }
  });

  it('are none that the catalogue itself gives', () => {
    for (const { baseUrl, hosts = [] } of gateways) {
      assert.equal(meantBaseUrl(baseUrl), undefined);
      for (const host of hosts) assert.equal(meantBaseUrl(baseUrl.replace(new URL(baseUrl).host, host)), undefined);
    }
  });
});
