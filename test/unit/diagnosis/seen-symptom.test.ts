import assert from 'node:assert/strict';
import type { Diagnosis } from '../../../src/diagnosis/diagnosis.ts';
import { probeIds, runDiagnosis } from '../../../src/diagnosis/engine.ts';
import type { Finding } from '../../../src/diagnosis/finding.ts';
import type { Probe } from '../../../src/diagnosis/probe.ts';
import { makeReport } from '../../../src/diagnosis/report.ts';
import { probesFor, seenSymptom, symptomIds, type RunSeen } from '../../../src/diagnosis/seen-symptom.ts';
import type { ProbeResult } from '../../../src/diagnosis/probe.ts';
import { probes as realProbes } from '../../../src/diagnosis/probes/index.ts';
import { renderTerminal } from '../../../src/diagnosis/render/terminal.ts';
import { startLab, type Lab } from '../../../src/lab/lab.ts';
import { lookingFor, symptomsLookedForElsewhere } from '../../../src/diagnosis/symptoms/looking.ts';
import { symptoms } from '../../../src/diagnosis/symptoms/index.ts';
import { httpCases, streamCases } from './rules/api-cases.ts';
import { connectCases, dnsCases } from './rules/network-cases.ts';
import { loopbackCases, proxyEnvironmentCases, routeCases } from './rules/settings-cases.ts';
import { clashCases } from './rules/clash-cases.ts';
import { stackCases } from './rules/stack-cases.ts';
import { deepStreamCases, idleCases, uploadCases } from './rules/stream-cases.ts';
import { tlsCases } from './rules/tls-cases.ts';
import { direct, environment, factsOf, httpOf, proxied, recordOf, resultOf, settingsOf, streamOf, waterfall, type RuleCase } from './samples.ts';
import { subjectOf } from './subjects.ts';
import { commonSymptoms } from './symptom-texts.ts';

const finding = (id: string, severity: Finding['severity'] = 'error'): Finding => ({ id, leg: 'tls', severity, title: `${id}.`, detail: '', probes: [], fixes: [] });

