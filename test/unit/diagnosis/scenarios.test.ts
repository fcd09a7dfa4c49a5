import assert from 'node:assert/strict';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { renderTerminal } from '../../../src/diagnosis/render/terminal.ts';
import { viewsOf } from '../../../src/diagnosis/views/index.ts';
import { isModelEndpoints } from '../../../src/diagnosis/views/model-endpoints.ts';
import { practiceKey } from '../../../src/gateways/practice.ts';
import { startConnectProxy, startLab, startResigningProxy, startSocks5Proxy, type Lab, type RequestEntry } from '../../../src/lab/lab.ts';
import { closedPort } from '../lab/clients.ts';
import { answering, startRawServer } from '../path/raw-server.ts';
import { diagnosed, knownGateway, outcome, subjectOf } from './subjects.ts';

const model = 'openai/gpt-4o-mini';

describe('a diagnosis of the practice gateway', () => {
  let lab: Lab;
  const requests: RequestEntry[] = [];
  const closers: (() => Promise<void>)[] = [];
  before(async () => {
    lab = await startLab({ delayMs: 1_200, onRequest: (entry) => void requests.push(entry) });
  });
  afterEach(async () => {
    lab.setScenario('healthy');
    requests.length = 0;
    for (const close of closers.splice(0)) await close();
  });
  after(() => lab.close());

  const overHttp: readonly { scenario: string; state: string; leg: string | null; faults: string[]; model?: string }[] = [
    { scenario: 'healthy', state: 'healthy', leg: null, faults: [] },
    { scenario: 'slow-first-byte', state: 'degraded', leg: 'provider', faults: ['slow-first-content'] },
    { scenario: 'unknown-model', state: 'degraded', leg: 'request', faults: ['model-not-found'] },
    { scenario: 'bad-key', state: 'down', leg: 'account', faults: ['bad-key'] },
    { scenario: 'rate-limited', state: 'degraded', leg: 'account', faults: ['rate-limited'] },
    { scenario: 'provider-overloaded', state: 'degraded', leg: 'provider', faults: ['provider-overloaded', 'provider-uptime-low'] },
    { scenario: 'low-uptime', state: 'degraded', leg: 'provider', faults: ['provider-uptime-low'] },
    { scenario: 'negative-balance', state: 'down', leg: 'account', faults: ['no-credit'] },
    { scenario: 'gateway-error', state: 'down', leg: 'gateway', faults: ['gateway-error'] },
    { scenario: 'html-error-page', state: 'down', leg: 'http', faults: ['not-an-api'] },
    { scenario: 'hang-before-headers', state: 'down', leg: 'gateway', faults: ['no-response'] },
    { scenario: 'hang-mid-stream', state: 'degraded', leg: 'stream', faults: ['stream-stalled'] },
    { scenario: 'reset-mid-stream', state: 'degraded', leg: 'stream', faults: ['stream-cut'] },
    { scenario: 'end-without-done', state: 'degraded', leg: 'stream', faults: ['stream-truncated'] },
    { scenario: 'one-lump', state: 'degraded', leg: 'gateway', faults: ['stream-buffered'] },
    { scenario: 'stream-error', state: 'degraded', leg: 'provider', faults: ['provider-error'] },
  ];
  for (const { scenario, state, leg, faults } of overHttp) {
    it(`in scenario ${scenario} says ${state}${leg ? `, leg ${leg}` : ''}`, async () => {
      lab.setScenario(scenario);
      const limits = scenario === 'one-lump' ? { slowFirstContentMs: 5_000, contentStallMs: 3_500 } : {};
      const { report } = await diagnosed(subjectOf(lab.baseUrl, { model, limits }));
      assert.deepEqual(outcome(report), { state, leg, faults });
      assert.ok(report.verdict.sentence.length > 10 && report.verdict.nextStep.length > 10);
      if (leg) assert.ok(report.findings[0]?.fixes.length, 'a fault comes with something to do');
    });
  }

  it('in scenario no-credit says down, leg account', async () => {
    lab.setScenario('no-credit');
    const { report } = await diagnosed(subjectOf(lab.baseUrl, { model }));
    assert.deepEqual([report.verdict.state, report.verdict.leg], ['down', 'account']);
    assert.ok(outcome(report).faults.some((id) => ['no-credit', 'cap-exhausted'].includes(id)));
  });

  const overTls: readonly { scenario: string; id: string }[] = [
    { scenario: 'tls-untrusted', id: 'tls-untrusted' },
    { scenario: 'tls-expired', id: 'tls-expired' },
    { scenario: 'tls-wrong-host', id: 'tls-wrong-host' },
  ];
  for (const { scenario, id } of overTls) {
    it(`in scenario ${scenario} says down, leg tls, and sends nothing`, async () => {
      lab.setScenario(scenario);
      const { report } = await diagnosed(subjectOf(lab.tlsBaseUrl, { model, key: 'sk-user-key-0123456789' }));
      assert.deepEqual(outcome(report), { state: 'down', leg: 'tls', faults: [id] });
      assert.deepEqual(requests, []);
    });
  }

  it('sends the practice key and never the key of the user', async () => {
    const { report } = await diagnosed(subjectOf(lab.baseUrl, { model, key: 'sk-user-key-0123456789', spend: true }));
    assert.equal(report.verdict.state, 'healthy');
    assert.deepEqual([...new Set(requests.map(({ authorization }) => authorization))].toSorted(), ['none', 'practice-key']);
    assert.ok(!JSON.stringify(report).includes(practiceKey));
  });

  it('looks a model up in the list and says what was meant', async () => {
    const { report } = await diagnosed(subjectOf(lab.baseUrl, { model: 'openai/gpt4o-mini' }));
    const finding = report.findings.find(({ id }) => id === 'model-not-listed');
    assert.equal(finding?.fixes[0]?.snippet, model);
    assert.equal(report.verdict.leg, 'request');
  });

  it('asks once for the providers behind the model, at the same time as the rest, and shows them', async () => {
    const { report } = await diagnosed(subjectOf(lab.baseUrl, { model: 'openai/gpt-4.1-mini:nitro' }));
    const asked = requests.filter(({ path }) => path.endsWith('/endpoints'));
    assert.deepEqual(asked.map(({ path, authorization }) => [path, authorization]), [['/api/v1/models/openai/gpt-4.1-mini:nitro/endpoints', 'practice-key']]);
    const finding = report.findings.find(({ id }) => id === 'provider-single');
    assert.equal(finding?.severity, 'info');
    assert.match(finding?.title ?? '', /OpenAI/);
    const [table] = viewsOf(report).tables.filter(isModelEndpoints);
    assert.deepEqual(table?.rows.map((cells) => cells.map(({ text }) => text)), [
      ['OpenAI', 'normal', '99.8 %', '99.8 %', '99.9 %', '420 ms', '62', '1047576', '$0.4 / $1.6'],
    ]);
    assert.match(table?.remarks.join(' ') ?? '', /:nitro asks the provider with the highest throughput/);
    assert.match(renderTerminal(report, { color: false, width: 100 }), /Providers behind openai\/gpt-4\.1-mini:nitro\n {2}OpenAI: State: normal/);
  });

  it('asks for no providers where no model is named', async () => {
    await diagnosed(subjectOf(lab.baseUrl));
    assert.deepEqual(requests.filter(({ path }) => path.endsWith('/endpoints')), []);
  });

  it('says which fallbacks lead to no other provider', async () => {
    const fallbackModels = ['openai/gpt-5-mini', 'openai/gpt-4.1-mini:nitro'];
    const { report } = await diagnosed(subjectOf(lab.baseUrl, { model: 'openai/gpt-4.1-mini', fallbackModels }));
    const finding = report.findings.find(({ id }) => id === 'fallbacks-share-providers');
    assert.equal(finding?.severity, 'info');
    assert.match(finding?.detail ?? '', /gpt-4\.1-mini:nitro is the same model as openai\/gpt-4\.1-mini.*Behind every model of the list: OpenAI\./);
    assert.equal(requests.filter(({ path }) => path.endsWith('/endpoints')).length, 3);
  });

  it('tells a model that is past its date, and a free variant that has ended', async () => {
    const expired = await diagnosed(subjectOf(lab.baseUrl, { model: 'openai/gpt-3.5-turbo-0613' }));
    assert.ok(outcome(expired.report).faults.includes('model-expired'));
    const ended = await diagnosed(subjectOf(lab.baseUrl, { model: 'openai/gpt-4o-mini:free' }));
    const finding = ended.report.findings.find(({ id }) => id === 'model-not-listed');
    assert.match(finding?.detail ?? '', /no free variant/);
    assert.ok(!ended.report.findings.some(({ id }) => id === 'provider-none'), 'one fault is one finding');
  });

  it('asks for the balance with a management key only, and only in a deep diagnosis', async () => {
    const answers: Record<string, object> = {
      '/v1/models': { data: [{ id: 'a/b' }] },
      '/v1/key': { data: { label: 'x', limit: null, limit_remaining: null, usage: 1, is_management_key: true } },
      '/v1/credits': { data: { total_credits: 10, total_usage: 12.5 } },
    };
    const seen: string[] = [];
    const server = http.createServer((request, response) => {
      seen.push(request.url ?? '');
      const answer = answers[request.url ?? ''];
      response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? {}));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(() => new Promise((resolve) => void server.close(() => resolve())));
    const { port } = server.address() as AddressInfo;
    const subject = subjectOf(`http://127.0.0.1:${port}/v1`, { key: 'key-that-manages' });
    const quickly = await diagnosed(subject, { only: ['http'] });
    assert.ok(!seen.includes('/v1/credits'));
    assert.ok(!quickly.report.findings.some(({ id }) => id === 'balance-negative'));
    const { report } = await diagnosed({ ...subject, depth: 'deep' }, { only: ['http'] });
    assert.equal(seen.filter((url) => url === '/v1/credits').length, 1);
    assert.match(report.findings.find(({ id }) => id === 'balance-negative')?.title ?? '', /2\.50 credits/);
  });

  it('sends no key that belongs to another gateway', async () => {
    const seen: (string | undefined)[] = [];
    const server = http.createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":[{"id":"a/b"}]}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(() => new Promise((resolve) => void server.close(() => resolve())));
    const { port } = server.address() as AddressInfo;
    const gateway = knownGateway('openrouter', `http://127.0.0.1:${port}/v1`);
    const key = 'sk-ant-api03-0123456789abcdefghijklmnopqrstuvwxyz';
    const { report } = await diagnosed(subjectOf(gateway.baseUrl, { gateway, key, model: 'a/b', spend: true }), { only: ['http', 'stream'] });
    assert.ok(seen.length > 0 && seen.every((sent) => sent === undefined));
    const finding = report.findings.find(({ id }) => id === 'key-of-other-gateway');
    assert.match(`${finding?.title} ${finding?.fixes[0]?.detail}`, /Anthropic.*ANTHROPIC_API_KEY/);
    assert.ok(!JSON.stringify(report).includes('0123456789abcdef'));
  });

  it('has the same verdict through a proxy that works', async () => {
    const proxy = await startConnectProxy();
    closers.push(() => proxy.close());
    const { report } = await diagnosed(subjectOf(lab.baseUrl, { model, environment: { http_proxy: proxy.url, https_proxy: proxy.url } }));
    assert.equal(report.verdict.leg === null || report.findings[0]?.id === 'loopback-proxied', true);
    assert.ok(proxy.log.length > 0);
    assert.equal(report.subject.paths.some(({ proxied }) => proxied), true);
  });

  const proxyFaults: readonly { what: string; start: () => Promise<{ url: string; close(): Promise<void> }>; id: string }[] = [
    { what: 'asks for credentials', start: () => startConnectProxy({ mode: '407' }), id: 'proxy-auth-required' },
    { what: 'forbids the host', start: () => startConnectProxy({ mode: '403' }), id: 'proxy-forbids' },
    { what: 'hangs', start: () => startConnectProxy({ mode: 'hang' }), id: 'proxy-hangs' },
    { what: 'can not reach the host', start: () => startConnectProxy({ connectTo: () => ({ host: '127.0.0.1', port: 1 }) }), id: 'proxy-upstream-failed' },
    { what: 'is down', start: async () => ({ url: `http://127.0.0.1:${await closedPort()}`, close: async () => undefined }), id: 'proxy-unreachable' },
    { what: 'speaks SOCKS5 and refuses', start: () => startSocks5Proxy({ mode: 'refuse' }), id: 'proxy-forbids' },
    { what: 'speaks SOCKS5 and wants a password', start: () => startSocks5Proxy({ mode: 'auth-required' }), id: 'proxy-auth-required' },
    {
      what: 'is no proxy',
      start: async () => {
        const server = await startRawServer(answering('220 smtp ready\r\n', 'end'));
        return { url: `http://127.0.0.1:${server.port}`, close: () => server.close() };
      },
      id: 'proxy-protocol',
    },
  ];
  for (const { what, start, id } of proxyFaults) {
    it(`blames a proxy that ${what}`, async () => {
      const proxy = await start();
      closers.push(() => proxy.close());
      // A name, so that no client takes it for this machine itself.
      const url = proxy.url.replace('socks5://', 'socks5h://');
      const { report } = await diagnosed(subjectOf('https://gateway.invalid/v1', { environment: { https_proxy: url } }));
      const first = report.findings[0];
      assert.deepEqual([report.verdict.state, report.verdict.leg, first?.id], ['down', 'proxy', id]);
      assert.ok(first?.title.includes('127.0.0.1'), 'the proxy is named');
    });
  }

  it('says that a name does not exist', async () => {
    const { report } = await diagnosed(subjectOf('https://no-such-host.invalid/v1'));
    assert.equal(report.verdict.state, 'down');
    assert.equal(report.verdict.leg, 'dns');
  });

  it('says that nothing listens', async () => {
    const { report } = await diagnosed(subjectOf(`http://127.0.0.1:${await closedPort()}/v1`));
    assert.deepEqual(outcome(report), { state: 'down', leg: 'tcp', faults: ['connection-refused'] });
  });

  it('names an interceptor, and lets no key past verification', async () => {
    const proxy = await startResigningProxy({
      issuer: { commonName: 'Zscaler Root CA', organization: 'Zscaler Inc.' },
      verifyUpstream: false,
      connectTo: () => ({ host: '127.0.0.1', port: lab.port }),
    });
    closers.push(() => proxy.close());
    for (const gateway of [knownGateway('openrouter', 'https://openrouter.invalid/api/v1'), knownGateway('anthropic', 'https://api.anthropic.invalid/v1'), undefined]) {
      const subject = subjectOf('https://gateway.invalid/api/v1', {
        ...(gateway && { gateway }),
        environment: { https_proxy: proxy.url },
        key: gateway?.id === 'anthropic' ? 'sk-ant-api03-0123456789abcdef' : 'sk-or-v1-0123456789abcdef',
        spend: true,
        model,
      });
      const { report } = await diagnosed(subject);
      assert.deepEqual(outcome(report), { state: 'down', leg: 'tls', faults: ['tls-intercepted-untrusted'] });
      assert.match(report.verdict.sentence, /Zscaler/);
      assert.equal(report.verdict.confidence, 'high');
    }
    assert.ok(proxy.log.length >= 6);
    assert.deepEqual(proxy.log.filter(({ bytesFromClient, sawAuthorization }) => bytesFromClient > 0 || sawAuthorization), []);
    assert.deepEqual(requests, []);
  });

  it('finds an interceptor nobody knows by the certificate it makes', async () => {
    const proxy = await startResigningProxy({ issuer: { commonName: 'Acme Root', organization: 'Acme' } });
    closers.push(() => proxy.close());
    const { report } = await diagnosed(subjectOf('https://gateway.invalid/api/v1', { environment: { https_proxy: proxy.url } }));
    assert.deepEqual(outcome(report), { state: 'down', leg: 'tls', faults: ['tls-intercepted-untrusted'] });
    assert.match(report.findings[0]?.title ?? '', /Acme/);
  });
});

