import * as assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Verdict } from '../../../src/diagnosis/finding.ts';
import type { SessionSnapshot } from '../../../src/editor/diagnosis-session.ts';
import { chooseGateway } from '../../../src/editor/gateway-choice.ts';
import { statusFacts } from '../../../src/editor/status-facts.ts';
import type { StatusFacts } from '../../../src/editor/status-text.ts';
import { statusText } from '../../../src/editor/status-text.ts';
import { legs } from '../../../src/path/leg.ts';
import { aReport } from './reports.ts';

const verdict: Verdict = { state: 'healthy', leg: null, confidence: 'high', sentence: 'It answers.', nextStep: 'Nothing to do.' };
const gateway = { title: 'OpenRouter', baseUrl: 'https://openrouter.ai/api/v1' };
const checked = (changes: Partial<Verdict>, agoMs = 0): StatusFacts => ({
  gateway,
  monitoring: false,
  checked: { verdict: { ...verdict, ...changes }, agoMs, place: 'extension host', byMonitor: false },
});

describe('status text', () => {
  const table: [name: string, facts: StatusFacts, text: string, background: string][] = [
    ['nothing checked', { gateway, monitoring: false }, '$(pulse) OpenRouter: not checked yet', 'none'],
    ['getting ready', { gateway, monitoring: false, progress: { done: 0, total: 0 } }, '$(sync~spin) OpenRouter: getting ready', 'none'],
    ['running', { gateway, monitoring: false, progress: { done: 3, total: 8 } }, '$(sync~spin) OpenRouter: checking 3 of 8', 'none'],
    ['running again', { ...checked({ state: 'down', leg: 'dns' }), progress: { done: 1, total: 8 } }, '$(sync~spin) OpenRouter: checking 1 of 8', 'none'],
    ['healthy', checked({}), '$(check) OpenRouter: healthy', 'none'],
    ['healthy with a leg', checked({ leg: 'dns' }), '$(check) OpenRouter: healthy', 'none'],
    ['degraded', checked({ state: 'degraded', leg: 'proxy' }), '$(warning) OpenRouter: degraded, proxy', 'none'],
    ['down', checked({ state: 'down', leg: 'dns' }), '$(error) OpenRouter: down, DNS', 'error'],
    ['unknown', checked({ state: 'unknown' }), '$(question) OpenRouter: could not tell', 'none'],
    ['a little old', checked({}, 9 * 60_000), '$(check) OpenRouter: healthy', 'none'],
    ['old', checked({}, 10 * 60_000), '$(check) OpenRouter: healthy, 10 min ago', 'none'],
    ['very old', checked({ state: 'down', leg: 'tls' }, 50 * 3_600_000), '$(error) OpenRouter: down, TLS, 2 d ago', 'error'],
    ['failed', { gateway, monitoring: false, failure: 'No.' }, '$(question) OpenRouter: the diagnosis did not finish', 'none'],
    ['bad settings', { gateway: { problem: 'No URL.' }, monitoring: false }, '$(warning) Gatehouse: check the settings', 'warning'],
  ];
  for (const [name, facts, text, background] of table) {
    it(name, () => {
      const shown = statusText(facts);
      assert.equal(shown.text, text);
      assert.equal(shown.background, background);
    });
  }

  it('says the state in words to screen readers, and never an icon', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('healthy', 'degraded', 'down', 'unknown' as const),
        fc.constantFrom(...legs, null),
        fc.nat(10 ** 10),
        (state, leg, agoMs) => {
          const shown = statusText(checked({ state: state as Verdict['state'], leg }, agoMs));
          assert.match(shown.text, /^\$\([a-z~-]+\) OpenRouter: \w/);
          assert.doesNotMatch(shown.label, /\$\(/);
          assert.match(shown.label, /healthy|degraded|down|could not tell/);
          assert.match(shown.label, /It answers\./);
        },
      ),
    );
  });

  it('tells in the tooltip what was checked, when, where and what to do', () => {
    const rows = new Map(statusText(checked({ state: 'down', leg: 'proxy', nextStep: 'Start the proxy.' }, 120_000)).rows);
    assert.equal(rows.get('Base URL'), gateway.baseUrl);
    assert.equal(rows.get('Leg at fault'), 'proxy');
    assert.equal(rows.get('Next step'), 'Start the proxy.');
    assert.equal(rows.get('Checked'), '2 min ago');
    assert.equal(rows.get('Probes ran in'), 'extension host');
    assert.equal(rows.get('Monitoring'), 'off');
  });
});

