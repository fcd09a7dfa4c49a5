import assert from 'node:assert/strict';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import { probes } from '../../../src/diagnosis/probes/index.ts';
import type { ProbeResult } from '../../../src/diagnosis/probe.ts';
import type { Report } from '../../../src/diagnosis/report.ts';
import { renderMarkdown } from '../../../src/diagnosis/render/markdown.ts';
import { renderTerminal } from '../../../src/diagnosis/render/terminal.ts';
import { startLab } from '../../../src/lab/lab.ts';
import { correlationCases } from './rules/correlation-cases.ts';
import { diagnosed, subjectOf } from './subjects.ts';

/** Runs something where there is no clock, no chance and no environment. */
function inIsolation<T>(work: () => T): T {
  const forbidden = (what: string) => (): never => {
    throw new Error(`${what} was asked while judging`);
  };
  const own = { now: Date.now, random: Math.random, performanceNow: performance.now, env: process.env };
  try {
    Date.now = forbidden('Date.now');
    Math.random = forbidden('Math.random');
    performance.now = forbidden('performance.now');
    process.env = new Proxy({}, { get: forbidden('process.env'), has: forbidden('process.env'), ownKeys: forbidden('process.env') });
    return work();
  } finally {
    Date.now = own.now;
    Math.random = own.random;
    performance.now = own.performanceNow;
    process.env = own.env;
  }
}

/** Judges stored evidence again, as a reader on another machine would. */
function judgeAgain({ subject, probes: stored }: Report): ReturnType<typeof diagnose> {
  const results = stored.map((one): ProbeResult => {
    const probe = probes.find(({ id }) => id === one.id);
    if (!probe || one.evidence === null) return { ...one, findings: [] };
    return { ...one, ...probe.judge(one.evidence as never, subject) };
  });
  return diagnose(subject, results);
}

describe('judging', () => {
  it('comes to the same twice, without clock, chance or environment', () => {
    for (const { facts, results } of correlationCases) {
      const before = structuredClone(results);
      const [once, twice] = inIsolation(() => [diagnose(facts, results), diagnose(facts, structuredClone(results))] as const);
      assert.deepEqual(once, twice);
      assert.deepEqual(results, before, 'judging changes nothing it is given');
    }
  });

  it('comes to the same on evidence that went through a file', async () => {
    const lab = await startLab();
    try {
      for (const scenario of ['healthy', 'bad-key', 'reset-mid-stream', 'tls-untrusted']) {
        lab.setScenario(scenario);
        const subject = subjectOf(scenario.startsWith('tls') ? lab.tlsBaseUrl : lab.baseUrl, { model: 'openai/gpt-4o-mini' });
        const { report } = await diagnosed(subject);
        const stored = JSON.parse(JSON.stringify(report)) as Report;
        const again = inIsolation(() => judgeAgain(stored));
        assert.deepEqual(again.verdict, report.verdict);
        assert.deepEqual(JSON.parse(JSON.stringify(again.findings)), JSON.parse(JSON.stringify(report.findings)));
        inIsolation(() => {
          assert.equal(renderMarkdown(stored), renderMarkdown(report));
          assert.equal(renderTerminal(stored, { color: true, width: 80 }), renderTerminal(report, { color: true, width: 80 }));
        });
      }
    } finally {
      await lab.close();
    }
  });
});
