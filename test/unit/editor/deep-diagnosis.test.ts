/** The diagnosis in depth that runs beside the others: its progress, its end, and what becomes of its report. */
import * as assert from 'node:assert/strict';
import type { Diagnosis, DiagnosisOptions } from '../../../src/diagnosis/doctor.ts';
import type { Report } from '../../../src/diagnosis/report.ts';
import type { Subject } from '../../../src/diagnosis/subject.ts';
import { DiagnosisSession } from '../../../src/editor/diagnosis-session.ts';
import type { DoctorRoom } from '../../../src/editor/doctor-room.ts';
import { commands } from '../../../src/editor/ids.ts';
import { inspectorSnapshot } from '../../../src/editor/inspector/inspector-snapshot.ts';
import { menuEntries } from '../../../src/editor/menu.ts';
import { statusFacts } from '../../../src/editor/status-facts.ts';
import { statusText } from '../../../src/editor/status-text.ts';
import type { SubjectWish } from '../../../src/editor/subject-source.ts';
import { deepReaches } from '../../../src/diagnosis/deep-reach.ts';
import { aReport } from './reports.ts';

interface Run {
  options: DiagnosisOptions;
  finish(report: Report): void;
  fail(error: Error): void;
}

function held() {
  const runs: Run[] = [];
  const wishes: SubjectWish[] = [];
  const reports = new Map<Diagnosis, Report>();
  const doctor = {
    runDiagnosis: (_subject: Subject, options: DiagnosisOptions) =>
      new Promise<Diagnosis>((resolve, reject) => {
        const finish = (report: Report): void => {
          const diagnosis = { facts: report.subject } as unknown as Diagnosis;
          reports.set(diagnosis, report);
          resolve(diagnosis);
        };
        runs.push({ options, finish, fail: reject });
      }),
    makeReport: (diagnosis: Diagnosis) => reports.get(diagnosis),
    findingsOf: () => [],
  } as unknown as DoctorRoom;
  const session = new DiagnosisSession({
    memento: { get: () => undefined, update: async () => undefined } as never,
    log: { info: () => undefined, error: () => undefined } as never,
    loadDoctor: async () => doctor,
    subjects: {
      async prepare(_doctor, wish) {
        wishes.push(wish);
        return { subject: { gateway: { baseUrl: 'https://gateway.test/v1' } } as unknown as Subject, redact: (text) => text };
      },
    },
  });
  const run = async (index: number): Promise<Run> => {
    while (!runs[index]) await new Promise((resolve) => setImmediate(resolve));
    return runs[index];
  };
  return { session, wishes, run };
}

const reach = { rungsMs: [15_000, 70_000] };
const user = { spend: false } as const;
/** A report of the same gateway, told from others by its time. */
const reportAt = (startedAt: string, probes: readonly { status: string }[] = [{ status: 'pass' }]): Report =>
  ({ ...aReport(), startedAt, probes: probes as unknown as Report['probes'] });
const elsewhere = (report: Report): Report => {
  const { subject } = report;
  return { ...report, subject: { ...subject, gateway: { ...subject.gateway, baseUrl: 'https://other.test/v1' } } };
};

