import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { startLab } from '../../src/lab/lab.ts';
import type { Lab } from '../../src/lab/lab.ts';
import { projectFolder } from '../workbench/project.js';
import { openWindow } from '../workbench/window.ts';
import type { OpenWindow } from '../workbench/window.ts';
import { content, diagnose } from './inspector-page.ts';

const texts = (file: string): Record<string, string> =>
  JSON.parse(fs.readFileSync(path.join(projectFolder, file), 'utf8')) as Record<string, string>;

describe('in Chinese, in a real workbench', function () {
  this.timeout(300_000);
  const han = /\p{Script=Han}/u;
  let lab: Lab;
  let window: OpenWindow;
  let bundle: Record<string, string>;
  let manifest: Record<string, string>;

  before(async () => {
    bundle = texts('l10n/bundle.l10n.zh-cn.json');
    manifest = texts('package.nls.zh-cn.json');
    lab = await startLab({ scenario: 'html-error-page' });
    window = await openWindow({
      language: 'zh-cn',
      settings: {
        'gatehouse.gateway': 'custom',
        'gatehouse.customBaseUrl': lab.baseUrl,
        'workbench.quickOpen.closeOnFocusLost': false,
        'workbench.reduceMotion': 'on',
      },
    });
  });

  after(async () => {
    await window?.close();
    await lab?.close();
  });

  /** A sentence of the bundle with its values put in. */
  const chinese = (english: string, ...values: string[]): string => {
    const translated = bundle[english] ?? '';
    assert.match(translated, han, english);
    return values.reduce((text, value, index) => text.replaceAll(`{${index}}`, value), translated);
  };

  it('the status bar speaks Chinese', async () => {
    assert.equal((await window.workbench.statusItem()).text, chinese('{0}: not checked yet', `127.0.0.1:${lab.port}`));
  });

  it('the menu and the palette do', async () => {
    const { page, workbench } = window;
    await workbench.clickStatusItem();
    const picks = await workbench.picks();
    assert.deepEqual(picks.filter((label) => !han.test(label)), []);
    await page.keyboard.press('Escape');
    await workbench.runCommand(`Gatehouse: ${manifest['command.showInspector']}`);
  });

  it('the inspector does, from its buttons to the verdict and what to do', async () => {
    const { workbench } = window;
    const frame = await workbench.inspector();
    const { word, sentence, nextStep, checked, findings, probes } = await diagnose(workbench);
    assert.equal(word, chinese('down'));
    assert.match(sentence, new RegExp(chinese('A web page came back instead of an API answer.')));
    const sentences = findings.flatMap(({ title, detail, nextSteps }) => [title, detail, ...nextSteps]);
    assert.deepEqual([nextStep, checked, ...sentences].filter((text) => !han.test(text)), []);
    assert.deepEqual(probes.filter(({ status, summary }) => !han.test(status) || !han.test(summary)), []);
    const labels = await frame.locator('button').evaluateAll((buttons) =>
      buttons.map((button) => button.getAttribute('aria-label') ?? button.textContent ?? ''),
    );
    // Buttons that open a file are named by it.
    assert.deepEqual(labels.filter((label) => !han.test(label) && !/^[~/].*:\d+$/.test(label)), []);
    assert.equal(await frame.evaluate(() => document.documentElement.lang), 'zh-cn');
    await workbench.screenshot('inspector-chinese');
    assert.equal((await content(workbench)).state, 'down');
  });
});
