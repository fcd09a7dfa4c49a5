import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readConfigs } from '../../../../../src/clash/controller/answers/configs.ts';
import { nodeOf, policyOf, readConnections, ruleHostOf } from '../../../../../src/clash/controller/answers/connections.ts';
import { readDnsAnswer } from '../../../../../src/clash/controller/answers/dns.ts';
import { readLogLine } from '../../../../../src/clash/controller/answers/logs.ts';
import { readProxyProviders, readRuleProviders } from '../../../../../src/clash/controller/answers/providers.ts';
import { readGroups, readProxies, readProxy } from '../../../../../src/clash/controller/answers/proxies.ts';
import { readRuleMatch } from '../../../../../src/clash/controller/answers/rule-match.ts';
import { readRules, targetName } from '../../../../../src/clash/controller/answers/rules.ts';
import { readVersion } from '../../../../../src/clash/controller/answers/version.ts';

const readers: Readonly<Record<string, (body: unknown) => unknown>> = {
  readConfigs, readConnections, readDnsAnswer, readLogLine, readProxyProviders, readRuleProviders, readGroups, readProxies, readProxy, readRuleMatch, readRules, readVersion,
};

/** JSON with the keys that the readers look for, holding anything. */
const key = fc.constantFrom(
  'version', 'meta', 'mode', 'tun', 'dns-hijack', 'connections', 'metadata', 'id', 'chains', 'host', 'proxies', 'all', 'history', 'extra', 'delay', 'rules', 'index', 'payload',
  'providers', 'Status', 'Answer', 'data', 'type', 'message', 'fields', 'rule', 'policy', 'missing', 'start', 'name', 'process', 'processPath', '__proto__',
);
const { value: json } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, '', 'x', '1970-01-01T00:00:00Z', -1, 1e308, '443', 'sing-box 1.13'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 5 }),
  ),
}));

describe('answers of a core', () => {
  for (const [name, read] of Object.entries(readers)) {
    it(`${name} reads anything without an error`, () => {
      fc.assert(fc.property(json, (body) => {
        read(body);
      }));
      for (const body of [undefined, null, [], 'x', 1, { connections: null }, { proxies: null }, { rules: null }, { providers: null }]) read(body);
    });
  }

  it('null lists are empty, and what is no such answer is nothing', () => {
    assert.deepEqual(readConnections({ downloadTotal: 0, uploadTotal: 0, connections: null, memory: 0 })?.connections, []);
    assert.deepEqual(readGroups({ proxies: null }), []);
    assert.deepEqual(readRules({ rules: null }), []);
    assert.equal(readConnections({ message: 'Unauthorized' }), undefined);
    assert.equal(readVersion({ hello: 'world' }), undefined);
    assert.equal(readProxies([]), undefined);
  });

  it('a connection of a meta core, word for word', () => {
    const read = readConnections({
      downloadTotal: 434, uploadTotal: 33, memory: 0,
      connections: [{
        id: '8f02ddea', upload: 33, download: 434, start: '2026-11-29T20:13:26.629Z', chains: ['node-a', 'AUTO', 'STABLE'], providerChains: ['', '', ''], rule: 'DomainSuffix', rulePayload: 'openrouter.ai',
        metadata: { network: 'tcp', type: 'Tun', sourceIP: '198.18.0.1', destinationIP: '', sourceGeoIP: null, sourcePort: '35842', destinationPort: '443', inboundPort: '0', host: '104.18.2.115', dnsMode: 'fake-ip', uid: 1000, process: 'node', processPath: '/usr/bin/node', remoteDestination: '127.0.0.1', sniffHost: 'OpenRouter.ai.' },
      }],
    });
    const connection = read?.connections[0];
    assert.ok(connection);
    assert.deepEqual([policyOf(connection), nodeOf(connection), ruleHostOf(connection)], ['STABLE', 'node-a', 'openrouter.ai']);
    assert.deepEqual([connection.destinationIp, connection.inboundPort, connection.uid, connection.startMs], [undefined, undefined, 1000, Date.parse('2026-11-29T20:13:26.629Z')]);
  });

  it('a connection of sing-box', () => {
    const connection = readConnections({
      connections: [{ id: 'x', chains: ['node-a', 'AUTO', 'PROXY'], rule: 'domain_suffix=openrouter.ai => route(PROXY)', rulePayload: '', start: 'soon', metadata: { network: 'tcp', type: 'mixed/in', host: 'openrouter.ai', destinationIP: '', processPath: '/opt/My App/node (me)' } }],
    })?.connections[0];
    assert.deepEqual([connection?.process, connection?.processPath, connection?.inbound, connection?.startMs], ['node', '/opt/My App/node', 'mixed/in', undefined]);
    assert.equal(targetName('route(🇯🇵 (1))'), '🇯🇵 (1)');
    assert.equal(targetName('PROXY'), 'PROXY');
  });

  it('times that stand for none are none', () => {
    const [rule] = readRules({ rules: [{ type: 'Match', extra: { hitCount: 0, hitAt: '1970-01-01T00:00:00Z', missCount: 1, missAt: '0001-01-01T00:00:00Z' } }] }) ?? [];
    assert.deepEqual(rule?.counts, { hits: 0, lastHitMs: undefined, misses: 1, lastMissMs: undefined });
  });

  it('a TUN that is on', () => {
    const configs = readConfigs({ mode: 'Rule', tun: { enable: true, device: 'Meta', 'inet4-address': ['198.18.0.1/30'], 'dns-hijack': null }, 'mixed-port': 7890, port: 0, authentication: ['me'] });
    assert.deepEqual([configs?.mode, configs?.tun?.enabled, configs?.tun?.addresses, configs?.ports, configs?.asksPassword], ['rule', true, ['198.18.0.1/30'], { mixed: 7890 }, true]);
  });
});
