import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import * as room from '../../../../src/editor/chains/chains-room.ts';
import { endpointConfiguration, EndpointSettingError, type EndpointSources } from '../../../../src/editor/chains/endpoint-configuration.ts';
import { endpointOf, type EndpointSettings } from '../../../../src/editor/chains/endpoint-of.ts';
import { EndpointTeller } from '../../../../src/editor/shim/endpoint-teller.ts';
import { settings } from '../../../../src/editor/ids.ts';
import { usableGateways } from '../../../../src/editor/gateway-choice.ts';
import { Secret } from '../../../../src/path/secret.ts';
import type { EndpointConfiguration } from '../../../../src/shim/endpoint/chains/chain.ts';
import { emptyEndpoint } from '../../../../src/shim/endpoint/chains/endpoint-configuration.ts';
import { ShimError } from '../../../../src/shim/control/shim-problem.ts';

const values: EndpointSettings = { gatewayId: 'openrouter', chains: [], clocks: {}, caps: [], maxPerTarget: 0 };
const gateways = usableGateways({ customBaseUrl: 'http://127.0.0.1:9/v1', userGateways: [{ id: 'ours', baseUrl: 'https://llm.test/v1' }] });
const chain = (alias: string, gateway: string, model = 'm'): object => ({ alias, targets: [{ gateway, model }] });

describe('the endpoint by settings and workspace', () => {
  it('has the user\'s own aliases before the workspace\'s, and the lower of two caps', () => {
    const workspace = { chains: [chain('a', 'groq'), chain('b', 'groq')] as never, caps: [{ alias: '*', usdPerDay: 2 }] };
    const made = endpointOf({ ...values, chains: [chain('a', 'ours')], caps: [{ alias: '*', usdPerDay: 5 }], clocks: { totalMs: 9_000 }, maxPerTarget: 3 }, gateways, workspace);
    const { configuration } = room.assembleEndpoint(made.parts!, () => undefined);
    assert.deepEqual(configuration.chains, [chain('a', 'ours'), chain('b', 'groq')]);
    assert.deepEqual([configuration.caps, configuration.clocks, configuration.maxPerTarget, configuration.defaultGateway], [[{ alias: '*', usdPerDay: 2 }], { totalMs: 9_000 }, 3, 'openrouter']);
    assert.deepEqual(made.notes, []);
  });

  it('leaves a workspace out whose gateways are no more', () => {
    const made = endpointOf(values, gateways, { chains: [chain('a', 'gone')] as never, caps: [{ alias: '*', usdPerDay: 1 }] });
    assert.deepEqual([made.parts?.chains, made.parts?.caps], [[], []]);
    assert.match(made.notes?.[0] ?? '', /chains\[0\]\.targets\[0\]\.gateway: There is no gateway "gone"/);
  });

  const broken: [string, Partial<EndpointSettings>, string][] = [
    ['chains', { chains: [chain('a', 'gone')] }, settings.shimChains],
    ['chains that are no list', { chains: 'x' }, settings.shimChains],
    ['a key among the chains', { chains: [chain('a', 'groq', 'sk-or-v1-0123456789abcdef')] }, settings.shimChains],
    ['caps', { caps: [{ alias: 'a' }] }, settings.shimEndpointCaps],
    ['clocks', { clocks: { totalMs: 5 } }, settings.shimEndpointClocks],
    ['clocks that are none', { clocks: [] }, settings.shimEndpointClocks],
  ];
  for (const [what, wrong, settingId] of broken) {
    it(`is not made of wrong ${what}`, () => {
      const made = endpointOf({ ...values, ...wrong }, gateways, undefined);
      assert.ok(made.problem !== undefined);
      assert.equal(made.settingId, settingId);
      assert.ok(made.problem.includes(settingId) && !made.problem.includes('0123456789abcdef'), made.problem);
    });
  }

  it('passes over a number that makes no sense', () => {
    for (const maxPerTarget of [0, -1, 1.5, '3', 5_000, null]) assert.equal(endpointOf({ ...values, maxPerTarget }, gateways, undefined).parts?.maxPerTarget, undefined);
  });
});

