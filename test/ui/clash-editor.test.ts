/** A Clash file in a real workbench, as its user has it: a problem is seen, fixed from the light bulb, and undone to the byte. */
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { projectFolder } from '../workbench/project.js';
import { openWindow, type OpenWindow } from '../workbench/window.ts';
import { until } from './shim-window.ts';

const maxPictureBytes = 200_000;
const fileName = 'my-clash.yaml';

/** With what apps and people write: CRLF, anchors, flow maps, emoji, quotes, comments behind values, a tab in a comment. */
const sample = `# mine,	not generated
mixed-port: 7890
mode: rule
x-base: &base { udp: true, cipher: aes-128-gcm }
proxies:
  - { name: "Zürich 01", type: ss, server: 192.0.2.1, port: 443, password: 'x', <<: *base }
  - { name: 'Tōkyō 02', type: ss, server: 192.0.2.2, port: 443, password: "x", <<: *base }   # spare
proxy-groups:
  - { name: OPENROUTER-STABLE, type: fallback, proxies: ["Zürich 01", 'Tōkyō 02'], url: 'https://openrouter.ai/api/v1/models', expected-status: 200, interval: 300, timeout: 5000, max-failed-times: 5 } # 🇭🇰 🇯🇵
  - { name: PROXY, type: select, proxies: [OPENROUTER-STABLE, "Zürich 01"] }
rules:
  # gateways
  - DOMAIN-SUFFIX,openrouter.ai,OPENROUTER-STABEL   # my own group
  - 'DOMAIN-SUFFIX,example.com,PROXY'
  # the rest
  - IP-CIDR,10.0.0.0/8,DIRECT,no-resolve
  - MATCH,PROXY
`.replaceAll('\n', '\r\n');

describe('a Clash file in a real workbench', function () {
  this.timeout(300_000);
  let window: OpenWindow;
  let file: string;

  before(async () => {
    window = await openWindow({
      settings: {
        'editor.minimap.enabled': false,
        'editor.stickyScroll.enabled': false,
        'workbench.colorTheme': 'Default Dark Modern',
        'window.autoDetectColorScheme': false,
        'workbench.reduceMotion': 'on',
        'files.autoSave': 'off',
      },
    });
    file = path.join(window.profile.workspaceFolder, fileName);
    fs.writeFileSync(file, sample);
    await window.workbench.runCommand('View: Toggle Primary Side Bar Visibility');
  });
  after(async () => window?.close());

  async function save(): Promise<void> {
    await window.page.keyboard.press('Control+S');
    await window.page.locator('.tab.active:not(.dirty)', { hasText: fileName }).waitFor();
  }

  it('shows where calls go and what is wrong, offers the fix, and changes nothing else', async () => {
    const { page, workbench } = window;
    await workbench.runCommand('Go to File...');
    await page.locator('.quick-input-widget input.input').fill(fileName);
    await workbench.pick(new RegExp(fileName));
    await page.locator('.tab.active', { hasText: fileName }).waitFor();
    await page.locator('.squiggly-error').first().waitFor();
    const lens = page.locator('.codelens-decoration', { hasText: 'openrouter.ai -> ' });
    await lens.first().waitFor();

    // The light bulb of the problem.
    const name = page.locator('.view-line', { hasText: 'OPENROUTER-STABEL' }).first();
    await name.waitFor();
    await workbench.runCommand('Go to Next Problem (Error, Warning, Info)');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+.');
    const menu = page.locator('.action-widget').first();
    await menu.waitFor();
    const titles = (await menu.locator('.monaco-list-row').allInnerTexts()).map((one) => one.trim());
    await workbench.screenshot('clash-editor-fixes');
    assert.ok(titles.some((one) => /^Ignore \S+ here$/.test(one)), titles.join(' | '));
    const fix = menu.locator('.monaco-list-row', { hasText: 'OPENROUTER-STABLE' }).first();
    assert.ok((await fix.count()) > 0, titles.join(' | '));
    if (process.env['GATEHOUSE_PICTURES'] === '1') await keepPicture();
    await fix.click();
    await until('the fix is applied', async () => (await page.locator('.squiggly-error').count()) === 0);
    await save();
    const fixed = sample.replace('OPENROUTER-STABEL', 'OPENROUTER-STABLE');
    assert.deepEqual(fs.readFileSync(file), Buffer.from(fixed));
    await until('the line above the rules has followed', async () => (await page.locator('.codelens-decoration').allInnerTexts()).some((one) => /openrouter\.ai -> rule 1 -> OPENROUTER-STABLE/.test(one.replaceAll('\u00a0', ' '))));
    await workbench.screenshot('clash-editor-fixed');

    await page.locator('.editor-instance .monaco-editor .view-lines').first().click();
    await page.keyboard.press('Control+Z');
    await page.locator('.squiggly-error').first().waitFor();
    await save();
    assert.deepEqual(fs.readFileSync(file), Buffer.from(sample));
  });

  it('leads from the line above the rules to the rule', async () => {
    const { page } = window;
    await page.keyboard.press('Control+Home');
    await page.locator('.codelens-decoration a', { hasText: 'openrouter.ai -> ' }).first().click();
    await until('the rule is selected', async () => /Ln 13|selected/.test(await page.locator('.part.statusbar').innerText()));
    await window.workbench.screenshot('clash-editor-at-rule');
  });

  async function keepPicture(): Promise<void> {
    const { page } = window;
    const picture = await page.screenshot({ clip: { x: 52, y: 36, width: 1128, height: 520 } });
    assert.ok(picture.length < maxPictureBytes, `${picture.length} bytes`);
    fs.writeFileSync(path.join(projectFolder, 'docs', 'pictures', 'clash-editor.png'), picture);
  }
});