describe('a diagnosis of what is no gateway', () => {
  const closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });
  const page = '<html><head><title>Log in to <b>Hotel</b></title></head><body><script>alert(1)</script></body></html>';
  const http = (head: string, body: string): string => `HTTP/1.1 ${head}\r\nContent-Length: ${Buffer.byteLength(body, 'latin1')}\r\n\r\n${body}`;
  const cases: readonly { what: string; answer: string; then?: 'keep' | 'end' | 'reset'; state: string; leg: string; id: string }[] = [
    { what: 'a login page with status 200', answer: http('200 OK\r\nContent-Type: text/html', page), state: 'down', leg: 'http', id: 'not-an-api' },
    { what: 'JSON that is no models list', answer: http('200 OK\r\nContent-Type: application/json', '{"status":"ok"}'), state: 'degraded', leg: 'http', id: 'no-models-list' },
    { what: 'invalid UTF-8', answer: http('200 OK\r\nContent-Type: application/json', '\xff\xfe{"data'), state: 'degraded', leg: 'http', id: 'no-models-list' },
    { what: 'a redirect', answer: http('302 Found\r\nLocation: http://portal.test/login?session=abc', ''), state: 'down', leg: 'http', id: 'not-an-api' },
    { what: 'another protocol', answer: 'SSH-2.0-OpenSSH_9.6\r\n', state: 'down', leg: 'http', id: 'not-http' },
    { what: '10 MB of headers', answer: `HTTP/1.1 200 OK\r\n${`X-Filler: ${'f'.repeat(990)}\r\n`.repeat(10_000)}\r\n`, state: 'down', leg: 'http', id: 'headers-too-large' },
    { what: 'a cut before the headers', answer: '', then: 'reset', state: 'down', leg: 'http', id: 'connection-cut-before-response' },
    { what: 'a cut in the body', answer: 'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{', then: 'end', state: 'down', leg: 'http', id: 'body-cut' },
    { what: 'silence', answer: '', state: 'down', leg: 'gateway', id: 'no-response' },
  ];
  for (const { what, answer, then, state, leg, id } of cases) {
    it(`that answers with ${what}`, async () => {
      const server = await startRawServer(answering(Buffer.from(answer, 'latin1'), then));
      closers.push(() => server.close());
      const { report } = await diagnosed(subjectOf(`http://127.0.0.1:${server.port}/v1`));
      assert.deepEqual([report.verdict.state, report.verdict.leg, report.findings[0]?.id], [state, leg, id]);
      assert.ok(!JSON.stringify(report).includes('session=abc'));
    });
  }

  it('that never stops sending', async () => {
    const server = await startRawServer((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{"data":[');
        const more = (): void => {
          while (!socket.destroyed && socket.write('{"id":"a"},'.repeat(5_000))) continue;
        };
        socket.on('drain', more);
        more();
      });
    });
    closers.push(() => server.close());
    const { report } = await diagnosed(subjectOf(`http://127.0.0.1:${server.port}/v1`, { limits: { headersMs: 5_000 } }));
    assert.deepEqual([report.verdict.state, report.verdict.leg, report.findings[0]?.id], ['down', 'http', 'no-models-list']);
    assert.match(report.findings[0]?.detail ?? '', /still sending after 4194304 bytes/);
  });

  it('that speaks no TLS, or hangs in it', async () => {
    const plain = await startRawServer(answering('HTTP/1.1 400 Bad Request\r\n\r\n', 'end'));
    const silent = await startRawServer(() => undefined);
    closers.push(() => plain.close(), () => silent.close());
    for (const [server, id] of [[plain, 'tls-not-tls'], [silent, 'tls-hangs']] as const) {
      const { report } = await diagnosed(subjectOf(`https://127.0.0.1:${server.port}/v1`, { limits: { tlsMs: 300 } }));
      assert.deepEqual(outcome(report), { state: 'down', leg: 'tls', faults: [id] });
    }
  });
});

