/**
 * Two Clash policies compared in a real window: with a mock controller whose proxy port is the test's own, which tells
 * each call that it got, and with a real core where there is one (GATEHOUSE_CLASH_CORE, or one on the PATH).
 */
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Locator } from 'playwright-core';
import { startMockController, type MockController, type MockProxy } from '../../src/lab/clash/mock-controller.ts';
import { startConnectProxy, startLab, type ConnectProxy, type Lab } from '../../src/lab/lab.ts';
import { findClashCore, freePorts, startClashCore, type ClashCore, type ClashCorePorts } from '../peers/rigs/clash-core.ts';
import { startHttpNode, type ClashNode } from '../peers/rigs/clash-node.ts';
import { projectFolder } from '../workbench/project.js';
import { temporaryFolder } from '../workbench/lifetime.js';
import { openWindow, type OpenWindow } from '../workbench/window.ts';
import { seriousViolations } from './accessibility.ts';
import { content } from './inspector-page.ts';
import { until } from './shim-window.ts';

const gatewayHost = 'llm.company.example';
const longMs = 90_000;

const nodes: readonly MockProxy[] = [
  { name: 'DIRECT', type: 'Direct', udp: true },
  { name: 'node-a', type: 'Http', delaysMs: [40] },
  { name: 'node-b', type: 'Http', delaysMs: [60] },
];
const selector: MockProxy = { name: 'PROXY', type: 'Selector', members: ['AUTO', 'node-a', 'node-b'], now: 'AUTO' };
const automatic: MockProxy = { name: 'AUTO', type: 'URLTest', members: ['node-a', 'node-b'], now: 'node-a', testUrl: 'http://test.example/204' };

/** The node at the end of a group's choices. */
function leaf(proxies: readonly MockProxy[], name: string): string {
  const { now, members } = proxies.find((one) => one.name === name) ?? {};
  return members && now !== undefined ? leaf(proxies, now) : name;
}

/** The window as a person uses it: what is asked, what is pressed, what is said. */
function hands({ page, workbench }: OpenWindow) {
  const box = page.locator('.quick-input-widget');
  const dialog = page.locator('.monaco-dialog-box');
  const toast = (text: string | RegExp): Locator => page.locator('.notification-toast', { hasText: text });
  return {
    dialog,
    toast,
    press: (label: string) => dialog.locator('a.monaco-button, button', { hasText: label }).first().click(),
    async clear(): Promise<void> {
      await workbench.runCommand('Notifications: Clear All Notifications');
      await until('no toast is left', async () => (await page.locator('.notification-toast').count()) === 0, longMs);
    },
    /** Ticks these and goes on. */
    async tick(title: string | RegExp, ...labels: string[]): Promise<void> {
      await box.locator('.quick-input-title', { hasText: title }).waitFor();
      for (const label of labels) await workbench.pick(label);
      await box.getByRole('button', { name: 'OK' }).click();
    },
    question: async (): Promise<string> => {
      await dialog.waitFor();
      return (await dialog.innerText()).replace(/\s+/g, ' ');
    },
    said: async (text: string | RegExp): Promise<string> => {
      await toast(text).first().waitFor();
      return (await toast(text).first().locator('.notification-list-item-message').innerText()).replace(/\s+/g, ' ');
    },
  };
}

const settings = (lab: Lab, proxyUrl: string, controller: string): Record<string, unknown> => ({
  'gatehouse.gateway': 'custom',
  'gatehouse.customBaseUrl': lab.baseUrl.replace(/127\.0\.0\.1:\d+/, gatewayHost),
  'gatehouse.clash.controller': controller,
  'http.proxy': proxyUrl,
  'workbench.colorTheme': 'Default Dark Modern',
  'window.autoDetectColorScheme': false,
  'workbench.quickOpen.closeOnFocusLost': false,
  'workbench.reduceMotion': 'on',
});

