/** The list of connections in a real window, fed by a real shim. */
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Frame } from 'playwright-core';
import { projectFolder } from '../workbench/project.js';
import type { Workbench } from '../workbench/workbench.ts';
import { seriousViolations } from './accessibility.ts';
import { hiddenHost } from './behind-proxy.ts';
import { openTerminal, run } from './shell.ts';
import { openShimWindow, untilMenuSays, type ShimWindow } from './shim-window.ts';

/** As the editor names them, the class its webviews carry, and the picture that is kept. */
const themes = [
  { name: 'Default Light Modern', kind: 'vscode-light', picture: 'connections-light' },
  { name: 'Default High Contrast', kind: 'vscode-high-contrast', picture: 'connections-hc' },
  { name: 'Default High Contrast Light', kind: 'vscode-high-contrast-light', picture: 'connections-hc-light' },
  { name: 'Default Dark Modern', kind: 'vscode-dark', picture: 'connections' },
];
const maxPictureBytes = 200_000;

describe('connections through the shim, in a real workbench', function () {
  this.timeout(300_000);
  let at: ShimWindow;
  let workbench: Workbench;
  let frame: Frame;

  before(async () => {
    at = await openShimWindow();
    ({ workbench } = at.window);
  });
  after(async () => at?.close());

  it('offers to switch the shim on where it is off', async () => {
    await workbench.runCommand('Gatehouse: Show Connections Through the Shim');
    frame = await workbench.inspector();
    await frame.locator('.connections[data-state=off]').waitFor();
    await frame.locator('#switch-shim-on').click();
    await frame.locator('.connections[data-state=on]').waitFor();
    await untilMenuSays(workbench, /on, port \d+/);
  });

  it('lists what a terminal asks for, with the setting that decided the way', async () => {
    await openTerminal(workbench);
    await run(workbench, `curl -s -m 20 http://${hiddenHost}/hello`);
    await run(workbench, 'curl -s -m 20 http://10.0.0.1/');
    await workbench.runCommand('View: Hide Panel');
    const row = frame.locator('tr[data-connection]', { hasText: hiddenHost });
    await row.waitFor();
    const words = (await row.innerText()).replace(/\s+/g, ' ');
    assert.match(words, /terminal/);
    assert.match(words, new RegExp(at.rig.proxyUrl.replaceAll('.', '\\.')));
    await row.locator('.open-connection').click();
    await frame.locator('.connection-detail .facts').waitFor();
    const detail = (await frame.locator('.connection-detail').innerText()).replace(/\s+/g, ' ');
    assert.match(detail, /http\.proxy/);
    // No token stands anywhere on the page.
    assert.doesNotMatch(await frame.locator('body').innerText(), /terminal:[A-Za-z0-9_-]{20}/);
  });

  it('finds those that failed', async () => {
    await frame.locator('.only-failed input').check();
    const rows = frame.locator('tr[data-connection]');
    await frame.locator('tr[data-connection]', { hasText: hiddenHost }).waitFor({ state: 'detached' });
    assert.match((await rows.first().innerText()).replace(/\s+/g, ' '), /10\.0\.0\.1.*refused by the shim/);
    await frame.locator('.only-failed input').uncheck();
  });

  for (const { name, kind, picture } of themes) {
    it(`is accessible in ${name}`, async () => {
      at.window.profile.writeSettings({ 'workbench.colorTheme': name, 'gatehouse.shim.enabled': true });
      await frame.waitForFunction((wanted) => document.body.classList.contains(wanted), kind);
      assert.deepEqual(await seriousViolations(frame), []);
      await frame.evaluate(() => document.querySelector('.connections')?.scrollIntoView({ block: 'start' }));
      await at.window.page.mouse.move(640, 5);
      await workbench.screenshot(picture);
    });
  }

  if (process.env['GATEHOUSE_PICTURES'] === '1') {
    it('connections.png shows the list', async () => {
      const section = await frame.locator('.connections').screenshot();
      assert.ok(section.length < maxPictureBytes);
      fs.writeFileSync(path.join(projectFolder, 'docs', 'pictures', 'connections.png'), section);
    });
  }
});
