import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { startLab } from '../../src/lab/lab.ts';
import type { Lab } from '../../src/lab/lab.ts';
import { temporaryFolder } from '../workbench/lifetime.js';
import { openWindow } from '../workbench/window.ts';
import type { OpenWindow } from '../workbench/window.ts';
import { seriousViolations } from './accessibility.ts';
import { diagnose } from './inspector-page.ts';

const settings = `{
  "env": {
    "ANTHROPIC_AUTH_TOKEN": "sk-open-sesame",
    "ANTHROPIC_BASE_URL": "https://ali:open-sesame@llm.example/anthropic",
    "HTTPS_PROXY": "http://ali:open-sesame@claude.example:3128"
  }
}
`;

describe('the files of tools, in a real workbench', function () {
  this.timeout(300_000);
  let lab: Lab;
  let window: OpenWindow;
  const home = temporaryFolder('home');

  before(async () => {
    fs.mkdirSync(path.join(home, '.claude'));
    fs.writeFileSync(path.join(home, '.claude', 'settings.json'), settings);
    lab = await startLab();
    window = await openWindow({
      env: { HOME: home, SHELL: '/bin/sh', NO_PROXY: '127.0.0.1', CLAUDE_CONFIG_DIR: '' },
      settings: {
        'gatehouse.gateway': 'custom',
        'gatehouse.customBaseUrl': lab.baseUrl,
        'workbench.reduceMotion': 'on',
        'workbench.editor.useModal': 'off',
      },
    });
    await window.workbench.runCommand('View: Toggle Primary Side Bar Visibility');
    await window.workbench.runCommand('Gatehouse: Show Inspector');
  });

  after(async () => {
    await window?.close();
    await lab?.close();
  });

  it('are a table with lines and without secrets, and open at their line', async () => {
    const { findings } = await diagnose(window.workbench);
    const ids = findings.map(({ id }) => id);
    assert.ok(ids.includes('agent-base-url-differs') && ids.includes('agent-proxy-differs'), ids.join());
    const frame = await window.workbench.inspector();
    await frame.locator('#table-tool-files').click();
    const section = frame.locator('.table-section:has(#table-tool-files)');
    const row = section.locator('tr', { has: frame.locator('th', { hasText: /^env\.HTTPS_PROXY$/ }) });
    assert.match(await row.innerText(), /Claude Code\s+http:\/\/claude\.example:3128\s+~\/\.claude\/settings\.json:5/);
    assert.doesNotMatch(await section.innerText(), /open-sesame|ali/);
    assert.deepEqual(await seriousViolations(frame), []);
    await window.workbench.screenshot('table-tool-files');
    await row.locator('button').click();
    await window.page.locator('.tab', { hasText: 'settings.json' }).waitFor({ timeout: 60_000 });
    await window.page.locator('#status\\.editor\\.selection', { hasText: 'Ln 5, Col 1' }).waitFor({ timeout: 60_000 });
  });
});
