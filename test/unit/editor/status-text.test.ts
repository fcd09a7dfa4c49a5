import * as assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Verdict } from '../../../src/diagnosis/finding.ts';
import type { SessionSnapshot } from '../../../src/editor/diagnosis-session.ts';
import { chooseGateway } from '../../../src/editor/gateway-choice.ts';
import { statusFacts } from '../../../src/editor/status-facts.ts';
import type { StatusFacts } from '../../../src/editor/status-text.ts';
import { statusText } from '../../../src/editor/status-text.ts';
import { legs } from '../../../src/path/leg.ts';
import type { Standing } from '../../../src/gateways/health/standing.ts';
import { aReport } from './reports.ts';
import { aStanding } from './standings.ts';

const verdict: Verdict = { state: 'healthy', leg: null, confidence: 'high', sentence: 'It answers.', nextStep: 'Nothing to do.' };
const gateway = { title: 'OpenRouter', baseUrl: 'https://openrouter.ai/api/v1' };
const checked = (changes: Partial<Verdict>, agoMs = 0): StatusFacts => ({
  gateway,
  monitoring: false,
  checked: { verdict: { ...verdict, ...changes }, agoMs, place: 'extension host' },
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

  const watched = (health: Partial<Standing['health']>, showLatency = false): StatusFacts => ({
    ...checked({ state: 'down', leg: 'dns' }),
    monitoring: true,
    showLatency,
    standing: aStanding({}, health),
  });
  const watchedTable: [name: string, facts: StatusFacts, text: string, background: string][] = [
    ['healthy', watched({}), '$(check) OpenRouter: healthy', 'none'],
    ['with latency', watched({ latencyMs: 240 }, true), '$(check) OpenRouter: healthy, 240 ms', 'none'],
    ['degraded', watched({ state: 'degraded', leg: 'provider' }), '$(warning) OpenRouter: degraded, provider', 'none'],
    ['down', watched({ state: 'down', leg: 'gateway', latencyMs: 90 }, true), '$(error) OpenRouter: down, gateway', 'error'],
    ['a problem here', watched({ state: 'local-problem', leg: 'proxy' }), '$(plug) OpenRouter: problem on this side, proxy', 'error'],
    ['an account problem', watched({ state: 'account-problem', leg: 'account' }), '$(key) OpenRouter: account problem', 'none'],
    ['not known', watched({ state: 'unknown', leg: null }), '$(question) OpenRouter: not known', 'none'],
    ['paused', watched({ state: 'paused', leg: null }), '$(debug-pause) OpenRouter: paused', 'none'],
    ['while a diagnosis runs', { ...watched({}), progress: { done: 1, total: 9 } }, '$(sync~spin) OpenRouter: checking 1 of 9', 'none'],
  ];
  for (const [name, facts, text, background] of watchedTable) {
    it(`by monitoring: ${name}`, () => {
      const shown = statusText(facts);
      assert.deepEqual([shown.text, shown.background], [text, background]);
      if (!facts.progress) assert.match(shown.label, /It answers\..*last 24 hours/, 'in words for screen readers');
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
  const off = { on: false, standings: [], showLatency: false };
  const session: SessionSnapshot = { phase: 'idle', probes: [], progress: { done: 0, total: 0 } };
  const choice = chooseGateway({ gatewayId: 'custom', customBaseUrl: 'https://gateway.test/v1' });
  const report = aReport();
  const nowMs = Date.parse(report.startedAt) + 90_000;

  it('carry the age and the place of the report', () => {
    const facts = statusFacts(choice, { ...session, phase: 'done', stored: { report } }, off, nowMs);
    assert.equal(facts.checked?.agoMs, 90_000);
    assert.equal(facts.checked?.verdict.leg, 'tls');
    assert.equal(facts.checked?.place, 'extension host (this computer)');
    assert.equal(facts.progress, undefined);
  });

  it('say nothing of another gateway', () => {
    const other = aReport({}, 'https://other.test/v1');
    const facts = statusFacts(choice, { ...session, phase: 'done', stored: { report: other } }, off, nowMs);
    assert.equal(facts.checked, undefined);
  });

  const standing = aStanding({ id: 'custom', baseUrl: 'https://gateway.test/v1' });
  const stored = (state: Verdict['state'], leg: Verdict['leg']) => ({ report: { ...report, verdict: { ...report.verdict, state, leg } } });
  const on = (health: Partial<Standing['health']>) => ({
    on: true,
    showLatency: false,
    standings: [{ ...standing, health: { ...standing.health, checkedAtMs: nowMs - 1_000, ...health } }],
  });
  const believed: [name: string, verdict: [Verdict['state'], Verdict['leg']], health: Partial<Standing['health']>, shown: string][] = [
    ['a later check that is well', ['down', 'tls'], {}, 'monitoring'],
    ['a check from before the diagnosis', ['down', 'tls'], { checkedAtMs: nowMs - 3_600_000 }, 'diagnosis'],
    ['a fault that monitoring can not see', ['degraded', 'stream'], {}, 'diagnosis'],
    ['a later check that is worse than that', ['degraded', 'stream'], { state: 'down', leg: 'dns' }, 'monitoring'],
    ['nothing seen yet', ['healthy', null], { state: 'unknown', checkedAtMs: null }, 'diagnosis'],
    ['paused', ['healthy', null], { state: 'paused', checkedAtMs: null }, 'monitoring'],
  ];
  for (const [name, [state, leg], health, shown] of believed) {
    it(`with ${name}, believe the ${shown}`, () => {
      const facts = statusFacts(choice, { ...session, phase: 'done', stored: stored(state, leg) }, on(health), nowMs);
      assert.equal(facts.standing === undefined ? 'diagnosis' : 'monitoring', shown);
      assert.equal(facts.checked?.verdict.state, state, 'the tooltip still has the diagnosis');
    });
  }

  it('say nothing of a watched gateway that is not the chosen one, or not at its address', () => {
    const other = { ...on({}), standings: [aStanding({ id: 'openrouter' }), aStanding({ id: 'custom', baseUrl: 'https://old.test/v1' })] };
    assert.equal(statusFacts(choice, session, other, nowMs).standing, undefined);
  });

  it('show progress of a diagnosis', () => {
    const running: SessionSnapshot = { ...session, phase: 'running', progress: { done: 1, total: 2 } };
    assert.deepEqual(statusFacts(choice, running, off, nowMs).progress, { done: 1, total: 2 });
  });

  it('name the setting that is wrong', () => {
    const facts = statusFacts(chooseGateway({ gatewayId: 'custom', customBaseUrl: 'nonsense' }), session, off, nowMs);
    assert.ok('problem' in facts.gateway);
    assert.match(facts.gateway.problem, /nonsense/);
  });
});
