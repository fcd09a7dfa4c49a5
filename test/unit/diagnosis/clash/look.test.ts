import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ControllerError } from '../../../../src/clash/controller/fault.ts';
import { findCore, lookAtCore, seeCore, type LookRequest } from '../../../../src/diagnosis/clash/look.ts';
import { seeHere } from '../../../../src/diagnosis/clash/see-core.ts';
import { chainWords } from '../../../../src/diagnosis/rules/clash-words.ts';
import type { MockController, MockControllerOptions } from '../../../../src/lab/clash/mock-controller.ts';
import { Secret } from '../../../../src/path/secret.ts';
import { startDnsServer } from '../../../../src/lab/dns-server.ts';
import { geositeFile } from '../../clash/rules/geosite-writer.ts';
import { startUsualCore, usualConfiguration } from './mock-core.ts';

const signal = new AbortController().signal;

describe('looking at a Clash core', () => {
  let core: MockController | undefined;
  let home: string;
  beforeEach(() => (home = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-clash-look-'))));
  afterEach(async () => {
    await core?.close();
    core = undefined;
    fs.rmSync(home, { recursive: true, force: true });
  });

  const start = async (options: MockControllerOptions = {}): Promise<MockController> => (core = await startUsualCore(options));
  const look = (more: Partial<LookRequest> = {}) =>
    lookAtCore(
      {
        hosts: [{ id: 'openrouter', host: 'openrouter.ai', port: 443 }],
        ...(core && { controller: core.url }),
        environment: {},
        platform: 'linux',
        homeDirectory: home,
        paths: [{ id: 'direct' }, { id: 'proxy-1', proxyUrl: new URL('http://127.0.0.1:7890') }],
        ...more,
      },
      signal,
    );
  /** Writes the file that the core is started with. */
  const written = (text: string): Record<string, string> => {
    const file = path.join(home, 'config.yaml');
    fs.writeFileSync(file, text);
    return { CLASH_CONFIG_FILE: file };
  };

  it('finds none, says where it looked, and asks nothing more', async () => {
    const { tried, core: seen } = await look({ controller: 'http://127.0.0.1:9' });
    assert.equal(seen, null);
    assert.ok(tried.some(({ place, why, outcome }) => place === 'http://127.0.0.1:9' && why === 'setting' && outcome === 'nothing'), JSON.stringify(tried));
  });

  it('says that a secret is wanted, and takes the right one', async () => {
    await start({ secret: 'test-secret' });
    const locked = await look();
    assert.equal(locked.core, null);
    assert.equal(locked.tried[0]?.outcome, 'secret-wanted');
    assert.ok((await look({ secret: new Secret('test-secret') })).core);
    assert.equal((await look({ secret: new Secret('wrong-secret') })).core, null);
    assert.ok((await look({ secretFor: async (address) => (address === core?.url ? new Secret('test-secret') : undefined) })).core);
  });

  it('tells row, chain and health from the rows that the core lists', async () => {
    await start();
    const { core: seen } = await look();
    const [host] = seen?.hosts ?? [];
    assert.equal(seen?.configuration, 'rows-only');
    assert.deepEqual(seen.proxyPorts, [7890]);
    assert.deepEqual(seen.ways, [{ path: 'direct', way: 'past', names: 'unknown' }, { path: 'proxy-1', way: 'proxy', names: 'by-name' }]);
    assert.ok(host?.explanation);
    assert.equal(chainWords(host.explanation), 'PROXY -> AUTO -> node-a');
    assert.equal(host.explanation.rule?.index, 0);
    assert.deepEqual(host.sources, ['asked', 'evaluated']);
    assert.deepEqual(seen.nodes.find(({ name }) => name === 'node-a'), { name: 'node-a', type: 'Http', udp: false, alive: true, delaysMs: [40, 50] });
    const auto = seen.groups.find(({ name }) => name === 'AUTO');
    assert.deepEqual(auto, { name: 'AUTO', type: 'url-test', now: 'node-a', members: 2, testUrl: 'http://test.example/204' });
  });

  it('reads the file that the core runs, and what only that tells', async () => {
    const { url } = await start();
    const { core: seen } = await look({ environment: written(usualConfiguration(new URL(url).host)) });
    assert.equal(seen?.configuration, 'read');
    assert.equal(seen.dns.mode, 'fake-ip');
    const auto = seen.groups.find(({ name }) => name === 'AUTO');
    assert.deepEqual([auto?.tolerance, auto?.intervalSeconds, auto?.timeoutMs], [0, 10, 5_000]);
    assert.deepEqual(seen.exposure, { listens: new URL(url).host, loopback: true, guard: 'none' });
    assert.doesNotMatch(JSON.stringify(seen), /192\.0\.2\./, 'no server of a node');
  });

  const listenerCases: [what: string, answers: string[] | undefined, system: string[], listener: string | null, stale: boolean][] = [
    ['the same fake address', ['198.18.0.9'], ['198.18.0.9'], 'fake', false],
    ['a fake address of before', ['198.18.0.9'], ['198.18.0.4'], 'fake', true],
    ['a real one, and the system a fake one', ['203.0.113.7'], ['198.18.0.4'], 'real', false],
    ['none', [], ['203.0.113.7'], 'none', false],
    ['nothing, as nobody listens', undefined, ['203.0.113.7'], null, false],
  ];
  for (const [what, answers, systemAddresses, listener, stale] of listenerCases) {
    it(`asks the core's own listener for the name: ${what}`, async () => {
      const { url } = await start();
      const server = await startDnsServer({ answers: answers && answers.length > 0 ? { 'openrouter.ai': answers } : {} });
      if (answers === undefined) await server.close();
      try {
        const text = usualConfiguration(new URL(url).host).replace('enable: true,', `enable: true, listen: '0.0.0.0:${server.port}',`);
        const { core: seen } = await look({ environment: written(text), systemAddresses });
        assert.deepEqual([seen?.dns.listener, seen?.dns.stale ?? false], [listener, stale]);
        if (answers !== undefined) assert.deepEqual([...new Set(server.log.map(({ name }) => name))], ['openrouter.ai']);
      } finally {
        await server.close();
      }
    });
  }

  it('goes by the named lists in the core\'s folder where it is asked to', async () => {
    const rules = [{ type: 'GeoSite', payload: 'cn', target: 'DIRECT' }, { type: 'GeoSite', payload: 'category-ai', target: 'PROXY' }, { type: 'Match', payload: '', target: 'DIRECT' }];
    const { url } = await start({ rules });
    const text = usualConfiguration(new URL(url).host).replace(/rules:\n(?: +- .*\n)+/, 'rules:\n  - GEOSITE,cn,DIRECT\n  - GEOSITE,category-ai,PROXY\n  - MATCH,DIRECT\n');
    fs.writeFileSync(path.join(home, 'GeoSite.dat'), geositeFile({ CN: ['cn.example'], 'CATEGORY-AI': ['openrouter.ai'] }));
    const environment = written(text);
    const [without, there] = [(await look({ environment })).core, (await look({ environment, namedLists: true })).core];
    assert.deepEqual([without?.configuration, without?.hosts[0]?.explanation?.complete], ['read', false]);
    assert.deepEqual([there?.hosts[0]?.explanation?.complete, there?.hosts[0]?.explanation?.rule?.index], [true, 1]);
  });

  it('does not believe a file that has other rows by now', async () => {
    const { url } = await start();
    const { core: seen } = await look({ environment: written(usualConfiguration(new URL(url).host).replace('  - MATCH,PROXY', '  - MATCH,DIRECT')) });
    assert.equal(seen?.configuration, 'rows-only');
    assert.equal(seen.exposure, null);
    assert.deepEqual(seen.otherFile, { path: path.join(home, 'config.yaml'), row: 2 });
  });

  const compared: [what: string, dns: Record<string, string[]> | null, system: string[], upstream: string | undefined, notFromCore: string[] | undefined][] = [
    ['the same address', { 'openrouter.ai': ['203.0.113.7'] }, ['203.0.113.7'], 'real', undefined],
    ['another address', { 'openrouter.ai': ['203.0.113.7'] }, ['203.0.113.7', '203.0.113.8'], 'real', ['203.0.113.8']],
    ['a fake address of the system is no other one', { 'openrouter.ai': ['203.0.113.7'] }, ['198.18.0.4'], 'real', undefined],
    ['no address', {}, ['203.0.113.7'], 'none', undefined],
    ['its DNS is off', null, ['203.0.113.7'], 'off', undefined],
  ];
  for (const [what, dns, systemAddresses, upstream, notFromCore] of compared) {
    it(`holds what the system says to what the core's resolver finds: ${what}`, async () => {
      await start({ dns });
      const { core: seen } = await look({ systemAddresses });
      assert.deepEqual([seen?.dns.upstream, seen?.dns.notFromCore], [upstream, notFromCore]);
    });
  }

  it('asks no resolver where nobody compares, and no row needs to know', async () => {
    const mock = await start({ rules: [{ type: 'DomainSuffix', payload: 'openrouter.ai', target: 'PROXY' }] });
    assert.equal((await look()).core?.dns.upstream, undefined);
    assert.ok(!mock.calls.some(({ path: asked }) => asked.startsWith('/dns/query')));
  });

  it('tells a call that went otherwise than the rows say now, and by which rule', async () => {
    await start({ connections: [{ id: 'one', host: 'openrouter.ai', port: 443, rule: 'DomainKeyword', rulePayload: 'router', chains: ['node-b', 'OLD'], startMs: 1_000 }] });
    const [host] = (await look()).core?.hosts ?? [];
    assert.equal(host?.explanation?.policy, 'PROXY');
    assert.deepEqual(host.otherwise, { policy: 'OLD', rule: 'DomainKeyword(router)' });
  });

  it('names the row that a connection met where rows could not be decided', async () => {
    await start({
      rules: [{ type: 'ProcessName', payload: 'curl', target: 'DIRECT' }, { type: 'RuleSet', payload: 'ai', target: 'AUTO' }, { type: 'Match', payload: '', target: 'PROXY' }],
      connections: [{ id: 'one', host: 'openrouter.ai', port: 443, rule: 'RuleSet', rulePayload: 'ai', chains: ['node-a', 'AUTO'], startMs: 1_000 }],
    });
    const { explanation, otherwise } = (await look()).core?.hosts[0] ?? {};
    assert.deepEqual([explanation?.rule, explanation?.policy, otherwise], [{ list: 'rules', index: 1, text: 'RuleSet(ai)', provider: 'ai' }, 'AUTO', undefined]);
  });

  it('believes a core that is asked which rule a host meets', async () => {
    const ruleMatch = () => ({ complete: true, policy: 'AUTO', mode: 'rule', rule: { index: 7, type: 'Match', payload: '' } });
    await start({ ruleMatch });
    const { explanation } = (await look()).core?.hosts[0] ?? {};
    assert.deepEqual([explanation?.policy, explanation?.rule?.index, explanation && chainWords(explanation)], ['AUTO', 7, 'AUTO -> node-a']);
  });

  describe('with more rows than this thread reads', () => {
    const many = Array.from({ length: 8_000 }, (_, index) => ({ type: 'DomainSuffix', payload: `name${index}.example.test`, target: 'DIRECT' }));
    const rules = [...many, { type: 'DomainSuffix', payload: 'openrouter.ai', target: 'PROXY' }, { type: 'Match', payload: '', target: 'DIRECT' }];
    const text = (controller: string): string => usualConfiguration(controller).replace(/rules:[^]*$/, `rules:\n${rules.map(({ type, payload, target }) => `  - ${type === 'Match' ? `MATCH,${target}` : `DOMAIN-SUFFIX,${payload},${target}`}\n`).join('')}`);

    for (const [what, file] of [['without its file', false], ['with its file', true]] as const) {
      it(`sees in a thread of its own what is seen here: ${what}`, async () => {
        const { url } = await start({ rules, secret: 'test-secret', connections: [{ id: 'one', host: 'openrouter.ai', port: 443, chains: ['node-b', 'AUTO', 'PROXY'], startMs: 1_000 }] });
        const request: LookRequest = { hosts: [{ id: 'openrouter', host: 'openrouter.ai', port: 443, addresses: ['203.0.113.7'] }], controller: url, secret: new Secret('test-secret'), environment: file ? written(text(new URL(url).host)) : {}, platform: 'linux', homeDirectory: home, paths: [{ id: 'proxy-1', proxyUrl: new URL('http://127.0.0.1:7890') }], systemAddresses: ['203.0.113.7'] };
        const { found } = await findCore(request, signal);
        assert.ok(found);
        assert.equal(found.file?.configuration, undefined);
        const aside = await seeCore(found, request, signal);
        assert.equal(aside.hosts[0]?.explanation?.rule?.index, 8_000);
        assert.equal(aside.configuration, file ? 'read' : 'rows-only');
        assert.deepEqual(aside, await seeHere(found, request, signal));
      });
    }

    it('says what the core said to the thread', async () => {
      const mock = await start({ rules });
      const { found } = await findCore({ hosts: [], controller: mock.url, environment: written(text(new URL(mock.url).host)), platform: 'linux', homeDirectory: home, paths: [] }, signal);
      assert.ok(found);
      mock.setFault('failing');
      await assert.rejects(seeCore(found, { hosts: [], environment: {}, platform: 'linux', homeDirectory: home, paths: [] }, signal), (error) => error instanceof ControllerError && error.fault === 'failed');
    });
  });

  const left: [what: string, chains: string[], expected: object | undefined][] = [
    ['where a new one would go', ['node-a', 'AUTO', 'PROXY'], undefined],
    ['on a dead node', ['node-b', 'AUTO', 'PROXY'], { why: 'dead', now: 'node-a' }],
    ['on one that is not chosen any more', ['DIRECT', 'PROXY'], { why: 'deselected', now: 'node-a' }],
  ];
  for (const [what, chains, expected] of left) {
    it(`says of a connection that it is ${what}`, async () => {
      await start({ connections: [{ id: 'one', host: 'openrouter.ai', port: 443, chains, startMs: 1_000 }] });
      assert.deepEqual((await look()).core?.connections.map((one) => one.left), [expected]);
    });
  }

  it('does not call a row a resolving one where the core hides no-resolve, until it is seen', async () => {
    const rules = [{ type: 'GeoIP', payload: 'CN', target: 'DIRECT' }, { type: 'DomainSuffix', payload: 'openrouter.ai', target: 'PROXY' }];
    await start({ rules, dns: { 'openrouter.ai': ['203.0.113.7'] } });
    const before = (await look()).core?.hosts[0]?.explanation;
    assert.equal(before?.resolvedBy, undefined);
    assert.equal(before?.complete, false);
    if (core) core.state.connections = [{ id: 'one', host: 'openrouter.ai', port: 443, destinationIp: '203.0.113.7', dnsMode: 'normal', chains: ['node-a', 'AUTO', 'PROXY'], startMs: 1_000 }];
    const after = (await look()).core?.hosts[0];
    assert.equal(after?.explanation?.resolvedBy?.index, 0);
    assert.ok(after.sources.includes('watched'));
  });

  it('takes what was watched where nothing could be decided', async () => {
    await start({
      rules: [{ type: 'ProcessName', payload: 'curl', target: 'DIRECT' }, { type: 'Match', payload: '', target: 'PROXY' }],
      connections: [{ id: 'one', host: 'openrouter.ai', port: 443, process: 'curl', chains: ['DIRECT'], startMs: 1_000 }],
    });
    const seen = (await look()).core?.hosts[0];
    assert.deepEqual([seen?.explanation?.policy, seen?.explanation?.complete], ['DIRECT', false]);
    assert.deepEqual(seen?.sources, ['asked', 'evaluated', 'watched']);
    const known = (await look({ process: 'node' })).core?.hosts[0];
    assert.deepEqual([known?.explanation?.policy, known?.explanation?.complete], ['PROXY', true]);
  });

  for (const [mode, chain] of [['global', 'GLOBAL -> PROXY -> AUTO -> node-a'], ['direct', 'DIRECT']] as const) {
    it(`follows the mode ${mode}`, async () => {
      await start({ mode });
      const { core: seen } = await look();
      assert.equal(seen?.mode, mode);
      assert.equal(chainWords(seen.hosts[0]!.explanation!), chain);
    });
  }

  it('keeps connections to the gateway alone, by name or by a known address', async () => {
    await start({
      connections: [
        { id: 'one', host: 'openrouter.ai', port: 443, process: 'node.exe', chains: ['node-a', 'PROXY'], startMs: 1_000 },
        { id: 'two', host: '', port: 443, destinationIp: '203.0.113.7', inbound: 'Tun', chains: ['DIRECT'], startMs: 2_000 },
        { id: 'three', host: 'other.example', port: 443, chains: ['DIRECT'], startMs: 3_000 },
      ],
    });
    const { core: seen } = await look({ hosts: [{ id: 'openrouter', host: 'openrouter.ai', port: 443, addresses: ['203.0.113.7'] }] });
    assert.deepEqual(seen?.connections.map(({ id, door, process, withoutName }) => [id, door, process, withoutName]), [['one', 'connect', 'node', false], ['two', 'tun', '', true]]);
  });

  it('tells its own calls from those of others of the same name', async () => {
    await start({
      connections: [
        { id: 'before', host: 'openrouter.ai', port: 443, process: 'node.exe', chains: ['node-a', 'PROXY'], startMs: 1_000 },
        { id: 'mine', host: 'openrouter.ai', port: 443, process: 'node', chains: ['node-a', 'PROXY'], startMs: 5_000 },
        { id: 'other', host: 'openrouter.ai', port: 443, process: 'curl', chains: ['node-a', 'PROXY'], startMs: 5_000 },
      ],
    });
    const { core: seen } = await look({ own: { program: 'node.exe', sinceMs: 4_000 } });
    assert.deepEqual(seen?.connections.map(({ id, own }) => [id, own]), [['before', undefined], ['mine', true], ['other', undefined]]);
  });

  for (const kind of ['meta-older', 'premium', 'stash', 'sing-box'] as const) {
    it(`sees what ${kind} tells`, async () => {
      await start({ kind });
      const { core: seen } = await look();
      assert.ok(seen && seen.hosts.length === 1, kind);
      assert.ok(seen.title.length > 0);
    });
  }

  for (const fault of ['page', 'failing', 'cut', 'hang'] as const) {
    it(`is no core: ${fault}`, async () => {
      const mock = await start();
      mock.setFault(fault);
      const { tried, core: seen } = await look();
      assert.equal(seen, null);
      assert.notEqual(tried[0]?.outcome, 'found');
    }).timeout(10_000);
  }
});
