/** What `gatehouse doctor` says of a real Clash core between it and a gateway, end to end. */
import * as assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClashEvidence } from '../../src/diagnosis/evidence.ts';
import { startLab, type Lab } from '../../src/lab/lab.ts';
import { customGateway } from '../../src/gateways/catalogue/index.ts';
import { askThroughCore } from '../../src/diagnosis/clash/ask-through.ts';
import { boundListeners, compareByListeners, compareBySelection, type AskThrough, type LeftSelection } from '../../src/diagnosis/clash/compare-policies.ts';
import { freePorts, startClashCore, type ClashCore, type ClashCorePorts } from './rigs/clash-core.ts';
import { connectThrough } from './rigs/clash-client.ts';
import { startHttpNode, startSocksNode, type ClashNode } from './rigs/clash-node.ts';
import { startClashOrigin, type ClashOrigin } from './rigs/clash-origin.ts';
import { doctor, evidence, faults, finding, type Diagnosed } from './rigs/doctor.ts';

/** `.test` is nobody's (RFC 6761): only the core and its nodes know where it is. */
const host = 'llm.gateway.test';
const baseUrl = `http://${host}/api/v1`;

describe('verdicts on a real Clash core', function () {
  this.timeout(120_000);
  let lab: Lab;
  let origin: ClashOrigin;
  let nodeA: ClashNode;
  let nodeB: ClashNode;
  let core: ClashCore | undefined;

  before(async () => {
    [lab, origin] = await Promise.all([startLab(), startClashOrigin()]);
  });
  after(async () => Promise.all([lab?.close(), origin?.close()]));
  beforeEach(async () => {
    // Health checks go to the origin, everything else to the practice gateway.
    const to = (asked: { host: string }): { port: number } => ({ port: asked.host === host ? Number(new URL(lab.baseUrl).port) : origin.port });
    [nodeA, nodeB] = await Promise.all([startHttpNode('node-a', to), startSocksNode('node-b', to)]);
  });
  afterEach(async () => {
    await core?.stop();
    core = undefined;
    await Promise.all([nodeA.close().catch(() => undefined), nodeB.close().catch(() => undefined)]);
  });

  const test = (type: string, more = ''): string => `url: 'http://127.0.0.1:${origin.port}/generate_204', interval: 300, lazy: false, type: ${type}${more}`;
  const start = async (rules: readonly string[], groups: readonly string[], more: (ports: ClashCorePorts) => string = () => ''): Promise<ClashCore> => {
    const text = (ports: ClashCorePorts): string => `${more(ports)}proxies:\n  - ${nodeA.yaml}\n  - ${nodeB.yaml}\nproxy-groups:\n${groups.map((group) => `  - ${group}\n`).join('')}rules:\n${rules.map((rule) => `  - ${rule}\n`).join('')}`;
    core = await startClashCore(text);
    await tested(core);
    return core;
  };
  /** Waits until each node has been tested. */
  const tested = async ({ client }: ClashCore): Promise<void> => {
    for (let look = 0; look < 100; look++) {
      const proxies = await client.proxies(AbortSignal.timeout(5_000));
      const nodes = ['node-a', 'node-b'].map((name) => proxies.get(name));
      const known = nodes.some((node) => [node?.health, ...(node?.healthByUrl.values() ?? [])].some((health) => (health?.history.length ?? 0) > 0));
      if (known) return;
      await sleep(100);
    }
    throw new Error('no node was tested');
  };
  const diagnose = async (environment: Readonly<Record<string, string>> = {}): Promise<Diagnosed> => {
    assert.ok(core);
    const proxy = { http_proxy: core.proxyUrl, HTTP_PROXY: core.proxyUrl, https_proxy: core.proxyUrl, HTTPS_PROXY: core.proxyUrl };
    return doctor(undefined, baseUrl, { environment: { ...proxy, CLASH_CONFIG_FILE: core.configurationFile, ...environment } });
  };
  const clashOf = (seen: Diagnosed): NonNullable<ClashEvidence['core']> => {
    const { core: found } = evidence<ClashEvidence>(seen, 'clash');
    assert.ok(found);
    return found;
  };
  const stable = (): string => `{ name: STABLE, proxies: [node-a, node-b], ${test('fallback')} }`;
  const own = `DOMAIN-SUFFIX,${host},STABLE`;

  it('an honest core is named and nothing above information is said', async () => {
    await start([own, 'IP-CIDR,127.0.0.0/8,DIRECT,no-resolve', 'MATCH,STABLE'], [stable()]);
    const seen = await diagnose();
    assert.deepEqual(faults(seen), []);
    assert.equal(seen.report.verdict.state, 'healthy', seen.report.verdict.sentence);
    const clash = clashOf(seen);
    assert.equal(clash.configuration, 'read');
    assert.deepEqual(clash.ways.map(({ way }) => way).slice(0, 1), ['proxy']);
    const [seenHost] = clash.hosts;
    assert.deepEqual(seenHost?.explanation?.chain, ['STABLE', 'node-a']);
    assert.equal(seenHost.explanation.complete, true);
    assert.equal(clash.nodes.find(({ name }) => name === 'node-a')?.alive, true);
    assert.ok(nodeA.log.some((entry) => entry.host === host), 'the calls really went that way');
    assert.doesNotMatch(JSON.stringify(seen.report), /test-secret/);
  });

  it('no row, and MATCH leads to a dead node', async () => {
    await nodeA.close();
    await start(['DOMAIN-SUFFIX,other.test,DIRECT', 'MATCH,AUTO'], [`{ name: AUTO, proxies: [node-a], ${test('url-test')} }`, `{ name: REST, proxies: [node-b], ${test('url-test')} }`]);
    const seen = await diagnose();
    assert.match(finding(seen, 'clash-match-decides').detail, /AUTO -> node-a/);
    assert.equal(finding(seen, 'clash-match-decides').severity, 'warning');
    assert.equal(finding(seen, 'clash-node-dead').severity, 'error');
    assert.equal(seen.report.verdict.leg, 'proxy');
    assert.equal(seen.report.verdict.state, 'down');
  });

  it('a row below one that resolves, though the calls work', async () => {
    await start(['GEOIP,LAN,DIRECT', own, 'MATCH,STABLE'], [stable()]);
    const seen = await diagnose();
    const found = finding(seen, 'clash-resolving-row-above');
    assert.equal(found.severity, 'warning');
    assert.match(found.detail, /row 1 \(GEOIP,LAN,DIRECT\).*row 2/);
    assert.equal(found.fixes[0]?.offer, 'generate-clash-rows');
    assert.deepEqual(faults(seen), ['clash-resolving-row-above (warning, proxy)']);
  });

  it('the same by IP-CIDR, and with no-resolve it is gone', async () => {
    await start(['IP-CIDR,203.0.113.0/24,DIRECT', own, 'MATCH,STABLE'], [stable()]);
    assert.deepEqual(faults(await diagnose()), ['clash-resolving-row-above (warning, proxy)']);
    await core?.stop();
    await start(['IP-CIDR,203.0.113.0/24,DIRECT,no-resolve', own, 'MATCH,STABLE'], [stable()]);
    assert.deepEqual(faults(await diagnose()), []);
  });

  it('a row leads direct, where no direct way leads', async () => {
    await start([`DOMAIN-SUFFIX,${host},DIRECT`, 'MATCH,STABLE'], [stable()]);
    const seen = await diagnose();
    assert.equal(finding(seen, 'clash-direct-fails').severity, 'error');
    assert.equal(seen.report.verdict.leg, 'proxy');
    assert.match(seen.report.verdict.sentence, /Clash sends llm\.gateway\.test directly/);
  });

  it('a row that refuses', async () => {
    await start([`DOMAIN-SUFFIX,${host},REJECT`, 'MATCH,STABLE'], [stable()]);
    const seen = await diagnose();
    assert.equal(finding(seen, 'clash-rejected').severity, 'error');
    assert.equal(seen.report.verdict.state, 'down');
  });

  it('a group that hops is information while it does not', async () => {
    await start([`DOMAIN-SUFFIX,${host},AUTO`, 'MATCH,DIRECT'], [`{ name: AUTO, proxies: [node-a, node-b], ${test('url-test')} }`]);
    const seen = await diagnose();
    assert.match(finding(seen, 'clash-group-hops').detail, /tolerance of 0 ms/);
    assert.deepEqual(faults(seen), []);
  });

  it('global and direct mode', async () => {
    await start([own, 'MATCH,STABLE'], [stable()], () => 'mode: direct\n');
    assert.ok(finding(await diagnose(), 'clash-mode-direct'));
    await core?.client.setMode('global', AbortSignal.timeout(5_000));
    await core?.client.select('GLOBAL', 'node-b', AbortSignal.timeout(5_000));
    const seen = await diagnose();
    assert.match(finding(seen, 'clash-mode-global').detail, /GLOBAL -> node-b/);
    assert.deepEqual(faults(seen), []);
  });

  it('a connection left on a node that died', async () => {
    const { client, ports } = await start([own, 'MATCH,STABLE'], [stable()]);
    const stream = await connectThrough(ports.mixed, host, 80);
    try {
      // The core says yes before it has a node; only an answer shows that one carries the call.
      stream.send(`GET /api/v1/models HTTP/1.1\r\nhost: ${host}\r\n\r\n`);
      while (stream.text() === '') await sleep(20);
      nodeA.silence();
      nodeA.setFault({ kind: 'reset' });
      // The group finds out by its next test.
      await client.delay('node-a', `http://127.0.0.1:${origin.port}/generate_204`, 1_000, AbortSignal.timeout(5_000));
      const seen = await diagnose();
      const left = finding(seen, 'clash-connections-on-dead-node');
      assert.equal(left.severity, 'warning');
      assert.equal(left.fixes[0]?.offer, 'close-clash-connections');
      assert.deepEqual(clashOf(seen).hosts[0]?.explanation?.chain, ['STABLE', 'node-b'], 'a new connection goes elsewhere');
    } finally {
      stream.close();
    }
  });

  it('a controller for everybody', async () => {
    await start([own, 'MATCH,STABLE'], [stable()], ({ controller }) => `secret: ''\nexternal-controller: 0.0.0.0:${controller}\n`);
    assert.deepEqual(faults(await diagnose()), ['clash-controller-open (warning, settings)']);
  });

  it('calls that go past the core', async () => {
    await start([own, 'MATCH,STABLE'], [stable()]);
    const seen = await diagnose({ no_proxy: host, NO_PROXY: host });
    assert.ok(finding(seen, 'clash-not-used'));
    assert.ok(clashOf(seen).ways.every(({ way }) => way !== 'tun'));
  });

  const gateway = customGateway(baseUrl);
  const asking = (): AskThrough => askThroughCore(gateway, {}, process.platform);

  it('two policies are compared by a selection, which is put back', async () => {
    const { client, ports } = await start([`DOMAIN-SUFFIX,${host},PROXY`, 'MATCH,DIRECT'], ['{ name: PROXY, type: select, proxies: [node-a, node-b, STABLE] }', stable()]);
    nodeA.setFault({ kind: 'reset' });
    const remembered: (LeftSelection | undefined)[] = [];
    const comparison = await compareBySelection(
      { controller: client, address: 'test', host, group: 'PROXY', policies: ['node-b', 'node-a'], port: ports.mixed, ask: asking(), remember: async (left) => void remembered.push(left), measuredAt: '2026-01-01T00:00:00.000Z' },
      AbortSignal.timeout(30_000),
    );
    assert.deepEqual(comparison.policies.map(({ policy, node, status }) => [policy, node, status]), [['node-b', 'node-b', 200], ['node-a', 'node-a', null]]);
    assert.equal(comparison.putBack, true);
    assert.deepEqual(remembered, [{ controller: 'test', group: 'PROXY', now: 'node-a', kind: 'select' }, undefined]);
    assert.equal((await client.proxy('PROXY', AbortSignal.timeout(5_000))).now, 'node-a', 'as it was');
  });

  it('two policies are compared by listeners that are bound to one each, and nothing is changed', async () => {
    const [first, second] = [await freePorts(), await freePorts()];
    const listeners = [{ name: 'a', type: 'mixed', listen: '127.0.0.1', port: first.mixed, proxy: 'node-a' }, { name: 'b', type: 'http', listen: '127.0.0.1', port: second.mixed, proxy: 'node-b' }];
    const { client } = await start([own, 'MATCH,STABLE'], [stable()], () => `listeners: ${JSON.stringify(listeners)}\n`);
    nodeB.setFault({ kind: 'refuse' });
    const bound = boundListeners(listeners);
    assert.equal(bound.length, 2);
    const before = await client.proxy('STABLE', AbortSignal.timeout(5_000));
    const { policies } = await compareByListeners({ host, ask: asking(), listeners: [bound[0]!, bound[1]!], measuredAt: '2026-01-01T00:00:00.000Z' }, AbortSignal.timeout(30_000));
    assert.deepEqual(policies.map(({ policy, status }) => [policy, status]), [['node-a', 200], ['node-b', null]]);
    assert.equal((await client.proxy('STABLE', AbortSignal.timeout(5_000))).now, before.now);
    assert.ok(nodeA.log.some((entry) => entry.host === host) && nodeB.log.length > 0, 'each by its own node');
  });

  it("the core's own listener is asked, and an address of before is told from one that it knows", async () => {
    await start([own, 'MATCH,STABLE'], [stable()], ({ dns }) => `dns: { enable: true, listen: '127.0.0.1:${dns}', enhanced-mode: fake-ip, fake-ip-range: 198.18.0.1/16, nameserver: ['rcode://success'], default-nameserver: ['127.0.0.1:1'] }\n`);
    const { dns } = clashOf(await diagnose());
    assert.deepEqual([dns.mode, dns.listener], ['fake-ip', 'fake']);
  });
});
