import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { startLab } from '../../src/lab/lab.ts';
import type { Lab } from '../../src/lab/lab.ts';
import { temporaryFolder } from '../workbench/lifetime.js';
import { openWindow } from '../workbench/window.ts';
import type { OpenWindow } from '../workbench/window.ts';
import { afterRun, content, diagnose } from './inspector-page.ts';

describe('Measuring the installed clients, in a real workbench', function () {
  this.timeout(300_000);
  let lab: Lab;
  let window: OpenWindow;
  const home = temporaryFolder('home');
  const bin = path.join(home, 'bin');

  before(async () => {
    // A program named curl that forgets NO_PROXY.
    const curl = execFileSync('/bin/sh', ['-c', 'command -v curl'], { encoding: 'utf8' }).trim();
    fs.mkdirSync(bin);
    // The extension host has the search path of the login shell, whose system-wide start files begin it anew.
    for (const file of ['.bash_profile', '.bashrc']) fs.writeFileSync(path.join(home, file), `export PATH="${bin}:$PATH"\n`);
    fs.writeFileSync(path.join(bin, 'curl'), `#!/bin/sh\nunset NO_PROXY no_proxy\nexec ${curl} "$@"\n`, { mode: 0o755 });
    lab = await startLab();
    window = await openWindow({
      env: { HOME: home, SHELL: '/bin/bash', PATH: `${bin}:${process.env['PATH'] ?? ''}`, http_proxy: 'http://proxy.example:3128', NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' },
      settings: {
        'gatehouse.gateway': 'custom',
        'gatehouse.customBaseUrl': lab.baseUrl,
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
    await frame.locator('#table-routes').click();
  });

  after(async () => {
    await window?.close();
    await lab?.close();
  });

  const dialog = () => window.page.locator('.monaco-dialog-box');
  const answer = (label: string) =>
    dialog().locator('a.monaco-button, button', { hasText: label }).first().click();

  it('names the programs and starts none when the answer is no', async () => {
    const frame = await window.workbench.inspector();
    await frame.locator('.measure-clients').click();
    await dialog().waitFor({ timeout: 60_000 });
    assert.match(await dialog().innerText(), /These programs are started: .*\bcurl\b/s);
    await window.workbench.screenshot('measure-consent');
    await answer('Cancel');
    await dialog().waitFor({ state: 'detached', timeout: 60_000 });
    assert.equal((await content(window.workbench)).probes.some(({ id }) => id === 'measured-routes'), false);
  });

  it('shows predicted and measured side by side, and which one is contradicted', async () => {
    const { workbench } = window;
    const after = await afterRun(workbench, async (frame) => {
      await frame.locator('.measure-clients').click();
      await dialog().waitFor({ timeout: 60_000 });
      await answer('Start Them');
    });
    const finding = after.findings.find(({ id }) => id === 'prediction-contradicted');
    assert.match(finding?.title ?? '', /curl \d/, JSON.stringify([after.findings.map(({ id }) => id), after.probes]));
    const frame = await workbench.inspector();
    if (!(await frame.locator('.table-section:has(#table-routes) table').isVisible())) await frame.locator('#table-routes').click();
    const rows = await frame.locator('.table-section:has(#table-routes) tbody tr').evaluateAll((all) =>
      all.map((row) => [...row.children].slice(0, 3).map((cell) => (cell.textContent ?? '').replace(/\s+/g, ' ').trim())),
    );
    const curl = rows.find(([name]) => name?.startsWith('curl '));
    assert.equal(curl?.[1], 'direct', JSON.stringify(rows));
    assert.match(curl?.[2] ?? '', /^http:\/\/proxy\.example:3128.*\(differs\)$/);
    assert.deepEqual(rows.find(([name]) => name?.startsWith('node-fetch '))?.slice(1), ['direct', 'direct']);
    await workbench.screenshot('clients-measured');
  });
});
