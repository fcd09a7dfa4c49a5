import assert from 'node:assert/strict';
import { checkGateway, type Checked } from '../../../src/diagnosis/check.ts';
import { startLab, type Lab, type RequestEntry } from '../../../src/lab/lab.ts';
import { closedPort } from '../lab/clients.ts';
import { startRawServer } from '../path/raw-server.ts';
import { knownGateway, subjectOf, type SubjectOptions } from './subjects.ts';

describe('a check of a gateway', () => {
  let lab: Lab;
  const requests: RequestEntry[] = [];
  before(async () => {
    lab = await startLab({ onRequest: (entry) => void requests.push(entry) });
  });
  beforeEach(() => {
    lab.setScenario('healthy');
    requests.length = 0;
  });
  after(() => lab.close());

  const check = (baseUrl: string, keyed = false, options: SubjectOptions = {}): Promise<Checked> =>
    checkGateway(subjectOf(baseUrl, options), { keyed, signal: new AbortController().signal, nowMs: () => 1_000 });

  const cases: readonly { scenario: string; keyed: boolean; said: readonly unknown[]; requests: number }[] = [
    { scenario: 'healthy', keyed: false, said: ['answered', null, null, 200], requests: 1 },
    { scenario: 'healthy', keyed: true, said: ['answered', null, null, 200], requests: 2 },
    // Without a key nothing of it is known.
    { scenario: 'bad-key', keyed: false, said: ['answered', null, null, 200], requests: 1 },
    { scenario: 'bad-key', keyed: true, said: ['failed', 'account', 'bad-key', 401], requests: 2 },
    { scenario: 'gateway-error', keyed: true, said: ['failed', 'gateway', 'gateway-error', 500], requests: 1 },
    { scenario: 'html-error-page', keyed: true, said: ['failed', 'http', 'not-an-api', 502], requests: 1 },
    { scenario: 'hang-before-headers', keyed: false, said: ['failed', 'http', 'no-response', null], requests: 1 },
    { scenario: 'no-credit', keyed: true, said: ['failed', 'account', 'no-credit', 200], requests: 2 },
  ];
  for (const { scenario, keyed, said, requests: sent } of cases) {
    it(`in scenario ${scenario}, ${keyed ? 'with the key' : 'without a key'}: ${said.join(', ')}`, async () => {
      lab.setScenario(scenario);
      const { signal, requests: counted } = await check(lab.baseUrl, keyed);
      assert.deepEqual([signal.outcome, signal.leg, signal.kind, signal.status], said);
      assert.equal(counted, sent);
      assert.equal(signal.keyed, keyed && sent === 2 ? true : undefined);
      assert.deepEqual([signal.source, signal.atMs], ['active', 1_000]);
      if (signal.outcome === 'answered') assert.ok((signal.latencyMs ?? -1) >= 0);
    });
  }

  it('takes a refusal for want of a key as an answer, and asks nothing larger', async () => {
    const { signal } = await check(lab.baseUrl, false, { gateway: { ...knownGateway('openrouter', lab.baseUrl), checkPath: '/key' } });
    assert.deepEqual([signal.outcome, signal.status], ['answered', 401]);
    assert.deepEqual(requests.map(({ path }) => path), ['/api/v1/key']);
  });

  it('does not take a refusal for the country it is asked from for one for want of a key', async () => {
    const answers = (message: string) => `HTTP/1.1 403 Forbidden\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n${JSON.stringify({ error: { message, code: 403 } })}`;
    let said = 'Country, region, or territory not supported';
    const server = await startRawServer((socket) => void socket.once('data', () => socket.end(answers(said))));
    const blocked = await check(`http://127.0.0.1:${server.port}/v1`);
    assert.deepEqual([blocked.signal.outcome, blocked.signal.kind], ['failed', 'permission-denied']);
    said = "Method doesn't allow unregistered callers";
    assert.equal((await check(`http://127.0.0.1:${server.port}/v1`)).signal.outcome, 'answered');
    await server.close();
  });

  it('says where the way there ends', async () => {
    const { signal } = await check(`http://127.0.0.1:${await closedPort()}/v1`);
    assert.deepEqual([signal.outcome, signal.leg, signal.code, signal.kind], ['failed', 'tcp', 'ECONNREFUSED', 'connection-refused']);
    const unknown = await check('https://no-such-host.invalid/v1');
    assert.deepEqual([unknown.signal.outcome, unknown.signal.leg], ['failed', 'dns']);
  });

  it('sends nothing over TLS that does not verify, and no key in the clear', async () => {
    const untrusted = await check(lab.tlsBaseUrl, true, { key: 'sk-user-key-0123456789' });
    assert.deepEqual([untrusted.signal.outcome, untrusted.signal.leg], ['failed', 'tls']);
    assert.deepEqual(requests, []);
    await check(lab.baseUrl, true, { key: 'sk-user-key-0123456789' });
    assert.ok(requests.length > 0 && requests.every(({ authorization }) => authorization !== 'other'), 'the practice key alone');
  });

  it('ends when it is aborted', async () => {
    const silent = await startRawServer(() => undefined);
    const abort = new AbortController();
    const running = checkGateway(subjectOf(`http://127.0.0.1:${silent.port}/v1`), { keyed: false, signal: abort.signal, nowMs: () => 0 });
    setTimeout(() => abort.abort(new Error('enough')), 50);
    await assert.rejects(running, /enough/);
    await silent.close();
  });
});
