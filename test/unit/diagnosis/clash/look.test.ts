import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { lookAtCore, type LookRequest } from '../../../../src/diagnosis/clash/look.ts';
import { chainWords } from '../../../../src/diagnosis/rules/clash-words.ts';
import type { MockController, MockControllerOptions } from '../../../../src/lab/clash/mock-controller.ts';
import { Secret } from '../../../../src/path/secret.ts';
import { startDnsServer } from '../../../../src/lab/dns-server.ts';
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
    assert.deepEqual(seen.ways, [{ path: 'direct', way: 'past' }, { path: 'proxy-1', way: 'proxy' }]);
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

  it('does not believe a file that has other rows by now', async () => {
    const { url } = await start();
    const { core: seen } = await look({ environment: written(usualConfiguration(new URL(url).host).replace('  - MATCH,PROXY', '  - MATCH,DIRECT')) });
    assert.equal(seen?.configuration, 'rows-only');
    assert.equal(seen.exposure, null);
  });

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
