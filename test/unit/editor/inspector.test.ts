import * as assert from 'node:assert/strict';
import fc from 'fast-check';
import type { SessionSnapshot } from '../../../src/editor/diagnosis-session.ts';
import { chooseGateway } from '../../../src/editor/gateway-choice.ts';
import { settingOfFix } from '../../../src/editor/inspector/fix-setting.ts';
import { evidenceText, inspectorSnapshot } from '../../../src/editor/inspector/inspector-snapshot.ts';
import { inspectorPage } from '../../../src/editor/inspector/page.ts';
import { pathStrip } from '../../../src/editor/inspector/path-strip.ts';
import { parseRequest } from '../../../src/editor/inspector/protocol.ts';
import { progressOfReport } from '../../../src/editor/probe-progress.ts';
import { aReport } from './reports.ts';

const choice = chooseGateway({ gatewayId: 'custom', customBaseUrl: 'https://gateway.test/v1' });
const report = aReport();
const nowMs = Date.parse(report.startedAt) + 180_000;
const done: SessionSnapshot = {
  phase: 'done',
  probes: progressOfReport(report),
  progress: { done: 3, total: 3 },
  stored: { report },
};

describe('inspector snapshot', () => {
  it('has nothing but labels before the first diagnosis', () => {
    const shown = inspectorSnapshot(choice, { phase: 'idle', probes: [], progress: { done: 0, total: 0 } }, nowMs);
    assert.equal(shown.verdict, undefined);
    assert.deepEqual([shown.probes, shown.findings, shown.notices], [[], [], []]);
    assert.equal(shown.hasReport, false);
    assert.equal(shown.announcement, '');
    for (const [name, text] of Object.entries(shown.labels)) assert.notEqual(text, '', name);
  });

  it('puts the verdict in words', () => {
    const { verdict, announcement } = inspectorSnapshot(choice, done, nowMs);
    assert.equal(verdict?.stateWord, 'down');
    assert.equal(verdict?.legAndConfidence, 'TLS, high confidence');
    assert.equal(verdict?.checked, 'Checked 3 min ago in the extension host (this computer), took 2.1 s');
    assert.equal(announcement, 'Verdict: down. The certificate is not trusted. Next step: Add the authority.');
  });

  it('shows findings with the probes that are there, and fixes with their setting', () => {
    const [finding] = inspectorSnapshot(choice, done, nowMs).findings;
    assert.deepEqual(finding?.probes, [{ id: 'tls', title: 'TLS and certificate' }]);
    assert.deepEqual(finding?.fixes.map(({ settingId, snippet }) => [settingId, snippet]), [
      ['http.systemCertificates', undefined],
      [undefined, 'NODE_EXTRA_CA_CERTS=ca.pem'],
    ]);
  });

  it('shows every probe with its status in words, its duration and its evidence as text', () => {
    const { probes } = inspectorSnapshot(choice, done, nowMs);
    assert.deepEqual(probes.map(({ statusWord, duration }) => [statusWord, duration]), [['passed', '12 ms'], ['failed', '80 ms'], ['skipped', '']]);
    assert.equal(probes[1]?.evidence, '{\n  "issuer": "<b>Example</b>"\n}');
    assert.equal(probes[2]?.evidence, undefined);
    assert.equal(probes[0]?.rerunLabel, 'Run again: Name resolution');
  });

  it('shows no verdict while running, and what runs now', () => {
    const probes = done.probes.map((probe) => (probe.id === 'tls' ? { ...probe, status: 'running' as const } : probe));
    const shown = inspectorSnapshot(choice, { ...done, phase: 'running', probes, progress: { done: 2, total: 3 } }, nowMs);
    assert.equal(shown.verdict, undefined);
    assert.deepEqual(shown.findings, []);
    assert.equal(shown.progress.text, '2 of 3 probes done. Now: TLS and certificate');
    assert.equal(shown.announcement, 'The diagnosis has started.');
  });

  it('shows nothing of a report about another gateway, and says that there is one', () => {
    const shown = inspectorSnapshot(chooseGateway({ gatewayId: 'openrouter', customBaseUrl: '' }), done, nowMs);
    assert.match(shown.notices.join(), /about gateway\.test/);
    assert.equal(shown.verdict, undefined);
    assert.deepEqual([shown.findings, shown.probes], [[], []]);
    assert.equal(shown.hasReport, true);
  });

  it('shows settings that name no gateway, with the setting to change', () => {
    const shown = inspectorSnapshot(chooseGateway({ gatewayId: 'custom', customBaseUrl: '' }), done, nowMs);
    assert.ok('problem' in shown.gateway);
    assert.equal(shown.gateway.settingId, 'gatehouse.customBaseUrl');
  });

  it('bounds evidence', () => {
    assert.ok(evidenceText({ text: 'x'.repeat(10 ** 6) }).length < 101_000);
  });

  it('can be posted as it is: plain JSON', () => {
    const shown = inspectorSnapshot(choice, done, nowMs);
    assert.deepEqual(JSON.parse(JSON.stringify(shown)), shown);
  });
});

