import assert from 'node:assert/strict';
import { signalOfReport } from '../../../src/diagnosis/report-signal.ts';
import type { Report } from '../../../src/diagnosis/report.ts';
import { faultKinds } from '../../../src/gateways/fault.ts';
import { classOf, hasContent, provesKey } from '../../../src/gateways/health/signal-class.ts';
import { aReport } from '../editor/reports.ts';

type Finding = Report['findings'][number];

function finding(id: string, leg: Finding['leg'], severity: Finding['severity'] = 'error'): Finding {
  return { id, leg, severity, title: 'x', detail: 'x', probes: [], fixes: [] };
}

function report(verdict: Partial<Report['verdict']>, findings: readonly Finding[] = [], changes: { stream?: 'pass' | 'fail' | 'skip'; model?: string; hasKey?: boolean } = {}): Report {
  const made = aReport(verdict);
  return {
    ...made,
    findings,
    subject: { ...made.subject, hasKey: changes.hasKey ?? false, ...(changes.model !== undefined && { model: changes.model }) },
    probes: made.probes.map((probe) => (probe.id === 'stream' ? { ...probe, status: changes.stream ?? 'skip' } : probe)),
  };
}

describe('what a diagnosis says about health', () => {
  const cases: readonly [name: string, report: Report, said: readonly [outcome: string, leg: string | null, kind: string | null, model: string | null] | null][] = [
    ['no verdict says nothing', report({ state: 'unknown', leg: null }), null],
    ['no verdict with a leg neither', report({ state: 'unknown', leg: 'tls' }, [finding('bad-key', 'account')]), null],
    ['healthy, no stream was asked', report({ state: 'healthy', leg: null }), ['answered', null, null, null]],
    ['healthy, a stream came', report({ state: 'healthy', leg: null }, [], { stream: 'pass', model: 'a/b' }), ['answered', null, null, 'a/b']],
    ['healthy, a stream of a model nobody named came', report({ state: 'healthy', leg: null }, [], { stream: 'pass' }), ['answered', null, null, '']],
    ['down on a leg that no fault names', report({ state: 'down', leg: 'tls' }, [finding('tls-odd', 'tls')]), ['failed', 'tls', null, null]],
    ['down with a fault', report({ state: 'down', leg: 'account' }, [finding('bad-key', 'account')]), ['failed', 'account', 'bad-key', null]],
    ['down, and a fault of another leg is not the one', report({ state: 'down', leg: 'tls' }, [finding('bad-key', 'account')]), ['failed', 'tls', null, null]],
    ['down, and a remark is no fault', report({ state: 'down', leg: 'account' }, [finding('bad-key', 'account', 'info'), finding('no-credit', 'account')]), ['failed', 'account', 'no-credit', null]],
    ['down, though a stream came another way', report({ state: 'down', leg: 'gateway' }, [finding('gateway-error', 'gateway')], { stream: 'pass', model: 'a/b' }), ['failed', 'gateway', 'gateway-error', null]],
    ['degraded by what is beside the path in use', report({ state: 'degraded', leg: 'proxy' }, [finding('proxy-differs', 'proxy', 'warning')]), ['answered', null, null, null]],
    ['degraded without a leg', report({ state: 'degraded', leg: null }, [finding('bad-key', 'account')]), ['answered', null, null, null]],
    ['degraded by a fault', report({ state: 'degraded', leg: 'account' }, [finding('rate-limited', 'account', 'warning')]), ['failed', 'account', 'rate-limited', null]],
    ['degraded on the stream', report({ state: 'degraded', leg: 'stream' }, [finding('stream-slow', 'stream', 'warning')]), ['failed', 'stream', null, null]],
  ];
  for (const [name, of, said] of cases) {
    it(name, () => {
      const signal = signalOfReport(of);
      assert.deepEqual(signal && [signal.outcome, signal.leg, signal.kind, signal.model], said ?? undefined);
      if (!signal) return;
      assert.deepEqual([signal.atMs, signal.latencyMs], [Date.parse('2026-01-31T09:15:02.100Z'), null]);
      assert.deepEqual(JSON.parse(JSON.stringify(signal)), signal);
      assert.equal(hasContent(signal), said?.[0] === 'answered' && said[3] !== null);
    });
  }

  it('takes a finding for a fault only by the names of the taxonomy', () => {
    for (const kind of faultKinds) assert.equal(signalOfReport(report({ state: 'down', leg: 'gateway' }, [finding(kind, 'gateway')]))?.kind, kind);
    for (const id of ['toString', '__proto__', 'gateway', '']) assert.equal(signalOfReport(report({ state: 'down', leg: 'gateway' }, [finding(id, 'gateway')]))?.kind, null);
  });

  it('says something of the key only where one was used', () => {
    assert.equal(signalOfReport(report({ state: 'healthy', leg: null }))?.keyed, undefined);
    assert.equal(signalOfReport(report({ state: 'healthy', leg: null }, [], { hasKey: true }))?.keyed, true);
  });

  const proofs: readonly [name: string, report: Report, source: string, proves: boolean][] = [
    ['with a key', report({ state: 'healthy', leg: null }, [], { hasKey: true }), 'passive', true],
    ['without a key', report({ state: 'healthy', leg: null }), 'active', false],
    ['without a key, and a model answered all the same', report({ state: 'healthy', leg: null }, [], { stream: 'pass' }), 'passive', true],
    ['without a key, failed', report({ state: 'down', leg: 'tls' }), 'passive', false],
  ];
  for (const [name, of, source, proves] of proofs) {
    it(`${name} ${proves ? 'proves' : 'does not prove'} that the key is well`, () => {
      const signal = signalOfReport(of);
      assert.ok(signal);
      assert.deepEqual([signal.source, provesKey(signal), classOf(signal)], [source, proves, signal.outcome === 'answered' ? 'good' : 'reach']);
    });
  }
});
