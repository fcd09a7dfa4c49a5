import assert from 'node:assert/strict';
import type { Diagnosis } from '../../../src/diagnosis/diagnosis.ts';
import { probeIds, runDiagnosis } from '../../../src/diagnosis/engine.ts';
import type { Finding } from '../../../src/diagnosis/finding.ts';
import type { Probe } from '../../../src/diagnosis/probe.ts';
import { makeReport } from '../../../src/diagnosis/report.ts';
import { probesFor, seenSymptom, symptomIds } from '../../../src/diagnosis/seen-symptom.ts';
import { lookingFor, symptomsLookedForElsewhere } from '../../../src/diagnosis/symptoms/looking.ts';
import { symptoms } from '../../../src/diagnosis/symptoms/index.ts';
import { subjectOf } from './subjects.ts';

const finding = (id: string, severity: Finding['severity'] = 'error'): Finding => ({ id, leg: 'tls', severity, title: `${id}.`, detail: '', probes: [], fixes: [] });

describe('where to look for a symptom', () => {
  for (const symptom of symptoms) {
    it(`${symptom.id}: in probes that there are`, () => {
      const { probes, findings } = lookingFor(symptom);
      assert.ok(probes.length > 0 && findings.length > 0);
      for (const id of probes) assert.ok(probeIds.includes(id), id);
    });
  }
  it('names no symptom that there is not', () => {
    for (const id of symptomsLookedForElsewhere) assert.ok(symptomIds.includes(id), id);
    assert.equal(probesFor('no-such'), undefined);
    assert.equal(seenSymptom('no-such', []), undefined);
  });
});

describe('a symptom held against findings', () => {
  it('is confirmed by its cause, not by notes and not by other faults', () => {
    const seen = seenSymptom('tls-untrusted', [finding('tls-intercepted-untrusted'), finding('tls-private-authority', 'info'), finding('dns-slow')]);
    assert.deepEqual(seen?.confirmedBy, ['tls-intercepted-untrusted.']);
    assert.match(seen?.sentence ?? '', /has found the cause here: tls-intercepted-untrusted\./);
  });
  it('says so when it was not met', () => {
    assert.match(seenSymptom('tls-untrusted', [])?.sentence ?? '', /did not meet it/);
  });
});

describe('a diagnosis because of a symptom', () => {
  const ran: string[] = [];
  const probe = (id: string, deep?: true): Probe<never> =>
    ({
      id,
      leg: 'tls',
      ...(deep && { deep }),
      title: () => id,
      deadlineMs: () => 1_000,
      measure: async () => {
        ran.push(`${id} starts`);
        await new Promise((resolve) => setTimeout(resolve, 5));
        ran.push(`${id} ends`);
        return { applies: false, paths: [] };
      },
      judge: () => ({ status: 'pass', summary: '', findings: [] }),
    }) as unknown as Probe<never>;

  async function run(symptom?: string): Promise<Diagnosis> {
    ran.length = 0;
    const probes = [probe('loopback'), probe('tls'), probe('upload', true), probe('idle', true)];
    return runDiagnosis(subjectOf('http://127.0.0.1:9/v1'), { signal: new AbortController().signal, probes, ...(symptom === undefined ? {} : { symptom }) });
  }

  it('runs what tells its causes apart first', async () => {
    await run('tls-untrusted');
    assert.ok(ran.indexOf('tls ends') < ran.indexOf('loopback starts'), ran.join());
  });
  it('runs a deep probe that looks for it, and no other', async () => {
    await run('long-prompts-fail');
    assert.ok(ran.includes('upload ends') && !ran.includes('idle starts'), ran.join());
    await run();
    assert.ok(!ran.includes('upload starts'), ran.join());
  });
  it('says in its report what it has to say to it', async () => {
    const report = makeReport(await run('tls-untrusted'), []);
    assert.equal(report.symptom?.id, 'tls-untrusted');
    assert.equal(makeReport(await run(), []).symptom, undefined);
  });
});
