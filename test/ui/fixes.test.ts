import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { startConnectProxy, startLab } from '../../src/lab/lab.ts';
import type { ConnectProxy, Lab } from '../../src/lab/lab.ts';
import { temporaryFolder } from '../workbench/lifetime.js';
import { openWindow } from '../workbench/window.ts';
import type { OpenWindow } from '../workbench/window.ts';
import { seriousViolations } from './accessibility.ts';
import { waitForStoredState } from './editor-storage.ts';
import { afterRun, content, diagnose } from './inspector-page.ts';

const hiddenEntry = 'hidden.example';
const networkIds = ['http.proxy', 'http.noProxy', 'http.proxyStrictSSL', 'terminal.integrated.env.linux'];
const npmLines = ['registry-comment=1', 'strict-ssl=false', 'fund=false'];

describe('fixes, in a real workbench: previewed, applied, verified, undone', function () {
  this.timeout(300_000);
  let lab: Lab;
  let proxy: ConnectProxy;
  let window: OpenWindow;
  const home = temporaryFolder('home');
  const npmrc = path.join(home, '.npmrc');

  before(async () => {
    fs.writeFileSync(npmrc, `${npmLines.join('\n')}\n`);
    lab = await startLab();
    proxy = await startConnectProxy();
    window = await openWindow({
      env: {
        HOME: home,
        NO_PROXY: `127.0.0.1,${hiddenEntry}`,
        no_proxy: `127.0.0.1,${hiddenEntry}`,
        SHELL: '/bin/sh',
        // npm, when it starts these tests, names the file of whoever started it.
        npm_config_userconfig: npmrc,
      },
      settings: {
        'gatehouse.gateway': 'custom',
        'gatehouse.customBaseUrl': lab.baseUrl,
        'workbench.colorTheme': 'Default Dark Modern',
        'window.autoDetectColorScheme': false,
        'workbench.reduceMotion': 'on',
        'workbench.quickOpen.closeOnFocusLost': false,
        'workbench.editor.useModal': 'off',
      },
    });
    await window.workbench.runCommand('View: Toggle Primary Side Bar Visibility');
    await window.workbench.runCommand('Gatehouse: Show Inspector');
    await given({ 'http.proxy': 'htp://proxy.example:3128', 'http.noProxy': ['127.0.0.1', 'mine.example'] });
  });

  after(async () => {
    await window?.close();
    await proxy?.close();
    await lab?.close();
  });

  it('says no without a trace when the user does not agree', async () => {
    const { page, workbench } = window;
    await pressApply('proxy-value-malformed', 'Remove http.proxy');
    await page.locator('.monaco-dialog-box').waitFor();
    assert.match(await diffText(), /"http\.proxy": "htp:\/\/proxy\.example:3128"/);
    assert.match(await diffText(), /http\.proxy is not set/);
    await workbench.screenshot('fix-preview');
    await page.locator('.monaco-dialog-box a.monaco-button, .monaco-dialog-box button', { hasText: 'Cancel' }).click();
    await page.locator('.notification-toast', { hasText: 'Nothing was changed.' }).waitFor();
    assert.equal(window.profile.userSettings()['http.proxy'], 'htp://proxy.example:3128');
    assert.equal(await page.locator('.tab', { hasText: 'Before' }).count(), 0, 'the comparison is closed again');
    assert.equal((await applied()).length, 0);
  });

  it('removes a setting that names no proxy, sees that this helps, and puts it back', async () => {
    await apply('proxy-value-malformed', 'Remove http.proxy');
    await assertSetting('http.proxy', undefined);
    assert.deepEqual(await applied(), [['Remove http.proxy', 'cured']]);
    assert.ok(!(await findingIds()).includes('proxy-value-malformed'));
    const frame = await window.workbench.inspector();
    assert.deepEqual(await seriousViolations(frame), []);
    await window.workbench.screenshot('fix-applied');
    await undo();
    assert.equal(window.profile.userSettings()['http.proxy'], 'htp://proxy.example:3128');
    assert.deepEqual(await applied(), []);
    assert.ok((await findingIds()).includes('proxy-value-malformed'));
  });

  it('adds what http.noProxy hides, keeps what is there, and takes back only what it added', async () => {
    await given({ 'http.noProxy': ['127.0.0.1', 'mine.example'] });
    await apply('no-proxy-setting-hides-variable', 'Add the entries of no_proxy to http.noProxy');
    await assertSetting('http.noProxy', ['127.0.0.1', 'mine.example', hiddenEntry]);
    assert.deepEqual((await applied())[0], ['Add the entries of no_proxy to http.noProxy', 'cured']);
    // Somebody adds one in between.
    await write({ 'http.noProxy': ['127.0.0.1', 'mine.example', hiddenEntry, 'later.example'] });
    await undo();
    await assertSetting('http.noProxy', ['127.0.0.1', 'mine.example', 'later.example']);
  });

  it('gives the editor the proxy that its terminals have', async () => {
    await given({ 'terminal.integrated.env.linux': { HTTPS_PROXY: proxy.url } });
    await apply('proxy-contexts-disagree', 'Give the editor the same proxy');
    await assertSetting('http.proxy', new URL(proxy.url).origin);
    assert.deepEqual((await applied())[0], ['Give the editor the same proxy', 'cured']);
    await undo();
    await assertSetting('http.proxy', undefined);
  });

  it('gives every client in the terminal the same exclusion list, with the proof beside it', async () => {
    const { url } = proxy;
    const list = '*.corp.example,localhost,127.0.0.1,::1';
    const terminal = { HTTPS_PROXY: url, https_proxy: url, HTTP_PROXY: url, http_proxy: url, NO_PROXY: list, no_proxy: list };
    await given({ 'terminal.integrated.env.linux': terminal });
    const title = 'Write NO_PROXY so that every client here reads the same (integrated terminal)';
    const frame = await window.workbench.inspector();
    await frame.getByText('One exclusion list for all: integrated terminal').first().waitFor({ state: 'attached' });
    assert.deepEqual(await seriousViolations(frame), []);
    await apply('no-proxy-wildcard', title);
    const written = (await setting('terminal.integrated.env.linux')) ?? window.profile.userSettings()['terminal.integrated.env.linux'];
    const { NO_PROXY, no_proxy, ...others } = written as Record<string, string>;
    assert.match(NO_PROXY ?? '', /^\*\.corp\.example,(?:.*,)?\.?corp\.example,/);
    assert.equal(no_proxy, NO_PROXY);
    assert.deepEqual(others, { HTTPS_PROXY: url, https_proxy: url, HTTP_PROXY: url, http_proxy: url });
    assert.deepEqual((await applied())[0], [title, 'cured']);
    await undo();
    assert.deepEqual(window.profile.userSettings()['terminal.integrated.env.linux'], terminal);
  });

  it('takes a line out of a file and puts it back where it was', async () => {
    await given({ 'http.proxyStrictSSL': false });
    await apply('verification-off', 'Switch the checks on again');
    assert.equal(fs.readFileSync(npmrc, 'utf8'), `${npmLines.filter((line) => line !== 'strict-ssl=false').join('\n')}\n`);
    await assertSetting('http.proxyStrictSSL', undefined);
    assert.deepEqual((await applied())[0], ['Switch the checks on again', 'cured']);
    await undo();
    assert.equal(fs.readFileSync(npmrc, 'utf8'), `${npmLines.join('\n')}\n`);
    await assertSetting('http.proxyStrictSSL', false);
  });

  it('leaves alone what somebody has changed since, and says so', async () => {
    const { page } = window;
    await apply('verification-off', 'Switch the checks on again');
    fs.writeFileSync(npmrc, 'fund=true\n');
    await undo();
    await page.locator('.notification-toast', { hasText: 'The fix was undone.' }).first().waitFor();
    // A removed line goes back to the end of what is there now.
    assert.equal(fs.readFileSync(npmrc, 'utf8'), 'fund=true\nstrict-ssl=false\n');
  });

  it('still knows after a reload what it wrote', async () => {
    const { page, workbench } = window;
    fs.writeFileSync(npmrc, `${npmLines.join('\n')}\n`);
    await diagnose(workbench);
    await apply('verification-off', 'Switch the checks on again');
    await waitForStoredState(page, 'gatehouse.gatehouse', 'cured');
    await workbench.reload();
    await workbench.waitForInspector(/Applied fixes/);
    assert.deepEqual(await applied(), [['Switch the checks on again', 'cured']]);
    await undo();
    assert.equal(fs.readFileSync(npmrc, 'utf8'), `${npmLines.join('\n')}\n`);
  });

  const articleOf = (findingId: string): string => `.finding[data-finding="${findingId}"]`;

  async function pressApply(findingId: string, title: string): Promise<void> {
    const frame = await window.workbench.inspector();
    await frame.locator(`${articleOf(findingId)} .apply-fix[aria-label$="${title}"]`).first().click();
  }

  /** Applies a fix the way a user does, and waits until the diagnosis after it is over. */
  async function apply(findingId: string, title: string): Promise<void> {
    const { page, workbench } = window;
    await afterRun(workbench, async () => {
      await pressApply(findingId, title);
      await page.locator('.monaco-dialog-box a.monaco-button, .monaco-dialog-box button', { hasText: 'Apply' }).click();
    });
    const frame = await workbench.inspector();
    await frame.waitForFunction(() => {
      const newest = document.querySelector('.applied-fixes li');
      return newest !== null && newest.getAttribute('data-outcome') !== 'checking';
    });
  }

  /** Undoes the newest fix. */
  async function undo(): Promise<void> {
    await afterRun(window.workbench, (frame) => frame.locator('.undo-fix').first().click());
  }

  async function applied(): Promise<[title: string, outcome: string][]> {
    const frame = await window.workbench.inspector();
    return frame.locator('.applied-fixes li').evaluateAll((items) =>
      items.map((item) => [item.querySelector('.fix-title')?.textContent ?? '', item.getAttribute('data-outcome') ?? '']),
    );
  }

  async function findingIds(): Promise<string[]> {
    return (await content(window.workbench)).findings.map(({ id }) => id);
  }

  async function diffText(): Promise<string> {
    const editors = window.page.locator('.monaco-diff-editor .view-lines');
    await editors.first().waitFor();
    return (await editors.allInnerTexts()).join('\n').replaceAll('\u00a0', ' ');
  }

  /** Writes these network settings and none of the others, and diagnoses with them. */
  async function given(settings: Record<string, unknown>): Promise<void> {
    await write(settings);
    await diagnose(window.workbench);
  }

  async function write(settings: Record<string, unknown>): Promise<void> {
    const others = Object.entries(window.profile.userSettings()).filter(([id]) => !networkIds.includes(id));
    await window.workbench.writeUserSettings({ ...Object.fromEntries(others), ...settings });
  }

  async function assertSetting(id: string, wanted: unknown): Promise<void> {
    assert.deepEqual(await setting(id), wanted);
  }

  /** A setting as the last diagnosis saw it; undefined where it has its default. */
  async function setting(id: string): Promise<unknown> {
    const frame = await window.workbench.inspector();
    const text = await frame.locator('.probe:has(#probe-proxy-environment) .evidence pre').textContent();
    const { settings } = JSON.parse(text ?? '{}') as { settings: { editor: { id: string; value: unknown; scope: string }[] } };
    const found = settings.editor.find((one) => one.id === id);
    return !found || found.scope === 'default' ? undefined : found.value;
  }
});
