import assert from 'node:assert/strict';
import fc from 'fast-check';
import { customGateway, findGateway, gateways } from '../../../../../src/gateways/catalogue/index.ts';
import { parseRequest } from '../../../../../src/shim/control/parse-request.ts';
import type { Chain } from '../../../../../src/shim/endpoint/chains/chain.ts';
import { assembleEndpoint, emptyEndpoint, keyVariableOf, wantedKeys } from '../../../../../src/shim/endpoint/chains/endpoint-configuration.ts';

const openrouterKey = `sk-or-v1-${'a'.repeat(64)}`;
const anthropicKey = `sk-ant-api03-${'b'.repeat(64)}`;
const fast: Chain = {
  alias: 'gatehouse/fast',
  targets: [{ gateway: 'openrouter', model: 'a/b', key: 'team' }, { gateway: 'anthropic', model: 'c' }],
};

describe('what the endpoint is told', () => {
  it('names the gateways that are used, and their keys under names of their own', () => {
    const keyOf = ({ gateway, name }: { gateway: { id: string }; name?: string }): string | undefined =>
      ({ 'openrouter team': openrouterKey, anthropic: ` ${anthropicKey}\n` })[`${gateway.id}${name === undefined ? '' : ` ${name}`}`];
    const { configuration, keyProblems } = assembleEndpoint(
      { gateways, chains: [fast], defaultGateway: 'openrouter', clocks: { totalMs: 9_000 }, caps: [{ alias: '*', usdPerDay: 5 }, { alias: '*', usdPerDay: 2 }], maxPerTarget: 4 },
      keyOf,
    );
    const { baseUrl, messagesBaseUrl } = findGateway('openrouter')!;
    assert.deepEqual(configuration, {
      gateways: [
        { id: 'openrouter', title: 'OpenRouter', baseUrl, messagesBaseUrl, speaks: ['chat-completions', 'responses', 'messages'], auth: 'bearer', cancelStopsBilling: 'by-provider' },
        {
          id: 'anthropic', title: 'Anthropic', baseUrl: 'https://api.anthropic.com/v1', messagesBaseUrl: 'https://api.anthropic.com',
          speaks: ['messages', 'chat-completions'], auth: 'x-api-key', headers: { 'anthropic-version': '2023-06-01' }, cancelStopsBilling: 'yes',
        },
      ],
      chains: [{ alias: 'gatehouse/fast', targets: [{ gateway: 'openrouter', model: 'a/b', key: 'openrouter/team' }, { gateway: 'anthropic', model: 'c' }] }],
      defaultGateway: 'openrouter',
      keys: { 'openrouter/team': { gateway: 'openrouter', value: openrouterKey }, anthropic: { gateway: 'anthropic', value: anthropicKey } },
      clocks: { totalMs: 9_000 },
      caps: [{ alias: '*', usdPerDay: 2 }],
      maxPerTarget: 4,
    });
    assert.deepEqual(keyProblems.map(({ gateway, name, text }) => [gateway.id, name, text]), [
      ['openrouter', undefined, 'The key of OpenRouter is not set, so its targets are refused there.'],
    ]);
  });

  it('has no key of a gateway that nobody names', () => {
    const { configuration } = assembleEndpoint({ gateways, chains: [] }, () => assert.fail('no key is asked for'));
    assert.deepEqual(configuration, emptyEndpoint);
  });

  it('has no key that belongs to another gateway', () => {
    const { configuration, keyProblems } = assembleEndpoint({ gateways, chains: [fast], defaultGateway: 'openrouter' }, () => anthropicKey);
    assert.deepEqual(Object.keys(configuration.keys), ['anthropic']);
    assert.equal(keyProblems.length, 2);
    assert.ok(keyProblems.every(({ text }) => text.includes('one of Anthropic') && !text.includes(anthropicKey)));
  });

  it('takes the first chain of an alias', () => {
    const own: Chain = { alias: fast.alias, targets: [{ gateway: 'groq', model: 'x' }] };
    const { configuration } = assembleEndpoint({ gateways, chains: [own, fast] }, () => undefined);
    assert.deepEqual(configuration.chains, [own]);
    assert.deepEqual(configuration.gateways.map(({ id }) => id), ['groq']);
  });

  it('asks no key of a server of one\'s own', () => {
    const chains: Chain[] = [{ alias: 'a', targets: [{ gateway: 'ollama', model: 'x' }, { gateway: 'custom', model: 'y' }] }];
    const all = [...gateways, customGateway('http://127.0.0.1:1/v1')];
    assert.deepEqual(assembleEndpoint({ gateways: all, chains }, () => undefined).keyProblems, []);
  });

  it('has a variable for each key', () => {
    assert.equal(keyVariableOf(findGateway('openrouter')!, undefined), 'OPENROUTER_API_KEY');
    assert.equal(keyVariableOf(findGateway('openrouter')!, 'team-2'), 'OPENROUTER_API_KEY_TEAM_2');
  });

  it('is always what the shim takes', () => {
    const anyTarget = fc.record({ gateway: fc.constantFrom(...gateways.map(({ id }) => id)), model: fc.constantFrom('a', 'a/b:c') }, { requiredKeys: ['gateway', 'model'] });
    const keyed = fc.tuple(anyTarget, fc.option(fc.constantFrom('team', 'anthropic', 'openai'), { nil: undefined })).map(([one, key]) => (key === undefined ? one : { ...one, key }));
    const anyChain = fc.record({ alias: fc.constantFrom('a', 'b', 'c'), targets: fc.array(keyed, { minLength: 1, maxLength: 4 }) });
    const anyKey = fc.constantFrom(openrouterKey, anthropicKey, 'x', '', 'a b', 'k\u00e9y', '${KEY}');
    fc.assert(
      fc.property(fc.array(anyChain, { maxLength: 4 }), fc.option(fc.constantFrom('openrouter', 'nobody'), { nil: undefined }), anyKey, (chains, defaultGateway, key) => {
        const parts = { gateways, chains, ...(defaultGateway !== undefined && { defaultGateway }) };
        const { configuration } = assembleEndpoint(parts, () => key);
        const message = { seq: 1, type: 'endpoint', configuration };
        assert.deepEqual(parseRequest(JSON.parse(JSON.stringify(message))), JSON.parse(JSON.stringify(message)));
        assert.ok(Object.keys(configuration.keys).length <= wantedKeys(parts).length);
      }),
    );
  });
});
