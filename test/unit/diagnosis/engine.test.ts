import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DiagnosisEvent } from '../../../src/diagnosis/diagnosis.ts';
import { probeIds, runDiagnosis } from '../../../src/diagnosis/engine.ts';
import type { Judgement, Probe } from '../../../src/diagnosis/probe.ts';
import { makeReport } from '../../../src/diagnosis/report.ts';
import { startLab, type Lab } from '../../../src/lab/lab.ts';
import { startRawServer, until } from '../path/raw-server.ts';
import { diagnosed, subjectOf } from './subjects.ts';

const never = new AbortController().signal;
const passed: Judgement = { status: 'pass', summary: 'It is well.', findings: [] };

function probe(id: string, more: Partial<Probe<unknown>>): Probe<never> {
  const whole: Probe<unknown> = { id, leg: 'http', title: () => `Title of ${id}`, deadlineMs: () => 1_000, measure: async () => ({ id }), judge: () => passed, ...more };
  return whole as Probe<never>;
}

describe('the engine', () => {
  const subject = subjectOf('http://127.0.0.1:9/v1');
  const unhandled: unknown[] = [];
  const note = (error: unknown): void => void unhandled.push(error);
  before(() => process.on('unhandledRejection', note));
  after(() => process.off('unhandledRejection', note));
  afterEach(async () => {
    await sleep(20);
    assert.deepEqual(unhandled.splice(0), []);
  });

  it('lets nothing a probe does end the others', async () => {
    const probes = [
      probe('well', {}),
      probe('throws', { measure: () => { throw new TypeError('at\u001b[31m once'); } }),
      probe('rejects', { measure: async () => { throw new Error('later'); } }),
      probe('deaf', { deadlineMs: () => 60, measure: () => new Promise(() => undefined) }),
      probe('unjudgeable', { judge: () => { throw new Error('no judgement'); } }),
    ];
    const started = performance.now();
    const { results } = await runDiagnosis(subject, { signal: never, probes });
    assert.ok(performance.now() - started < 900);
    assert.deepEqual(results.map(({ id, status }) => [id, status]), [['well', 'pass'], ['throws', 'unknown'], ['rejects', 'unknown'], ['deaf', 'unknown'], ['unjudgeable', 'unknown']]);
    const summaries = Object.fromEntries(results.map(({ id, summary }) => [id, summary]));
    assert.match(summaries['throws'] ?? '', /The probe itself failed: at \[31m once/);
    assert.match(summaries['rejects'] ?? '', /later/);
    assert.match(summaries['deaf'] ?? '', /Not finished in time: Title of deaf did not finish within 60 ms/);
    assert.deepEqual(results.filter(({ status }) => status === 'unknown').map(({ evidence, findings }) => [evidence, findings]), Array(4).fill([null, []]));
  });

  it('is unknown, not healthy, when no probe can tell', async () => {
    const probes = probeIds.map((id) => probe(id, { measure: () => Promise.reject(new Error('broken')) }));
    const report = makeReport(await runDiagnosis(subject, { signal: never, probes }), []);
    assert.deepEqual([report.verdict.state, report.verdict.leg], ['unknown', null]);
  });

  it('judges who only thinks when all have begun and before the answer that takes longest', async () => {
    const told: string[] = [];
    const ids = ['route', 'dns', 'http', 'tls'];
    const probes = ids.map((id) =>
      probe(id, {
        ...(id === 'route' && { thinks: true as const }),
        measure: async () => (told.push(`begin ${id}`), id === 'http' && (await sleep(200)), null),
        judge: () => (told.push(`judge ${id}`), passed),
      }),
    );
    await runDiagnosis(subject, { signal: never, probes });
    assert.deepEqual(told.slice(0, 5), ['begin http', 'begin route', 'begin tls', 'begin dns', 'judge route']);
    assert.equal(told.at(-1), 'judge http');
  });

  it('runs its probes at the same time and tells how they go', async () => {
    let running = 0;
    let most = 0;
    const measure = async (): Promise<null> => {
      most = Math.max(most, (running += 1));
      await sleep(30);
      running -= 1;
      return null;
    };
    const events: DiagnosisEvent[] = [];
    const probes = ['a', 'b', 'c'].map((id) => probe(id, { measure }));
    const { durationMs, startedAt } = await runDiagnosis(subject, { signal: never, probes, onEvent: (event) => void events.push(event) });
    assert.equal(most, 3);
    assert.ok(durationMs >= 25 && durationMs < 500);
    assert.match(startedAt, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    assert.deepEqual(events[0], { type: 'started', probes: probes.map(({ id, leg }) => ({ id, leg, title: `Title of ${id}` })) });
    assert.deepEqual(events.slice(1, 4), ['a', 'b', 'c'].map((id) => ({ type: 'probe-started', id })));
    assert.deepEqual(events.slice(4).map((event) => event.type), Array(3).fill('probe-finished'));
  });

  it('has begun every probe before the first of them ends', async () => {
    const lab = await startLab();
    try {
      const events: DiagnosisEvent[] = [];
      const { results } = await runDiagnosis(subjectOf(lab.baseUrl), { signal: never, onEvent: (event) => void events.push(event) });
      const types = events.map(({ type }) => type);
      assert.ok(results.length >= 9);
      assert.equal(types.filter((type) => type === 'probe-started').length, results.length);
      assert.ok(types.lastIndexOf('probe-started') < types.indexOf('probe-finished'), types.join(', '));
    } finally {
      await lab.close();
    }
  });

  it('judges what a probe had seen when its time was up, and never falls over it', async () => {
    const seen: Partial<Probe<unknown>> = {
      deadlineMs: () => 40,
      measure: (_subject, measurements) => {
        for (const id of ['slow', 'odd']) measurements.keepSoFar(id, { part: 1 });
        return new Promise(() => undefined);
      },
    };
    const fails: Partial<Probe<unknown>> = {
      measure: (_subject, measurements) => {
        measurements.keepSoFar('fails', { part: 1 });
        throw new Error('broken');
      },
    };
    const judge = (evidence: unknown): Judgement => ({ ...passed, summary: JSON.stringify(evidence) });
    const probes = [
      probe('slow', { ...seen, judge }),
      probe('odd', { ...seen, judge: () => { throw new Error('no judgement'); } }),
      probe('fails', { ...fails, judge }),
    ];
    const { results } = await runDiagnosis(subject, { signal: never, probes });
    assert.deepEqual(results.map(({ id, status, evidence }) => [id, status, evidence]), [
      ['slow', 'pass', { part: 1 }],
      ['odd', 'unknown', null],
      ['fails', 'unknown', null],
    ]);
    assert.match(results[0]?.summary ?? '', /Not finished in time.* Until then: \{"part":1\}/);
  });

  it('keeps what was measured when it is cancelled', async () => {
    const controller = new AbortController();
    const probes = [probe('quick', {}), probe('slow', { measure: (_subject, _measurements, signal) => sleep(5_000, undefined, { signal }) }), probe('deaf', { measure: () => new Promise(() => undefined) })];
    const running = runDiagnosis(subject, { signal: controller.signal, probes });
    await sleep(30);
    controller.abort(new Error('the user went away'));
    const { results } = await running;
    assert.deepEqual(results.map(({ id, status, summary }) => [id, status, summary]), [['quick', 'pass', 'It is well.'], ['slow', 'unknown', 'Cancelled.'], ['deaf', 'unknown', 'Cancelled.']]);
    const late = await runDiagnosis(subject, { signal: controller.signal, probes });
    assert.deepEqual(late.results.map(({ status }) => status), Array(3).fill('unknown'));
  });

  it('closes every connection when it is cancelled in the middle', async () => {
    const silent = await startRawServer(() => undefined);
    try {
      const controller = new AbortController();
      for (const scheme of ['http', 'https']) {
        const running = runDiagnosis(subjectOf(`${scheme}://127.0.0.1:${silent.port}/v1`), { signal: AbortSignal.any([controller.signal]) });
        await until('something is connected', () => silent.open > 0);
        if (scheme === 'https') controller.abort(new Error('the user went away'));
        const { results } = await running;
        if (scheme === 'https') assert.ok(results.some(({ summary }) => summary === 'Cancelled.'));
        await until('nothing is connected', () => silent.open === 0);
      }
    } finally {
      await silent.close();
    }
  });

  it('does not let go on what nobody waits for any more', async () => {
    const silent = await startRawServer(() => undefined);
    try {
      const probes = [
        probe('impatient', { deadlineMs: () => 50, measure: (_subject, measurements) => measurements.once('work', () => new Promise((_, reject) => measurements.signal.addEventListener('abort', () => reject(new Error('stopped'))))) }),
      ];
      let stopped = false;
      const watcher = probe('watcher', { measure: async (_subject, measurements) => { measurements.signal.addEventListener('abort', () => (stopped = true)); return null; } });
      await runDiagnosis(subject, { signal: never, probes: [...probes, watcher] });
      assert.equal(stopped, true);
    } finally {
      await silent.close();
    }
  });

  it('measures once what several probes ask for', async () => {
    let measured = 0;
    const shared = (id: string): Probe<never> => probe(id, { measure: (_subject, measurements) => measurements.once('shared', async () => (measured += 1)) });
    const { results } = await runDiagnosis(subject, { signal: never, probes: [shared('a'), shared('b'), shared('c')] });
    assert.equal(measured, 1);
    assert.deepEqual(results.map(({ evidence }) => evidence), [1, 1, 1]);
  });

  describe('on a part of the probes', () => {
    let lab: Lab;
    before(async () => {
      lab = await startLab();
    });
    after(() => lab.close());

    it('runs only those, in order, and keeps the other results', async () => {
      const own = subjectOf(lab.baseUrl, { model: 'openai/gpt-4o-mini' });
      const first = await diagnosed(own, { only: ['http', 'dns'] });
      assert.deepEqual(first.diagnosis.results.map(({ id }) => id), ['dns', 'http']);
      lab.setScenario('bad-key');
      const second = await diagnosed(own, { only: ['http', 'stream'], previous: first.diagnosis });
      lab.setScenario('healthy');
      assert.deepEqual(second.diagnosis.results.map(({ id }) => id), ['dns', 'http', 'stream']);
      assert.equal(second.diagnosis.results[0], first.diagnosis.results[0], 'what was not run again is what it was');
      assert.equal(second.report.verdict.leg, 'account');
      assert.deepEqual((await diagnosed(own, { only: ['no-such-probe'] })).diagnosis.results, []);
    });

    it('goes on hiding the key that an earlier part was made with', async () => {
      const first = await diagnosed(subjectOf(lab.baseUrl, { key: 'an-older-key-without-a-form' }), { only: ['route'] });
      const second = await diagnosed(subjectOf(lab.baseUrl, { key: 'a-newer-key-without-a-form' }), { only: ['dns'], previous: first.diagnosis });
      assert.deepEqual(second.diagnosis.secrets.map((secret) => secret.reveal()), ['a-newer-key-without-a-form', 'an-older-key-without-a-form']);
    });
  });

  it('compares the HTTP stacks of the process, and bounds those that hang', async () => {
    const lab = await startLab();
    try {
      const answer = { status: 200, headers: {} };
      const stacks = [
        { stack: 'patched-https' as const, title: 'well', get: async () => answer },
        { stack: 'patched-fetch' as const, title: 'broken', get: async () => { throw Object.assign(new Error('no'), { code: 'ECONNREFUSED' }); } },
        { stack: 'original-fetch' as const, title: 'deaf', get: () => new Promise<never>(() => undefined) },
      ];
      const { report } = await diagnosed(subjectOf(lab.baseUrl, { stacks, limits: { headersMs: 300 } }), { only: ['stacks'] });
      const finding = report.findings.find(({ id }) => id === 'stacks-disagree');
      assert.match(finding?.detail ?? '', /broken: ECONNREFUSED.*deaf: DEADLINE/);
    } finally {
      await lab.close();
    }
  });
});
