import * as assert from 'node:assert/strict';
import { startLab } from '../../src/lab/lab.ts';
import type { Lab } from '../../src/lab/lab.ts';
import { openWindow } from '../workbench/window.ts';
import type { OpenWindow } from '../workbench/window.ts';
import { seriousViolations } from './accessibility.ts';
import { afterRun, diagnose } from './inspector-page.ts';

describe('what are you seeing, and comparing two runs, in a real workbench', function () {
  this.timeout(300_000);
  let lab: Lab;
  let window: OpenWindow;

  before(async () => {
    lab = await startLab({ scenario: 'reset-mid-stream' });
    window = await openWindow({
      settings: {
        'gatehouse.gateway': 'custom',
        'gatehouse.customBaseUrl': lab.baseUrl,
        'workbench.colorTheme': 'Default Dark Modern',
        'window.autoDetectColorScheme': false,
        'workbench.quickOpen.closeOnFocusLost': false,
        'workbench.reduceMotion': 'on',
      },
    });
    await window.workbench.runCommand('View: Toggle Primary Side Bar Visibility');
    await window.workbench.runCommand('Gatehouse: Show Inspector');
  });

  after(async () => {
    await window?.close();
    await lab?.close();
  });

  it('offers symptoms in words, and says whether the run met the one that was chosen', async () => {
    const { workbench } = window;
    await afterRun(workbench, async (frame) => {
      await frame.locator('#pick-symptom').click();
      assert.ok((await workbench.picks()).length > 8);
      await workbench.screenshot('symptom-entrance');
      await workbench.search('closed in the middle');
      await workbench.pick(/closed in the middle of the answer/);
    });
    const frame = await workbench.inspector();
    const card = frame.locator('.symptom article');
    assert.equal(await card.getAttribute('data-confirmed'), 'true');
    assert.match(await card.innerText(), /This run has found the cause here: The stream is cut in the middle/);
    assert.deepEqual(await seriousViolations(frame), []);
    await workbench.screenshot('symptom-confirmed');
  });

  it('leads from there to pasting an error message', async () => {
    const { page, workbench } = window;
    await workbench.runAndPick('Gatehouse: What Are You Seeing?', /I have an error message/);
    await workbench.pick(/Type or paste the message/);
    await page.keyboard.press('Escape');
  });

  it('leads from an explained error to a diagnosis that looks for its cause first', async () => {
    const { page, workbench } = window;
    await explain('stream closed before response.completed');
    const offered = page.locator('.notification-toast', { hasText: 'The stream ended before the answer was complete.' });
    await offered.hover();
    await workbench.screenshot('explained-offer');
    await afterRun(workbench, () => offered.getByRole('button', { name: 'Look for It Here' }).click());
    const frame = await workbench.inspector();
    assert.match(await frame.locator('.symptom article').innerText(), /The stream ended before the answer was complete\./);
  });

  it('leads from an explained error to the box for the key', async () => {
    const { page } = window;
    await explain('401 {"error":{"message":"User not found.","code":401}}');
    const offered = page.locator('.notification-toast', { hasText: 'The gateway does not accept the API key.' });
    await offered.getByRole('button', { name: 'Set API Key' }).click();
    await page.locator('.quick-input-title', { hasText: /^API key for / }).waitFor();
    await page.keyboard.press('Escape');
  });

  /** Pastes an error, reads the first explanation, and closes it. */
  async function explain(text: string): Promise<void> {
    const { page, workbench } = window;
    await workbench.runAndPick('Gatehouse: Explain Error', /Type or paste the message/);
    await workbench.answer(text);
    await page.locator('.quick-input-title', { hasText: 'What this error means' }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.tab.active', { hasText: 'error-explained.md' }).waitFor();
    await workbench.runCommand('View: Close Editor');
  }

  it('compares with the run before', async () => {
    const { page, workbench } = window;
    lab.setScenario('healthy');
    await diagnose(workbench);
    const frame = await workbench.inspector();
    await frame.getByRole('button', { name: 'Compare', exact: true }).click();
    await workbench.pick(/The diagnosis before the last one/);
    await page.locator('.tab.active', { hasText: 'comparison.txt' }).waitFor();
    const lines = page.locator('.editor-instance .view-lines');
    await lines.filter({ hasText: 'degraded' }).first().waitFor();
    const text = (await lines.first().innerText()).replaceAll('\u00a0', ' ');
    assert.match(text, /It was degraded and is healthy\./);
    assert.match(text, /Gone:/);
    await workbench.screenshot('comparison');
  });
});