describe('path strip', () => {
  const probe = (id: string, leg: 'tcp' | 'stream' | 'http', status: 'pass' | 'fail' | 'warn') => ({ id, leg, status });
  const statusOf = (leg: string, facts: Parameters<typeof pathStrip>[0]) => pathStrip(facts).find((one) => one.leg === leg);

  it('takes the worst of what is known of a leg', () => {
    const facts = { probes: [probe('connect', 'tcp', 'pass'), probe('other', 'tcp', 'warn')], findings: [] };
    assert.equal(statusOf('tcp', facts)?.status, 'warn');
    const finding = { leg: 'tcp', severity: 'error' } as const;
    assert.equal(statusOf('tcp', { ...facts, findings: [finding] })?.status, 'fail');
  });

  it('knows that a whole stream went through everything behind it, and claims nothing otherwise', () => {
    assert.equal(statusOf('provider', { probes: [probe('stream', 'stream', 'pass')], findings: [] })?.status, 'pass');
    assert.equal(statusOf('provider', { probes: [probe('stream', 'stream', 'fail')], findings: [] })?.status, 'none');
    assert.equal(statusOf('provider', { probes: [], findings: [] })?.statusWord, 'not measured');
  });

  it('blames no leg for what lies behind it', () => {
    const probes = [probe('http', 'http', 'fail'), probe('stream', 'stream', 'fail')];
    const blaming = (leg: 'account' | 'gateway' | 'http') => [{ leg, severity: 'error', probes: ['http', 'stream'] } as const];
    const statuses = (leg: 'account' | 'gateway' | 'http') =>
      (['http', 'stream', leg] as const).map((one) => statusOf(one, { probes, findings: blaming(leg) })?.status);
    assert.deepEqual(statuses('account'), ['pass', 'none', 'fail']);
    assert.deepEqual(statuses('gateway'), ['none', 'none', 'fail']);
    assert.deepEqual(statuses('http'), ['fail', 'none', 'fail']);
  });

  it('knows whether there is a proxy', () => {
    const probes = [probe('connect', 'tcp', 'pass')];
    assert.equal(statusOf('proxy', { probes, findings: [], proxied: false })?.statusWord, 'not used');
    assert.equal(statusOf('proxy', { probes, findings: [], proxied: true })?.status, 'pass');
    assert.equal(statusOf('proxy', { probes, findings: [] })?.status, 'none');
  });

  it('marks the leg at fault in words', () => {
    const facts = { probes: [probe('http', 'http', 'fail')], findings: [], verdict: { ...report.verdict, leg: 'http' } } as const;
    assert.equal(statusOf('http', facts)?.statusWord, 'failed, at fault');
    assert.deepEqual(pathStrip(facts).filter(({ atFault }) => atFault).map(({ leg }) => leg), ['http']);
  });
});

describe('setting of a fix', () => {
  const table: [detail: string, expected: string | undefined][] = [
    ['Set http.proxy to the address.', 'http.proxy'],
    ['Set http.proxySupport to on.', 'http.proxySupport'],
    ['Look at http.proxy.', 'http.proxy'],
    ['"http.noProxy": ["localhost"]', 'http.noProxy'],
    ['Change gatehouse.customBaseUrl', 'gatehouse.customBaseUrl'],
    ['git config --global http.proxyAuthMethod basic', undefined],
    ['Add localhost to NO_PROXY.', undefined],
    ['xhttp.proxy', undefined],
  ];
  for (const [detail, expected] of table) {
    it(detail, () => assert.equal(settingOfFix({ title: 'A fix', detail }), expected));
  }
});

describe('inspector request', () => {
  const good = [
    { type: 'ready' },
    { type: 'diagnose' },
    { type: 'rerunProbe', probe: 'proxy-environment' },
    { type: 'openSettings', id: 'http.proxy' },
    { type: 'copyCertificate', fingerprint256: Array.from({ length: 32 }, () => 'A0').join(':') },
    { type: 'copyChain', path: 'proxy-1' },
    { type: 'saveRoot', path: 'direct' },
    { type: 'openToolFile', entry: 3 },
    { type: 'copyText', text: 'curl' },
  ];
  for (const action of good) {
    it(`accepts ${JSON.stringify(action)}`, () => assert.deepEqual(parseRequest({ requestId: 1, action }), { requestId: 1, action }));
  }

  const bad: unknown[] = [
    undefined,
    'diagnose',
    { requestId: 1 },
    { requestId: -1, action: { type: 'diagnose' } },
    { requestId: 1.5, action: { type: 'diagnose' } },
    { requestId: 1, action: { type: 'evil' } },
    { requestId: 1, action: { type: 'rerunProbe', probe: '../x' } },
    { requestId: 1, action: { type: 'openSettings', id: '@ext:x y' } },
    { requestId: 1, action: { type: 'copyText', text: 'x'.repeat(200_001) } },
    { requestId: 1, action: { type: 'copyCertificate', fingerprint256: 'AA:BB' } },
    { requestId: 1, action: { type: 'saveRoot', path: '../x' } },
  ];
  for (const message of bad) {
    it(`refuses ${JSON.stringify(message)?.slice(0, 70)}`, () => assert.equal(parseRequest(message), undefined));
  }

  it('never throws', () => {
    fc.assert(fc.property(fc.anything(), (message) => void parseRequest(message)));
  });
});

describe('inspector page', () => {
  const page = inspectorPage({
    scriptUri: 'https://x.test/inspector.js',
    styleUri: 'https://x.test/inspector-style.css',
    cspSource: 'https://x.test',
    nonce: 'abc',
    language: 'zh-cn',
    title: '"><script>alert(1)</script>',
  });

  it('allows one script by nonce, own styles and fonts, and nothing else', () => {
    const [, policy] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    assert.equal(
      policy,
      "default-src 'none'; style-src https://x.test; font-src https://x.test; script-src 'nonce-abc'; base-uri 'none'; form-action 'none'",
    );
    assert.doesNotMatch(page, /unsafe|<style|onload=|style=/);
  });

  it('has exactly one script, whatever the texts are', () => {
    assert.equal(page.match(/<script/g)?.length, 1);
    assert.match(page, /<html lang="zh-cn">/);
  });
});
