import * as assert from 'node:assert/strict';
import { chooseGateway, gatewayOf, watchedGateways } from '../../../src/editor/gateway-choice.ts';
import { keyName } from '../../../src/editor/secrets.ts';
import { gatewayIds } from '../../../src/gateways/catalogue/index.ts';
import { settings } from '../../../src/editor/ids.ts';
import { isLoopbackUrl } from '../../../src/path/loopback-url.ts';

describe('gateway choice', () => {
  it('finds the gateways of the catalogue', () => {
    for (const gatewayId of gatewayIds) {
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
    assert.match(choice.problem ?? '', /openruoter.*openrouter, openai, anthropic, .*, custom/);
  });

  const userGateways = [
    { id: 'ours', baseUrl: 'https://llm.corp.test/v1' },
    { id: 'broken', baseUrl: 'llm.corp.test' },
  ];

  it('finds a gateway of the user beside the known ones, and keeps its key apart', () => {
    const { gateway } = chooseGateway({ gatewayId: 'ours', customBaseUrl: '', userGateways });
    assert.equal(gateway?.baseUrl, 'https://llm.corp.test/v1');
    assert.equal(keyName(gateway!), 'key:ours:https://llm.corp.test/v1');
    assert.equal(chooseGateway({ gatewayId: 'openai', customBaseUrl: '', userGateways }).gateway?.title, 'OpenAI');
    assert.equal(gatewayOf('ours', { customBaseUrl: '', userGateways }).gateway?.id, 'ours');
  });

  it('says what is wrong with the entry that is chosen, and leads to the list', () => {
    const choice = chooseGateway({ gatewayId: 'broken', customBaseUrl: '', userGateways });
    assert.match(choice.problem ?? '', /"broken" of gatehouse\.gateways cannot be used.*"llm\.corp\.test" is not a URL/);
    assert.equal(choice.gateway ?? choice.settingId, settings.gateways);
  });

  it('names the user\'s own among the known ones', () => {
    assert.match(chooseGateway({ gatewayId: 'nope', customBaseUrl: '', userGateways }).problem ?? '', /lm-studio, ours, custom/);
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

describe('the gateways that monitoring watches', () => {
  const userGateways = [{ id: 'ours', baseUrl: 'https://llm.corp.test/v1' }, { id: 'broken', baseUrl: 'llm.corp.test' }];
  const many = Array.from({ length: 30 }, (_, index) => ({ id: `g${index}`, baseUrl: `https://g${index}.test/v1` }));
  const cases: readonly [name: string, listed: readonly string[], chosen: string, own: unknown, watched: readonly string[]][] = [
    ['the chosen one where none is listed', [], 'openai', undefined, ['openai']],
    ['the chosen one of the user\'s own', [], 'ours', userGateways, ['ours']],
    ['those that are listed, in their order, and not the chosen one', ['groq', 'openai'], 'openrouter', undefined, ['groq', 'openai']],
    ['those of the catalogue, of the user\'s own and the custom one', ['ours', 'custom', 'openrouter'], 'openai', userGateways, ['ours', 'custom', 'openrouter']],
    ['none that can\'t be used', ['broken', 'nobody', 'openai'], 'openrouter', userGateways, ['openai']],
    ['nothing where all that is listed is wrong', ['nobody'], 'openrouter', undefined, []],
    ['nothing where the chosen one is wrong', [], 'nobody', undefined, []],
    ['twenty at most', many.map(({ id }) => id), 'openrouter', many, many.slice(0, 20).map(({ id }) => id)],
  ];
  for (const [name, gatewayIds, gatewayId, own, watched] of cases) {
    it(`are ${name}`, () => {
      const choices = { gatewayId, customBaseUrl: 'https://custom.test/v1', userGateways: own, monitoring: { gatewayIds } };
      assert.deepEqual(watchedGateways(choices as unknown as Parameters<typeof watchedGateways>[0]).map(({ id }) => id), watched);
    });
  }
});
