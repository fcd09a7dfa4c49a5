/** Fixes for the editor's own settings, on a gateway that the editor's agent does not take for this machine itself. */
import assert from 'node:assert/strict';
import { startConnectProxy, startLab } from '../../src/lab/lab.ts';
import type { ConnectProxy, Lab } from '../../src/lab/lab.ts';
import { temporaryFolder } from '../workbench/lifetime.js';
import { openWindow } from '../workbench/window.ts';
import type { OpenWindow } from '../workbench/window.ts';
import { FixPage } from './fix-page.ts';
import { diagnose } from './inspector-page.ts';

/** Nobody listens on the discard port. */
const deadProxy = 'http://127.0.0.1:9';
const wrongBaseUrl = 'https://api.openrouter.ai/api/v1';
const rightBaseUrl = 'https://openrouter.ai/api/v1';

describe('fixes for settings of the editor, in a real workbench', function () {
  this.timeout(300_000);
  let lab: Lab;
  let proxy: ConnectProxy;
  let window: OpenWindow;
  let fixes: FixPage;

  before(async () => {
    lab = await startLab({ host: '127.0.0.2' });
    proxy = await startConnectProxy();
    const home = temporaryFolder('home');
    window = await openWindow({
      env: { HOME: home, SHELL: '/bin/sh', npm_config_userconfig: `${home}/.npmrc`, no_proxy: '', NO_PROXY: '' },
      settings: {
        'gatehouse.gateway': 'custom',
        'gatehouse.customBaseUrl': lab.baseUrl,
        'gatehouse.gateways': [{ id: 'mine', title: 'Mine', baseUrl: wrongBaseUrl }],
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
  });

  after(async () => {
    await window?.close();
    await proxy?.close();
    await lab?.close();
  });

  it('gives fetch the proxy that https has', async () => {
    await fixes.given({ 'http.proxy': proxy.url, 'http.fetchAdditionalSupport': false });
    const title = 'Give fetch the proxy and the certificates of the editor';
    await fixes.apply('stacks-take-different-ways', title);
    assert.equal(window.profile.userSettings()['http.fetchAdditionalSupport'], true);
    // Programs that are started from the host still go their own way, which is a note.
    assert.deepEqual((await fixes.applied())[0], [title, 'cured']);
    await fixes.undo();
    assert.equal(window.profile.userSettings()['http.fetchAdditionalSupport'], false);
    assert.deepEqual(await fixes.applied(), []);
  });

  it('lets the editor go directly where its proxy is dead and others get through', async () => {
    await fixes.given({ 'http.proxy': deadProxy });
    const title = 'Let the editor go to 127.0.0.2 directly';
    await fixes.apply('stacks-disagree', title);
    assert.deepEqual(window.profile.userSettings()['http.noProxy'], ['127.0.0.2']);
    assert.deepEqual((await fixes.applied())[0], [title, 'cured']);
    assert.ok(!(await fixes.findingIds()).includes('stacks-disagree'));
    await window.workbench.screenshot('fix-direct');
    await fixes.undo();
    assert.equal(window.profile.userSettings()['http.noProxy'], undefined);
    assert.ok((await fixes.findingIds()).includes('stacks-disagree'));
  });

  it('corrects a base URL that was copied from a wrong example', async () => {
    const { workbench } = window;
    await fixes.write({});
    await workbench.runAndPick('Gatehouse: Select Gateway', /Another gateway/);
    await workbench.answer(wrongBaseUrl);
    const frame = await workbench.inspector();
    const shows = async (baseUrl: string): Promise<void> => frame.locator('.base-url', { hasText: new RegExp(`^${baseUrl}$`) }).waitFor();
    await shows(wrongBaseUrl);
    await diagnose(workbench);
    await fixes.apply('wrong-host', 'Use the right base URL');
    await shows(rightBaseUrl);
    assert.deepEqual(await fixes.applied(), [['Use the right base URL', 'cured']]);
    assert.ok(!(await fixes.findingIds()).includes('wrong-host'));
    await fixes.undo();
    await shows(wrongBaseUrl);
    assert.ok((await fixes.findingIds()).includes('wrong-host'));
  });

  it('lets the known gateway take the place of an entry with a wrong base URL', async () => {
    const { workbench } = window;
    await fixes.write({});
    await workbench.runAndPick('Gatehouse: Select Gateway', /Mine/);
    const frame = await workbench.inspector();
    const shows = async (baseUrl: string): Promise<void> => frame.locator('.base-url', { hasText: new RegExp(`^${baseUrl}$`) }).waitFor();
    await frame.locator('h1', { hasText: 'Mine' }).waitFor();
    await shows(wrongBaseUrl);
    await diagnose(workbench);
    await fixes.apply('wrong-host', 'Use the right base URL');
    await shows(rightBaseUrl);
    await frame.locator('h1', { hasText: 'OpenRouter' }).waitFor();
    assert.deepEqual((await fixes.applied())[0], ['Use the right base URL', 'cured']);
    await fixes.undo();
    await shows(wrongBaseUrl);
    assert.ok((await fixes.findingIds()).includes('wrong-host'));
  });
});
