import assert from 'node:assert/strict';
import fc from 'fast-check';
import { newestFirst, nothingWatched, silenceOf, withSnapshot } from '../../../../src/clash/controller/connection-diff.ts';
import { controllerClient } from '../../../../src/clash/controller/client.ts';
import { groupChain, nodeCheck, spreads } from '../../../../src/clash/controller/group-chain.ts';
import { traceOf, type TimedLogLine } from '../../../../src/clash/controller/log-trace.ts';
import { nodeRegion } from '../../../../src/clash/controller/node-region.ts';
import { strandedConnections } from '../../../../src/clash/controller/stranded.ts';
import { callChanges, type CarriedCall } from '../../../../src/clash/controller/call-changes.ts';
import { gatewayOf } from '../../../../src/clash/controller/gateway-of.ts';
import { inboundWay } from '../../../../src/clash/controller/inbound-way.ts';
import { watchConnections, type WatchView } from '../../../../src/clash/controller/watch.ts';
import type { GatewayHost } from '../../../../src/clash/gateway-host.ts';
import { startMockController, type MockConnection } from '../../../../src/lab/clash/mock-controller.ts';
import { connectionOf, proxiesOf } from './connections.ts';

const openrouter: GatewayHost = { id: 'openrouter', name: 'OpenRouter', host: 'openrouter.ai', port: 443, inUse: true };
const anthropic: GatewayHost = { id: 'anthropic', name: 'Anthropic', host: 'api.anthropic.com', port: 443, inUse: false };
const gateways = [openrouter, anthropic];

describe('connections from one look to the next', () => {
  it('keeps what was closed, and when', () => {
    let watched = withSnapshot(nothingWatched, [connectionOf({ id: 'a' }), connectionOf({ id: 'b' })], 1_000);
    watched = withSnapshot(watched, [connectionOf({ id: 'b', downloadBytes: 5 })], 2_000);
    assert.deepEqual([...watched.open.keys()], ['b']);
    assert.deepEqual(watched.closed.map(({ connection, closedMs }) => [connection.id, closedMs]), [['a', 2_000]]);
    const b = watched.open.get('b');
    assert.deepEqual([b?.firstSeenMs, b?.downloadGrewMs, b?.uploadGrewMs], [1_000, 2_000, 1_000]);
  });

  it('a connection is open or closed, never both, and none is lost', () => {
    const snapshots = fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 9 }), { maxLength: 6 }), { maxLength: 12 });
    fc.assert(fc.property(snapshots, (looks) => {
      // The core never gives an id twice.
      const ended = new Set<number>();
      let before: readonly number[] = [];
      let watched = nothingWatched;
      const all = new Set<string>();
      looks.forEach((ids, at) => {
        const listed = ids.filter((id) => !ended.has(id));
        for (const id of before) if (!listed.includes(id)) ended.add(id);
        before = listed;
        listed.forEach((id) => all.add(String(id)));
        watched = withSnapshot(watched, listed.map((id) => connectionOf({ id: String(id), downloadBytes: at })), at);
      });
      const known = newestFirst(watched).map(({ connection }) => connection.id);
      assert.deepEqual(known.toSorted(), [...all].sort());
      assert.ok(watched.closed.every(({ connection }) => !watched.open.has(connection.id)));
    }));
  });

  const steps = (looks: readonly (readonly [atMs: number, up: number, down: number])[], nowMs: number): string[] => {
    let watched = nothingWatched;
    for (const [atMs, uploadBytes, downloadBytes] of looks) watched = withSnapshot(watched, [connectionOf({ uploadBytes, downloadBytes })], atMs);
    return newestFirst(watched).flatMap((one) => silenceOf(one, nowMs) ?? []).map(({ kind, silentMs }) => `${kind} ${silentMs}`);
  };
  const stalls: [what: string, looks: Parameters<typeof steps>[0], nowMs: number, expected: string[]][] = [
    ['a stream that goes on', [[0, 10, 0], [5_000, 10, 50], [12_000, 10, 90]], 12_000, ['quiet 0']],
    ['a stream that stopped', [[0, 10, 50], [1_000, 10, 90], [12_000, 10, 90]], 12_000, ['quiet 11000']],
    ['a second request without an answer', [[0, 10, 50], [1_000, 10, 90], [2_000, 20, 90]], 12_000, ['unanswered 11000']],
    ['a first request without an answer', [[0, 10, 0]], 10_000, ['unanswered 10000']],
  ];
  for (const [what, looks, nowMs, expected] of stalls) it(`${what}: ${expected.join()}`, () => assert.deepEqual(steps(looks, nowMs), expected));
});

