import * as assert from 'node:assert/strict';
import { chooseGateway } from '../../../src/editor/gateway-choice.ts';
import { settings } from '../../../src/editor/ids.ts';
import { isLoopbackUrl } from '../../../src/editor/loopback-url.ts';

describe('gateway choice', () => {
  it('finds the gateways of the catalogue', () => {
    for (const gatewayId of ['openrouter', 'openai', 'anthropic']) {
      assert.equal(chooseGateway({ gatewayId, customBaseUrl: '' }).gateway?.id, gatewayId);
    }
  });

  it('takes a custom base URL and cleans it', () => {
    const { gateway } = chooseGateway({ gatewayId: 'custom', customBaseUrl: ' https://gateway.test/v1/ ' });
    assert.equal(gateway?.baseUrl, 'https://gateway.test/v1');
    assert.equal(gateway?.userDefined, true);
  });

  for (const customBaseUrl of ['', 'gateway.test', 'ftp://gateway.test', 'https://user:password@gateway.test/v1']) {
    it(`says what is wrong with the base URL "${customBaseUrl}" and where to change it`, () => {
      const choice = chooseGateway({ gatewayId: 'custom', customBaseUrl });
      assert.equal(choice.gateway, undefined);
      assert.ok(choice.problem);
      assert.doesNotMatch(choice.problem, /password@/);
      assert.equal(choice.settingId, settings.customBaseUrl);
    });
  }

  it('names an unknown gateway and the known ones', () => {
    const choice = chooseGateway({ gatewayId: 'openruoter', customBaseUrl: '' });
    assert.match(choice.problem ?? '', /openruoter.*openrouter, openai, anthropic, custom/);
  });
});

describe('loopback URL', () => {
  const table: [string, boolean][] = [
    ['http://127.0.0.1:8080/api/v1', true],
    ['http://127.9.9.9/v1', true],
    ['http://localhost:1/v1', true],
    ['http://lab.localhost/v1', true],
    ['http://[::1]:8080/v1', true],
    ['https://gateway.test/v1', false],
    ['https://127.0.0.1.gateway.test/v1', false],
    ['https://localhost.gateway.test/v1', false],
    ['https://10.0.0.1/v1', false],
    ['nonsense', false],
  ];
  for (const [url, expected] of table) it(`${url}: ${expected}`, () => assert.equal(isLoopbackUrl(url), expected));
});
