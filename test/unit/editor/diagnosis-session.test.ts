import * as assert from 'node:assert/strict';
import type { Diagnosis, DiagnosisEvent, DiagnosisOptions } from '../../../src/diagnosis/doctor.ts';
import type { Report } from '../../../src/diagnosis/report.ts';
import type { Subject } from '../../../src/diagnosis/subject.ts';
import { DiagnosisSession } from '../../../src/editor/diagnosis-session.ts';
import type { DoctorRoom } from '../../../src/editor/doctor-room.ts';
import type { SubjectWish } from '../../../src/editor/subject-source.ts';
import { aReport } from './reports.ts';

/** A session around a diagnosis that a test holds in its hands. */
function held(stored?: unknown) {
  const runs: { options: DiagnosisOptions; finish(report?: Report, results?: readonly object[]): void; fail(error: Error): void }[] = [];
  const wishes: SubjectWish[] = [];
  const lines: string[] = [];
  const memory = new Map<string, unknown>([['lastReport', stored]]);
  let prepare = async (): Promise<void> => undefined;
  const reports = new Map<Diagnosis, Report>();
  const doctor = {
    runDiagnosis: (_subject: Subject, options: DiagnosisOptions) =>
      new Promise<Diagnosis>((resolve, reject) => {
        runs.push({
          options,
          finish(report = aReport(), results?: readonly object[]) {
            const diagnosis = { facts: report.subject, ...(results && { results }) } as unknown as Diagnosis;
            reports.set(diagnosis, report);
            resolve(diagnosis);
          },
          fail: reject,
        });
      }),
    makeReport: (diagnosis: Diagnosis) => reports.get(diagnosis),
    findingsOf: (diagnosis: Diagnosis) => reports.get(diagnosis)?.findings ?? [],
  } as unknown as DoctorRoom;
  const session = new DiagnosisSession({
    memento: { get: (key: string) => memory.get(key), update: async (key: string, value: unknown) => void memory.set(key, value) } as never,
    log: { info: (line: string) => lines.push(line), error: (line: string) => lines.push(line) } as never,
    loadDoctor: async () => doctor,
    subjects: {
      async prepare(_doctor, wish) {
        wishes.push(wish);
        await prepare();
        const gateway = { baseUrl: 'https://gateway.test/v1' };
        return { subject: { gateway } as unknown as Subject, redact: (text) => text.replace('hunter22', '***') };
      },
    },
  });
  return {
    session,
    runs,
    wishes,
    lines,
    memory,
    onPrepare: (work: () => Promise<void>) => (prepare = work),
    /** Resolves with the run of that number when it has started. */
    async run(index: number) {
      while (!runs[index]) await new Promise((resolve) => setImmediate(resolve));
      return runs[index];
    },
  };
}

const user = { spend: false } as const;
const probes = [
  { id: 'dns', leg: 'dns', title: 'Name resolution' },
  { id: 'tls', leg: 'tls', title: 'TLS' },
] as const;

