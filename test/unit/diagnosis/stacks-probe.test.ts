/** The stacks of this very process, against a lab and real proxies on loopback. */
import { setTimeout as pause } from 'node:timers/promises';
import * as assert from 'node:assert/strict';
import type { StackEvidence, StacksEvidence } from '../../../src/diagnosis/evidence.ts';
import { terminalStacks } from '../../../src/diagnosis/process-stacks.ts';
import { wayOf } from '../../../src/diagnosis/rules/stack-ways.ts';
import type { HttpStack, Subject } from '../../../src/diagnosis/subject.ts';
import { startConnectProxy, startLab, type ConnectProxy, type Lab } from '../../../src/lab/lab.ts';
import { diagnosed, subjectOf } from './subjects.ts';

const names = ['http_proxy', 'https_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'NODE_USE_ENV_PROXY', 'NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS'];

describe('the probe stacks', function () {
  this.timeout(60_000);
  let lab: Lab;
  let proxy: ConnectProxy;
  const kept = names.map((name) => [name, process.env[name]] as const);
  before(async () => {
    for (const name of names) delete process.env[name];
    [lab, proxy] = await Promise.all([startLab(), startConnectProxy()]);
  });
  after(async () => {
    for (const [name, value] of kept) if (value !== undefined) process.env[name] = value;
    await Promise.all([lab.close(), proxy.close()]);
  });
  afterEach(() => {
    for (const name of names) delete process.env[name];
    lab.setScenario('healthy');
  });

  async function compared(base: string, environment: Record<string, string> = {}, more: Partial<Subject> = {}): Promise<StacksEvidence> {
    Object.assign(process.env, environment);
    const subject = { ...subjectOf(base, { environment, stacks: terminalStacks(), limits: { headersMs: 5_000 } }), ...more };
    const { diagnosis } = await diagnosed(subject, { only: ['stacks'] });
    return diagnosis.results[0]?.evidence as StacksEvidence;
  }
  const by = (evidence: StacksEvidence): Record<string, string> =>
    Object.fromEntries(evidence.stacks.map((one) => [one.stack, `${one.status ?? one.failure?.code} ${wayOf(one, evidence).kind}`]));
  const all = (text: string): Record<string, string> =>
    Object.fromEntries(terminalStacks().map(({ stack }) => [stack, text]));

  it('sends the same by every stack, and sees to whom each was connected', async () => {
    const evidence = await compared(lab.baseUrl);
    assert.deepEqual(by(evidence), all('200 direct'));
    const port = Number(new URL(lab.baseUrl).port);
    for (const { stack, peer } of evidence.stacks) assert.deepEqual([peer?.address, peer?.port], ['127.0.0.1', port], stack);
    assert.ok(evidence.stacks.every(({ headers }) => headers['content-type'] === 'application/json'));
  });

  it('sees that a proxy of the environment is taken by some and not by others', async () => {
    const evidence = await compared(lab.baseUrl, { http_proxy: proxy.url });
    assert.deepEqual(by(evidence), { ...all('200 direct'), 'undici-env': '200 proxy' });
    const asked = evidence.stacks.find(({ stack }) => stack === 'undici-env');
    assert.equal(asked?.peer?.port, Number(new URL(proxy.url).port));
    assert.equal(asked?.predicted?.decidedBy, 'http_proxy');
  });

  it("hands the environment on: a child with Node's switch on asks the proxy", async () => {
    const evidence = await compared(lab.baseUrl, { http_proxy: proxy.url, NODE_USE_ENV_PROXY: '1' });
    const seen = by(evidence);
    assert.deepEqual([seen['child-https'], seen['child-fetch'], seen['undici-env']], ['200 proxy', '200 proxy', '200 proxy']);
    const predicted = evidence.stacks.filter(({ stack }) => stack.startsWith('child')).map((one) => one.predicted?.outcome);
    assert.deepEqual(predicted, ['proxy', 'proxy']);
  });

  it('keeps the codes of what went wrong, and whose certificate it was', async () => {
    const evidence = await compared(lab.tlsBaseUrl);
    for (const { stack, failure, status } of evidence.stacks) {
      assert.equal(status, null, stack);
      assert.equal(failure?.code, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', stack);
      assert.ok((failure?.message ?? '') !== '', stack);
    }
  });

  it('sees the signer where the certificate is accepted', async () => {
    const evidence = await compared(lab.tlsBaseUrl, { NODE_EXTRA_CA_CERTS: lab.caFile });
    // Only the child starts with the extra root; this process is as it was.
    for (const one of evidence.stacks.filter(({ stack }) => stack.startsWith('child'))) {
      assert.equal(one.status, 200, one.failure?.message);
      assert.match(one.peer?.certificate?.issuer ?? '', /\S/);
      assert.match(one.peer?.certificate?.fingerprint256 ?? '', /^[0-9A-F]{2}(:[0-9A-F]{2}){31}$/);
    }
  });

  it('makes of a variable that is of no use the failure it is', async () => {
    const evidence = await compared(lab.baseUrl, { http_proxy: 'no proxy at all' });
    const env = evidence.stacks.find(({ stack }) => stack === 'undici-env') as StackEvidence;
    assert.equal(env.predicted?.outcome, 'error');
    assert.equal(env.status, null);
  });

  it('does not wait for a gateway that is silent, and takes the child with it', async () => {
    lab.setScenario('hang-before-headers');
    const subject = subjectOf(lab.baseUrl, { stacks: terminalStacks(), limits: { headersMs: 400 } });
    const { diagnosis } = await diagnosed(subject, { only: ['stacks'] });
    const { stacks } = diagnosis.results[0]?.evidence as StacksEvidence;
    assert.deepEqual([...new Set(stacks.map(({ failure }) => failure?.code))], ['DEADLINE']);
    assert.equal(diagnosis.results[0]?.status, 'skip');
  });

  it("asks the editor, and lives with one that doesn't answer", async () => {
    const stacks: HttpStack[] = [{ stack: 'patched-https', title: 'https', get: async () => ({ status: 200, headers: {} }) }];
    const asked = await compared(lab.baseUrl, {}, { stacks, askEditor: async () => ({ proxy: null, source: 'localhost' }) });
    assert.deepEqual(asked.editor, { proxy: null, source: 'localhost' });
    const mute = await compared(lab.baseUrl, {}, { stacks, askEditor: async () => Promise.reject(new Error('no')) });
    assert.equal(mute.editor, null);
    const elsewhere = await compared(lab.baseUrl, {}, { stacks });
    assert.equal(elsewhere.editor, null);
  });

  it('has a stack make ready before it asks it, and asks one that does not', async () => {
    const told: string[] = [];
    const stack = (id: HttpStack['stack'], ready: NonNullable<HttpStack['ready']>): HttpStack => ({
      stack: id,
      title: id,
      ready: (url) => (told.push(`${id} ready for ${url}`), ready(url)),
      get: async (url) => (told.push(`${id} asks ${url}`), { status: 200, headers: {} }),
    });
    const stacks = [
      stack('patched-https', async () => undefined),
      stack('patched-fetch', () => Promise.reject(new Error('no'))),
      stack('original-fetch', () => new Promise(() => undefined)),
    ];
    const { stacks: seen } = await compared(lab.baseUrl, {}, { stacks });
    assert.deepEqual(seen.map(({ status }) => status), [200, 200, 200]);
    const url = `${lab.baseUrl}/models`;
    for (const { stack: id } of stacks) {
      assert.deepEqual(told.filter((line) => line.startsWith(id)), [`${id} ready for ${url}`, `${id} asks ${url}`]);
    }
  });

  it('begins one stack when the one before has begun, and does not wait for its answer', async () => {
    const told: string[] = [];
    const stack = (id: HttpStack['stack'], readyMs: number, answerMs: number): HttpStack => ({
      stack: id,
      title: id,
      ...(readyMs > 0 && { ready: () => pause(readyMs) }),
      async get() {
        told.push(`${id} begins`);
        await pause(answerMs);
        told.push(`${id} is answered`);
        return { status: 200, headers: {} };
      },
    });
    await compared(lab.baseUrl, {}, { stacks: [stack('patched-https', 100, 400), stack('patched-fetch', 50, 300), stack('child-https', 0, 0)] });
    assert.deepEqual(told.slice(0, 4), ['patched-https begins', 'patched-fetch begins', 'child-https begins', 'child-https is answered']);
  });

  it('keeps requests that run at the same time apart', async () => {
    const other = await startLab();
    try {
      const [one, two] = await Promise.all([compared(lab.baseUrl), compared(other.baseUrl)]);
      for (const [evidence, base] of [[one, lab.baseUrl], [two, other.baseUrl]] as const) {
        const ports = new Set(evidence.stacks.map(({ peer }) => peer?.port));
        assert.deepEqual([...ports], [Number(new URL(base).port)]);
      }
    } finally {
      await other.close();
    }
  });

  it('compares nothing where there is nothing to compare', async () => {
    const { diagnosis } = await diagnosed(subjectOf(lab.baseUrl), { only: ['stacks'] });
    assert.equal(diagnosis.results[0]?.status, 'skip');
    assert.deepEqual((diagnosis.results[0]?.evidence as StacksEvidence).stacks, []);
  });
});