describe('two Clash policies compared, in a real workbench', function () {
  this.timeout(300_000);
  let lab: Lab;
  let closed: number;
  let core: MockController;
  let proxy: ConnectProxy;
  let window: OpenWindow;
  let hand: ReturnType<typeof hands>;
  /** What happens when a request has come to the proxy port. */
  let onRequest: () => void = () => undefined;

  const rule = [{ type: 'DomainSuffix', payload: gatewayHost, target: 'PROXY' }, { type: 'Match', payload: '', target: 'DIRECT' }];
  const startMock = (proxies: readonly MockProxy[], port?: number): Promise<MockController> =>
    startMockController({ proxies, rules: rule, mixedPort: proxy.port, ...(port !== undefined && { port }) });
  const changes = (): string[] => core.calls.filter(({ method }) => method !== 'GET').map(({ method, path: called }) => `${method} ${called}`);
  /** Requests to the gateway; the editor has its own. */
  const requests = (): number => proxy.log.filter(({ authority }) => authority.startsWith(gatewayHost)).length;
  const now = (name = 'PROXY'): string | undefined => core.state.proxies.find((one) => one.name === name)?.now;

  before(async () => {
    lab = await startLab();
    closed = (await freePorts()).mixed;
    // By node-b nobody gets anywhere.
    proxy = await startConnectProxy({
      connectTo: ({ host }) => {
        if (host === gatewayHost) onRequest();
        return { host: '127.0.0.1', port: leaf(core.state.proxies, 'PROXY') === 'node-b' ? closed : Number(new URL(lab.baseUrl).port) };
      },
    });
    core = await startMock([...nodes, automatic, selector]);
    window = await openWindow({ settings: settings(lab, proxy.url, core.url) });
    hand = hands(window);
    await window.workbench.runCommand('View: Toggle Primary Side Bar Visibility');
  });
  beforeEach(async () => {
    onRequest = () => undefined;
    proxy.setMode('ok');
    core.state.proxies = [...nodes, automatic, selector];
    await hand.clear();
    (core.calls as unknown[]).length = 0;
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await window.workbench.screenshot(`clash-compare-failed-${this.currentTest.title.replace(/\W+/g, '-').slice(0, 40)}`);
  });
  after(async () => {
    await window?.close();
    await core?.close();
    await proxy?.close();
    await lab?.close();
  });

  /** From the palette up to the question. */
  async function ask(group: string, ...policies: string[]): Promise<string> {
    await window.workbench.runAndPick('Gatehouse: Compare Two Clash Policies', group);
    await hand.tick(`Compare which two policies of ${group}?`, ...policies);
    return hand.question();
  }

  it('says what will be changed, and changes nothing when that is declined', async () => {
    const question = await ask('PROXY', 'node-a', 'node-b');
    await window.workbench.screenshot('clash-compare-question');
    assert.match(question, /Send one short request to llm\.company\.example by each of the two\?/);
    assert.match(question, /group PROXY is switched to node-a, then to node-b, and then back to AUTO\. .*No key is sent\./);
    await hand.press('Cancel');
    await hand.dialog.waitFor({ state: 'detached' });
    await window.page.waitForTimeout(1_000);
    assert.deepEqual(changes(), []);
    assert.equal(requests(), 0);
  });

  it('wants exactly two', async () => {
    await window.workbench.runAndPick('Gatehouse: Compare Two Clash Policies', 'PROXY');
    await hand.tick(/Compare which two/, 'node-a');
    await hand.said('Choose two policies, no more and no less.');
    assert.deepEqual(changes(), []);
  });

  it('asks by both, puts the choice back, and the result stands in the inspector and in the report', async () => {
    await ask('PROXY', 'node-a', 'node-b');
    await hand.press('Compare');
    const said = await hand.said(/Only the policy/);
    await window.workbench.screenshot('clash-compare-result');
    assert.match(said, /Only the policy node-b fails: node-a reaches llm\.company\.example\. PROXY is at AUTO again\./);
    assert.deepEqual(changes(), ['PUT /proxies/PROXY', 'PUT /proxies/PROXY', 'PUT /proxies/PROXY']);
    assert.equal(now(), 'AUTO');
    const frame = await window.workbench.inspector();
    await frame.locator('[data-finding="clash-one-policy-fails"]').waitFor();
    await frame.locator('[data-finding="clash-one-policy-fails"]').scrollIntoViewIfNeeded();
    await window.workbench.screenshot('clash-compare-inspector');
    const { findings } = await content(window.workbench);
    const found = findings.find(({ id }) => id === 'clash-one-policy-fails');
    assert.equal(found?.title, 'Only the policy node-b fails: node-a reaches llm.company.example.');
    assert.match(found.detail, /^node-a: answered with HTTP 200 after .*\. node-b: no answer, PROXY_502 after .*\. The gateway is up, so the outage is local to that exit\.$/);
    assert.deepEqual(await seriousViolations(frame), []);
    await until('the diagnosis is over', async () => (await frame.locator('.verdict[data-state=running]').count()) === 0, longMs);
    await window.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await window.workbench.runCommand('Gatehouse: Copy Report');
    let report = '';
    await until('the report is there', async () => (report = await window.page.evaluate(() => navigator.clipboard.readText())) !== '', longMs);
    assert.match(report, /Only the policy node-b fails: node-a reaches llm\.company\.example\./);
    assert.match(report, /node-a: answered with HTTP 200 after .*\. node-b: no answer, /);
    assert.match(report, /"putBack": true/);
  });

  it('holds a group that chooses by itself only for as long as it takes', async () => {
    const question = await ask('AUTO', 'node-a', 'node-b');
    assert.match(question, /group AUTO is held to node-a, then to node-b; then it chooses by itself again\./);
    await hand.press('Compare');
    assert.match(await hand.said(/Only the policy/), /AUTO chooses by itself again\./);
    assert.deepEqual(changes(), ['PUT /proxies/AUTO', 'PUT /proxies/AUTO', 'DELETE /proxies/AUTO']);
    assert.equal(core.state.proxies.find(({ name }) => name === 'AUTO')?.pinned, '');
  });

  it('is started from the inspector, and a cancel half-way puts the choice back', async () => {
    await window.workbench.runCommand('Gatehouse: Show Clash Connections');
    const frame = await window.workbench.inspector();
    await frame.locator('.clash[data-state=watching]').waitFor();
    proxy.setMode('hang');
    const before = requests();
    await frame.locator('#compare-clash-policies').click();
    await window.workbench.pick('PROXY');
    await hand.tick(/Compare which two/, 'node-a', 'node-b');
    await hand.press('Compare');
    await until('the first request is under way', () => requests() > before, longMs);
    assert.equal(now(), 'node-a');
    await hand.toast('Comparing two policies of Clash').waitFor();
    await window.workbench.screenshot('clash-compare-under-way');
    await hand.toast('Comparing two policies of Clash').locator('a.monaco-button, button', { hasText: 'Cancel' }).first().click();
    assert.equal(await hand.said('Comparing was cancelled'), 'Comparing was cancelled. PROXY is at AUTO again.');
    assert.deepEqual(changes(), ['PUT /proxies/PROXY', 'PUT /proxies/PROXY']);
    assert.equal(now(), 'AUTO');
  });

  it('says how a group may be left when the core dies, and puts it back when there is a core again', async () => {
    let dying: Promise<void> | undefined;
    onRequest = () => void (dying ??= core.close());
    await ask('PROXY', 'node-a', 'node-b');
    await hand.press('Compare');
    const left = 'The core does not answer any more. The Clash group PROXY may still be at node-a or node-b; before, it was at AUTO.';
    assert.equal(await hand.said('does not answer any more'), left);
    await window.workbench.screenshot('clash-compare-core-dead');
    await hand.toast('does not answer any more').locator('a.monaco-button, button', { hasText: 'Put It Back' }).click();
    assert.match(await hand.said('could not be put back'), /The choice in PROXY could not be put back: the core does not answer\. /);
    await dying;
    const { port, state } = core;
    core = await startMock(state.proxies, port);
    assert.equal(now(), 'node-a', 'as it was left');
    await hand.clear();
    // Comparing again would take what was left for the user's own choice.
    await window.workbench.runCommand('Gatehouse: Compare Two Clash Policies');
    assert.equal(await hand.said('was cut short'), 'Comparing policies was cut short, and the Clash group PROXY is not at AUTO any more.');
    assert.deepEqual(changes(), []);
    await hand.toast('was cut short').locator('a.monaco-button, button', { hasText: 'Put It Back' }).click();
    await hand.said('The choice in PROXY is put back.');
    assert.equal(now(), 'AUTO');
    // The command goes on where it was.
    await window.workbench.pick('PROXY');
    await window.page.keyboard.press('Escape');
  });

  it('does not offer a group in which nobody can choose', async () => {
    core.state.proxies = [...nodes, { name: 'PROXY', type: 'LoadBalance', members: ['node-a', 'node-b'] }];
    await window.workbench.runCommand('Gatehouse: Compare Two Clash Policies');
    assert.equal(await hand.said('by itself'), 'The group PROXY shares connections out by itself; nobody can choose in it, so its members can not be compared.');
    assert.deepEqual(changes(), []);
  });
});

