/** A real Clash core: what its controller says and does, and that Gatehouse reads it right. */
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readConfiguration } from '../../src/clash/configuration/read.ts';
import { alignment } from '../../src/clash/controller/alignment.ts';
import { nodeOf, policyOf, type CoreConnection } from '../../src/clash/controller/answers/connections.ts';
import { callChanges } from '../../src/clash/controller/call-changes.ts';
import { controllerClient } from '../../src/clash/controller/client.ts';
import { newestFirst, nothingWatched, silenceOf, type WatchedConnections } from '../../src/clash/controller/connection-diff.ts';
import { discoverController } from '../../src/clash/controller/discover.ts';
import { diskFiles } from '../../src/clash/controller/discovery-files.ts';
import { ControllerError } from '../../src/clash/controller/fault.ts';
import { groupChain, nodeCheck } from '../../src/clash/controller/group-chain.ts';
import { traceOf, type TimedLogLine } from '../../src/clash/controller/log-trace.ts';
import { firstOtherRow } from '../../src/clash/controller/running-rules.ts';
import { strandedConnections } from '../../src/clash/controller/stranded.ts';
import { watchConnections } from '../../src/clash/controller/watch.ts';
import type { GatewayHost } from '../../src/clash/gateway-host.ts';
import { connectionsSeen } from '../../src/diagnosis/clash/core-seen.ts';
import { lookAtCore, type LookRequest } from '../../src/diagnosis/clash/look.ts';
import type { ClashCoreSeen } from '../../src/diagnosis/clash/evidence.ts';
import { createAuthority, startDnsServer, type DnsServer } from '../../src/lab/lab.ts';
import { askServer } from '../../src/path/dns-servers.ts';
import { lookAtNetwork } from '../../src/path/network-interfaces.ts';
import { fakeIpPool } from '../../src/path/fake-ip.ts';
import { Secret } from '../../src/path/secret.ts';
import { connectThrough, getThrough, socksThrough, udpThrough, type CoreStream } from './rigs/clash-client.ts';
import { checkWithClashCore, findClashCore, freePorts, startClashCore, type ClashCore, type ClashCoreOptions } from './rigs/clash-core.ts';
import { startHttpNode, startSocksNode, type ClashNode } from './rigs/clash-node.ts';
import { startClashOrigin, type ClashOrigin } from './rigs/clash-origin.ts';

const signal = new AbortController().signal;
const host = 'openrouter.ai';
const gateways: readonly GatewayHost[] = [{ id: 'openrouter', name: 'OpenRouter', host, port: 443, inUse: true }];

