import assert from 'node:assert/strict';
import fc from 'fast-check';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import type { Finding, Severity } from '../../../src/diagnosis/finding.ts';
import type { ProbeStatus } from '../../../src/diagnosis/probe.ts';
import { legs } from '../../../src/path/leg.ts';
import { correlationCases } from './rules/correlation-cases.ts';
import { factsOf, resultOf } from './samples.ts';

function finding(id: string, more: Partial<Finding> = {}): Finding {
  return { id, leg: 'tcp', severity: 'error', title: `${id} is the matter.`, detail: `${id} in detail.`, probes: ['connect'], fixes: [], ...more };
}

describe('the verdict', () => {
  for (const { what, facts, results, state, leg, confidence, faults, says } of correlationCases) {
    it(`on ${what}: ${state}${leg ? `, ${leg}` : ''}`, () => {
      const { verdict, findings } = diagnose(facts, results);
      assert.deepEqual([verdict.state, verdict.leg], [state, leg]);
      assert.deepEqual(findings.filter(({ severity }) => severity !== 'info').map(({ id }) => id), faults);
      if (confidence) assert.equal(verdict.confidence, confidence);
      if (says) assert.match(`${verdict.sentence} ${verdict.nextStep} ${findings.map(({ title, detail }) => `${title} ${detail}`).join(' ')}`, says);
      assert.doesNotMatch(`${verdict.sentence} ${verdict.nextStep}`, /undefined|\{\d\}/);
    });
  }

  it('ranks by severity, then by leg', () => {
    const findings = [
      finding('late-info', { severity: 'info', leg: 'request' }),
      finding('early-info', { severity: 'info', leg: 'settings' }),
      finding('warning', { severity: 'warning', leg: 'settings' }),
      finding('stream-error', { leg: 'stream' }),
      finding('tls-error', { leg: 'tls' }),
      finding('proxy-error', { leg: 'proxy' }),
    ];
    const ranked = diagnose(factsOf(), [resultOf('connect', 'tcp', { status: 'fail', findings })]);
    assert.deepEqual(ranked.findings.map(({ id }) => id), ['proxy-error', 'tls-error', 'stream-error', 'warning', 'early-info', 'late-info']);
    assert.equal(ranked.verdict.leg, 'proxy');
  });

  it('takes what two probes say of one leg for one fault, and what one says twice for two', () => {
    const results = [
      resultOf('http', 'http', { status: 'fail', findings: [finding('bad-key', { leg: 'account', probes: ['http'] })] }),
      resultOf('stream', 'stream', { status: 'fail', findings: [finding('bad-key', { leg: 'account', probes: ['stream'], title: 'In other words.' })] }),
      resultOf('proxy-environment', 'settings', {
        status: 'fail',
        findings: ['HTTP_PROXY', 'HTTPS_PROXY'].map((name) => finding('proxy-value-malformed', { leg: 'settings', probes: ['proxy-environment'], title: `${name} is bad.` })),
      }),
    ];
    const { findings } = diagnose(factsOf(), results);
    assert.deepEqual(findings.map(({ title, probes }) => [title, ...probes]), [
      ['HTTP_PROXY is bad.', 'proxy-environment'],
      ['HTTPS_PROXY is bad.', 'proxy-environment'],
      ['bad-key is the matter.', 'http', 'stream'],
    ]);
  });

  it('keeps the worse of two views of one fault', () => {
    const results = [
      resultOf('http', 'http', { status: 'warn', findings: [finding('no-response', { leg: 'gateway', severity: 'warning', probes: ['http'] })] }),
      resultOf('stream', 'stream', { status: 'fail', findings: [finding('no-response', { leg: 'gateway', probes: ['stream'] })] }),
    ];
    const { findings } = diagnose(factsOf(), results);
    assert.deepEqual(findings.map(({ severity, probes }) => [severity, ...probes]), [['error', 'http', 'stream']]);
  });

  it('takes confidence and next step from the worst finding', () => {
    const fixes = [{ id: 'first', title: 'First', detail: 'Do this first.' }, { id: 'second', title: 'Second', detail: 'Then that.' }];
    const { verdict } = diagnose(factsOf(), [resultOf('connect', 'tcp', { status: 'fail', findings: [finding('a', { confidence: 'low', fixes })] })]);
    assert.deepEqual([verdict.state, verdict.confidence, verdict.nextStep], ['down', 'low', 'Do this first.']);
    const without = diagnose(factsOf(), [resultOf('connect', 'tcp', { status: 'fail', findings: [finding('b')] })]);
    assert.equal(without.verdict.confidence, 'high');
    assert.match(without.verdict.nextStep, /b in detail/);
  });

  it('keeps the gateway up for faults of one model, one answer or one moment', () => {
    const states = [['stream', 'x'], ['provider', 'x'], ['request', 'x'], ['account', 'rate-limited'], ['account', 'bad-key'], ['tls', 'x'], ['http', 'x']] as const;
    const seen = states.map(([leg, id]) => diagnose(factsOf(), [resultOf('http', 'http', { status: 'fail', findings: [finding(id, { leg, probes: ['http'] })] })]).verdict.state);
    assert.deepEqual(seen, ['degraded', 'degraded', 'degraded', 'degraded', 'down', 'down', 'down']);
  });

  it('is never healthy beside a fault, nor without a probe that passed, whatever the probes say', () => {
    const status = fc.constantFrom<ProbeStatus>('pass', 'warn', 'fail', 'skip', 'unknown');
    const severity = fc.constantFrom<Severity>('error', 'warning', 'info');
    const one = fc.record({ id: fc.constantFrom('a', 'b', 'rate-limited', 'no-response'), leg: fc.constantFrom(...legs), severity });
    const ids = ['proxy-environment', 'route', 'dns', 'connect', 'tls', 'http', 'stream'];
    const probes = fc.tuple(...ids.map((id) => fc.record({ status, findings: fc.array(one, { maxLength: 3 }) }).map((seen) => ({ id, ...seen }))));
    fc.assert(
      fc.property(fc.subarray(ids), probes, (chosen, all) => {
        const results = all
          .filter(({ id }) => chosen.includes(id))
          .map(({ id, status: ended, findings }) =>
            resultOf(id, 'http', { status: ended, findings: findings.map((each) => finding(each.id, { ...each, probes: [id] })) }, null),
          );
        const { verdict, findings } = diagnose(factsOf(), results);
        const statusOf = new Map(results.map((result) => [result.id, result.status]));
        if (verdict.state === 'healthy') {
          assert.deepEqual(findings.filter((each) => each.severity !== 'info'), []);
          assert.ok(['dns', 'connect', 'tls', 'http', 'stream'].some((id) => statusOf.get(id) === 'pass'));
          if (statusOf.has('http')) assert.equal(statusOf.get('http'), 'pass');
        }
        if (findings.some((each) => each.severity === 'error')) assert.ok(['down', 'degraded'].includes(verdict.state));
        if (verdict.state === 'down') assert.equal(findings[0]?.severity, 'error');
        assert.equal(verdict.leg, ['down', 'degraded'].includes(verdict.state) ? findings[0]?.leg : null);
        const given = results.flatMap((result) => result.findings.map(({ id, title }) => `${id} ${title}`));
        for (const { id, title } of findings) assert.ok(given.includes(`${id} ${title}`), 'nothing is made up');
        for (const result of results) for (const { id } of result.findings) assert.ok(findings.some((kept) => kept.id === id), 'nothing is lost');
      }),
      { numRuns: 500 },
    );
  });
});