describe('a diagnosis in depth', () => {
  it('goes as far as was chosen, spends nothing, says how far it is, and becomes the report', async () => {
    const { session, wishes, run } = held();
    const finished = session.runDeep(reach);
    const { options, finish } = await run(0);
    assert.deepEqual(wishes, [{ spend: false, deep: { idleRungsMs: reach.rungsMs } }]);
    assert.deepEqual([session.snapshot().phase, session.snapshot().deep], ['idle', { percent: 0, leftMs: 70_000 }]);
    options.onEvent?.({ type: 'probe-progress', id: 'upload', elapsedMs: 4, totalMs: 4 });
    options.onEvent?.({ type: 'probe-progress', id: 'idle', elapsedMs: 35_000, totalMs: 78_000 });
    assert.deepEqual(session.snapshot().deep, { percent: 50, leftMs: 35_000 });
    options.onEvent?.({ type: 'probe-progress', id: 'idle', elapsedMs: 76_000, totalMs: 78_000 });
    assert.deepEqual(session.snapshot().deep, { percent: 100, leftMs: 0 });
    const report = reportAt('2026-11-21T10:00:00.000Z');
    finish(report);
    assert.equal(await finished, report);
    const { stored, deep, phase, notice } = session.snapshot();
    assert.deepEqual([stored?.report, deep, phase, notice], [report, undefined, 'done', undefined]);
  });

  it('keeps what was measured when it is cancelled, and says so', async () => {
    const { session, run } = held();
    const finished = session.runDeep(reach);
    const { options, finish } = await run(0);
    session.cancelDeep();
    assert.ok(options.signal.aborted);
    finish(reportAt('2026-11-21T10:00:00.000Z', [{ status: 'pass' }, { status: 'unknown' }]));
    assert.ok(await finished);
    assert.match(session.snapshot().notice ?? '', /was cancelled\. What it had measured/);
    assert.ok(session.snapshot().stored);
  });

  it('shows nothing where nothing was measured', async () => {
    const { session, run } = held();
    const finished = session.runDeep(reach);
    const { finish } = await run(0);
    session.cancelDeep();
    finish(reportAt('2026-11-21T10:00:00.000Z', [{ status: 'unknown' }]));
    assert.equal(await finished, undefined);
    assert.equal(session.snapshot().stored, undefined);
  });

  it('runs beside another diagnosis and comes after it', async () => {
    const { session, run } = held();
    const deep = session.runDeep(reach);
    const slow = await run(0);
    const quick = session.run(user);
    const fast = await run(1);
    assert.deepEqual([session.snapshot().phase, session.snapshot().deep?.percent], ['running', 0]);
    slow.finish(reportAt('2026-11-21T10:00:00.000Z'));
    await new Promise((resolve) => setImmediate(resolve));
    // What the user is looking at goes on as it was.
    assert.deepEqual([session.snapshot().phase, session.snapshot().stored], ['running', undefined]);
    assert.equal(fast.options.signal.aborted, false);
    const report = reportAt('2026-11-21T10:05:00.000Z');
    fast.finish(report);
    assert.equal(await quick, report);
    await deep;
    assert.equal(session.snapshot().stored?.report.startedAt, '2026-11-21T10:00:00.000Z');
    assert.equal(session.earlier, report);
  });

  it('does not take the place of the report on another gateway', async () => {
    const { session, run } = held();
    const deep = session.runDeep(reach);
    const slow = await run(0);
    const quick = session.run(user);
    const newer = elsewhere(reportAt('2026-11-21T10:05:00.000Z'));
    (await run(1)).finish(newer);
    await quick;
    const report = reportAt('2026-11-21T10:00:00.000Z');
    slow.finish(report);
    await deep;
    assert.deepEqual([session.snapshot().stored?.report, session.earlier], [newer, report]);
  });

  it('is not cancelled with the other, and the other not with it', async () => {
    const { session, run } = held();
    const deep = session.runDeep(reach);
    const slow = await run(0);
    const quick = session.run(user);
    const fast = await run(1);
    session.cancel();
    assert.deepEqual([slow.options.signal.aborted, fast.options.signal.aborted], [false, true]);
    await quick;
    session.dispose();
    assert.equal(slow.options.signal.aborted, true);
    slow.fail(new Error('over'));
    assert.equal(await deep, undefined);
  });

  it('is one at a time, and says why it failed', async () => {
    const { session, run } = held();
    const [one, two] = [session.runDeep(reach), session.runDeep(reach)];
    (await run(0)).fail(new Error('the network broke'));
    await assert.rejects(one, /the network broke/);
    await assert.rejects(two, /the network broke/);
    assert.deepEqual([session.snapshot().deep, session.snapshot().phase], [undefined, 'idle']);
  });

  it('stands in the status bar, in the menu and in the inspector, each with a way to cancel it', async () => {
    const { session, run } = held();
    const choice = { gateway: { title: 'Example', baseUrl: 'https://gateway.test/v1' } } as never;
    const shown = () => statusText(statusFacts(choice, session.snapshot(), { on: false, standings: [], showLatency: false }, Date.now()));
    const page = () => inspectorSnapshot(choice, session.snapshot(), Date.now());
    assert.equal(page().deepProgress, undefined);
    const finished = session.runDeep(reach);
    const { options, finish } = await run(0);
    options.onEvent?.({ type: 'probe-progress', id: 'idle', elapsedMs: 7_000, totalMs: 78_000 });
    assert.equal(shown().text, '$(sync~spin) Example: in depth, 10 %');
    assert.ok(shown().rows.some(([name, value]) => name === 'Diagnosis in depth' && value === '10 % done'));
    assert.match(page().deepProgress ?? '', /10 % done, 1 min 3 s left/);
    finish(reportAt('2026-11-21T10:00:00.000Z'));
    await finished;
    const menu = (deepPercent?: number): string[] =>
      menuEntries({ running: false, hasReport: true, monitoring: false, gatewayTitle: 'x', loopback: false, shim: { state: 'off', why: 'setting' } as const, endpoint: false, ...(deepPercent === undefined ? {} : { deepPercent }) }).map(({ command }) => command);
    assert.ok(menu().includes(commands.diagnoseInDepth) && !menu().includes(commands.cancelDeepDiagnosis));
    assert.ok(menu(10).includes(commands.cancelDeepDiagnosis) && !menu(10).includes(commands.diagnoseInDepth));
  });

  it('offers reaches that grow, each some seconds above the clocks it names, on ten connections at most', () => {
    const reaches = deepReaches();
    const highest = reaches.map(({ rungsMs }) => rungsMs.at(-1) ?? 0);
    assert.deepEqual(highest, highest.toSorted((a, b) => a - b));
    for (const { rungsMs } of reaches) {
      assert.ok(rungsMs.length <= 10);
      assert.deepEqual(rungsMs, rungsMs.toSorted((a, b) => a - b));
    }
    const clocksSeconds = [60, 120, 300, 600];
    for (const [index, seconds] of clocksSeconds.entries()) assert.ok((highest[index] ?? 0) >= seconds * 1_000 + 10_000);
  });
});
