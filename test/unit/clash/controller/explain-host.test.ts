import assert from 'node:assert/strict';
import fc from 'fast-check';
import { controllerClient, type ControllerClient } from '../../../../src/clash/controller/client.ts';
import { nothingWatched, withSnapshot } from '../../../../src/clash/controller/connection-diff.ts';
import { explainHost } from '../../../../src/clash/controller/explain-host.ts';
import { ruleSetLines } from '../../../../src/clash/configuration/rule-set-lines.ts';
import { knowledgeFrom } from '../../../../src/clash/controller/knowledge.ts';
import { firstOtherRow } from '../../../../src/clash/controller/running-rules.ts';
import { triplesOf } from '../../../../src/clash/controller/triples.ts';
import { readConfiguration } from '../../../../src/clash/configuration/read.ts';
import type { ClashConnection } from '../../../../src/clash/rules/connection.ts';
import { startMockController, type MockController, type MockControllerOptions } from '../../../../src/lab/clash/mock-controller.ts';
import { connectionOf, proxiesOf } from './connections.ts';

const signal = new AbortController().signal;
const text = `
mode: rule
proxies: [{ name: a, type: http, server: s, port: 1 }, { name: b, type: http, server: s, port: 1 }]
proxy-groups:
  - { name: STABLE, type: fallback, proxies: [a, b] }
  - { name: PROXY, type: select, proxies: [STABLE, DIRECT] }
rule-providers: { ai: { type: http, behavior: domain, url: 'https://x/ai' } }
rules:
  - IP-CIDR,10.0.0.0/8,DIRECT
  - RULE-SET,ai,PROXY
  - DOMAIN-SUFFIX,openrouter.ai,STABLE
  - MATCH,PROXY
`;
const configuration = readConfiguration(text);
const running: MockControllerOptions = {
  rules: [
    { type: 'IPCIDR', payload: '10.0.0.0/8', target: 'DIRECT' }, { type: 'RuleSet', payload: 'ai', target: 'PROXY' },
    { type: 'DomainSuffix', payload: 'openrouter.ai', target: 'STABLE' }, { type: 'Match', payload: '', target: 'PROXY' },
  ],
  proxies: [
    { name: 'a', type: 'Http', alive: false, delaysMs: [0], testUrl: 'https://t/' }, { name: 'b', type: 'Http', delaysMs: [90], testUrl: 'https://t/' }, { name: 'DIRECT', type: 'Direct' },
    { name: 'STABLE', type: 'Fallback', members: ['a', 'b'], now: 'b', testUrl: 'https://t/' }, { name: 'PROXY', type: 'Selector', members: ['STABLE', 'DIRECT'], now: 'STABLE' },
  ],
  ruleProviders: [{ name: 'ai', behavior: 'Domain', count: 2, vehicle: 'HTTP' }],
  dns: { 'openrouter.ai': ['104.18.2.115'] },
};
const connection = (host: string): ClashConnection & { host: string } => ({ host, network: 'tcp', destinationPort: 443 });
const ruleSets = new Map([['ai', ['+.anthropic.com']]]);

describe('which way a host goes', () => {
  let mock: MockController | undefined;
  afterEach(() => mock?.close());
  const client = async (options: MockControllerOptions = running): Promise<ControllerClient> => {
    mock = await startMockController(options);
    return controllerClient({ kind: 'tcp', host: '127.0.0.1', port: mock.port });
  };

  it('by the configuration alone: what is missing is named', async () => {
    const { explanation } = await explainHost({ connection: connection('openrouter.ai'), configuration }, signal);
    assert.deepEqual(explanation.policy, { value: 'STABLE', by: 'evaluated' });
    assert.equal(explanation.rule?.value.text, 'DOMAIN-SUFFIX,openrouter.ai,STABLE');
    assert.equal(explanation.complete, false);
    assert.deepEqual(explanation.undecided.map(({ missing }) => missing), ['address', 'rule-set']);
    assert.equal(explanation.chainComplete, false);
  });

  it('by configuration and core: addresses, rule sets, choices and health are the core\'s', async () => {
    const { explanation, faults } = await explainHost({ connection: connection('openrouter.ai'), configuration, client: await client(), ruleSets }, signal);
    assert.deepEqual(faults, []);
    assert.equal(explanation.complete, true, JSON.stringify(explanation.undecided));
    assert.deepEqual(explanation.mode, { value: 'rule', by: 'asked' });
    assert.equal(explanation.rule?.by, 'evaluated');
    assert.deepEqual(explanation.chain, { value: ['STABLE', 'b'], by: 'asked' });
    assert.deepEqual([explanation.node?.node, explanation.node?.alive, explanation.node?.delayMs, explanation.node?.testUrl], ['b', true, 90, 'https://t/']);
    assert.equal(explanation.otherRow, undefined);
  });

  it('the running mode counts, not the one in the file', async () => {
    const { explanation } = await explainHost({ connection: connection('openrouter.ai'), configuration, client: await client({ ...running, mode: 'direct' }), ruleSets }, signal);
    assert.deepEqual([explanation.mode?.value, explanation.policy?.value, explanation.rule], ['direct', 'DIRECT', undefined]);
  });

  it('says where the core runs other rules than the file', async () => {
    const { explanation } = await explainHost({ connection: connection('openrouter.ai'), configuration, client: await client({ ...running, rules: [{ type: 'Match', payload: '', target: 'DIRECT' }] }) }, signal);
    assert.equal(explanation.otherRow, 0);
  });

  it('a connection that was seen goes before what was worked out, and a difference is told', async () => {
    const watched = withSnapshot(nothingWatched, [connectionOf({ chains: ['b', 'STABLE', 'PROXY'], rule: 'RuleSet', rulePayload: 'ai', dnsMode: 'fake-ip' })], 1);
    const triples = triplesOf(watched, [{ id: 'o', name: 'O', host: 'openrouter.ai', port: 443, inUse: true }]);
    const { explanation } = await explainHost({ connection: connection('openrouter.ai'), configuration, client: await client(), ruleSets, triples }, signal);
    assert.deepEqual(explanation.policy, { value: 'PROXY', by: 'watched' });
    assert.deepEqual([explanation.rule?.value.index, explanation.rule?.value.provider, explanation.dnsMode], [1, 'ai', 'fake-ip']);
    assert.deepEqual(explanation.disagreements, [{ part: 'policy', one: { value: 'PROXY', by: 'watched' }, other: { value: 'STABLE', by: 'evaluated' } }]);
  });

  it('a core that is asked itself goes first', async () => {
    const match = { complete: false, missing: ['process'], policy: 'PROXY', mode: 'rule', rule: { index: 3, type: 'Match', payload: '' } };
    const { explanation } = await explainHost({ connection: connection('openrouter.ai'), client: await client({ ...running, ruleMatch: () => match }) }, signal);
    assert.deepEqual([explanation.policy, explanation.complete, explanation.missing, explanation.chain?.value], [{ value: 'PROXY', by: 'asked' }, false, ['process'], ['PROXY', 'STABLE', 'b']]);
  });

  it('a core that fails leaves the rest standing', async () => {
    const asked = await client();
    mock?.setFault('failing');
    const { explanation, faults } = await explainHost({ connection: connection('openrouter.ai'), configuration, client: asked, ruleSets }, signal);
    assert.equal(explanation.policy?.by, 'evaluated');
    assert.ok(faults.length > 0 && faults.every(({ fault }) => fault === 'failed'));
  });

  it('nothing at hand tells nothing', async () => {
    const { explanation, evaluated } = await explainHost({ connection: connection('openrouter.ai') }, signal);
    assert.deepEqual([explanation.policy, explanation.rule, explanation.chain, explanation.complete, evaluated], [undefined, undefined, undefined, false, undefined]);
  });
});