describe('where to look for a symptom', () => {
  for (const symptom of symptoms) {
    it(`${symptom.id}: in probes that there are`, () => {
      const { probes, findings } = lookingFor(symptom);
      assert.ok(probes.length > 0 && (findings.length > 0 || lookingFor(symptom).lookAt), 'found by a probe, or told where to look');
      for (const id of lookingFor(symptom).excludedBy ?? []) assert.ok(probes.includes(id), `${id} excludes it and does not run first`);
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
    assert.match(seenSymptom('tls-untrusted', [])?.sentence ?? '', /^This run did not meet it and can not exclude it\. Look at the issuer/);
  });
});

const tables: readonly RuleCase[] = [
  ...proxyEnvironmentCases, ...routeCases, ...loopbackCases, ...dnsCases, ...connectCases, ...tlsCases, ...httpCases, ...stackCases,
  ...streamCases, ...deepStreamCases, ...uploadCases, ...idleCases, ...clashCases,
];

/** A judgement of evidence, recorded or by hand, that holds the finding. */
function judgedWith(id: string): Finding {
  for (const { findings, judge } of tables) {
    const at = findings.findIndex((one) => one.endsWith(` ${id}`));
    const found = at < 0 ? undefined : judge().findings[at];
    if (found && found.severity !== 'info') return found;
  }
  for (const { findings, judge } of tables) {
    const at = findings.findIndex((one) => one.endsWith(` ${id}`));
    const found = at < 0 ? undefined : judge().findings[at];
    if (found) return found;
  }
  throw new Error(`no rule case makes ${id}`);
}

const contexts = [environment({}, 'this-process'), environment({}, 'login-shell')];

/** A run in which every probe has measured, with nothing held back. */
function wholeRun(status: ProbeResult['status'] = 'pass'): RunSeen {
  const evidence: Readonly<Record<string, unknown>> = {
    'proxy-environment': settingsOf({ environments: contexts }),
    http: httpOf({}, { keyUsed: 'user' }),
    stream: streamOf({ otherProtocol: { status: 200, headers: {}, waterfall, protocol: 'h2', record: recordOf() } }),
  };
  const results = probeIds.map((id) => ({ ...resultOf(id, 'http', { status, summary: 'Not run: no reason.', findings: [] }, status === 'pass' ? (evidence[id] ?? {}) : null), title: `Title of ${id}` }));
  return { results, facts: factsOf({ paths: [proxied] }) };
}

/** The 24: what confirms each, and what a run says in which nothing is wrong. */
const outcomes: Readonly<Record<(typeof commonSymptoms)[number], { causes: readonly string[]; whenWell: 'excluded' | 'undecided'; lookAt?: RegExp }>> = {
  'connection-reset': { causes: ['connection-cut-before-response', 'upload-cut', 'address-family-cut', 'tls-closed'], whenWell: 'undecided', lookAt: /Restart the client/ },
  'tls-untrusted': { causes: ['tls-intercepted-untrusted', 'tls-untrusted', 'tls-broken-chain', 'tls-runtime-refuses'], whenWell: 'excluded' },
  'loopback-through-proxy': { causes: ['loopback-proxied'], whenWell: 'excluded' },
  'body-timeout': { causes: ['stream-stalled', 'stream-gap', 'idle-connection-cut'], whenWell: 'undecided', lookAt: /300 s/ },
  'headers-timeout': { causes: ['no-response', 'slow-first-content', 'whole-answer-fails'], whenWell: 'undecided', lookAt: /300 s.*streaming on/ },
  'responses-stream-closed': { causes: ['stream-cut', 'stream-truncated', 'idle-connection-cut'], whenWell: 'undecided', lookAt: /response\.completed/ },
  'stalled-stream': { causes: ['stream-stalled', 'stream-endless'], whenWell: 'undecided', lookAt: /bytes still flow/ },
  'stream-idle-timeout': { causes: ['stream-stalled', 'idle-connection-cut', 'idle-connection-forgotten'], whenWell: 'excluded' },
  'empty-answer': { causes: ['stream-empty'], whenWell: 'excluded' },
  'premature-close': { causes: ['stream-cut', 'body-cut', 'stream-fails-over-http1'], whenWell: 'excluded' },
  'tls-to-plain-port': { causes: ['tls-not-tls', 'proxy-protocol', 'not-http'], whenWell: 'excluded' },
  'connect-budget': { causes: ['slow-addresses', 'address-family-broken'], whenWell: 'excluded' },
  'not-an-api': { causes: ['not-an-api', 'no-models-list', 'not-a-stream'], whenWell: 'excluded' },
  'proxy-auth': { causes: ['proxy-auth-required'], whenWell: 'excluded' },
  'editor-environment': { causes: ['proxy-contexts-disagree', 'stacks-disagree', 'no-proxy-setting-hides-variable'], whenWell: 'excluded' },
  'socks-unsupported': { causes: ['proxy-protocol', 'route-error'], whenWell: 'excluded' },
  'bad-key': { causes: ['bad-key', 'key-expired', 'key-not-sendable'], whenWell: 'excluded' },
  'no-endpoints': { causes: ['model-not-listed', 'model-not-found'], whenWell: 'undecided', lookAt: /availability\.code/ },
  'free-model-limits': { causes: ['rate-limited', 'no-credit'], whenWell: 'undecided', lookAt: /X-RateLimit/ },
  'answer-in-one-lump': { causes: ['stream-buffered', 'stream-partly-buffered'], whenWell: 'excluded' },
  'http2-trouble': { causes: ['stream-fails-over-http2'], whenWell: 'excluded' },
  'repeated-requests': { causes: [], whenWell: 'undecided', lookAt: /X-Stainless-Retry-Count/ },
  'sse-comment-misread': { causes: [], whenWell: 'undecided', lookAt: /begins with a colon/ },
  'wrong-host': { causes: ['wrong-host'], whenWell: 'excluded' },
};

/** Faults of the gateway, the account or another leg that confirm none of those they are nearest to. */
const unrelated: readonly [symptom: string, finding: string][] = [
  ['repeated-requests', 'stream-cut'],
  ['sse-comment-misread', 'stream-cut'],
  ['free-model-limits', 'bad-key'],
  ['wrong-host', 'dns-slow'],
  ['loopback-through-proxy', 'not-an-api'],
  ['tls-untrusted', 'tls-wrong-host'],
  ['http2-trouble', 'stream-cut'],
];

describe('what a run says to each of the 24 symptoms', () => {
  for (const id of commonSymptoms) {
    const { causes, whenWell, lookAt } = outcomes[id];
    for (const cause of causes) {
      it(`${id} is confirmed by ${cause}, and the evidence is named`, () => {
        const found = judgedWith(cause);
        const seen = seenSymptom(id, [found], wholeRun());
        assert.equal(seen?.outcome, 'confirmed');
        assert.ok(seen.sentence.startsWith(`This run has found the cause here: ${found.title}`), seen.sentence);
        assert.deepEqual(seen.evidence, found.probes);
        for (const probe of found.probes) assert.ok(seen.sentence.includes(`Title of ${probe}`), seen.sentence);
      });
    }
    it(`${id} is ${whenWell} when all is well`, () => {
      const seen = seenSymptom(id, [], wholeRun());
      assert.equal(seen?.outcome, whenWell);
      assert.equal(seen.evidence.length > 0, whenWell === 'excluded');
      assert.match(seen.sentence, whenWell === 'excluded' ? /^This run excludes it for now; evidence: Title of / : /^This run did not meet it and can not exclude it\./);
      if (lookAt) assert.match(seen.sentence, lookAt);
      assert.doesNotMatch(seen.sentence, /undefined|\{\d\}|\.\.|Not measured/);
    });
    it(`${id} is undecided when nothing was measured, and what was missing is named`, () => {
      for (const status of ['skip', 'unknown'] as const) {
        const seen = seenSymptom(id, [], wholeRun(status));
        assert.equal(seen?.outcome, 'undecided');
        assert.deepEqual(seen.evidence, []);
        assert.match(seen.sentence, /Not measured: Title of [\w-]+ \(Not run: no reason\)/);
      }
    });
  }

  for (const [id, cause] of unrelated) {
    it(`${id} is not confirmed by ${cause}`, () => assert.notEqual(seenSymptom(id, [judgedWith(cause)], wholeRun())?.outcome, 'confirmed'));
  }

  const without = (change: (run: RunSeen) => RunSeen): RunSeen => change(wholeRun());
  const held: readonly [what: string, id: string, run: RunSeen][] = [
    ['one environment alone says nothing of another', 'editor-environment', without((run) => ({ ...run, results: run.results.map((one) => (one.id === 'proxy-environment' ? { ...one, evidence: settingsOf() } : one)) }))],
    ['a run without a key says nothing of it', 'bad-key', without((run) => ({ ...run, results: run.results.map((one) => (one.id === 'http' ? { ...one, evidence: httpOf({}, { keyUsed: 'none' }) } : one)) }))],
    ['a run over one version says nothing of the other', 'http2-trouble', without((run) => ({ ...run, results: run.results.map((one) => (one.id === 'stream' ? { ...one, evidence: streamOf() } : one)) }))],
    ['a direct way says nothing of a proxy', 'proxy-auth', without((run) => ({ ...run, facts: factsOf({ paths: [direct] }) }))],
  ];
  for (const [what, id, run] of held) {
    it(what, () => {
      const seen = seenSymptom(id, [], run);
      assert.equal(seen?.outcome, 'undecided');
      assert.ok(seen.sentence.length > 'This run did not meet it and can not exclude it. '.length + 20);
    });
  }
});

describe('a symptom held against the practice gateway', () => {
  let lab: Lab;
  before(async () => {
    lab = await startLab();
  });
  after(() => lab.close());
  const cases: readonly [symptom: string, scenario: string, outcome: string][] = [
    ['bad-key', 'bad-key', 'confirmed'],
    ['not-an-api', 'html-error-page', 'confirmed'],
    ['not-an-api', 'healthy', 'excluded'],
    ['premature-close', 'reset-mid-stream', 'confirmed'],
    ['free-model-limits', 'rate-limited', 'confirmed'],
    ['sse-comment-misread', 'bad-key', 'undecided'],
    ['wrong-host', 'healthy', 'excluded'],
  ];
  for (const [symptom, scenario, outcome] of cases) {
    it(`${symptom} in scenario ${scenario} is ${outcome}`, async () => {
      lab.setScenario(scenario);
      const only = (probesFor(symptom) ?? []).filter((id) => !['idle', 'upload'].includes(id));
      const diagnosis = await runDiagnosis(subjectOf(lab.baseUrl, { model: 'openai/gpt-4o-mini' }), { signal: new AbortController().signal, only, symptom });
      const report = makeReport(diagnosis, []);
      assert.equal(report.symptom?.outcome, outcome, report.symptom?.sentence);
      const shown = renderTerminal(report, { color: false, width: 100 }).replace(/\s+/g, ' ');
      assert.ok(shown.includes(`${report.symptom.title} ${report.symptom.sentence} ${report.symptom.cause}`), 'the outcome is the first thing said to it');
    });
  }
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
  for (const id of commonSymptoms) {
    it(`runs what discriminates ${id} before everything else`, async () => {
      const first = probesFor(id) ?? [];
      ran.length = 0;
      const all = realProbes.map((one) => probe(one.id, one.deep));
      await runDiagnosis(subjectOf('http://127.0.0.1:9/v1'), { signal: new AbortController().signal, probes: all, symptom: id });
      const ordinary = realProbes.filter(({ deep }) => !deep).map((one) => one.id);
      const later = ordinary.filter((one) => !first.includes(one));
      assert.ok(later.length > 0 && later.every((one) => ran.includes(`${one} starts`)), 'the rest is measured as well');
      for (const one of first.filter((name) => ordinary.includes(name))) {
        for (const other of later) assert.ok(ran.indexOf(`${one} ends`) < ran.indexOf(`${other} starts`), `${one} before ${other}: ${ran.join()}`);
      }
      const deepOnes = realProbes.filter(({ deep }) => deep).map((one) => one.id);
      for (const one of deepOnes) assert.equal(ran.includes(`${one} starts`), first.includes(one), `${one} is deep: ${ran.join()}`);
    });
  }

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
