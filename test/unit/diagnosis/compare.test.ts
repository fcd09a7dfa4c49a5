import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compareReports } from '../../../src/diagnosis/compare.ts';
import type { Finding } from '../../../src/diagnosis/finding.ts';
import { NoReportError, readReport } from '../../../src/diagnosis/read-report.ts';
import { renderComparison } from '../../../src/diagnosis/render/comparison.ts';
import type { Report } from '../../../src/diagnosis/report.ts';
import { factsOf } from './samples.ts';

const finding = (id: string, title: string, severity: Finding['severity'] = 'warning'): Finding => ({ id, leg: 'tls', severity, title, detail: '', probes: [], fixes: [] });

function report(more: Partial<Report> = {}, variables: Record<string, string> = {}): Report {
  const settings = { platform: 'linux', environments: [{ context: 'this-process', obtained: 'read', variables }], editor: [{ id: 'http.proxy', value: '', scope: 'default' }], tools: [], system: {}, unreadable: [] };
  return {
    schemaVersion: 1,
    startedAt: '2026-11-21T10:00:00.000Z',
    durationMs: 10,
    subject: factsOf(),
    verdict: { state: 'down', leg: 'tls', confidence: 'high', sentence: '', nextStep: '' },
    findings: [],
    probes: [
      { id: 'proxy-environment', leg: 'settings', title: 'Settings', status: 'pass', summary: '', durationMs: 4.2, evidence: { settings } },
      { id: 'tls', leg: 'tls', title: 'TLS', status: 'fail', summary: '', durationMs: 30, evidence: {} },
    ],
    ...more,
  };
}

describe('comparing two reports', () => {
  it('tells what is gone, what is new and what stayed, and what was set differently', () => {
    const before = report({ findings: [finding('a', 'A 10 ms'), finding('b', 'B'), finding('c', 'first'), finding('c', 'second')] }, { HTTPS_PROXY: 'http://p:1', SAME: '1' });
    const after = report(
      {
        verdict: { state: 'healthy', leg: null, confidence: 'high', sentence: '', nextStep: '' },
        findings: [finding('a', 'A 12 ms'), finding('d', 'D'), finding('c', 'second')],
        probes: report().probes.map((probe) => (probe.id === 'tls' ? { ...probe, status: 'pass' as const } : probe)),
      },
      { SAME: '1', NO_PROXY: 'x' },
    );
    const comparison = compareReports(before, { ...after, probes: [{ ...after.probes[0]!, evidence: report({}, { SAME: '1', NO_PROXY: 'x' }).probes[0]!.evidence }, after.probes[1]!] });
    assert.deepEqual(comparison.gone.map(({ title }) => title), ['B', 'first']);
    assert.deepEqual(comparison.fresh.map(({ title }) => title), ['D']);
    assert.deepEqual(comparison.kept.map(({ title }) => title), ['A 12 ms', 'second']);
    assert.equal(comparison.sentence, 'It was down and is healthy. 2 findings are gone. 1 findings are new.');
    const [probes, settings] = comparison.tables;
    assert.deepEqual(probes?.rows[1]?.map(({ text, mark }) => [text, mark].filter(Boolean).join(' ')), ['TLS', 'failed', 'passed differs', '30 ms', '30 ms']);
    assert.deepEqual(settings?.rows.map((cells) => cells.map(({ text }) => text)), [['HTTPS_PROXY', 'http://p:1', 'not set'], ['NO_PROXY', 'not set', 'x']]);
    const text = renderComparison(comparison);
    for (const part of ['Gone:\n- warning: B', 'New:\n- warning: D', 'Settings that differ', 'HTTPS_PROXY']) assert.ok(text.includes(part), part);
  });

  it('says when the runs are of two places or two gateways', () => {
    const other = report({ subject: factsOf({ contextLabel: 'extension host', gateway: { id: 'x', title: 'X', baseUrl: 'https://x/v1', userDefined: true } }) });
    assert.match(compareReports(report(), other).sentence, /The two runs differ in the gateway and the place they ran in\./);
  });

  it('of a report with itself finds nothing', () => {
    const { gone, fresh, sentence, tables } = compareReports(report(), report());
    assert.deepEqual([gone, fresh, sentence, tables.length], [[], [], 'The verdict is the same: down.', 1]);
  });
});

describe('reading a saved report', () => {
  it('reads what was saved', () => assert.deepEqual(readReport(JSON.stringify(report())), report()));
  for (const [what, text] of [
    ['no JSON', 'x'],
    ['a list', '[]'],
    ['another version', '{"schemaVersion":2}'],
    ['a report without findings', JSON.stringify({ ...report(), findings: undefined })],
    ['a report with an unknown status', JSON.stringify({ ...report(), probes: [{ id: 'a', title: 'b', status: 'great', durationMs: 1 }] })],
  ] as const) {
    it(`refuses ${what}`, () => assert.throws(() => readReport(text), NoReportError));
  }
  it('either gives a report that can be compared and drawn, or refuses', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('findings', 'probes', 'verdict', 'subject', 'startedAt', 'durationMs'), fc.jsonValue()), (changes) => {
        let read: Report;
        try {
          read = readReport(JSON.stringify({ ...report(), ...changes }));
        } catch (error) {
          assert.ok(error instanceof NoReportError);
          return;
        }
        renderComparison(compareReports(read, report()));
        renderComparison(compareReports(report(), read));
      }),
    );
  });
});
