import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as util from 'node:util';
import { parseControllerAddress, type ControllerAddress } from '../../../../src/clash/controller/address.ts';
import { controllerClient, type ControllerClient } from '../../../../src/clash/controller/client.ts';
import { ControllerError, type ControllerFault } from '../../../../src/clash/controller/fault.ts';
import { askController } from '../../../../src/clash/controller/transport.ts';
import { startMockController, type MockConnection, type MockController, type MockControllerOptions, type MockCoreKind } from '../../../../src/lab/clash/mock-controller.ts';
import { Secret } from '../../../../src/path/secret.ts';

const signal = new AbortController().signal;
const stream: MockConnection = {
  id: 'one', host: 'openrouter.ai', port: 443, process: 'node', sourcePort: 51_000, chains: ['🇯🇵 node/1', 'STABLE'],
  rule: 'DomainSuffix', rulePayload: 'openrouter.ai', uploadBytes: 10, downloadBytes: 20, remoteDestination: '203.0.113.7',
};
const full: MockControllerOptions = {
  mode: 'rule',
  connections: [stream],
  proxies: [
    { name: '🇯🇵 node/1', type: 'Http', delaysMs: [120, 0, 80], testUrl: 'https://openrouter.ai/' },
    { name: 'dead', type: 'Socks5', alive: false, delaysMs: [0] },
    { name: 'STABLE', type: 'Fallback', members: ['🇯🇵 node/1', 'dead'], now: '🇯🇵 node/1', testUrl: 'https://openrouter.ai/' },
    { name: 'PROXY', type: 'Selector', members: ['STABLE', 'DIRECT'], now: 'STABLE' },
    { name: 'LB', type: 'LoadBalance', members: ['🇯🇵 node/1', 'dead'] },
  ],
  rules: [{ type: 'DomainSuffix', payload: 'openrouter.ai', target: 'STABLE', hits: 3 }, { type: 'Match', payload: '', target: 'PROXY' }],
  ruleProviders: [{ name: 'ai', behavior: 'Domain', count: 2, vehicle: 'Inline', payload: ['+.anthropic.com'] }],
  dns: { 'openrouter.ai': ['104.18.2.115', '2606:4700::6812:273'] },
};
const kinds: readonly MockCoreKind[] = ['meta', 'meta-older', 'sing-box', 'premium', 'stash'];