describe('diagnosis session', () => {
  it('runs, reports, keeps the report and stores it', async () => {
    const { session, run, memory, lines } = held();
    assert.equal(session.snapshot().phase, 'idle');
    const finished = session.run(user);
    assert.equal(session.snapshot().phase, 'running');
    (await run(0)).finish();
    assert.equal((await finished)?.verdict.leg, 'tls');
    const snapshot = session.snapshot();
    assert.equal(snapshot.phase, 'done');
    assert.equal(snapshot.stored?.report.verdict.leg, 'tls');
    assert.equal(snapshot.probes.length, 3);
    assert.deepEqual(memory.get('lastReport'), snapshot.stored);
    assert.match(lines.join(), /diagnosis of custom: down, leg tls/);
  });

  it('shows each probe as it goes, redacted, and tells its listeners', async () => {
    const { session, run } = held();
    let changes = 0;
    const listening = session.onDidChange(() => changes++);
    const finished = session.run(user);
    const { options, finish } = await run(0);
    const tell = (event: DiagnosisEvent): void => options.onEvent?.(event);
    tell({ type: 'started', probes });
    assert.deepEqual(session.snapshot().probes.map(({ status }) => status), ['waiting', 'waiting']);
    tell({ type: 'probe-started', id: 'dns' });
    assert.deepEqual(session.snapshot().progress, { done: 0, total: 2 });
    const result = { ...probes[0], status: 'pass', summary: 'said hunter22', durationMs: 5, evidence: 'hunter22', findings: [] } as const;
    tell({ type: 'probe-finished', result });
    const [row] = session.snapshot().probes;
    assert.deepEqual(row, { ...probes[0], status: 'pass', summary: 'said ***', durationMs: 5 });
    assert.deepEqual(session.snapshot().progress, { done: 1, total: 2 });
    assert.equal(changes, 4);
    listening.dispose();
    finish();
    await finished;
    assert.equal(changes, 4);
  });

  it('tells evidence as it was seen while that is in memory, later as the report has it', async () => {
    const { session, run, memory } = held();
    assert.equal(session.evidence('tls'), undefined);
    const report = aReport();
    const inReport = { ...report, probes: report.probes.map((probe) => ({ ...probe, evidence: { of: probe.id } })) };
    const [first] = report.probes;
    assert.ok(first);
    const finished = session.run(user);
    (await run(0)).finish(inReport, [{ id: first.id, evidence: { of: 'memory' } }]);
    await finished;
    assert.deepEqual(session.evidence(first.id), { of: 'memory' });
    assert.deepEqual(held(memory.get('lastReport')).session.evidence(first.id), { of: first.id });
  });

  it('lets a second request of the user join the first', async () => {
    const { session, run, runs } = held();
    const both = [session.run(user), session.run(user)];
    (await run(0)).finish();
    const [one, other] = await Promise.all(both);
    assert.equal(one, other);
    assert.equal(runs.length, 1);
  });

  it('keeps the last report when cancelled, at once and whatever the probes do', async () => {
    const { session, run } = held({ report: aReport({ state: 'healthy', leg: null }) });
    const finished = session.run(user);
    const { options, finish } = await run(0);
    session.cancel();
    assert.equal(await finished, undefined);
    assert.equal(options.signal.aborted, true);
    const snapshot = session.snapshot();
    assert.equal(snapshot.phase, 'done');
    assert.equal(snapshot.stored?.report.verdict.state, 'healthy');
    assert.match(snapshot.notice ?? '', /cancelled/);
    finish();
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(session.snapshot().stored?.report.verdict.state, 'healthy');
  });

  it('can be cancelled while it reads settings', async () => {
    const { session, onPrepare, runs } = held();
    onPrepare(() => new Promise(() => undefined));
    const finished = session.run(user);
    await new Promise((resolve) => setImmediate(resolve));
    session.cancel();
    assert.equal(await finished, undefined);
    assert.equal(session.snapshot().phase, 'idle');
    assert.equal(runs.length, 0);
  });

  it('says why when it fails, without credentials in the log, and recovers', async () => {
    const { session, run, lines } = held();
    const finished = session.run(user);
    (await run(0)).fail(new Error('no way through http://me:hunter22@proxy.test'));
    assert.equal(await finished, undefined);
    assert.equal(session.snapshot().phase, 'failed');
    assert.match(session.snapshot().failure ?? '', /no way through/);
    assert.doesNotMatch(lines.join(), /hunter22/);
    const again = session.run(user);
    assert.equal(session.snapshot().failure, undefined);
    (await run(1)).finish();
    await again;
    assert.equal(session.snapshot().phase, 'done');
  });

  it('re-runs one probe with the other results, when they are in memory and of this gateway', async () => {
    const { session, run } = held();
    const first = session.run(user);
    (await run(0)).finish();
    await first;
    const second = session.run({ ...user, only: ['tls'] });
    const { options, finish } = await run(1);
    assert.deepEqual(options.only, ['tls']);
    assert.ok(options.previous);
    options.onEvent?.({ type: 'started', probes: [probes[1]] });
    assert.deepEqual(session.snapshot().probes.map(({ id, status }) => [id, status]), [['dns', 'pass'], ['tls', 'waiting'], ['stream', 'skip']]);
    assert.deepEqual(session.snapshot().progress, { done: 0, total: 1 });
    finish();
    await second;
  });

  it('runs everything instead of one probe when only a stored report is there', async () => {
    const { session, run } = held({ report: aReport() });
    const finished = session.run({ ...user, only: ['tls'] });
    const { options, finish } = await run(0);
    assert.equal(options.only, undefined);
    assert.equal(options.previous, undefined);
    finish();
    await finished;
  });

  it('tells whoever listens of each diagnosis that came to a report', async () => {
    const { session, run } = held();
    const told: string[] = [];
    session.onDidDiagnose(({ verdict }) => told.push(verdict.state));
    const first = session.run(user);
    await run(0);
    session.cancel();
    assert.equal(await first, undefined);
    const second = session.run(user);
    (await run(1)).finish();
    await second;
    assert.deepEqual(told, ['down']);
  });

  it('comes back after a window reload with the stored report', () => {
    const { session } = held({ report: aReport() });
    assert.equal(session.snapshot().phase, 'done');
    assert.equal(session.snapshot().probes[1]?.summary, 'not trusted');
    assert.equal(session.canRerun, false);
  });
});
