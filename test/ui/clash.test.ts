/** Clash in a real window, fed by a mock controller: explained, followed, and exactly what is agreed to is closed. */
import * as assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { startMockController, type MockController } from '../../src/lab/clash/mock-controller.ts';
import { usualProxies, usualRules } from '../unit/diagnosis/clash/mock-core.ts';
import { openWindow, type OpenWindow } from '../workbench/window.ts';
import { seriousViolations } from './accessibility.ts';

/** As the editor names them, the class its webviews carry, and the picture that is kept. */
const themes = [
  { name: 'Default Light Modern', kind: 'vscode-light', picture: 'clash-light' },
  { name: 'Default High Contrast', kind: 'vscode-high-contrast', picture: 'clash-hc' },
  { name: 'Default High Contrast Light', kind: 'vscode-high-contrast-light', picture: 'clash-hc-light' },
  { name: 'Default Dark Modern', kind: 'vscode-dark', picture: 'clash' },
];

describe('Clash, in a real workbench', function () {
  this.timeout(300_000);
  let core: MockController;
  let window: OpenWindow;
  let frame: Frame;

  const settings = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
    'gatehouse.gateway': 'openrouter',
    'gatehouse.clash.controller': core.url,
    'workbench.colorTheme': 'Default Dark Modern',
    'window.autoDetectColorScheme': false,
    'workbench.quickOpen.closeOnFocusLost': false,
    'workbench.reduceMotion': 'on',
    'window.dialogStyle': 'custom',
    ...more,
  });

  before(async () => {
    const startMs = Date.now() - 5_000;
    core = await startMockController({
      secret: 'test-secret',
      proxies: usualProxies,
      rules: usualRules,
      connections: [
        { id: 'one', host: 'openrouter.ai', port: 443, process: 'node', chains: ['node-a', 'AUTO', 'PROXY'], startMs, downloadBytes: 2_000, uploadBytes: 300 },
        { id: 'two', host: 'openrouter.ai', port: 443, process: 'node', inbound: 'Tun', chains: ['node-b', 'AUTO', 'PROXY'], startMs: startMs + 1_000, downloadBytes: 700, uploadBytes: 300 },
        { id: 'three', host: 'example.com', port: 443, process: 'curl', chains: ['DIRECT'], startMs },
      ],
    });
    window = await openWindow({ settings: settings() });
    await window.workbench.runCommand('View: Toggle Primary Side Bar Visibility');
  });
  after(async () => {
    await window?.close();
    await core?.close();
  });

  it('is nowhere on the page before it is asked for, and asks nobody', async () => {
    await window.workbench.runCommand('Gatehouse: Show Inspector');
    frame = await window.workbench.inspector();
    await frame.locator('#diagnose').waitFor();
    assert.equal(await frame.locator('.clash').count(), 0);
    assert.equal(core.calls.length, 0);
  });

  it('asks for the secret and takes it', async () => {
    await window.workbench.runCommand('Gatehouse: Show Clash Connections');
    await frame.locator('.clash[data-state=locked]').waitFor();
    await frame.locator('#enter-clash-secret').click();
    const input = window.page.locator('.quick-input-widget input.input');
    await input.waitFor();
    await input.fill('test-secret');
    await input.press('Enter');
    await frame.locator('.clash[data-state=watching]').waitFor();
    assert.doesNotMatch(await frame.locator('body').innerText(), /test-secret/);
  });

  it('says which row, policy and node each gateway host takes, and lists what is carried', async () => {
    const host = (await frame.locator('tr[data-host="openrouter.ai"]').innerText()).replace(/\s+/g, ' ');
    assert.match(host, /openrouter\.ai row 1 \(DOMAIN-SUFFIX,openrouter\.ai,PROXY\) PROXY -> AUTO -> node-a passes its test/);
    await frame.locator('tr[data-clash]').nth(1).waitFor();
    assert.equal(await frame.locator('tr[data-clash]').count(), 2, 'other hosts are not listed');
    const words = (await frame.locator('tr[data-clash]', { hasText: 'node-b' }).innerText()).replace(/\s+/g, ' ');
    assert.match(words, /dead node.*other node than before.*by proxy and TUN.*node, TUN/);
  });

  it('keeps a connection that ends, and shows a new one', async () => {
    core.state.connections = [...core.state.connections.filter(({ id }) => id !== 'one'), { id: 'four', host: 'openrouter.ai', port: 443, process: 'claude', chains: ['node-a', 'AUTO', 'PROXY'], startMs: Date.now() }];
    await frame.locator('tr[data-clash]', { hasText: 'claude' }).waitFor();
    await frame.locator('tr[data-clash]', { hasText: 'ended' }).waitFor();
    assert.equal(await frame.locator('tr[data-clash]').count(), 3);
  });

  it('keeps what the core says of a connection in its log beside it, folded', async () => {
    core.log('debug', '[DNS] cache hit openrouter.ai --> [203.0.113.7]');
    core.log('debug', '[DNS] cache hit example.com --> [203.0.113.8]');
    const row = frame.locator('tr[data-clash]', { hasText: 'claude' });
    await row.locator('.clash-log summary').click();
    assert.match((await row.locator('.clash-log li').allTextContents()).join('\n'), /debug \[DNS\] cache hit openrouter\.ai --> \[203\.0\.113\.7\]$/);
    assert.doesNotMatch(await frame.locator('.clash').innerText(), /example\.com/);
  });

  for (const { name, kind, picture } of themes) {
    it(`is accessible in ${name}`, async () => {
      window.profile.writeSettings(settings({ 'workbench.colorTheme': name }));
      await frame.waitForFunction((wanted) => document.body.classList.contains(wanted), kind);
      assert.deepEqual(await seriousViolations(frame), []);
      await frame.evaluate(() => document.querySelector('.clash')?.scrollIntoView({ block: 'start' }));
      await window.page.mouse.move(640, 5);
      await window.workbench.screenshot(picture);
    });
  }

  it('closes exactly what is on a dead node, after asking, and nothing when that is declined', async () => {
    // Beside it: one more on the dead node, one there to a host that is no gateway's, one on a node that lives.
    core.state.connections = [
      ...core.state.connections,
      { id: 'five', host: 'openrouter.ai', port: 443, process: 'claude', chains: ['node-b', 'AUTO', 'PROXY'], startMs: Date.now() },
      { id: 'six', host: 'example.com', port: 443, process: 'curl', chains: ['node-b', 'PROXY'], startMs: Date.now() },
    ];
    const onDead = frame.locator('tr[data-clash]', { hasText: 'node-b' }).locator('.close-clash');
    await onDead.nth(1).waitFor();
    const button = frame.locator('#close-on-dead-node');
    assert.equal((await button.innerText()).trim(), 'Close the 2 on dead nodes');
    await button.click();
    const dialog = window.page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    assert.match((await dialog.innerText()).replace(/\s+/g, ' '), /Close 2 connections in Clash\? openrouter\.ai by node-b, (?:node|claude) openrouter\.ai by node-b, (?:node|claude) Requests that run on them break off\. Nothing else is closed or changed\./);
    await window.workbench.screenshot('clash-close-question');
    await dialog.locator('a.monaco-button, button', { hasText: 'Cancel' }).first().click();
    await dialog.waitFor({ state: 'detached' });
    await window.page.waitForTimeout(1_500);
    assert.deepEqual(core.closed, []);
    assert.equal(await onDead.count(), 2);
    await button.click();
    await dialog.locator('a.monaco-button, button', { hasText: 'Close Them' }).first().click();
    await onDead.first().waitFor({ state: 'detached' });
    assert.deepEqual([...core.closed].sort(), ['five', 'two']);
    assert.deepEqual(core.state.connections.map(({ id }) => id), ['three', 'four', 'six']);
  });

  it('does the same by its command', async () => {
    core.state.connections = [...core.state.connections, { id: 'seven', host: 'openrouter.ai', port: 443, process: 'claude', chains: ['node-b', 'AUTO', 'PROXY'], startMs: Date.now() }];
    await window.workbench.runCommand('Gatehouse: Close Clash Connections Left on Dead Nodes');
    const dialog = window.page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    assert.match((await dialog.innerText()).replace(/\s+/g, ' '), /Close one connection in Clash\? openrouter\.ai by node-b, claude Requests/);
    await dialog.locator('a.monaco-button, button', { hasText: 'Close Them' }).first().click();
    await window.page.locator('.notification-toast', { hasText: 'One connection is closed. The program opens a new one with its next request.' }).waitFor();
    assert.deepEqual([...core.closed].sort(), ['five', 'seven', 'two']);
  });

  it('marks two calls of one program that left by two nodes, and a stream on which nothing comes', async () => {
    const startMs = Date.now();
    // Of the first it is said that another node is chosen now, by its name: the cell of the node tells them apart.
    core.state.connections = [
      { id: 'first', host: 'openrouter.ai', port: 443, process: 'codex', chains: ['DIRECT', 'PROXY'], startMs, uploadBytes: 100, downloadBytes: 100 },
      { id: 'second', host: 'openrouter.ai', port: 443, process: 'codex', chains: ['node-a', 'AUTO', 'PROXY'], startMs: startMs + 500, uploadBytes: 100, downloadBytes: 100 },
    ];
    const row = (node: string) => frame.locator('tr[data-clash]', { hasText: 'codex' }).filter({ has: frame.locator('td', { hasText: new RegExp(`^${node}$`) }) });
    await row('node-a').waitFor();
    assert.match((await row('node-a').innerText()).replace(/\s+/g, ' '), /other node than before/);
    assert.doesNotMatch(await row('DIRECT').innerText(), /other node|nothing comes/);
    // One goes on, on the other nothing comes any more.
    const flow = setInterval(() => core.update('second', { downloadBytes: 100 + Date.now() - startMs }), 500);
    try {
      await row('DIRECT').filter({ hasText: 'nothing comes' }).waitFor();
      assert.doesNotMatch(await row('node-a').innerText(), /nothing comes/);
      await window.workbench.screenshot('clash-stalled');
    } finally {
      clearInterval(flow);
    }
  });

  it('says so when the core goes away, and finds it again', async () => {
    core.setFault('failing');
    await frame.locator('.clash[data-state=lost]').waitFor();
    core.setFault('none');
    await frame.locator('#look-for-clash').click();
    await frame.locator('.clash[data-state=watching]').waitFor();
  });

  it('changed nothing but those connections', () => {
    const changes = core.calls.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);
    assert.deepEqual(changes.sort(), ['DELETE /connections/five', 'DELETE /connections/seven', 'DELETE /connections/two']);
  });
});