describe('status facts', () => {
  const session: SessionSnapshot = { phase: 'idle', probes: [], progress: { done: 0, total: 0 } };
  const choice = chooseGateway({ gatewayId: 'custom', customBaseUrl: 'https://gateway.test/v1' });
  const report = aReport();
  const nowMs = Date.parse(report.startedAt) + 90_000;

  it('carry the age and the place of the report', () => {
    const facts = statusFacts(choice, { ...session, phase: 'done', stored: { origin: 'user', report } }, false, nowMs);
    assert.equal(facts.checked?.agoMs, 90_000);
    assert.equal(facts.checked?.verdict.leg, 'tls');
    assert.equal(facts.checked?.place, 'extension host (this computer)');
    assert.equal(facts.progress, undefined);
  });

  it('say nothing of another gateway', () => {
    const other = aReport({}, 'https://other.test/v1');
    const facts = statusFacts(choice, { ...session, phase: 'done', stored: { origin: 'user', report: other } }, false, nowMs);
    assert.equal(facts.checked, undefined);
  });

  it('prefer a later monitoring check', () => {
    const laterCheck = { verdict, startedAt: new Date(nowMs - 1_000).toISOString(), baseUrl: 'https://gateway.test/v1' };
    const facts = statusFacts(choice, { ...session, phase: 'done', stored: { origin: 'user', report }, laterCheck }, true, nowMs);
    assert.equal(facts.checked?.verdict.state, 'healthy');
    assert.equal(facts.checked?.byMonitor, true);
    assert.equal(facts.checked?.agoMs, 1_000);
  });

  it('keep a fault that monitoring can not see', () => {
    const laterCheck = { verdict, startedAt: new Date(nowMs - 1_000).toISOString(), baseUrl: 'https://gateway.test/v1' };
    const broken = { ...report, verdict: { ...report.verdict, state: 'degraded' as const, leg: 'stream' as const } };
    const stored = { origin: 'user' as const, report: broken };
    const facts = statusFacts(choice, { ...session, phase: 'done', stored, laterCheck }, true, nowMs);
    assert.equal(facts.checked?.verdict.leg, 'stream');
    assert.equal(facts.checked?.byMonitor, false);
    const down = { ...laterCheck, verdict: { ...verdict, state: 'down' as const, leg: 'dns' as const } };
    const worse = statusFacts(choice, { ...session, phase: 'done', stored, laterCheck: down }, true, nowMs);
    assert.equal(worse.checked?.verdict.leg, 'dns');
  });

  it('show progress only for a diagnosis the user asked for', () => {
    const running: SessionSnapshot = { ...session, phase: 'running', running: 'user', progress: { done: 1, total: 2 } };
    assert.deepEqual(statusFacts(choice, running, false, nowMs).progress, { done: 1, total: 2 });
    const monitoring: SessionSnapshot = { ...session, running: 'monitor' };
    assert.equal(statusFacts(choice, monitoring, true, nowMs).progress, undefined);
  });

  it('name the setting that is wrong', () => {
    const facts = statusFacts(chooseGateway({ gatewayId: 'custom', customBaseUrl: 'nonsense' }), session, false, nowMs);
    assert.ok('problem' in facts.gateway);
    assert.match(facts.gateway.problem, /nonsense/);
  });
});
