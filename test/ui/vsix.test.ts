import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { startLab } from '../../src/lab/lab.ts';
import type { Lab } from '../../src/lab/lab.ts';
import { makeVsix } from '../packaging/package.js';
import { openWindow } from '../workbench/window.ts';
import type { OpenWindow } from '../workbench/window.ts';

describe('the packaged extension, installed', () => {
  let lab: Lab;
  let window: OpenWindow;

  before(async () => {
    lab = await startLab();
    const vsix = await makeVsix();
    window = await openWindow({
      vsix,
      settings: { 'gatehouse.gateway': 'custom', 'gatehouse.customBaseUrl': lab.baseUrl },
    });
  });

  after(async () => {
    await window?.close();
    await lab?.close();
  });

  it('lies unpacked among the extensions, not linked to the clone', () => {
    const folders = fs.readdirSync(window.profile.extensionsFolder, { withFileTypes: true });
    assert.ok(folders.some((entry) => entry.isDirectory() && entry.name.startsWith('gatehouse.gatehouse-')));
  });

  it('shows its state in words in the status bar', async () => {
    const { text, label } = await window.workbench.statusItem();
    assert.match(text, /not checked yet/);
    assert.match(label, /not checked yet/);
  });

  it('diagnoses the healthy lab as healthy', async () => {
    await window.workbench.runCommand('Gatehouse: Diagnose');
    const { text } = await window.workbench.waitForStatus(/healthy|degraded|down|could not tell/i, 90_000);
    assert.match(text, /healthy/i);
    assert.match(await window.workbench.waitForInspector(/healthy/i), /healthy/i);
    await window.workbench.screenshot('vsix-installed-healthy');
  });
});