describe('what the core and the disk know', () => {
  it('choices, members, UDP, addresses and rule sets; nothing else', () => {
    const known = knowledgeFrom({ proxies: proxiesOf({ name: 'G', type: 'Selector', members: ['n'], now: 'n' }, { name: 'n', type: 'Http', udp: false }), ruleSets, addresses: new Map([['a', ['1.2.3.4']], ['none', []]]) });
    assert.deepEqual([known.chosen('G'), known.membersOf('G'), known.carriesUdp('n'), known.chosen('x')], ['n', ['n'], false, undefined]);
    assert.deepEqual([known.addressOf('a'), known.addressOf('none'), known.addressOf('b')], ['1.2.3.4', null, undefined]);
    assert.deepEqual([known.ruleSet('ai'), known.ruleSet('x'), known.geosite('cn', 'a')], [['+.anthropic.com'], undefined, undefined]);
  });

  it('a rule set that the core could not load matches nothing', () => {
    const provider = { name: 'ai', behavior: 'domain', format: 'yaml', ruleCount: 0, vehicle: 'HTTP', updatedAtMs: undefined, payload: undefined };
    assert.equal(knowledgeFrom({ ruleProviders: new Map([['ai', provider]]), ruleSets }).ruleSet('ai'), null);
  });

  const sets: [text: string, format: 'yaml' | 'text', lines: readonly string[] | undefined][] = [
    ['payload:\n  - \'+.a.com\'\n  - b.com # x\n', 'yaml', ['+.a.com', 'b.com']],
    ['payload: [a.com, "b.com"]', 'yaml', ['a.com', 'b.com']],
    ['+.a.com\n# no\n\n b.com \r\n', 'text', ['+.a.com', 'b.com']],
    ['other: 1', 'yaml', undefined],
    ['payload: {', 'yaml', undefined],
  ];
  for (const [content, format, lines] of sets) it(`${format} ${JSON.stringify(content)}`, () => assert.deepEqual(ruleSetLines(content, format), lines));

  it('reads any rule set without an error', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.constantFrom('yaml' as const, 'text' as const), (content, format) => {
      ruleSetLines(content, format);
      ruleSetLines(`payload:\n - ${content}`, format);
    }));
  });

  it('rules that run, and the file', () => {
    const rules = (...items: [type: string, payload: string, target: string][]): Parameters<typeof firstOtherRow>[1] =>
      items.map(([type, payload, target], index) => ({ index, type, payload, target, size: undefined, disabled: undefined, counts: undefined }));
    const same = rules(['IPCIDR', '10.0.0.0/8', 'DIRECT'], ['RuleSet', 'ai', 'PROXY'], ['DomainSuffix', 'openrouter.ai', 'STABLE'], ['Match', '', 'PROXY']);
    assert.equal(firstOtherRow(configuration.rules, same), undefined);
    assert.equal(firstOtherRow(configuration.rules, same.slice(0, 3)), 3);
    assert.equal(firstOtherRow(configuration.rules, same.map((rule) => (rule.payload === 'openrouter.ai' ? { ...rule, target: 'route(STABLE)' } : rule))), undefined);
    assert.equal(firstOtherRow(configuration.rules, same.map((rule) => ({ ...rule, payload: rule.payload.replace('openrouter', 'other') }))), 2);
  });
});
