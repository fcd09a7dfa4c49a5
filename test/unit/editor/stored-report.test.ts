import * as assert from 'node:assert/strict';
import fc from 'fast-check';
import { readStoredReport } from '../../../src/editor/stored-report.ts';
import { aReport } from './reports.ts';

describe('stored report', () => {
  const stored = { report: aReport() };

  it('is read back as it was stored', () => {
    assert.deepEqual(readStoredReport(JSON.parse(JSON.stringify(stored))), JSON.parse(JSON.stringify(stored)));
  });

  const broken: [name: string, value: unknown][] = [
    ['nothing', undefined],
    ['a text', 'report'],
    ['another version', { ...stored, report: { ...stored.report, schemaVersion: 2 } }],
    ['no report', { origin: 'user' }],
    ['no time', { ...stored, report: { ...stored.report, startedAt: 'yesterday' } }],
    ['an unknown state', { ...stored, report: { ...stored.report, verdict: { ...stored.report.verdict, state: 'fine' } } }],
    ['an unknown leg', { ...stored, report: { ...stored.report, verdict: { ...stored.report.verdict, leg: 'arm' } } }],
    ['no gateway', { ...stored, report: { ...stored.report, subject: { ...stored.report.subject, gateway: null } } }],
    ['a finding without fixes', { ...stored, report: { ...stored.report, findings: [{ ...stored.report.findings[0], fixes: null }] } }],
    ['a probe without a title', { ...stored, report: { ...stored.report, probes: [{ ...stored.report.probes[0], title: 3 }] } }],
  ];
  for (const [name, value] of broken) it(`is refused: ${name}`, () => assert.equal(readStoredReport(value), undefined));

  it('never throws', () => {
    fc.assert(fc.property(fc.anything(), (value) => readStoredReport(value) === undefined));
    fc.assert(fc.property(fc.anything(), (report) => readStoredReport({ report }) === undefined));
  });
});
