/**
 * Real clients through the shim, by every kind of upstream. Each cell is one client, upstream and way of asking: what
 * arrives is whole, the journal says the way, and the logs of the upstream and of the server show that it was taken.
 */
import * as assert from 'node:assert/strict';
import { npmPackage } from './dialects/client.ts';
import { startGateway, type RunningGateway } from './rigs/gateway.ts';
import { findProgram, run, runWell } from './rigs/program.ts';
import { bodyBytes, digest, largeBytes, ports, smallerBytes, startOrigin, type Origin } from './rigs/shim-origin.ts';
import { startShimOn } from './rigs/shim-running.ts';
import { gatewayAddresses, originAddresses, pacScript, startUpstreams, tlsProxyName, upstreamIds, type Upstream, type Upstreams } from './rigs/shim-upstreams.ts';
import { outsideAddress, startWorld, type World } from './rigs/world.ts';
import { assertWay, hostOf, inTurns } from './shim-clients/cells.ts';
import { ClientRunner, expectedHash, installPrograms, javaProgram, node, nodeReadsVariables, python, shimClients, type Answer, type JavaProxy, type Programs, type ShimClient } from './shim-clients/clients.ts';

const clientIds = ['curl', 'wget', 'git', 'npm', 'pip', 'python-requests', 'python-httpx', 'python-aiohttp', 'go', 'java', 'node-fetch', 'node-https', 'undici'] as const;
const extraIds = ['h2-curl', 'h2-go', 'h2-httpx', 'h2-node', 'ws-python', 'ws-node', 'ws-node-whole', 'steps-python', 'steps-node', 'large-curl'] as const;
const sdkIds = ['openai-python', 'anthropic-python', 'openai-node', 'anthropic-node'] as const;

/** Half of the processors are others'. */
const atOnce = 3;