describe('a controller\'s client', () => {
  const closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });
  const start = async (options: MockControllerOptions): Promise<MockController> => {
    const mock = await startMockController(options);
    closers.push(() => mock.close());
    return mock;
  };
  const client = (mock: MockController, secret?: string): ControllerClient =>
    controllerClient({ kind: 'tcp', host: '127.0.0.1', port: mock.port }, secret === undefined ? undefined : new Secret(secret));
  const failure = async (work: Promise<unknown>): Promise<ControllerError> => {
    try {
      await work;
    } catch (error) {
      assert.ok(error instanceof ControllerError, String(error));
      return error;
    }
    assert.fail('it succeeded');
  };

  for (const kind of kinds) {
    it(`reads what ${kind} says`, async () => {
      const asked = client(await start({ ...full, kind }));
      const version = await asked.version(signal);
      assert.equal(version.family, { meta: 'meta', 'meta-older': 'meta', 'sing-box': 'sing-box', premium: 'premium', stash: 'clash' }[kind]);
      assert.equal((await asked.configs(signal)).mode, 'rule');
      const [connection] = (await asked.connections(signal)).connections;
      assert.equal(connection?.host, 'openrouter.ai');
      assert.equal(connection.destinationPort, 443);
      assert.equal(connection.process, 'node');
      assert.deepEqual(connection.chains, ['🇯🇵 node/1', 'STABLE']);
      const proxies = await asked.proxies(signal);
      assert.deepEqual(proxies.get('STABLE')?.members, ['🇯🇵 node/1', 'dead']);
      assert.equal(proxies.get('STABLE')?.now, '🇯🇵 node/1');
      assert.equal(proxies.get('LB')?.now, undefined);
      assert.equal((await asked.proxy('🇯🇵 node/1', signal)).name, '🇯🇵 node/1');
      assert.equal((await asked.rules(signal)).length, 2);
      assert.equal(await asked.ruleMatch({ host: 'openrouter.ai' }, signal), undefined);
      const { ruleCounts, healthByUrl, providerChains, ruleMatch, rulePayloads } = asked.features;
      const newest = kind === 'meta';
      assert.deepEqual(
        { ruleCounts, healthByUrl, providerChains, ruleMatch, rulePayloads },
        { ruleCounts: newest, healthByUrl: newest || kind === 'meta-older', providerChains: newest, ruleMatch: false, rulePayloads: kind !== 'sing-box' },
      );
    });

    it(`reads empty lists of ${kind}`, async () => {
      const asked = client(await start({ kind }));
      assert.deepEqual((await asked.connections(signal)).connections, []);
      assert.deepEqual([...(await asked.proxies(signal))], []);
      assert.deepEqual(await asked.rules(signal), []);
      if (kind === 'premium' || kind === 'stash') assert.equal((await failure(asked.groups(signal))).fault, 'missing');
      else assert.deepEqual(await asked.groups(signal), []);
    });
  }

  it('reads counts, health by test URL, rule sets and DNS', async () => {
    const asked = client(await start(full));
    const [first] = await asked.rules(signal);
    assert.equal(first?.counts?.hits, 3);
    const node = (await asked.proxies(signal)).get('🇯🇵 node/1');
    assert.deepEqual(node?.healthByUrl.get('https://openrouter.ai/')?.history.map(({ delayMs }) => delayMs), [120, 0, 80]);
    assert.deepEqual((await asked.ruleProviders(signal)).get('ai')?.payload, ['+.anthropic.com']);
    assert.deepEqual((await asked.dnsQuery('openrouter.ai', 'A', signal)).addresses, ['104.18.2.115']);
    assert.deepEqual((await asked.dnsQuery('openrouter.ai', 'AAAA', signal)).addresses, ['2606:4700::6812:273']);
    assert.equal((await asked.dnsQuery('nowhere.test', 'A', signal)).status, 3);
  });

  it('asks /rules/match once where there is none, and reads it where there is one', async () => {
    const without = await start(full);
    const asked = client(without);
    await asked.ruleMatch({ host: 'a.test' }, signal);
    await asked.ruleMatch({ host: 'b.test' }, signal);
    assert.equal(without.calls.length, 1);
    const withOne = await start({
      ...full,
      ruleMatch: (query) => ({ complete: false, missing: ['process'], policy: 'STABLE', mode: 'rule', rule: { index: 0, type: 'DomainSuffix', payload: query.get('domain') } }),
    });
    assert.deepEqual(await client(withOne).ruleMatch({ host: 'openrouter.ai' }, signal), {
      complete: false, missing: ['process'], policy: 'STABLE', mode: 'rule', rule: { index: 0, type: 'DomainSuffix', payload: 'openrouter.ai' },
    });
  });

  it('tests a node, never asking for more time than the core takes', async () => {
    const mock = await start(full);
    const asked = client(mock);
    assert.equal(await asked.delay('🇯🇵 node/1', 'https://openrouter.ai/', 60_000, signal), 80);
    assert.equal(await asked.delay('dead', 'https://openrouter.ai/', 1_000, signal), undefined);
    assert.match(mock.calls[0]?.path ?? '', /^\/proxies\/%F0%9F%87%AF%F0%9F%87%B5%20node%2F1\/delay\?.*timeout=32767/);
  });

  it('opens with the secret and only then, and at a socket without', async () => {
    const socketPath = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'mock-')), 'c.sock');
    const mock = await start({ ...full, secret: 'sesame', socketPath });
    assert.equal((await client(mock, 'sesame').version(signal)).version, 'v1.19.20');
    const wrong = await failure(client(mock, 'wrong').version(signal));
    assert.match(wrong.message, /refused the secret/);
    const none = await failure(client(mock).version(signal));
    assert.match(none.message, /asks for a secret/);
    assert.deepEqual([wrong.fault, none.fault, wrong.leg], ['unauthorized', 'unauthorized', 'settings']);
    const at = parseControllerAddress(`unix:${socketPath}`);
    assert.ok(at);
    assert.equal((await controllerClient(at).version(signal)).version, 'v1.19.20');
  });

  it('never prints the secret', async () => {
    const mock = await start({ secret: 'sesame' });
    const asked = client(mock, 'open-sesame');
    const error = await failure(asked.version(signal));
    for (const text of [String(asked), JSON.stringify(asked), util.inspect(asked, { depth: 9 }), util.inspect(error, { depth: 9 })]) {
      assert.ok(!text.includes('sesame'), text);
    }
  });

  const faults: [what: string, expected: ControllerFault, address: (mock: MockController) => ControllerAddress, prepare?: (mock: MockController) => void][] = [
    ['nobody listens', 'refused', () => ({ kind: 'tcp', host: '127.0.0.1', port: 1 })],
    ['there is no socket', 'no-socket', () => ({ kind: 'unix', path: '/nonexistent/core.sock' })],
    ['the name does not resolve', 'unreachable', () => ({ kind: 'tcp', host: 'no-such-router.invalid', port: 9090 })],
    ['it speaks no TLS', 'tls', ({ port }) => ({ kind: 'tls', host: '127.0.0.1', port })],
    ['another program answers', 'not-a-core', ({ port }) => ({ kind: 'tcp', host: '127.0.0.1', port }), (mock) => mock.setFault('page')],
    ['the answer is cut', 'cut', ({ port }) => ({ kind: 'tcp', host: '127.0.0.1', port }), (mock) => mock.setFault('cut')],
    ['the core fails', 'failed', ({ port }) => ({ kind: 'tcp', host: '127.0.0.1', port }), (mock) => mock.setFault('failing')],
  ];
  for (const [what, expected, address, prepare] of faults) {
    it(`${what}: ${expected}`, async () => {
      const mock = await start(full);
      prepare?.(mock);
      const error = await failure(controllerClient(address(mock)).version(signal));
      assert.equal(error.fault, expected, error.message);
      assert.match(error.message, /\. |: /);
    });
  }

  it('does not wait for one that hangs, nor for longer than the caller', async () => {
    const mock = await start(full);
    mock.setFault('hang');
    const aborting = AbortSignal.timeout(100);
    await assert.rejects(client(mock).version(aborting), { name: 'TimeoutError' });
    const error = await failure(askController(client(mock).access, { path: '/version', limitMs: 100 }, signal));
    assert.equal(error.fault, 'timeout');
    assert.match(error.message, /did not answer in time/);
  });

  it('changes exactly what it is told to', async () => {
    const mock = await start(full);
    const asked = client(mock);
    await asked.closeConnection('one', signal);
    await asked.closeConnection('gone', signal);
    assert.deepEqual(mock.closed, ['one', 'gone']);
    await asked.select('PROXY', 'DIRECT', signal);
    await asked.select('STABLE', 'dead', signal);
    assert.equal((await asked.proxies(signal)).get('STABLE')?.pinned, 'dead');
    await asked.unpin('STABLE', signal);
    assert.equal((await asked.proxies(signal)).get('STABLE')?.pinned, undefined);
    await asked.setMode('direct', signal);
    assert.equal((await asked.configs(signal)).mode, 'direct');
    const refused = await failure(asked.select('PROXY', 'nowhere', signal));
    assert.equal(refused.fault, 'refused-request');
    assert.match(refused.message, /proxy not exist/);
    assert.equal((await failure(asked.select('no-such-group', 'x', signal))).fault, 'missing');
  });

  it('all that only reads is a GET', async () => {
    const mock = await start(full);
    const asked = client(mock);
    await Promise.all([
      asked.version(signal), asked.configs(signal), asked.proxies(signal), asked.groups(signal), asked.proxy('PROXY', signal), asked.rules(signal),
      asked.connections(signal), asked.ruleProviders(signal), asked.proxyProviders(signal), asked.dnsQuery('x', 'A', signal), asked.ruleMatch({ host: 'x' }, signal),
      asked.delay('PROXY', 'http://x/', 100, signal),
    ]);
    assert.deepEqual([...new Set(mock.calls.map(({ method }) => method))], ['GET']);
    assert.ok(mock.calls.every(({ path: asksFor }) => !/^\/(group\/.*\/delay|restart|upgrade|configs\/|cache)/.test(asksFor)));
  });

  for (const kind of ['meta', 'meta-older'] as const) {
    it(`follows the log of ${kind} until it is stopped`, async () => {
      const mock = await start({ ...full, kind });
      const stop = new AbortController();
      const lines: string[] = [];
      for await (const { level, text } of client(mock).logs('debug', stop.signal, () => {
        mock.log('debug', '[DNS] openrouter.ai --> 104.18.2.115');
        mock.log('warning', '[TCP] dial STABLE 127.0.0.1:5 --> openrouter.ai:443 error: refused');
      })) {
        lines.push(`${level} ${text}`);
        if (lines.length === 2) stop.abort();
      }
      assert.deepEqual(lines.map((line) => line.split(' ')[0]), ['debug', 'warning']);
    });
  }

  it('a log that is refused is an error', async () => {
    const mock = await start({ secret: 'x' });
    const follow = async (): Promise<void> => {
      for await (const line of client(mock).logs('debug', signal)) assert.fail(line.text);
    };
    assert.equal((await failure(follow())).fault, 'unauthorized');
  });
});