describe('two policies of a real Clash core compared, in a real workbench', function () {
  this.timeout(300_000);
  let lab: Lab;
  let core: ClashCore;
  let good: ClashNode;
  let bad: ClashNode;
  let window: OpenWindow;
  let hand: ReturnType<typeof hands>;
  let ports: ClashCorePorts;
  const folder = temporaryFolder('core');

  const chosen = async (group = 'PROXY') => (await core.client.proxy(group, AbortSignal.timeout(10_000))).now;
  const start = (): Promise<ClashCore> =>
    startClashCore(
      [
        'profile: { store-selected: true }',
        'proxies:', `  - ${good.yaml}`, `  - ${bad.yaml}`,
        'proxy-groups:',
        '  - { name: PROXY, type: select, proxies: [SPREAD, HK 01, TW 01] }',
        '  - { name: SPREAD, type: load-balance, proxies: [TW 01, HK 01], url: "http://127.0.0.1:9/", interval: 0 }',
        'rules:', '  - MATCH,PROXY', '',
      ].join('\n'),
      { folder, ports },
    );

  before(async function () {
    try {
      findClashCore();
    } catch (error) {
      console.log(`\n!!! SKIPPED: two policies of a real Clash core. ${String(error)}\n`);
      return void this.skip();
    }
    lab = await startLab();
    ports = await freePorts();
    const to = (): { port: number } => ({ port: Number(new URL(lab.baseUrl).port) });
    [good, bad] = await Promise.all([startHttpNode('TW 01', to), startHttpNode('HK 01', to)]);
    bad.setFault({ kind: 'reset' });
    core = await start();
    window = await openWindow({
      language: 'zh-cn',
      settings: settings(lab, core.proxyUrl, `unix:${core.folder}/ctl.sock`),
    });
    hand = hands(window);
  });
  beforeEach(() => hand.clear());
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await window.workbench.screenshot(`clash-compare-failed-${this.currentTest.title.replace(/\W+/g, '-').slice(0, 40)}`);
  });
  after(async () => {
    await window?.close();
    await core?.stop();
    await Promise.all([good?.close(), bad?.close()]);
    await lab?.close();
  });

  const bundle = JSON.parse(fs.readFileSync(path.join(projectFolder, 'l10n', 'bundle.l10n.zh-cn.json'), 'utf8')) as Record<string, string>;
  const manifest = JSON.parse(fs.readFileSync(path.join(projectFolder, 'package.nls.zh-cn.json'), 'utf8')) as Record<string, string>;
  /** A sentence in Chinese, with its values put in. */
  const chinese = (english: string, ...values: string[]): string => {
    const translated = bundle[english] ?? '';
    assert.match(translated, /\p{Script=Han}/u, english);
    return values.reduce((text, value, index) => text.replaceAll(`{${index}}`, value), translated);
  };
  const command = `Gatehouse: ${manifest['command.compareClashPolicies']}`;

  /** From the palette up to the question. The group in which nobody can choose is not offered, so there is one. */
  async function ask(): Promise<string> {
    await window.workbench.runCommand(command);
    await hand.tick(chinese('Compare which two policies of {0}?', 'PROXY'), 'HK 01', 'TW 01');
    return hand.question();
  }

  it('declined, nothing is changed', async () => {
    const question = await ask();
    await window.workbench.screenshot('clash-compare-question-zh');
    assert.ok(question.includes(chinese('Send one short request to {0} by each of the two?', gatewayHost)), question);
    assert.ok(question.includes('SPREAD') && /\p{Script=Han}/u.test(question), question);
    await hand.press('Cancel');
    await hand.dialog.waitFor({ state: 'detached' });
    assert.equal(await chosen(), 'SPREAD');
    assert.equal(good.log.filter(({ host }) => host === gatewayHost).length, 0);
  });

  it('says by which the gateway is reached, in Chinese, and puts the choice back', async () => {
    await ask();
    await hand.press(chinese('Compare'));
    const said = await hand.said(chinese('Only the policy {0} fails: {1} reaches {2}.', 'HK 01', 'TW 01', gatewayHost));
    await window.workbench.screenshot('clash-compare-result-zh');
    assert.ok(said.includes(chinese('{0} is at {1} again.', 'PROXY', 'SPREAD')), said);
    assert.equal(await chosen(), 'SPREAD');
    const frame = await window.workbench.inspector();
    await frame.locator('[data-finding="clash-one-policy-fails"]').waitFor();
    await until('the diagnosis is over', async () => (await frame.locator('.verdict[data-state=running]').count()) === 0, longMs);
    await frame.locator('[data-finding="clash-one-policy-fails"]').scrollIntoViewIfNeeded();
    await window.workbench.screenshot('clash-compare-inspector-zh');
    assert.deepEqual(await seriousViolations(frame), []);
  });

  it('says how the group may be left when the core dies, and puts it back afterwards', async () => {
    // What the request meets is the death of the core.
    bad.setFault({ kind: 'delay', ms: 60_000 });
    await ask();
    await hand.press(chinese('Compare'));
    await until('the core goes by HK 01', async () => (await chosen()) === 'HK 01', longMs);
    await window.page.waitForTimeout(500);
    await core.stop();
    const left = chinese('The core does not answer any more. The Clash group {0} may still be at {1} or {2}; before, it was at {3}.', 'PROXY', 'HK 01', 'TW 01', 'SPREAD');
    assert.equal(await hand.said(left), left);
    await window.workbench.screenshot('clash-compare-core-dead-zh');
    bad.setFault({ kind: 'none' });
    core = await start();
    assert.equal(await chosen(), 'HK 01', 'the core keeps what was chosen over its restart');
    await hand.toast(left).locator('a.monaco-button, button', { hasText: chinese('Put It Back') }).click();
    await hand.said(chinese('The choice in {0} is put back.', 'PROXY'));
    assert.equal(await chosen(), 'SPREAD');
  });
});