describe('calls to gateways', () => {
  const hosts: [connection: Partial<MockConnection>, id: string | undefined][] = [
    [{ host: 'openrouter.ai' }, 'openrouter'],
    [{ host: 'OpenRouter.ai' }, 'openrouter'],
    [{ host: 'eu.openrouter.ai' }, 'openrouter'],
    [{ host: 'notopenrouter.ai' }, undefined],
    [{ host: '', destinationIp: '104.18.2.115' }, undefined],
    [{ host: '104.18.2.115', sniffHost: 'api.anthropic.com' }, 'anthropic'],
  ];
  for (const [connection, id] of hosts) it(`${JSON.stringify(connection)}: ${id ?? 'no gateway'}`, () => assert.equal(gatewayOf(connectionOf(connection), gateways)?.id, id));

  for (const [inbound, way] of [['HTTPS', 'connect'], ['Tun', 'tun'], ['Socks5', 'socks'], ['mixed/in', 'connect'], ['tun/tun-in', 'tun'], ['Redir', 'transparent'], ['TProxy', 'transparent'], ['HTTP', 'http'], ['Inner', 'other'], ['', 'other']]) {
    it(`${inbound} came by ${way}`, () => assert.equal(inboundWay({ inbound: inbound ?? '' }), way));
  }

  it('two calls in a row: another node, region, policy', () => {
    const call = (more: Partial<CarriedCall>): CarriedCall => ({ host: 'openrouter.ai', process: 'node', network: 'tcp', policy: 'STABLE', node: '🇯🇵 1', ...more });
    const changes = callChanges([
      call({}), call({ node: '🇯🇵 2' }), call({ node: 'HK-03' }), call({ node: 'HK-03' }), call({ node: 'DIRECT', policy: 'DIRECT', rule: 'Match' }),
      call({ node: 'x', process: 'curl' }), call({ node: 'x', network: 'udp' }),
    ]);
    assert.deepEqual(changes.map(({ earlier, later, changed }) => [earlier.node, later.node, changed]), [
      ['🇯🇵 1', '🇯🇵 2', ['node']], ['🇯🇵 2', 'HK-03', ['region', 'node']], ['HK-03', 'DIRECT', ['policy', 'node', 'rule']],
    ]);
  });

  const regions: [name: string, region: string | undefined][] = [
    ['🇯🇵 Tokyo 01', 'JP'], ['香港 IEPL', 'HK'], ['HK-03', 'HK'], ['us_west_2', undefined], ['US-West', 'US'], ['plus in', undefined], ['🇨🇳 台湾 1', 'TW'], ['日本-02', 'JP'],
    ['node-a', undefined], ['DIRECT', undefined], ['Singapore|1', 'SG'], ['🇨🇳 上海', 'CN'],
  ];
  for (const [name, region] of regions) it(`${name}: ${region ?? 'no region'}`, () => assert.equal(nodeRegion(name), region));
});

describe('groups and the nodes behind them', () => {
  const proxies = proxiesOf(
    { name: 'PROXY', type: 'Selector', members: ['AUTO', 'LB', 'DIRECT'], now: 'AUTO' },
    { name: 'AUTO', type: 'URLTest', members: ['a', 'b'], now: 'b', testUrl: 'https://t/' },
    { name: 'LB', type: 'LoadBalance', members: ['a', 'b'] },
    { name: 'LOOP', type: 'Selector', members: ['LOOP'], now: 'LOOP' },
    { name: 'a', type: 'Http', alive: false, delaysMs: [20, 0], testUrl: 'https://t/' },
    { name: 'b', type: 'Http', delaysMs: [30], testUrl: 'https://t/' },
    { name: 'DIRECT', type: 'Direct' },
  );
  const chains: [name: string, names: string[], complete: boolean][] = [
    ['PROXY', ['PROXY', 'AUTO', 'b'], true], ['LB', ['LB'], false], ['LOOP', ['LOOP'], false], ['b', ['b'], true], ['nowhere', ['nowhere'], false],
  ];
  for (const [name, names, complete] of chains) it(`${name} leads to ${names.join(' -> ')}`, () => assert.deepEqual(groupChain(proxies, name), { names, complete }));

  it('tells a load-balance from what is not known', () => {
    assert.ok(spreads(proxies, groupChain(proxies, 'LB')));
    assert.ok(!spreads(proxies, groupChain(proxies, 'nowhere')));
  });

  it('a node by its group\'s own test', () => {
    const { testUrl, alive, delayMs } = nodeCheck(proxies, 'a', 'AUTO');
    assert.deepEqual([testUrl, alive, delayMs], ['https://t/', false, 0]);
    assert.equal(nodeCheck(proxies, 'nowhere', undefined).alive, undefined);
  });

  const stranded: [what: string, chain: string[], expected: string[]][] = [
    ['where it should be', ['b', 'AUTO', 'PROXY'], []],
    ['on a dead node', ['a', 'AUTO', 'PROXY'], ['dead a -> b']],
    ['on one that is no longer chosen', ['DIRECT', 'PROXY'], ['deselected DIRECT -> b']],
    ['by a load-balance, alive', ['b', 'LB'], []],
    ['by a load-balance, dead', ['a', 'LB'], ['dead a -> ?']],
    ['by a policy that is gone', ['b', 'GONE'], []],
    ['with no chain told', [], []],
  ];
  for (const [what, chain, expected] of stranded) {
    it(`a connection ${what}`, () => {
      assert.deepEqual(strandedConnections([connectionOf({ chains: chain })], proxies).map(({ why, node, now }) => `${why} ${node} -> ${now ?? '?'}`), expected);
    });
  }
});

