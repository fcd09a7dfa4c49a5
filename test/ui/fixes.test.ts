import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { startConnectProxy, startLab } from '../../src/lab/lab.ts';
import type { ConnectProxy, Lab } from '../../src/lab/lab.ts';
import { temporaryFolder } from '../workbench/lifetime.js';
import { openWindow } from '../workbench/window.ts';
import type { OpenWindow } from '../workbench/window.ts';
import { seriousViolations } from './accessibility.ts';
import { waitForStoredInspector, waitForStoredState } from './editor-storage.ts';
import { FixPage } from './fix-page.ts';
import { diagnose } from './inspector-page.ts';

const hiddenEntry = 'hidden.example';
const npmLines = ['registry-comment=1', 'strict-ssl=false', 'fund=false'];

describe('fixes, in a real workbench: previewed, applied, verified, undone', function () {
  this.timeout(300_000);
  let lab: Lab;
  let proxy: ConnectProxy;
  let window: OpenWindow;
  let fixes: FixPage;
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
    fixes = new FixPage(window);
    await window.workbench.runCommand('View: Toggle Primary Side Bar Visibility');
    await window.workbench.runCommand('Gatehouse: Show Inspector');
    await fixes.given({ 'http.proxy': 'htp://proxy.example:3128', 'http.noProxy': ['127.0.0.1', 'mine.example'] });
  });

  after(async () => {
    await window?.close();
    await proxy?.close();
    await lab?.close();
  });

  it('says no without a trace when the user does not agree', async () => {
    const { page, workbench } = window;
    await fixes.pressApply('proxy-value-malformed', 'Remove http.proxy');
    await page.locator('.monaco-dialog-box').waitFor();
    assert.match(await fixes.diffText(), /"http\.proxy": "htp:\/\/proxy\.example:3128"/);
    assert.match(await fixes.diffText(), /http\.proxy is not set/);
    await workbench.screenshot('fix-preview');
    await page.locator('.monaco-dialog-box a.monaco-button, .monaco-dialog-box button', { hasText: 'Cancel' }).click();
    await page.locator('.notification-toast', { hasText: 'Nothing was changed.' }).waitFor();
    assert.equal(window.profile.userSettings()['http.proxy'], 'htp://proxy.example:3128');
    assert.equal(await page.locator('.tab', { hasText: 'Before' }).count(), 0, 'the comparison is closed again');
    assert.equal((await fixes.applied()).length, 0);
  });

  it('removes a setting that names no proxy, sees that this helps, and puts it back', async () => {
    await fixes.apply('proxy-value-malformed', 'Remove http.proxy');
    await fixes.assertSetting('http.proxy', undefined);
    assert.deepEqual(await fixes.applied(), [['Remove http.proxy', 'cured']]);
    assert.ok(!(await fixes.findingIds()).includes('proxy-value-malformed'));
    const frame = await window.workbench.inspector();
    assert.deepEqual(await seriousViolations(frame), []);
    await window.workbench.screenshot('fix-applied');
    await fixes.undo();
    assert.equal(window.profile.userSettings()['http.proxy'], 'htp://proxy.example:3128');
    assert.deepEqual(await fixes.applied(), []);
    assert.ok((await fixes.findingIds()).includes('proxy-value-malformed'));
  });

  it('adds what http.noProxy hides, keeps what is there, and takes back only what it added', async () => {
    await fixes.given({ 'http.noProxy': ['127.0.0.1', 'mine.example'] });
    await fixes.apply('no-proxy-setting-hides-variable', 'Add the entries of no_proxy to http.noProxy');
    await fixes.assertSetting('http.noProxy', ['127.0.0.1', 'mine.example', hiddenEntry]);
    assert.deepEqual((await fixes.applied())[0], ['Add the entries of no_proxy to http.noProxy', 'cured']);
    // Somebody adds one in between.
    await fixes.write({ 'http.noProxy': ['127.0.0.1', 'mine.example', hiddenEntry, 'later.example'] });
    await fixes.undo();
    await fixes.assertSetting('http.noProxy', ['127.0.0.1', 'mine.example', 'later.example']);
  });

  it('gives the editor the proxy that its terminals have', async () => {
    await fixes.given({ 'terminal.integrated.env.linux': { HTTPS_PROXY: proxy.url } });
    await fixes.apply('proxy-contexts-disagree', 'Give the editor the same proxy');
    await fixes.assertSetting('http.proxy', new URL(proxy.url).origin);
    assert.deepEqual((await fixes.applied())[0], ['Give the editor the same proxy', 'cured']);
    await fixes.undo();
    await fixes.assertSetting('http.proxy', undefined);
  });

  it('gives every client in the terminal the same exclusion list, with the proof beside it', async () => {
    const { url } = proxy;
    const list = '*.corp.example,localhost,127.0.0.1,::1';
    const terminal = { HTTPS_PROXY: url, https_proxy: url, HTTP_PROXY: url, http_proxy: url, NO_PROXY: list, no_proxy: list };
    await fixes.given({ 'terminal.integrated.env.linux': terminal });
    const title = 'Write NO_PROXY so that every client here reads the same (integrated terminal)';
    const frame = await window.workbench.inspector();
    await frame.getByText('One exclusion list for all: integrated terminal').first().waitFor({ state: 'attached' });
    assert.deepEqual(await seriousViolations(frame), []);
    await fixes.apply('no-proxy-wildcard', title);
    const written = (await fixes.setting('terminal.integrated.env.linux')) ?? window.profile.userSettings()['terminal.integrated.env.linux'];
    const { NO_PROXY, no_proxy, ...others } = written as Record<string, string>;
    assert.match(NO_PROXY ?? '', /^\*\.corp\.example,(?:.*,)?\.?corp\.example,/);
    assert.equal(no_proxy, NO_PROXY);
    assert.deepEqual(others, { HTTPS_PROXY: url, https_proxy: url, HTTP_PROXY: url, http_proxy: url });
    assert.deepEqual((await fixes.applied())[0], [title, 'cured']);
    await fixes.undo();
    assert.deepEqual(window.profile.userSettings()['terminal.integrated.env.linux'], terminal);
  });

  it('takes a line out of a file and puts it back where it was', async () => {
    await fixes.given({ 'http.proxyStrictSSL': false });
    await fixes.apply('verification-off', 'Switch the checks on again');
    assert.equal(fs.readFileSync(npmrc, 'utf8'), `${npmLines.filter((line) => line !== 'strict-ssl=false').join('\n')}\n`);
    await fixes.assertSetting('http.proxyStrictSSL', undefined);
    assert.deepEqual((await fixes.applied())[0], ['Switch the checks on again', 'cured']);
    await fixes.undo();
    assert.equal(fs.readFileSync(npmrc, 'utf8'), `${npmLines.join('\n')}\n`);
    await fixes.assertSetting('http.proxyStrictSSL', false);
  });

  it('leaves alone what somebody has changed since, and says so', async () => {
    const { page } = window;
    await fixes.apply('verification-off', 'Switch the checks on again');
    fs.writeFileSync(npmrc, 'fund=true\n');
    await fixes.undo();
    await page.locator('.notification-toast', { hasText: 'The fix was undone.' }).first().waitFor();
    // A removed line goes back to the end of what is there now.
    assert.equal(fs.readFileSync(npmrc, 'utf8'), 'fund=true\nstrict-ssl=false\n');
  });

  it('still knows after a reload what it wrote', async () => {
    const { page, workbench } = window;
    fs.writeFileSync(npmrc, `${npmLines.join('\n')}\n`);
    await diagnose(workbench);
    await fixes.apply('verification-off', 'Switch the checks on again');
    await waitForStoredState(page, 'gatehouse.gatehouse', 'cured');
    await waitForStoredInspector(page);
    await workbench.reload();
    await workbench.waitForInspector(/Applied fixes/);
    assert.deepEqual(await fixes.applied(), [['Switch the checks on again', 'cured']]);
    await fixes.undo();
    assert.equal(fs.readFileSync(npmrc, 'utf8'), `${npmLines.join('\n')}\n`);
  });
});