describe('a real Clash core', function () {
  this.timeout(60_000);
  let origin: ClashOrigin;
  let stub: DnsServer;
  let a: ClashNode;
  let b: ClashNode;
  let u: ClashNode;
  const started: { stop(): Promise<void> }[] = [];
  const streams: { close(): void }[] = [];

  before(() => void findClashCore());
  beforeEach(async () => {
    origin = await startClashOrigin();
    stub = await startDnsServer({ answers: { [host]: ['203.0.113.7'] } });
    const to = ({ network }: { network: 'tcp' | 'udp' }): { port: number } => ({ port: network === 'udp' ? origin.udpPort : origin.port });
    a = await startHttpNode('🇯🇵 node/a', to);
    b = await startSocksNode('🇭🇰 node b', to);
    u = await startSocksNode('node-u', to, { udp: true });
    // The core takes a delay of less than a millisecond for a failure (hub/route/proxies.go).
    for (const node of [a, b, u]) node.setFault({ kind: 'delay', ms: 3 });
  });
  afterEach(async () => {
    for (const stream of streams.splice(0)) stream.close();
    for (const core of started.splice(0)) await core.stop();
    await Promise.all([a.close(), b.close(), u.close(), origin.close(), stub.close()]);
  });

  const groups = (): string => `
proxies: [${a.yaml}, ${b.yaml}, ${u.yaml}]
proxy-groups:
  - { name: STABLE, type: fallback, proxies: ['${a.name}', '${b.name}'], url: 'http://127.0.0.1:${origin.port}/generate_204', expected-status: 204, interval: 1, timeout: 2000, max-failed-times: 5, lazy: false }
  - { name: PROXY, type: select, proxies: [STABLE, node-u, DIRECT] }
`;
  const start = async (rest: string, options?: ClashCoreOptions): Promise<ClashCore> => {
    const core = await startClashCore((ports) => `${groups()}${rest.replaceAll('DNS_PORT', String(ports.dns))}`, options);
    started.push(core);
    return core;
  };
  const kept = <T extends { close(): void }>(stream: T): T => {
    streams.push(stream);
    return stream;
  };
  const eventually = async <T>(look: () => Promise<T | undefined | false>, what: string): Promise<T> => {
    const until = performance.now() + 15_000;
    for (;;) {
      const found = await look();
      if (found) return found;
      if (performance.now() > until) assert.fail(`it never came to this: ${what}`);
      await sleep(50);
    }
  };
  const listed = (core: ClashCore, { sourcePort }: { sourcePort: number }): Promise<CoreConnection> =>
    eventually(async () => (await core.client.connections(signal)).connections.find((one) => one.sourcePort === sourcePort), `a connection from ${sourcePort}`);
  const flowing = async (core: ClashCore, name = host): Promise<CoreStream> => {
    const stream = kept(await connectThrough(core.ports.mixed, name, 443));
    stream.send(`GET /stream HTTP/1.1\r\nhost: ${name}\r\n\r\n`);
    await eventually(() => Promise.resolve(stream.received() > 100), 'a stream that flows');
    return stream;
  };
  const fault = async (work: Promise<unknown>): Promise<ControllerError> => {
    try {
      await work;
    } catch (error) {
      if (error instanceof ControllerError) return error;
      throw error;
    }
    return assert.fail('it succeeded');
  };
  const dnsClauses = (mode: string): string =>
    `dns: { enable: true, listen: '127.0.0.1:DNS_PORT', ipv6: false, enhanced-mode: ${mode}, fake-ip-range: 198.18.0.1/16, fake-ip-filter: ['+.lan'], use-system-hosts: false, default-nameserver: ['${stub.address}'], nameserver: ['${stub.address}'] }\n`;

  it('writes chains from the node up to the policy, and the rule that led there', async () => {
    const core = await start(`rules: ['DOMAIN-SUFFIX,${host},PROXY', 'MATCH,DIRECT']`);
    const connection = await listed(core, await flowing(core));
    assert.deepEqual(connection.chains, [a.name, 'STABLE', 'PROXY']);
    assert.deepEqual([policyOf(connection), nodeOf(connection)], ['PROXY', a.name]);
    assert.deepEqual([connection.rule, connection.rulePayload, connection.inbound, connection.dnsMode, connection.host], ['DomainSuffix', host, 'HTTPS', 'normal', host]);
    assert.equal(connection.destinationIp, undefined);
    assert.equal(connection.remoteDestination, '127.0.0.1');
    assert.equal(core.client.features.providerChains, true);
    // The name went to the node; nobody here asked for its address.
    assert.ok(a.log.some((entry) => entry.host === host));
    assert.deepEqual(stub.log.filter(({ name }) => name === host), []);
  });

  it('spells rules its own way, counts them, and they are the rows of the file', async () => {
    const rows = [
      'DOMAIN,a.test,DIRECT', 'DOMAIN-SUFFIX,b.test,DIRECT', 'DOMAIN-KEYWORD,key,DIRECT', 'DOMAIN-REGEX,^x\\d+,DIRECT', 'DOMAIN-WILDCARD,*.w.test,DIRECT', 'RULE-SET,ai,PROXY',
      'IP-CIDR,10.1.2.3/8,DIRECT,no-resolve', 'IP-CIDR6,fc00::/7,DIRECT,no-resolve', 'IP-SUFFIX,0.0.0.7/8,DIRECT,no-resolve', 'GEOIP,lan,DIRECT,no-resolve', 'IP-CIDR,10.0.0.0/8,DIRECT,src', 'SRC-IP-CIDR,192.168.0.0/16,DIRECT',
      'SRC-PORT,1000-2000,DIRECT', 'DST-PORT,22/8022,DIRECT', 'IN-PORT,7,DIRECT', 'IN-TYPE,SOCKS,DIRECT', 'IN-USER,me,DIRECT', 'IN-NAME,x,DIRECT',
      'PROCESS-NAME,nothing,DIRECT', 'PROCESS-PATH,/nothing,DIRECT', 'PROCESS-NAME-REGEX,^nothing$,DIRECT', 'NETWORK,udp,REJECT', 'UID,4242,DIRECT', 'DSCP,4,DIRECT',
      'AND,((NETWORK,UDP),(DST-PORT,443)),REJECT', 'OR,((DOMAIN,o.test),(DOMAIN,p.test)),DIRECT', 'NOT,((DOMAIN-SUFFIX,openrouter.ai)),PROXY', 'SUB-RULE,(DOMAIN,s.test),sub', 'MATCH,STABLE',
    ];
    const text = `${groups()}
rule-providers: { ai: { type: inline, behavior: domain, payload: ['+.anthropic.com'] } }
sub-rules: { sub: ['MATCH,DIRECT'] }
rules:
${rows.map((row) => `  - '${row}'\n`).join('')}`;
    const core = await startClashCore(text);
    started.push(core);
    const rules = await core.client.rules(signal);
    assert.deepEqual([...new Set(rules.map(({ type }) => type))], [
      'Domain', 'DomainSuffix', 'DomainKeyword', 'DomainRegex', 'DomainWildcard', 'RuleSet', 'IPCIDR', 'IPSuffix', 'GeoIP', 'SrcIPCIDR', 'SrcPort', 'DstPort', 'InPort', 'InType', 'InUser', 'InName',
      'ProcessName', 'ProcessPath', 'ProcessNameRegex', 'Network', 'Uid', 'DSCP', 'AND', 'OR', 'NOT', 'SubRules', 'Match',
    ]);
    assert.equal(rules.find(({ type }) => type === 'IPCIDR')?.payload, '10.1.2.3/8');
    assert.equal(rules.find(({ type }) => type === 'AND')?.payload, '((Network,udp) && (DstPort,443))');
    assert.equal(firstOtherRow(readConfiguration(text).rules, rules), undefined);
    assert.equal(await getThrough(core.ports.mixed, host, 443), 200);
    const counts = (await core.client.rules(signal)).map(({ counts: counted }) => counted);
    assert.deepEqual([counts.at(-1)?.hits, counts[0]?.hits, counts[0]?.misses], [1, 0, 1]);
    assert.ok((counts.at(-1)?.lastHitMs ?? 0) > Date.now() - 60_000);
    assert.deepEqual((await core.client.ruleProviders(signal)).get('ai')?.payload, ['+.anthropic.com']);
  });

  for (const [what, above, resolved, suffix] of [
    ['a resolving row above the match', 'IP-CIDR,10.0.0.0/8,DIRECT', true, ''],
    ['one that does not resolve', 'IP-CIDR,10.0.0.0/8,DIRECT,no-resolve', false, ''],
    ['a resolving row below the match', 'DOMAIN,x.test,DIRECT', false, 'IP-CIDR,10.0.0.0/8,DIRECT'],
    ['one by the source', 'SRC-IP-CIDR,10.0.0.0/8,DIRECT', false, ''],
  ] as const) {
    it(`${what}: the connection ${resolved ? 'has' : 'has no'} address`, async () => {
      const below = suffix === '' ? '' : `'${suffix}', `;
      const core = await start(`${dnsClauses('redir-host')}rules: ['${above}', 'DOMAIN-SUFFIX,${host},STABLE', ${below}'MATCH,DIRECT']`);
      const connection = await listed(core, await flowing(core));
      assert.equal(connection.destinationIp, resolved ? '203.0.113.7' : undefined);
      assert.equal(stub.log.some(({ name }) => name === host), resolved);
      assert.equal(policyOf(connection), 'STABLE');
      // All the same the name goes to the node.
      assert.ok(a.log.some((entry) => entry.host === host));
    });
  }

  it('passes over a row whose policy carries no UDP', async () => {
    const core = await start(`${dnsClauses('redir-host')}rules: ['DOMAIN-SUFFIX,${host},STABLE', 'MATCH,node-u']`);
    const udp = kept(await udpThrough(core.ports.mixed, host, 443));
    udp.send('hello');
    await eventually(() => Promise.resolve(udp.received.length > 0), 'an echo by UDP');
    const connection = await listed(core, udp);
    assert.deepEqual([connection.network, connection.rule, connection.chains], ['udp', 'Match', ['node-u']]);
    assert.equal(policyOf(await listed(core, await flowing(core))), 'STABLE');
    assert.equal((await core.client.proxies(signal)).get('STABLE')?.udp, false);
  });

  it('gives stand-in addresses to those who ask its listener, real ones to /dns/query, and knows the names behind', async () => {
    const core = await start(`${dnsClauses('fake-ip')}rules: ['DOMAIN-SUFFIX,${host},STABLE', 'MATCH,REJECT']`);
    const listener = await addressesAt(core.ports.dns, host);
    assert.equal(listener.length, 1);
    const [fake = ''] = listener;
    assert.equal(fakeIpPool(fake)?.range, '198.18.0.0/15');
    assert.deepEqual(await addressesAt(core.ports.dns, 'printer.lan'), []);
    const upstream = await core.client.dnsQuery(host, 'A', signal);
    assert.deepEqual(upstream.addresses, ['203.0.113.7']);
    const stream = kept(await socksThrough(core.ports.mixed, fake, 443));
    const connection = await listed(core, stream);
    assert.deepEqual([connection.host, connection.dnsMode, connection.rule, connection.destinationIp], [host, 'fake-ip', 'DomainSuffix', undefined]);
    const facts = { system: listener, listener, upstream, connection: { host: connection.host, dnsMode: connection.dnsMode, destinationIp: connection.destinationIp, way: 'tun' as const }, tunOn: true, toldOfProxy: false };
    assert.deepEqual([alignment(facts).kind, alignment(facts).rulesByNameWork], ['fake-ip', true]);
  });

  it('forgets stand-in addresses when it is restarted, and drops who still has one', async () => {
    const rest = `${dnsClauses('fake-ip')}rules: ['DOMAIN-SUFFIX,${host},STABLE', 'MATCH,REJECT']`;
    const first = await start(rest);
    await addressesAt(first.ports.dns, 'other.test');
    const [stale = ''] = await addressesAt(first.ports.dns, host);
    assert.notEqual(stale, '');
    await first.stop();
    started.splice(0);
    const second = await start(rest, { ports: first.ports });
    const lines = collect(second);
    await lines.opened;
    const stream = kept(await socksThrough(second.ports.mixed, stale, 443));
    stream.send('GET / HTTP/1.1\r\n\r\n');
    await eventually(() => Promise.resolve(stream.socket.destroyed || stream.socket.readableEnded), 'the core drops it');
    assert.deepEqual((await second.client.connections(signal)).connections, []);
    await eventually(() => Promise.resolve(lines.found.some(({ text }) => text.includes('fake DNS record') && text.includes('missing'))), 'a line that says so');
    lines.stop();
    const listener = await addressesAt(second.ports.dns, host);
    assert.notDeepEqual(listener, [stale]);
    assert.equal(alignment({ system: [stale], listener, connection: null, tunOn: true, toldOfProxy: false }).kind, 'orphaned');
  });

  it('moves new requests to another node, leaves the open stream on the dead one, and closes exactly that', async () => {
    const core = await start(`rules: ['DOMAIN-SUFFIX,${host},STABLE', 'MATCH,DIRECT']`);
    await eventually(async () => (await core.client.proxies(signal)).get(a.name)?.health.history.at(-1)?.delayMs, 'a checked node');
    const stream = await flowing(core);
    const before = await listed(core, stream);
    a.setFault({ kind: 'reset' });
    const proxies = await eventually(async () => {
      const now = await core.client.proxies(signal);
      return now.get('STABLE')?.now === b.name && now;
    }, 'a fallback that has moved');
    assert.deepEqual(groupChain(proxies, 'STABLE'), { names: ['STABLE', b.name], complete: true });
    assert.equal(nodeCheck(proxies, a.name, 'STABLE').alive, false);
    const received = stream.received();
    await eventually(() => Promise.resolve(stream.received() > received), 'the open stream goes on');
    const next = await flowing(core);
    const after = await listed(core, next);
    assert.deepEqual(after.chains, [b.name, 'STABLE']);

    const { connections } = await core.client.connections(signal);
    const stranded = strandedConnections(connections, proxies);
    assert.deepEqual(stranded.map(({ id, why, node, now }) => [id, why, node, now]), [[before.id, 'dead', a.name, b.name]]);
    const inTime = connectionsSeen(connections, [{ host }], true, proxies).toSorted((one, other) => one.startedAtMs - other.startedAtMs);
    assert.deepEqual(callChanges(inTime).map(({ changed }) => changed), [['region', 'node']]);
    const looked = await seen(core);
    const left = new Map(looked.connections.map((one) => [one.id, one.left]));
    assert.deepEqual([left.size, left.get(before.id), left.get(after.id)], [2, { why: 'dead', now: b.name }, undefined]);

    await core.client.closeConnection(before.id, signal);
    await eventually(() => Promise.resolve(stream.socket.destroyed || stream.socket.readableEnded), 'the stranded stream is closed');
    const others = next.received();
    await eventually(() => Promise.resolve(next.received() > others), 'the other goes on');
  });

  it('keeps open streams through a reload, also one without their node, and through a change of mode', async () => {
    const core = await start(`rules: ['DOMAIN-SUFFIX,${host},STABLE', 'MATCH,DIRECT']`);
    const stream = await flowing(core);
    const { id } = await listed(core, stream);
    const goesOn = async (what: string): Promise<void> => {
      const received = stream.received();
      await eventually(() => Promise.resolve(stream.received() > received), what);
      assert.ok((await core.client.connections(signal)).connections.some((one) => one.id === id), what);
    };
    const text = fs.readFileSync(core.configurationFile, 'utf8');
    fs.writeFileSync(core.configurationFile, text.replaceAll(`${a.yaml}, `, '').replaceAll(`'${a.name}', `, ''));
    process.kill(core.pid, 'SIGHUP');
    // A reload closes what its controller is being asked.
    await eventually(async () => (await core.client.proxies(signal).catch(() => undefined))?.has(a.name) === false, 'a configuration without the node');
    await goesOn('a stream whose node is gone');
    const proxies = await core.client.proxies(signal);
    const stranded = strandedConnections((await core.client.connections(signal)).connections, proxies);
    assert.deepEqual(stranded.map(({ why, node, now }) => [why, node, now]), [['deselected', a.name, b.name]]);
    await core.client.setMode('direct', signal);
    await goesOn('a stream in another mode');
  });

  it('comes back to the first node of a fallback as soon as that lives', async () => {
    const core = await start(`rules: ['DOMAIN-SUFFIX,${host},STABLE', 'MATCH,DIRECT']`);
    const chosen = async (node: string): Promise<boolean> => (await core.client.proxies(signal)).get('STABLE')?.now === node;
    a.setFault({ kind: 'reset' });
    await eventually(() => chosen(b.name), 'the second node');
    a.setFault({ kind: 'delay', ms: 3 });
    await eventually(() => chosen(a.name), 'the first node again');
  });

  it('compares names as they are written', async () => {
    const core = await start(`rules: ['DOMAIN-SUFFIX,${host},STABLE', 'MATCH,node-u']`);
    assert.deepEqual((await listed(core, await flowing(core, 'OpenRouter.ai'))).chains, ['node-u']);
  });

  it('tells what it does with a connection in its log, whatever level it is set to', async () => {
    const core = await start(`log-level: silent\n${dnsClauses('redir-host')}rules: ['IP-CIDR,10.0.0.0/8,DIRECT', 'DOMAIN-SUFFIX,${host},STABLE', 'MATCH,DIRECT']`);
    const lines = collect(core);
    await lines.opened;
    const connection = await listed(core, await flowing(core));
    const traced = await eventually(() => {
      const found = traceOf(lines.found, connection);
      return Promise.resolve(found.some(({ by, line }) => by === 'source' && line.text.startsWith('[TCP]')) && found.some(({ line }) => line.text.includes('-->') && line.text.startsWith('[DNS]')) && found);
    }, 'its lines');
    lines.stop();
    assert.match(traced.find(({ by, line }) => by === 'source' && line.text.startsWith('[TCP]'))?.line.text ?? '', /\[TCP\] 127\.0\.0\.1:\d+ --> openrouter\.ai:443 match DomainSuffix\(openrouter\.ai\) using STABLE\[.*node\/a\]/);
    assert.match(traced.filter(({ by }) => by === 'host').map(({ line }) => line.text).join('\n'), /\[DNS\] openrouter\.ai --> 203\.0\.113\.7/);
  });

  it('shows a stream that a node silences, and one that goes on, apart', async () => {
    const core = await start(`rules: ['DOMAIN-SUFFIX,${host},STABLE', 'MATCH,node-u']`);
    const silent = await listed(core, await flowing(core));
    const other = await flowing(core, 'eu.test');
    a.silence();
    let watched: WatchedConnections = nothingWatched;
    const stalled = (sofar: WatchedConnections, afterMs: number): (string | undefined)[][] =>
      newestFirst(sofar).map((one) => ({ id: one.connection.id, silence: silenceOf(one, performance.now()) })).filter(({ silence }) => (silence?.silentMs ?? 0) >= afterMs).map(({ id, silence }) => [id, silence?.kind]);
    const stop = new AbortController();
    await watchConnections({
      client: core.client,
      gateways: [...gateways, { id: 'eu', name: 'EU', host: 'eu.test', port: 443, inUse: true }],
      intervalMs: 100,
      now: () => performance.now(),
      wait: (ms) => sleep(ms),
      onView: (view) => {
        watched = view.watched;
        if (stalled(watched, 1_500).length > 0) stop.abort();
      },
    }, stop.signal);
    assert.equal(watched.open.size, 2);
    assert.deepEqual(stalled(watched, 1_000), [[silent.id, 'quiet']]);
    assert.ok(other.received() > 0);
  });

  it('knows the process where it is told to look', async () => {
    const core = await start(`find-process-mode: always\nrules: ['MATCH,STABLE']`);
    const connection = await listed(core, await flowing(core));
    assert.equal(connection.processPath, fs.realpathSync(process.execPath));
    assert.equal(connection.process, path.basename(fs.realpathSync(process.execPath)));
  });

  it('answers with null where there is nothing, takes 16 bits of patience, and has no call to match rules', async () => {
    const core = await start(`rules: ['MATCH,STABLE']`);
    const raw = async (asked: string): Promise<{ status: number; text: string }> =>
      new Promise((resolve, reject) => {
        http.get({ host: '127.0.0.1', port: core.ports.controller, path: asked, headers: { authorization: `Bearer ${core.secret}` }, agent: false }, (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (part: string) => (text += part)).on('end', () => resolve({ status: response.statusCode ?? 0, text }));
        }).on('error', reject);
      });
    await eventually(async () => JSON.stringify(JSON.parse((await raw('/connections')).text)).includes('"connections":null'), 'no connections, written as null');
    assert.deepEqual((await core.client.connections(signal)).connections, []);
    const url = encodeURIComponent(`http://127.0.0.1:${origin.port}/generate_204`);
    const name = encodeURIComponent(a.name);
    assert.equal((await raw(`/proxies/${name}/delay?url=${url}&timeout=32768`)).status, 400);
    assert.equal((await raw(`/proxies/${name}/delay?url=${url}&timeout=32767`)).status, 200);
    assert.ok((await core.client.delay(a.name, `http://127.0.0.1:${origin.port}/generate_204`, 60_000, signal)) !== undefined);
    a.setFault({ kind: 'reset' });
    assert.equal(await core.client.delay(a.name, `http://127.0.0.1:${origin.port}/generate_204`, 1_000, signal), undefined);
    assert.equal(await core.client.ruleMatch({ host }, signal), undefined);
    assert.deepEqual([core.client.features.ruleMatch, (await fault(core.client.proxy('nobody', signal))).fault], [false, 'missing']);
  });

  it('asks for its secret by TCP and never at its socket, and is found either way', async () => {
    const core = await start(`rules: ['MATCH,STABLE']`);
    assert.equal((await fault(controllerClient(core.address).version(signal))).fault, 'unauthorized');
    assert.equal((await fault(controllerClient(core.address, new Secret('wrong')).version(signal))).fault, 'unauthorized');
    const bySocket = controllerClient(core.socketAddress);
    assert.equal((await bySocket.version(signal)).family, 'meta');
    const text = fs.readFileSync(core.configurationFile, 'utf8');
    const machine = { platform: 'linux', homeDirectory: core.folder, environment: { CLASH_HOME_DIR: core.folder }, uid: undefined, temporaryDirectory: core.folder };
    const open = await discoverController({ openFile: { path: core.configurationFile, text }, machine, files: diskFiles }, signal);
    assert.deepEqual([open.found?.source, open.found?.client.address], ['open-file', core.socketAddress]);
    const merged = await discoverController({ openFile: { path: undefined, text }, machine, files: diskFiles }, signal);
    assert.deepEqual([merged.found?.source, merged.found?.client.address], ['open-file', core.address]);
    const found = await discoverController({ machine, files: diskFiles }, signal);
    assert.equal(found.found?.source, 'merged-file');
    assert.equal((await found.found?.client.configs(signal))?.ports.mixed, core.ports.mixed);
  });

  it('is asked over TLS, and only where its certificate is known', async () => {
    const authority = await createAuthority();
    const { certificate, key } = await authority.issue({ ips: ['127.0.0.1'] });
    const { controller: port } = await freePorts();
    const core = await start(`external-controller-tls: 127.0.0.1:${port}\ntls: { certificate: ./c.pem, private-key: ./k.pem }\nrules: ['MATCH,STABLE']`, { files: { 'c.pem': certificate, 'k.pem': key } });
    const address = { kind: 'tls' as const, host: '127.0.0.1', port };
    assert.equal((await controllerClient(address, new Secret(core.secret), [authority.pem]).version(signal)).family, 'meta');
    const unknown = await fault(controllerClient(address, new Secret(core.secret)).version(signal));
    assert.deepEqual([unknown.fault, unknown.leg], ['tls', 'tls'], unknown.message);
    const another = await createAuthority();
    assert.equal((await fault(controllerClient(address, new Secret(core.secret), [another.pem]).version(signal))).fault, 'tls');
    const plain = await fault(controllerClient({ ...address, kind: 'tcp' }).version(signal));
    assert.ok(['not-a-core', 'refused-request', 'cut'].includes(plain.fault), plain.fault);
  });

  it('selects, pins, unpins and changes its mode when it is told to', async () => {
    const core = await start(`rules: ['DOMAIN-SUFFIX,${host},PROXY', 'MATCH,DIRECT']`);
    await core.client.select('PROXY', 'node-u', signal);
    assert.deepEqual((await listed(core, await flowing(core))).chains, ['node-u', 'PROXY']);
    await core.client.select('STABLE', b.name, signal);
    assert.deepEqual([(await core.client.proxies(signal)).get('STABLE')?.pinned, (await core.client.proxies(signal)).get('STABLE')?.now], [b.name, b.name]);
    await core.client.unpin('STABLE', signal);
    assert.equal((await core.client.proxies(signal)).get('STABLE')?.pinned, undefined);
    assert.equal((await fault(core.client.unpin('PROXY', signal))).fault, 'refused-request');
    await core.client.setMode('global', signal);
    await core.client.select('GLOBAL', b.name, signal);
    const connection = await listed(core, await flowing(core));
    assert.deepEqual([connection.chains, connection.rule, (await core.client.configs(signal)).mode], [[b.name, 'GLOBAL'], '', 'global']);
  });

  it('is explained: rule, policy, node and health, by asking and by evaluating', async () => {
    const text = `rule-providers: { ai: { type: file, behavior: domain, path: ./ai.yaml } }\n${dnsClauses('fake-ip')}rules: ['RULE-SET,ai,node-u', 'IP-CIDR,203.0.113.0/24,PROXY', 'DOMAIN-SUFFIX,${host},STABLE', 'MATCH,DIRECT']`;
    const core = await start(text, { files: { 'ai.yaml': 'payload: [\'+.anthropic.com\']' } });
    await eventually(async () => (await core.client.proxies(signal)).get(a.name)?.health.history.at(-1)?.delayMs, 'a checked node');
    const looked = await seen(core, { systemAddresses: await addressesAt(core.ports.dns, host) });
    const explanation = looked.hosts[0]?.explanation;
    assert.deepEqual([looked.configuration, looked.otherFile, explanation?.complete, explanation?.rule?.index], ['read', undefined, true, 1]);
    assert.deepEqual(explanation?.chain, ['PROXY', 'STABLE', a.name]);
    assert.equal(looked.nodes.find(({ name }) => name === a.name)?.alive, true);
    assert.equal(looked.groups.find(({ name }) => name === 'STABLE')?.testUrl, `http://127.0.0.1:${origin.port}/generate_204`);
    assert.deepEqual(looked.dns, { mode: 'fake-ip', system: 'fake', listener: 'fake', upstream: 'real' });
    const connection = await listed(core, await flowing(core));
    assert.deepEqual(connection.chains.toReversed(), explanation.chain);
    const after = await seen(core);
    assert.deepEqual([after.hosts[0]?.sources, after.hosts[0]?.otherwise], [['asked', 'evaluated', 'watched'], undefined]);
    assert.deepEqual(after.ways.map(({ way, names }) => [way, names]), [['proxy', 'by-name'], ['past', 'unknown']]);
  });

  it('is told from a file that it does not run', async () => {
    const core = await start(`rules: ['DOMAIN-SUFFIX,${host},STABLE', 'DOMAIN,a.test,PROXY', 'MATCH,DIRECT']`);
    fs.writeFileSync(core.configurationFile, fs.readFileSync(core.configurationFile, 'utf8').replace('a.test', 'b.test'));
    const looked = await seen(core);
    assert.deepEqual([looked.configuration, looked.otherFile], ['rows-only', { path: core.configurationFile, row: 1 }]);
    assert.equal(looked.hosts[0]?.explanation?.policy, 'STABLE');
  });

  for (const [what, text, accepted, says] of [
    ['rows behind MATCH', 'rules: [\'MATCH,DIRECT\', \'DOMAIN,a.test,DIRECT\']', true, ''],
    ['an unknown parameter', 'rules: [\'IP-CIDR,1.1.1.1/32,DIRECT,nonsense\', \'MATCH,DIRECT\']', true, ''],
    ['a suffix that begins with a dot', 'rules: [\'DOMAIN-SUFFIX,.a.test,DIRECT\', \'MATCH,DIRECT\']', true, ''],
    ['a DNS listener without a host', 'dns: { enable: true, listen: 5353, default-nameserver: [\'127.0.0.1:9\'], nameserver: [\'rcode://success\'] }\nrules: [\'MATCH,DIRECT\']', true, ''],
    ['a mark on a group', 'proxy-groups: [{ name: R, type: select, proxies: [DIRECT], routing-mark: 5 }]\nrules: [\'MATCH,R\']', true, 'routing-mark'],
    ['a dialer proxy on a group', 'proxy-groups: [{ name: R, type: select, proxies: [DIRECT], dialer-proxy: x }]\nrules: [\'MATCH,R\']', true, ''],
    ['an unknown target', 'rules: [\'MATCH,NOWHERE\']', false, 'NOWHERE'],
    ['a relay group', 'proxy-groups: [{ name: R, type: relay, proxies: [DIRECT] }]\nrules: [\'MATCH,R\']', false, 'relay'],
    ['a group twice', 'proxy-groups: [{ name: R, type: select, proxies: [DIRECT] }, { name: R, type: select, proxies: [DIRECT] }]\nrules: [\'MATCH,R\']', false, 'duplicate'],
    ['groups in a ring', 'proxy-groups: [{ name: R, type: select, proxies: [S] }, { name: S, type: select, proxies: [R] }]\nrules: [\'MATCH,R\']', false, 'loop'],
    ['DNS with nobody to ask', 'dns: { enable: true, nameserver: [] }\nrules: [\'MATCH,DIRECT\']', false, 'NameServer'],
    ['rules for DNS without a server for nodes', 'dns: { enable: true, respect-rules: true, nameserver: [\'rcode://success\'] }\nrules: [\'MATCH,DIRECT\']', false, 'proxy-server-nameserver'],
  ] as const) {
    it(`${accepted ? 'takes' : 'refuses'} ${what}`, async () => {
      const checked = await checkWithClashCore(text);
      assert.equal(checked.accepted, accepted, checked.said);
      assert.ok(checked.said.includes(says), checked.said);
    });
  }

  /** What a diagnosis sees of it. */
  async function seen(core: ClashCore, more: Partial<LookRequest> = {}): Promise<ClashCoreSeen> {
    const paths = [{ id: 'proxy-1', proxyUrl: new URL(`http://127.0.0.1:${core.ports.mixed}`) }, { id: 'direct' }];
    const looked = await lookAtCore({ hosts: [{ id: 'openrouter', host, port: 443 }], environment: { CLASH_CONFIG_FILE: core.configurationFile }, platform: process.platform, homeDirectory: path.dirname(core.configurationFile), network: await lookAtNetwork(signal), paths, ...more }, signal);
    return looked.core ?? assert.fail(JSON.stringify(looked.tried));
  }

  /** What somebody gets who asks the core's own listener. */
  async function addressesAt(port: number, name: string): Promise<readonly string[]> {
    const { udp } = await askServer(`127.0.0.1:${port}`, name, { limitMs: 3_000, secondAnswerMs: 0, overTcp: false }, signal);
    return 'addresses' in udp ? udp.addresses : [];
  }

  function collect(core: ClashCore): { found: TimedLogLine[]; opened: Promise<void>; stop(): void } {
    const stop = new AbortController();
    const found: TimedLogLine[] = [];
    const opened = new Promise<void>((resolve, reject) => {
      const follow = async (): Promise<void> => {
        for await (const line of core.client.logs('debug', stop.signal, resolve)) found.push({ ...line, atMs: Date.now() });
      };
      follow().catch(reject);
    });
    streams.push({ close: () => stop.abort() });
    return { found, opened, stop: () => stop.abort() };
  }
});
