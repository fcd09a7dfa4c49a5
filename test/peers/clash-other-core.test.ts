/** A real sing-box by its Clash API: the other core's spellings, read as the same things. */
import * as assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CoreConnection } from '../../src/clash/controller/answers/connections.ts';
import { targetName } from '../../src/clash/controller/answers/rules.ts';
import { controllerClient } from '../../src/clash/controller/client.ts';
import { ControllerError } from '../../src/clash/controller/fault.ts';
import { groupChain } from '../../src/clash/controller/group-chain.ts';
import { nodeRegion } from '../../src/clash/controller/node-region.ts';
import { printControllerAddress } from '../../src/clash/controller/address.ts';
import { connectionsSeen } from '../../src/diagnosis/clash/core-seen.ts';
import { seeCore } from '../../src/diagnosis/clash/look.ts';
import { startDnsServer, type DnsServer } from '../../src/lab/lab.ts';
import { connectThrough, type CoreStream } from './rigs/clash-client.ts';
import { startHttpNode, type ClashNode } from './rigs/clash-node.ts';
import { startClashOrigin, type ClashOrigin } from './rigs/clash-origin.ts';
import { findSingBox, startSingBox, type SingBox } from './rigs/clash-other-core.ts';

const signal = new AbortController().signal;
const host = 'openrouter.ai';

describe('a real sing-box', function () {
  this.timeout(60_000);
  let origin: ClashOrigin;
  let node: ClashNode;
  let stub: DnsServer;
  let core: SingBox;
  let stream: CoreStream;
  let connection: CoreConnection | undefined;

  before(async () => {
    findSingBox();
    origin = await startClashOrigin();
    stub = await startDnsServer({ answers: { [host]: ['203.0.113.7'] } });
    node = await startHttpNode('node/a 🇯🇵', () => ({ port: origin.port }));
    core = await startSingBox([
      { type: 'http', tag: node.name, server: '127.0.0.1', server_port: node.port },
      { type: 'selector', tag: 'PROXY', outbounds: ['AUTO', node.name, 'direct'] },
      { type: 'urltest', tag: 'AUTO', outbounds: [node.name], url: `http://127.0.0.1:${origin.port}/generate_204` },
      { type: 'direct', tag: 'direct' },
    ], [{ domain_suffix: [host], outbound: 'PROXY' }], stub.port);
    stream = await connectThrough(core.mixedPort, host, 443);
    stream.send(`GET /stream HTTP/1.1\r\nhost: ${host}\r\n\r\n`);
    for (let tries = 0; tries < 100 && !connection; tries++) {
      await sleep(50);
      connection = (await core.client.connections(signal)).connections.find(({ sourcePort }) => sourcePort === stream.sourcePort);
    }
  });
  after(async () => {
    stream.close();
    await core.stop();
    await Promise.all([node.close(), origin.close(), stub.close()]);
  });

  it('is a core by its version, and tells only its mode', async () => {
    assert.equal((await core.client.version(signal)).family, 'sing-box');
    const { mode, modes, ports, tun } = await core.client.configs(signal);
    assert.deepEqual([mode, modes, ports, tun], ['rule', ['rule'], {}, undefined]);
  });

  it('wants its secret', async () => {
    await assert.rejects(controllerClient(core.client.address).version(signal), (error) => error instanceof ControllerError && error.fault === 'unauthorized' && error.said === 'Unauthorized');
  });

  it('writes chains from the node up, the rule and its target as one text, and the way in with its tag', () => {
    assert.deepEqual(connection?.chains, [node.name, 'AUTO', 'PROXY']);
    assert.deepEqual([connection.rule, connection.rulePayload, connection.inbound, connection.dnsMode], [`domain_suffix=${host} => route(PROXY)`, '', 'mixed/in', 'normal']);
    const [seen] = connectionsSeen([connection], [{ host }], true);
    assert.deepEqual([seen?.policy, seen?.node, nodeRegion(seen?.node ?? ''), seen?.door], ['PROXY', node.name, 'JP', 'connect']);
  });

  it('has groups, rules without numbers, no rule sets, no call to match rules', async () => {
    const proxies = await core.client.proxies(signal);
    assert.deepEqual(groupChain(proxies, 'PROXY'), { names: ['PROXY', 'AUTO', node.name], complete: true });
    assert.equal((await core.client.groups(signal)).length, 2);
    const [rule] = await core.client.rules(signal);
    assert.deepEqual([rule?.index, rule?.type, rule && targetName(rule.target), rule?.counts], [0, 'default', 'PROXY', undefined]);
    assert.equal((await core.client.ruleProviders(signal)).size, 0);
    assert.equal(await core.client.ruleMatch({ host }, signal), undefined);
    const { ruleCounts, healthByUrl, providerChains, rulePayloads } = core.client.features;
    assert.deepEqual({ ruleCounts, healthByUrl, providerChains, rulePayloads }, { ruleCounts: false, healthByUrl: false, providerChains: false, rulePayloads: false });
  });

  it('resolves, and is explained by what was seen', async () => {
    assert.deepEqual((await core.client.dnsQuery(host, 'A', signal)).addresses, ['203.0.113.7']);
    const place = { place: printControllerAddress(core.client.address), why: 'port' as const, outcome: 'found' as const };
    const { hosts: [seen], dns } = await seeCore({ client: core.client, place, title: 'sing-box' }, { hosts: [{ id: 'openrouter', host, port: 443 }], environment: {}, platform: process.platform, homeDirectory: '/', paths: [], systemAddresses: ['203.0.113.7', '203.0.113.8'] }, signal);
    const { explanation, sources } = seen ?? {};
    assert.deepEqual([explanation?.policy, explanation?.chain, sources?.includes('watched')], ['PROXY', ['PROXY', 'AUTO', node.name], true]);
    assert.deepEqual([explanation?.rule?.index, explanation?.rule?.text], [0, `domain_suffix=${host} => route(PROXY)`]);
    assert.deepEqual([dns.upstream, dns.notFromCore], ['real', ['203.0.113.8']]);
  });

  it('selects, and closes exactly one connection', async () => {
    await core.client.select('PROXY', 'direct', signal);
    assert.deepEqual(groupChain(await core.client.proxies(signal), 'PROXY').names, ['PROXY', 'direct']);
    await core.client.closeConnection(connection?.id ?? '', signal);
    assert.ok(!(await core.client.connections(signal)).connections.some(({ id }) => id === connection?.id));
  });
});
