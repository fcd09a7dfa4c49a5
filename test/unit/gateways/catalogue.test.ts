import assert from 'node:assert/strict';
import { customGateway, findGateway, gatewayIds, gateways } from '../../../src/gateways/catalogue/index.ts';
import { parseBaseUrl } from '../../../src/gateways/gateway.ts';

describe('the catalogue of gateways', () => {
  it('lists each gateway once, OpenRouter first', () => {
    assert.deepEqual(gatewayIds, ['openrouter', 'openai', 'anthropic']);
    for (const id of gatewayIds) assert.equal(findGateway(id)?.id, id);
    assert.equal(findGateway('custom'), undefined);
    assert.equal(findGateway('nope'), undefined);
  });

  for (const gateway of gateways) {
    it(`${gateway.id} is described in the form the others rely on`, () => {
      assert.deepEqual(parseBaseUrl(gateway.baseUrl), { baseUrl: gateway.baseUrl });
      assert.match(gateway.modelsPath, /^\/[a-z]/);
      assert.match(gateway.keyVariable, /^[A-Z_]+$/);
      assert.equal(gateway.userDefined, false);
      for (const [wrong, right] of Object.entries(gateway.wrongHosts ?? {})) {
        assert.equal(right, gateway.baseUrl);
        assert.notEqual(wrong, new URL(gateway.baseUrl).host);
      }
    });
  }

  it('knows that api.openrouter.ai is no host of OpenRouter', () => {
    assert.equal(findGateway('openrouter')?.wrongHosts?.['api.openrouter.ai'], 'https://openrouter.ai/api/v1');
  });

  it('makes a gateway of a base URL', () => {
    const gateway = customGateway('http://127.0.0.1:4000/v1/');
    assert.equal(gateway.baseUrl, 'http://127.0.0.1:4000/v1');
    assert.equal(gateway.title, '127.0.0.1:4000');
    assert.equal(gateway.protocol, 'chat-completions');
    assert.equal(gateway.keyVariable, 'GATEHOUSE_API_KEY');
    assert.equal(gateway.userDefined, true);
  });
});

describe('parseBaseUrl', () => {
  const good: readonly [string, string][] = [
    ['https://openrouter.ai/api/v1/', 'https://openrouter.ai/api/v1'],
    [' http://127.0.0.1:8080 ', 'http://127.0.0.1:8080'],
    ['https://gateway.example/v1?x=1#y', 'https://gateway.example/v1'],
    ['http://[::1]:9/v1//', 'http://[::1]:9/v1'],
  ];
  for (const [text, baseUrl] of good) it(`takes ${text}`, () => assert.deepEqual(parseBaseUrl(text), { baseUrl }));

  const bad = [
    '',
    '   ',
    'openrouter.ai/api/v1',
    'ftp://x/',
    'socks5://127.0.0.1:1',
    'https://',
    'https://u:p@x/',
    'https://u@x/',
    'https://u:p@',
    'ftp://u:p@x/',
    'u:p@proxy',
    'https://u:p/p@x y/',
  ];
  for (const text of bad) {
    it(`refuses ${JSON.stringify(text)} and shows no credentials`, () => {
      const parsed = parseBaseUrl(text);
      assert.ok('problem' in parsed);
      assert.doesNotMatch(parsed.problem, /u:p|u@/);
    });
  }
});