describe('the configuration of the endpoint', () => {
  const openrouterKey = `sk-or-v1-${'ab12'.repeat(16)}`;
  const teamKey = `sk-or-v1-${'cd34'.repeat(16)}`;
  const stored: Record<string, string> = { openrouter: openrouterKey, 'openrouter team': teamKey, groq: `sk-ant-api03-${'ef56'.repeat(16)}`, xai: 'xai-never-asked-for' };
  const said: string[] = [];
  const asked: string[] = [];
  const sources = (more: Partial<EndpointSources> = {}): EndpointSources => ({
    load: async () => room,
    enabled: () => true,
    settings: () => ({ ...values, chains: [{ alias: 'a', targets: [{ gateway: 'openrouter', model: 'x/y', key: 'team' }, { gateway: 'groq', model: 'z' }, { gateway: 'ours', model: 'w' }] }] }),
    gateways: () => gateways,
    workspace: async () => undefined,
    keys: {
      async get({ id }, name) {
        asked.push(name === undefined ? id : `${id} ${name}`);
        if (id === 'ours') throw new Error('no keyring');
        const key = stored[asked.at(-1) ?? ''];
        return key === undefined ? undefined : new Secret(key);
      },
    },
    log: (line) => void said.push(line),
    ...more,
  });

  it('is nothing, and no key is looked at, while it is switched off', async () => {
    assert.equal(await endpointConfiguration(sources({ enabled: () => false, keys: { get: () => assert.fail('a key was asked for') } })), undefined);
  });

  it('has the keys of the gateways that are named, each for its own, and none in anything that is said', async () => {
    const configuration = await endpointConfiguration(sources());
    assert.deepEqual(configuration?.keys, { openrouter: { gateway: 'openrouter', value: openrouterKey }, 'openrouter/team': { gateway: 'openrouter', value: teamKey } });
    assert.deepEqual(asked.toSorted(), ['groq', 'openrouter', 'openrouter team', 'ours']);
    // A key of Anthropic was set for Groq.
    assert.ok(said.some((line) => line.includes('Anthropic')), said.join('\n'));
    for (const key of Object.values(stored)) assert.ok(!said.join('\n').includes(key));
  });

  it('says which setting stands in its way, and no key with it', async () => {
    const wrong = sources({ settings: () => ({ ...values, chains: [{ alias: teamKey, targets: [] }] }) });
    await assert.rejects(endpointConfiguration(wrong), (error) => error instanceof EndpointSettingError && error.settingId === settings.shimChains && !inspect(error).includes(teamKey));
  });
});

describe('telling a shim of its endpoint', () => {
  const one: EndpointConfiguration = { ...emptyEndpoint, defaultGateway: 'openrouter', gateways: [{ id: 'openrouter', title: 'x', baseUrl: 'https://x', speaks: ['messages'], auth: 'bearer' }] };
  const stage = () => {
    const told: (EndpointConfiguration | 'problem')[] = [];
    const now: { configuration: EndpointConfiguration | undefined; error?: Error } = { configuration: undefined };
    const teller = new EndpointTeller({
      endpoint: async () => {
        if (now.error) throw now.error;
        return now.configuration;
      },
      onEndpointProblem: () => void told.push('problem'),
    });
    return { told, now, teller, shim: () => ({ endpoint: async (next: EndpointConfiguration) => void told.push(next) }) };
  };

  it('says nothing to a shim that others may have told, until there is something to say', async () => {
    const { told, now, teller, shim } = stage();
    const first = shim();
    await teller.tell(first);
    assert.deepEqual(told, []);
    now.configuration = one;
    await teller.tell(first);
    await teller.tell(first);
    assert.deepEqual(told, [one]);
    now.configuration = undefined;
    await teller.tell(first);
    assert.deepEqual(told, [one, emptyEndpoint]);
  });

  it('tells the next shim too', async () => {
    const { told, now, teller, shim } = stage();
    now.configuration = one;
    await teller.tell(shim());
    await teller.tell(shim());
    assert.deepEqual(told, [one, one]);
  });

  it('tells a problem, and no loss of the shim, and goes on after both', async () => {
    const { told, now, teller, shim } = stage();
    now.error = new Error('wrong');
    await teller.tell(shim());
    now.error = new ShimError('LOST');
    await teller.tell(shim());
    delete now.error;
    now.configuration = one;
    await teller.tell(shim());
    assert.deepEqual(told, ['problem', one]);
  });

  it('keeps to the order it was asked in', async () => {
    const told: string[] = [];
    let turn = 0;
    const teller = new EndpointTeller({
      endpoint: async () => {
        const mine = ++turn;
        await new Promise((resolve) => setTimeout(resolve, mine === 1 ? 20 : 0));
        return { ...one, defaultGateway: String(mine) };
      },
      onEndpointProblem: (error) => assert.fail(String(error)),
    });
    const attached = { endpoint: async ({ defaultGateway }: EndpointConfiguration) => void told.push(defaultGateway ?? '') };
    await Promise.all([teller.tell(attached), teller.tell(attached)]);
    assert.deepEqual(told, ['1', '2']);
  });
});