describe('real clients through the shim', function () {
  this.timeout(240_000);
  let world: World;
  let origin: Origin;
  let gateway: RunningGateway;
  let upstreams: Upstreams;
  let runner: ClientRunner;
  let programs: Programs;
  let clients: readonly ShimClient[] = [];
  let cells = 0;
  /** What each client says of a wrong token, for `docs/shim-clients.md`. */
  const wrongTokenWords: string[][] = [];

  before(async () => {
    programs = await installPrograms();
    const hosts = (ids: readonly string[], domain: 'reached.test' | 'hidden.test', address: string): string[] =>
      upstreamIds.filter((id) => (id === 'direct') === (domain === 'reached.test')).map((id) => `${address} ${ids.map((client) => hostOf(client, { id, domain })).join(' ')}`);
    const askers = [...clientIds, ...extraIds];
    world = await startWorld({
      hosts: [
        ...hosts(askers, 'reached.test', originAddresses.machine),
        ...hosts(sdkIds, 'reached.test', gatewayAddresses.machine),
        `${outsideAddress} ${tlsProxyName}`,
      ],
      outsideHosts: [...hosts(askers, 'hidden.test', originAddresses.outside), ...hosts(sdkIds, 'hidden.test', gatewayAddresses.outside)],
    });
    await runWell(world.outside([findProgram('ip', 'iproute2'), 'address', 'add', `${gatewayAddresses.machine}/24`, 'dev', 'eth0']));
    const names = ['*.reached.test', '*.hidden.test'];
    origin = await startOrigin(world, { addresses: Object.values(originAddresses), names, proxyName: tlsProxyName, pac: pacScript });
    gateway = await startGateway(world, { addresses: Object.values(gatewayAddresses), names });
    upstreams = await startUpstreams(world, origin);
    runner = new ClientRunner({ world, rootFile: origin.rootFile });
    clients = await shimClients(runner, programs);
    assert.deepEqual(clients.map(({ id }) => id), [...clientIds]);
  });
  after(async () => {
    console.log(`\n  ${cells} cells: a client, an upstream and a way of asking each`);
    for (const [id, scheme, said = ''] of wrongTokenWords) console.log(`    ${id} ${scheme}: ${said.replace(/\s+/g, ' ').slice(0, 200)}`);
    await upstreams?.stop();
    await gateway?.stop();
    await origin?.stop();
    await world?.close();
  });

  /** One test for each client; a cell for each upstream and address that `ask` gives an answer for. */
  function eachUpstream(title: string, work: (upstream: Upstream) => Promise<number>, several = atOnce): void {
    it(title, async () => {
      await inTurns(upstreams.all, several, async (upstream) => {
        try {
          const done = await work(upstream);
          cells += done;
        } catch (error) {
          throw new Error(`${title}, ${upstream.id}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
        }
      });
    });
  }

  function assertWhole(answers: readonly Answer[], count: number, sha256?: string): void {
    assert.equal(answers.length, count);
    for (const answer of answers) {
      assert.equal(answer.error, undefined, `${answer.url}: ${answer.error}`);
      if (sha256 !== undefined) assert.deepEqual([answer.status, answer.sha256], [200, sha256], `${answer.url} is not whole`);
    }
  }

  for (const id of clientIds) {
    eachUpstream(`${id}, over TLS and plain`, async (upstream) => {
      const client = clients.find((one) => one.id === id) as ShimClient;
      const host = hostOf(id, upstream);
      const answers = await client.ask({ bases: [`https://${host}`, `http://${host}`], proxy: upstream.shim.address(id) });
      assertWhole(answers, 2, expectedHash(client, origin));
      await assertWay(host, upstream, origin, { client: id, kind: 'tunnel', port: ports.https, bytesDown: bodyBytes });
      await assertWay(host, upstream, origin, { client: id, kind: client.alwaysTunnels ? 'tunnel' : 'request', port: ports.http, bytesDown: bodyBytes });
      return 2;
    });
  }

  const overHttp2: readonly [id: (typeof extraIds)[number], ask: (url: string, proxy: string) => Promise<Answer[]>][] = [
    ['h2-curl', async (url, proxy) => {
      const file = `${runner.folder()}/body`;
      const { stdout, stderr } = await runner.run(['curl', '-q', '-sS', '--http2', '-o', file, '-w', '%{http_code} %{http_version}', url], proxy);
      const [status, version = ''] = stdout.split(' ');
      return [Number(status) === 200 ? { url, status: 200, version, sha256: digest(file) } : { url, error: stderr }];
    }],
    ['h2-go', (url, proxy) => runner.lines([programs.go, url], proxy)],
    ['h2-httpx', (url, proxy) => runner.lines(python('httpx-http2', programs, [url]), proxy)],
    ['h2-node', (url, proxy) => runner.lines(node('http2', '.', [url]), proxy)],
  ];
  for (const [id, ask] of overHttp2) {
    eachUpstream(`${id}: HTTP/2 in a tunnel`, async (upstream) => {
      const host = hostOf(id, upstream);
      const answers = await ask(`https://${host}:${ports.http2}/body`, upstream.shim.address(id));
      assertWhole(answers, 1, origin.hashes.body);
      assert.match(answers[0]?.version ?? '', /2/);
      assert.deepEqual(origin.requests().filter((one) => one.host === host).map(({ version }) => version), ['2.0']);
      await assertWay(host, upstream, origin, { client: id, kind: 'tunnel', port: ports.http2, bytesDown: bodyBytes });
      return 1;
    });
  }

  const webSockets: readonly [id: (typeof extraIds)[number], kinds: readonly ['tunnel' | 'websocket', 'ws' | 'wss'][], ask: (urls: string[], proxy: string) => Promise<Answer[]>][] = [
    ['ws-python', [['tunnel', 'wss'], ['tunnel', 'ws']], (urls, proxy) => runner.lines(python('websockets', programs, urls), proxy)],
    ['ws-node', [['tunnel', 'wss'], ['tunnel', 'ws']], (urls, proxy) => runner.lines(node('webSocketTunnel', programs.webSocket, urls), proxy)],
    ['ws-node-whole', [['websocket', 'ws']], (urls, proxy) => runner.lines(node('webSocketWhole', programs.webSocket, urls), proxy)],
  ];
  for (const [id, kinds, ask] of webSockets) {
    eachUpstream(`${id}: WebSocket by ${kinds.map(([kind, scheme]) => `${scheme} (${kind})`).join(' and ')}`, async (upstream) => {
      const host = hostOf(id, upstream);
      const answers = await ask(kinds.map(([, scheme]) => `${scheme}://${host}/socket`), upstream.shim.address(id));
      assertWhole(answers, kinds.length);
      for (const answer of answers) assert.equal(answer.same, true, `${answer.url}: what came back is not what was sent`);
      for (const [kind, scheme] of kinds) {
        await assertWay(host, upstream, origin, { client: id, kind, port: scheme === 'wss' ? ports.https : ports.http, bytesDown: bodyBytes });
      }
      return kinds.length;
    });
  }

  const streams: readonly [id: (typeof extraIds)[number], ask: (urls: string[], proxy: string) => Promise<Answer[]>][] = [
    ['steps-python', (urls, proxy) => runner.lines(python('steps', programs, urls), proxy)],
    ['steps-node', (urls, proxy) => runner.lines(node('steps', '.', urls), proxy, nodeReadsVariables)],
  ];
  for (const [id, ask] of streams) {
    eachUpstream(`${id}: each event arrives before the next one is sent`, async (upstream) => {
      const host = hostOf(id, upstream);
      const count = 20;
      const urls = ['https', 'http'].map((scheme) => `${scheme}://${host}/steps?count=${count}&id=${host}-${scheme}`);
      const answers = await ask(urls, upstream.shim.address(id));
      assertWhole(answers, 2);
      for (const answer of answers) assert.deepEqual([answer.status, answer.events, answer.last], [200, count + 1, 'data: [DONE]']);
      await assertWay(host, upstream, origin, { client: id, kind: 'tunnel', port: ports.https, bytesDown: count * 8 });
      await assertWay(host, upstream, origin, { client: id, kind: id === 'steps-node' ? 'tunnel' : 'request', port: ports.http, bytesDown: count * 8 });
      return 2;
    });
  }

  eachUpstream('64 MiB up and down, over TLS and plain', async (upstream) => {
    const id = 'large-curl';
    const host = hostOf(id, upstream);
    const proxy = upstream.shim.address(id);
    for (const [scheme, kind, port] of [['https', 'tunnel', ports.https], ['http', 'request', ports.http]] as const) {
      const base = `${scheme}://${host}`;
      // Without the shim, too: squid 5.7 resets longer plain uploads now and then, and microsocks and tinyproxy take most
      // of a minute for 64 MiB of TLS.
      const slow = scheme === 'http' ? /squid|https|pac/ : /socks5|tinyproxy/;
      const bytes = slow.test(upstream.id) ? smallerBytes : largeBytes;
      const file = bytes === largeBytes ? origin.largeFile : origin.smallerFile;
      const up = await runner.run(['curl', '-q', '-sS', '-T', file, '-X', 'POST', `${base}/upload`], proxy);
      assert.equal(up.code, 0, up.stderr);
      assert.deepEqual(JSON.parse(up.stdout), { bytes, sha256: digest(file) }, base);
      const down = await run(['sh', '-c', '"$@" | sha256sum', 'sh', ...world.onMachine(['curl', '-q', '-sS', '--cacert', origin.rootFile, '--proxy', proxy, `${base}/large`])]);
      assert.equal(down.stdout.split(' ')[0], origin.hashes.large, `${base}: ${down.stderr}`);
      await assertWay(host, upstream, origin, { client: id, kind, port, bytesDown: largeBytes });
      assert.ok(await upstream.shim.waitFor(host, (one) => one.port === port && one.bytesUp >= bytes), 'no entry with the upload');
    }
    return 4;
  });

  const sdks: readonly [id: (typeof sdkIds)[number], ask: (urls: string[], proxy: string) => Promise<Answer[]>][] = [
    ['openai-python', (urls, proxy) => runner.lines(python('openai', programs, urls), proxy, { SSL_CERT_FILE: gateway.rootFile })],
    ['anthropic-python', (urls, proxy) => runner.lines(python('anthropic', programs, urls), proxy, { SSL_CERT_FILE: gateway.rootFile })],
    ['openai-node', async (urls, proxy) => runner.lines(node('openai', await npmPackage('openai', '7.59.0'), urls), proxy, { ...nodeReadsVariables, NODE_EXTRA_CA_CERTS: gateway.rootFile })],
    ['anthropic-node', async (urls, proxy) => runner.lines(node('anthropic', await npmPackage('@anthropic-ai/sdk', '1.14.0'), urls), proxy, { ...nodeReadsVariables, NODE_EXTRA_CA_CERTS: gateway.rootFile })],
  ];
  for (const [id, ask] of sdks) {
    eachUpstream(`${id}: a stream of the practice gateway, over TLS and plain`, async (upstream) => {
      const host = hostOf(id, upstream);
      const answers = await ask([`https://${host}`, `http://${host}`], upstream.shim.address(id));
      assertWhole(answers, 2);
      for (const { text = '', reasons = [] } of answers) {
        assert.ok(text.length > 20, `the text is "${text}"`);
        assert.deepEqual(reasons, [id.startsWith('openai') ? 'stop' : 'end_turn']);
      }
      assert.equal(new Set(answers.map(({ text }) => text)).size, 1, 'two texts differ');
      await assertWay(host, upstream, undefined, { client: id, kind: 'tunnel', port: ports.https, bytesDown: 500 });
      await assertWay(host, upstream, undefined, { client: id, kind: id.endsWith('node') ? 'tunnel' : 'request', port: ports.http, bytesDown: 500 });
      return 2;
      // What they wait for is the practice gateway, which speaks at the pace of a model.
    }, upstreamIds.length);
  }

  /** The shim that goes direct, as whoever asks it there sees it. */
  const direct = (): Upstream => upstreams.all.find(({ id }) => id === 'direct') as Upstream;
  const basesOf = (id: string): string[] => ['https', 'http'].map((scheme) => `${scheme}://${hostOf(id, direct())}`);

  for (const id of clientIds) {
    it(`${id} with a wrong token: it says 407, and the journal counts it`, async () => {
      const client = clients.find((one) => one.id === id) as ShimClient;
      const { shim } = direct();
      const arrivedBefore = origin.requests().length;
      const before = shim.refused('WRONG_TOKEN');
      for (const base of basesOf(id)) {
        const [answer] = await client.ask({ bases: [base], proxy: shim.address(id, 'not-the-token-of-this-shim') });
        cells++;
        const said = answer?.error ?? String(answer?.status);
        assert.match(said, /\b407\b|Proxy Authentication Required|too many authentication attempts/i, `${base}: ${said}`);
        wrongTokenWords.push([id, base.slice(0, 5).replace(':', ''), said]);
      }
      assert.ok(shim.refused('WRONG_TOKEN') >= before + 2, `${shim.refused('WRONG_TOKEN') - before} were counted`);
      assert.equal(origin.requests().length, arrivedBefore, 'it went another way');
    });
  }

  it('is asked without the token first by those alone that wait to be told to send it', async () => {
    const { shim } = direct();
    const askTwice: string[] = [];
    for (const client of clients) {
      const before = shim.refused('NO_TOKEN');
      assertWhole(await client.ask({ bases: basesOf(client.id), proxy: shim.address(client.id) }), 2, expectedHash(client, origin));
      cells += 2;
      if (shim.refused('NO_TOKEN') > before) askTwice.push(client.id);
    }
    assert.deepEqual(askTwice, ['git', 'java']);
  });

  it('lets every client in without a token, where none is asked for', async () => {
    const shim = await startShimOn(world, ['--upstream', 'direct', '--allow', '.reached.test', '--no-auth']);
    try {
      await inTurns(clients, atOnce, async (client) => {
        const answers = await client.ask({ bases: basesOf(client.id), proxy: `http://127.0.0.1:${shim.port}` });
        assertWhole(answers, 2, expectedHash(client, origin));
        const expected = { client: 'anyone', bytesDown: bodyBytes };
        const host = hostOf(client.id, direct());
        await assertWay(host, { ...direct(), shim }, origin, { ...expected, kind: 'tunnel', port: ports.https });
        await assertWay(host, { ...direct(), shim }, origin, { ...expected, kind: client.alwaysTunnels ? 'tunnel' : 'request', port: ports.http });
        cells += 2;
      });
    } finally {
      await shim.stop();
    }
  });

  describe('Java, which has no setting for a password', () => {
    const ways: readonly [title: string, how: JavaProxy, tls: RegExp | undefined, plain: RegExp | undefined][] = [
      ['as delivered', { authenticator: false, basicInTunnels: false }, /407|Authenticator/i, /407/],
      ['with the property alone', { authenticator: false, basicInTunnels: true }, /407|Authenticator/i, /407/],
      ['with an Authenticator alone', { authenticator: true, basicInTunnels: false }, /407/, undefined],
      ['with both', { authenticator: true, basicInTunnels: true }, undefined, undefined],
    ];
    for (const [title, how, tls, plain] of ways) {
      it(`${title}: ${tls ? '407' : 'works'} over TLS, ${plain ? '407' : 'works'} plain`, async () => {
        const java = await javaProgram(runner);
        const urls = basesOf('java').map((base) => `${base}/body`);
        const proxy = direct().shim.address('java');
        const answers = await runner.lines(java(proxy, how, urls), proxy);
        cells += 2;
        [tls, plain].forEach((refused, index) => {
          const { error, status, sha256 } = answers[index] as Answer;
          if (refused) assert.match(error ?? String(status), refused);
          else assert.deepEqual([error, status, sha256], [undefined, 200, origin.hashes.body]);
        });
      });
    }
  });
});