describe('the core\'s log lines of a connection', () => {
  const connection = connectionOf({ sourcePort: 51_000, startMs: 100_000, chains: ['node-a', 'STABLE'] });
  const line = (text: string, atMs = 100_000): TimedLogLine => ({ level: 'debug', text, fields: {}, atMs });
  const cases: [text: string, by: string | undefined, atMs?: number][] = [
    ['[TCP] 127.0.0.1:51000 --> openrouter.ai:443 match DomainSuffix(openrouter.ai) using STABLE[node-a]', 'source'],
    ['[TCP] 127.0.0.1:51000(node) --> openrouter.ai:443 match Match using STABLE[node-a]', 'source'],
    ['[TCP] 127.0.0.1:510001 --> openrouter.ai:443 match Match using STABLE[node-a]', undefined],
    ['[TCP] 127.0.0.1:51001 --> openrouter.ai:443 match Match using STABLE[node-a]', undefined],
    ['[TCP] dial STABLE (match DomainSuffix/openrouter.ai) 127.0.0.1:51000 --> openrouter.ai:443 error: refused', 'source'],
    ['[DNS] openrouter.ai --> 104.18.2.115', 'host'],
    ['[DNS] resolve OpenRouter.ai error: couldn\'t find ip', 'host'],
    ['[DNS] eu.openrouter.ai --> 104.18.2.115', undefined],
    ['[DNS] openrouter.ai.evil.test --> 1.2.3.4', undefined],
    ['[DNS] openrouter.ai --> 104.18.2.115', undefined, 80_000],
    ['Health Checked, proxy: node-a, url: https://t/, alive: false, delay: 0 ms uid: {x}', 'node'],
    ['Health Checked, proxy: node-ab, url: https://t/, alive: true, delay: 5 ms uid: {x}', undefined],
  ];
  for (const [text, by, atMs] of cases) it(`${text}: ${by ?? 'another\'s'}`, () => assert.equal(traceOf([line(text, atMs)], connection)[0]?.by, by));
});

describe('the watch', () => {
  it('looks, keeps gateways alone, says when the core is gone, and follows its log', async () => {
    const mock = await startMockController({ connections: [{ id: 'a', host: 'openrouter.ai', port: 443, chains: ['n', 'P'] }, { id: 'x', host: 'example.com', port: 443, chains: ['n', 'P'] }] });
    const stop = new AbortController();
    const views: WatchView[] = [];
    let clock = 0;
    const client = controllerClient({ kind: 'tcp', host: '127.0.0.1', port: mock.port });
    await watchConnections({
      client,
      gateways,
      withLog: true,
      now: () => (clock += 1_000),
      wait: async (ms, signal) => {
        do await new Promise((resolve) => setTimeout(resolve, 30));
        while (!mock.calls.some(({ path }) => path.startsWith('/logs')));
        signal.throwIfAborted();
        assert.ok(ms >= 1_000);
        if (views.length === 1) {
          mock.log('debug', '[DNS] openrouter.ai --> 1.2.3.4');
          mock.log('debug', '[DNS] secret.example --> 1.2.3.4');
          mock.state.connections = [];
        }
        if (views.length === 3) mock.setFault('failing');
      },
      onView: (view) => {
        views.push(view);
        if (view.fault) stop.abort();
      },
    }, stop.signal);
    await mock.close();
    assert.deepEqual([...(views[0]?.watched.open.keys() ?? [])], ['a']);
    assert.deepEqual(views[1]?.watched.closed.map(({ connection }) => connection.id), ['a']);
    const last = views.at(-1);
    assert.equal(last?.fault?.fault, 'failed');
    assert.deepEqual(last?.lines.map(({ text }) => text), ['[DNS] openrouter.ai --> 1.2.3.4']);
    // What was seen stays where the core does not answer.
    assert.equal(last?.watched.closed.length, 1);
  });

  it('passes on what is no fault of the core', async () => {
    const client = { connections: () => Promise.reject(new TypeError('mine')), logs: async function* () { /* none */ } };
    await assert.rejects(watchConnections({ client, gateways, now: () => 0, wait: () => Promise.resolve(), onView: () => undefined }, new AbortController().signal), /mine/);
  });
});

