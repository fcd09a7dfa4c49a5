import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { startLab } from '../../src/lab/lab.ts';
import type { Lab } from '../../src/lab/lab.ts';
import { temporaryFolder } from '../workbench/lifetime.js';
import { openWindow } from '../workbench/window.ts';
import type { OpenWindow } from '../workbench/window.ts';
import { afterRun, diagnose } from './inspector-page.ts';

const fromSetting = 'http://from-setting.example:3128';
const fromStartFile = 'from-start-file.example';

describe('Prove it, in a real workbench', function () {
  this.timeout(300_000);
  let lab: Lab;
  let window: OpenWindow;
  const home = temporaryFolder('home');

  before(async () => {
    // What no extension can work out: the shell's own start file.
    fs.writeFileSync(path.join(home, '.bashrc'), `export NO_PROXY=${fromStartFile}\nexport UNRELATED_SECRET=sesame\n`);
    lab = await startLab();
    window = await openWindow({
      env: { HOME: home, SHELL: '/bin/bash', NO_PROXY: '127.0.0.1' },
      settings: {
        'gatehouse.gateway': 'custom',
        'gatehouse.customBaseUrl': lab.baseUrl,
        'terminal.integrated.env.linux': { HTTPS_PROXY: fromSetting },
        'workbench.colorTheme': 'Default Dark Modern',
        'window.autoDetectColorScheme': false,
        'workbench.reduceMotion': 'on',
        'workbench.quickOpen.closeOnFocusLost': false,
      },
    });
    await window.workbench.runCommand('View: Toggle Primary Side Bar Visibility');
    await window.workbench.runCommand('Gatehouse: Show Inspector');
    await diagnose(window.workbench);
    const frame = await window.workbench.inspector();
    await frame.locator('#table-environment').click();
  });

  after(async () => {
    await window?.close();
    await lab?.close();
  });

  /** A row of the table of variables by the heading of its column. */
  async function row(name: string): Promise<Record<string, string>> {
    const frame = await window.workbench.inspector();
    return frame.locator('.table-section:has(#table-environment) table').evaluate((table, wanted) => {
      const text = (one: Element): string => (one.textContent ?? '').replace(' (differs)', '').trim();
      const headings = [...table.querySelectorAll('thead th')].map(text);
      const found = [...table.querySelectorAll('tbody tr')].find((one) => text(one.querySelector('th') ?? one) === wanted);
      const cells = found ? [...found.children].map(text) : [];
      return Object.fromEntries(headings.map((heading, index) => [heading, cells[index] ?? '']));
    }, name);
  }

  it('shows at first what can be worked out, and says that it is', async () => {
    const https = await row('HTTPS_PROXY');
    assert.equal(https['integrated terminal (worked out)'], fromSetting);
    assert.equal(https['child of an extension (worked out)'], 'not set');
    assert.equal((await row('NO_PROXY'))['integrated terminal (worked out)'], '127.0.0.1');
  });

  it('asks a real terminal, task, child and debug sessions, and shows what they said', async () => {
    const { page, workbench } = window;
    await afterRun(workbench, (frame) => frame.locator('.prove-it').click());
    const frame = await workbench.inspector();
    if (!(await frame.locator('.table-section:has(#table-environment) table').isVisible())) await frame.locator('#table-environment').click();
    const list = await row('NO_PROXY');
    assert.equal(list['integrated terminal (proved)'], fromStartFile, JSON.stringify(list));
    assert.equal(list['child of an extension (proved)'], '127.0.0.1');
    assert.equal(list['task (proved)'], '127.0.0.1', 'a task runs without the start file of interactive shells');
    const https = await row('HTTPS_PROXY');
    assert.deepEqual([https['integrated terminal (proved)'], https['task (proved)'], https['child of an extension (proved)']], [fromSetting, fromSetting, 'not set']);
    assert.deepEqual(
      [https['debug session (integrated terminal) (proved)'], https['debug session (internal console) (proved)']],
      [fromSetting, 'not set'],
      JSON.stringify(https),
    );
    assert.equal(list['debug session (integrated terminal) (proved)'], fromStartFile);
    assert.equal(list['debug session (internal console) (proved)'], '127.0.0.1');
    const text = await frame.locator('body').innerText();
    assert.match(text, /Told by a process that was really started there: /);
    assert.doesNotMatch(await frame.locator('body').innerHTML(), /sesame/);
    await workbench.screenshot('environment-proved');
    assert.equal(await page.locator('.terminal-tabs-entry, .single-terminal-tab', { hasText: 'Gatehouse: proof' }).count(), 0, 'the terminal is gone again');
  });
});