describe('the key', () => {
  const key = 'sk-user-0123456789abcdef';
  const closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });
  /** A gateway of the user's own on this machine, which is no practice gateway and notes what it hears. */
  const ownGateway = async (): Promise<{ port: number; heard(): string }> => {
    let heard = '';
    const body = '{"data":[{"id":"m"}]}';
    const server = await startRawServer((socket) => {
      socket.on('data', (data: Buffer) => {
        heard += data.toString('latin1');
        socket.end(`HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
      });
    });
    closers.push(() => server.close());
    return { port: server.port, heard: () => heard };
  };

  it('goes straight to this machine itself, in the header the gateway wants', async () => {
    const own = await ownGateway();
    const { report } = await diagnosed(subjectOf(`http://127.0.0.1:${own.port}/v1`, { key }));
    assert.equal(report.verdict.state, 'healthy');
    assert.match(own.heard(), new RegExp(`authorization: Bearer ${key}`));
    const other = await ownGateway();
    await diagnosed(subjectOf('', { gateway: knownGateway('anthropic', `http://127.0.0.1:${other.port}/v1`), key }));
    assert.match(other.heard(), new RegExp(`x-api-key: ${key}`));
    assert.doesNotMatch(other.heard(), /authorization/i);
  });

  /** A plain HTTP proxy that refuses everything and remembers every byte it was sent. */
  async function startListeningProxy(): Promise<{ url: string; carried(): string }> {
    let bytes = '';
    const proxy = await startRawServer((socket) => {
      socket.on('data', (data: Buffer) => {
        bytes += data.toString('latin1');
        socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n');
      });
    });
    closers.push(() => proxy.close());
    return { url: `http://127.0.0.1:${proxy.port}`, carried: () => bytes };
  }

  it('is not handed to a proxy in the clear, even for this machine itself', async () => {
    const own = await ownGateway();
    const { url, carried } = await startListeningProxy();
    const subject = subjectOf(`http://127.0.0.1:${own.port}/v1`, { key, environment: { http_proxy: url, HTTP_PROXY: url } });
    assert.ok(subject.paths.some(({ mode }) => mode !== 'direct'), 'a client sends this to the proxy');
    const { report } = await diagnosed(subject);
    assert.ok(carried().includes('/v1/models'), 'the proxy was asked');
    assert.ok(!carried().includes(key));
    assert.ok(!report.findings.some(({ id }) => id === 'bad-key'), 'and a missing key is no bad key');
  });

  it('stays here when the way is neither encrypted nor this machine itself', async () => {
    const { url, carried } = await startListeningProxy();
    const { report } = await diagnosed(subjectOf('http://gateway.invalid/v1', { key, environment: { http_proxy: url } , spend: true, model }));
    assert.ok(carried().includes('http://gateway.invalid/v1/models'));
    assert.ok(!carried().includes(key));
    assert.ok(report.findings.some(({ id }) => id === 'key-withheld'));
  });

  it('that can not stand in a header is said to be so', async () => {
    const own = await ownGateway();
    const { report } = await diagnosed(subjectOf(`http://127.0.0.1:${own.port}/v1`, { key: 'sk-user-0123456789\nabcdef' }));
    assert.deepEqual([report.verdict.state, report.verdict.leg, report.findings[0]?.id], ['down', 'account', 'key-not-sendable']);
  });
});
