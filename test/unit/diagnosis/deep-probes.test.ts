/** The probes that take long, through the engine, against the practice gateway. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { runDiagnosis } from '../../../src/diagnosis/engine.ts';
import type { IdleEvidence, StreamEvidence, UploadEvidence } from '../../../src/diagnosis/evidence.ts';
import { parsePricedModels, plannedSpend } from '../../../src/diagnosis/planned-spend.ts';
import { streamSpendChoice } from '../../../src/diagnosis/probes/stream.ts';
import type { ProbeResult } from '../../../src/diagnosis/probe.ts';
import { makeReport } from '../../../src/diagnosis/report.ts';
import type { Limits, Subject } from '../../../src/diagnosis/subject.ts';
import { startLab, type Lab, type RequestEntry } from '../../../src/lab/lab.ts';
import { until } from '../path/raw-server.ts';
import { diagnosed, outcome, subjectOf } from './subjects.ts';

const model = 'openai/gpt-4o-mini';

describe('a deep diagnosis of the practice gateway', () => {
  let lab: Lab;
  const requests: RequestEntry[] = [];
  before(async () => {
    lab = await startLab({ onRequest: (entry) => void requests.push(entry) });
  });
  afterEach(() => {
    lab.setScenario('healthy');
    requests.length = 0;
  });
  after(() => lab.close());

  const deep = (limits: Partial<Limits> = {}): Subject => ({
    ...subjectOf(lab.baseUrl, { model, limits: { idleRungsMs: [100, 300], contentStallMs: 3_000, ...limits } }),
    depth: 'deep',
  });
  const only = async (subject: Subject, id: string): Promise<ProbeResult> => {
    const { diagnosis } = await diagnosed(subject, { only: [id] });
    const [result] = diagnosis.results;
    assert.ok(result);
    return result;
  };

  it('finds nothing above information, and compares a stream with a whole answer', async () => {
    const { report } = await diagnosed(deep());
    assert.deepEqual(outcome(report), { state: 'healthy', leg: null, faults: [] });
    const evidence = (id: string): unknown => report.probes.find((probe) => probe.id === id)?.evidence;
    const stream = evidence('stream') as StreamEvidence;
    assert.deepEqual([stream.whole?.status, stream.whole?.failure, stream.otherProtocol], [200, undefined, undefined]);
    assert.ok(stream.clocks?.some(({ who }) => who.includes('undici')));
    const idle = evidence('idle') as IdleEvidence;
    assert.deepEqual(idle.ladder?.rungs.map((rung) => rung.outcome), ['answered', 'answered']);
    const upload = evidence('upload') as UploadEvidence;
    assert.deepEqual(upload.sizes.map(({ status }) => status), [401, 401, 401, 401]);
    // Large requests wait until the stream has been timed: two answers with the key, then four without.
    const posts = requests.filter(({ method }) => method === 'POST').map(({ authorization }) => authorization);
    assert.deepEqual(posts, ['practice-key', 'practice-key', 'none', 'none', 'none', 'none']);
  });

  it('leaves the probes that take long out of a quick one', async () => {
    const { report } = await diagnosed(subjectOf(lab.baseUrl, { model }));
    assert.ok(!report.probes.some(({ id }) => id === 'idle' || id === 'upload'));
  });

  it('sends no key where none is needed', async () => {
    for (const id of ['idle', 'upload']) await only(deep(), id);
    assert.ok(requests.length >= 8);
    assert.deepEqual(requests.filter(({ authorization }) => authorization !== 'none'), []);
  });

  it('climbs no higher than the rung that was chosen, and says how far it is', async () => {
    const told: string[] = [];
    const limits = { idleRungsMs: [50, 1_300, 600_000], idleRungMs: 2_000 };
    const subject = { ...deep(limits), onProgress: (probe: string, { totalMs }: { totalMs: number }) => void told.push(`${probe} ${totalMs}`) };
    const { evidence } = await only(subject, 'idle');
    assert.deepEqual((evidence as IdleEvidence).ladder?.rungs.map(({ rungMs, outcome: how }) => [rungMs, how]), [[50, 'answered'], [1_300, 'answered']]);
    assert.deepEqual([...new Set(told)], [`idle ${1_300 + subject.limits.headersMs}`]);
  });

  it('ends at once when it is cancelled, with no clock left running', async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    await new Promise((resolve) => setImmediate(resolve));
    const before = timers();
    const controller = new AbortController();
    const running = runDiagnosis(deep({ idleRungsMs: [400_000] }), { signal: controller.signal, only: ['idle'] });
    await until('the first request is answered', () => requests.some(({ method }) => method === 'HEAD'));
    controller.abort(new Error('the user went away'));
    const { probes } = makeReport(await running, []);
    assert.deepEqual(probes.map(({ id, status }) => [id, status]), [['idle', 'unknown']]);
    await until('as many timers as before', () => timers() <= before);
  });

  it('keeps the rungs it has climbed when it is cancelled', async () => {
    const controller = new AbortController();
    let rungs = 0;
    const subject = deep({ idleRungsMs: [20, 400_000] });
    const running = runDiagnosis(subject, { signal: controller.signal, only: ['idle'] });
    // Two first requests, and the second one of the lowest rung.
    await until('the lowest rung has asked again', () => (rungs = requests.filter(({ method }) => method === 'HEAD').length) >= 3);
    await new Promise((resolve) => setTimeout(resolve, 200));
    controller.abort(new Error('the user went away'));
    const [result] = (await running).results;
    assert.equal(rungs, 3);
    assert.equal(result?.status, 'pass');
    assert.match(result?.summary ?? '', /^Cancelled\. Until then: .*answers after 20 ms/);
    assert.deepEqual((result?.evidence as IdleEvidence).ladder?.rungs.map(({ outcome: how }) => how), ['answered', 'not-asked']);
  });

  it('asks once where the answer is a refusal', async () => {
    lab.setScenario('bad-key');
    const { evidence } = await only(deep(), 'stream');
    assert.equal((evidence as StreamEvidence).whole, undefined);
    assert.equal(requests.filter(({ method }) => method === 'POST').length, 1);
  });

  it('names who cuts a stream only where the whole answer is cut too', async () => {
    lab.setScenario('reset-mid-stream');
    const { findings } = await only(deep(), 'stream');
    assert.deepEqual(findings.map(({ id }) => id), ['stream-cut']);
  });

  it('asks the first listed model of the practice gateway where none was named, and plans no spending', async () => {
    const { evidence } = await only({ ...subjectOf(lab.baseUrl), depth: 'quick' as const }, 'stream');
    const { model: chosen, plan } = evidence as StreamEvidence;
    assert.deepEqual([chosen, plan], ['openai/gpt-5-mini', undefined]);
  });
});

describe('a stream that is paid for', () => {
  const key = 'sk-user-0123456789abcdef';
  const listed = JSON.stringify({
    data: [
      { id: 'a/small:free', pricing: { prompt: '0', completion: '0', request: '0' } },
      { id: 'b/cheap', pricing: { prompt: '0.000001', completion: '0.000002', request: '0' } },
    ],
  });
  /** A gateway of the user's own, whose free model is out of its quota. */
  const serve = async (asked: object[]): Promise<http.Server> => {
    const server = http.createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
      if (request.method !== 'POST') return void response.setHeader('content-type', 'application/json').end(listed);
      const body = JSON.parse(Buffer.concat(parts).toString()) as { model: string; max_tokens: number; stream: boolean };
      asked.push(body);
      if (body.model.endsWith(':free')) {
        return void response.writeHead(429, { 'content-type': 'application/json' }).end('{"error":{"code":429,"message":"Rate limit exceeded"}}');
      }
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end('data: {"choices":[{"delta":{"content":"one"}}]}\n\ndata: [DONE]\n\n');
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return server;
  };

  it('asks the free model, then the cheapest, and says what it can cost at most', async () => {
    const asked: { model: string; max_tokens: number }[] = [];
    const server = await serve(asked);
    try {
      const { port } = server.address() as AddressInfo;
      const subject = subjectOf(`http://127.0.0.1:${port}/v1`, { key, spend: true });
      const { diagnosis } = await diagnosed(subject, { only: ['stream'] });
      const { model: chosen, plan, record } = diagnosis.results[0]?.evidence as StreamEvidence;
      assert.deepEqual(asked.map((one) => one.model), ['a/small:free', 'b/cheap']);
      assert.deepEqual([chosen, plan?.why, record?.end], ['b/cheap', 'cheapest', 'terminator']);
      const [sent] = asked.slice(-1);
      assert.equal(sent?.max_tokens, plan?.maxTokens);
      // What a caller shows beforehand is what is planned here.
      const shown = plannedSpend(parsePricedModels(listed), streamSpendChoice(subject, new Date()));
      assert.deepEqual([shown?.model, shown?.maxUsd], ['a/small:free', 0]);
      // One answer, and one more in case it comes in one lump.
      assert.ok(plan && plan.maxUsd !== null && Math.abs(plan.maxUsd - 2 * (64 * 0.000001 + 64 * 0.000002)) < 1e-9);
    } finally {
      server.close();
    }
  });

  it('asks nothing without consent', async () => {
    const asked: object[] = [];
    const server = await serve(asked);
    try {
      const { port } = server.address() as AddressInfo;
      const subject = { ...subjectOf(`http://127.0.0.1:${port}/v1`, { key }), depth: 'deep' as const };
      const { diagnosis } = await diagnosed(subject, { only: ['stream'] });
      assert.equal((diagnosis.results[0]?.evidence as StreamEvidence).skipped, 'no-consent');
      assert.deepEqual(asked, []);
    } finally {
      server.close();
    }
  });
});
