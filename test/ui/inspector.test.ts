import * as assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { startLab } from '../../src/lab/lab.ts';
import type { Lab } from '../../src/lab/lab.ts';
import { openWindow } from '../workbench/window.ts';
import type { OpenWindow } from '../workbench/window.ts';
import { focused, seriousViolations } from './accessibility.ts';
import { waitForStoredInspector, waitForStoredState } from './editor-storage.ts';
import { afterRun, content, diagnose } from './inspector-page.ts';

const password = 'open-sesame-4711';
const narrowPx = 200;

/** As the editor names them, and the class its webviews carry. */
const themes = [
  { name: 'Default Light Modern', kind: 'vscode-light' },
  { name: 'Default High Contrast', kind: 'vscode-high-contrast' },
  { name: 'Default High Contrast Light', kind: 'vscode-high-contrast-light' },
  { name: 'Default Dark Modern', kind: 'vscode-dark' },
];

describe('the inspector and what is around it, in a real workbench', function () {
  this.timeout(300_000);
  let lab: Lab;
  let window: OpenWindow;
  let name: string;
  const requests: string[] = [];

  before(async () => {
    lab = await startLab({ onRequest: ({ method, path }) => requests.push(`${method} ${path}`) });
    name = `127.0.0.1:${lab.port}`;
    window = await openWindow({
      settings: {
        'gatehouse.gateway': 'custom',
        'gatehouse.customBaseUrl': lab.baseUrl,
        'workbench.colorTheme': 'Default Dark Modern',
        'window.autoDetectColorScheme': false,
        'workbench.quickOpen.closeOnFocusLost': false,
        'workbench.reduceMotion': 'on',
      },
      // A secret for reports to leave out, on a route that the lab's own does not take.
      env: { HTTPS_PROXY: `http://ali:${password}@proxy.example:8080`, NO_PROXY: '127.0.0.1,localhost,::1' },
      page: { permissions: ['clipboard-read', 'clipboard-write'] },
    });
    await window.workbench.runCommand('View: Toggle Primary Side Bar Visibility');
  });

  afterEach(() => lab.setScenario('healthy'));

  after(async () => {
    await window?.close();
    await lab?.close();
  });

  it('opens, runs and cancels by keyboard alone, and keeps the focus where it was', async () => {
    const { page, workbench } = window;
    lab.setScenario('hang-before-headers');
    await page.keyboard.press('F1');
    await page.keyboard.type('Gatehouse: Show Inspector');
    await page.locator('.quick-input-list-row .label-name', { hasText: 'Gatehouse: Show Inspector' }).waitFor();
    await page.keyboard.press('Enter');
    const frame = await workbench.inspector();
    await tabTo(frame, '#diagnose');
    await afterRun(workbench, async () => {
      await page.keyboard.press('Enter');
      await frame.locator('#diagnose', { hasText: 'Cancel' }).waitFor();
      await workbench.waitForStatus(/: checking [1-9] of 10$/);
      assert.equal(await focused(frame), 'diagnose');
      await page.keyboard.press('Enter');
    });
    assert.equal(await focused(frame), 'diagnose');
    assert.deepEqual((await content(workbench)).notices, ['The diagnosis was cancelled.']);
    assert.equal((await workbench.statusItem()).text, `${name}: not checked yet`);
  });

  it('reaches everything with Tab, in reading order, with the focus in sight', async () => {
    const { page, workbench } = window;
    lab.setScenario('reset-mid-stream');
    await diagnose(workbench);
    const frame = await workbench.inspector();
    const expected = await frame.evaluate(() =>
      [...document.querySelectorAll('button:not([disabled]), summary, pre[tabindex]')]
        .filter((one) => one.checkVisibility())
        .map((one) => one.getAttribute('aria-label') ?? (one.textContent ?? '').trim()),
    );
    assert.ok(expected.length > 20, `${expected.length} places`);
    await frame.locator('#diagnose').focus();
    const visited: string[] = [];
    for (let index = 0; index < expected.length; index++) {
      const at = await frame.evaluate(() => {
        const one = document.activeElement as HTMLElement;
        const { outlineStyle, outlineWidth } = getComputedStyle(one);
        const { top, bottom } = one.getBoundingClientRect();
        return {
          label: one.getAttribute('aria-label') ?? (one.textContent ?? '').trim(),
          outlined: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1,
          inSight: bottom > 0 && top < innerHeight,
        };
      });
      visited.push(at.label);
      // The first was focused by the test; the outline is for those the keyboard came to.
      if (index > 0) assert.ok(at.outlined, `no focus outline on ${at.label}`);
      assert.ok(at.inSight, `out of sight: ${at.label}`);
      await page.keyboard.press('Tab');
    }
    assert.deepEqual(visited, expected);
  });

  it('opens evidence and runs a single probe again by keyboard', async () => {
    const { page, workbench } = window;
    const frame = await workbench.inspector();
    await frame.locator('#probe-http').focus();
    await page.keyboard.press('Enter');
    const evidence = frame.locator('.probe:has(#probe-http) .evidence pre');
    assert.match((await evidence.textContent()) ?? '', /^\{/);
    await frame.locator('.probe:has(#probe-http) .rerun').focus();
    requests.length = 0;
    await afterRun(workbench, () => page.keyboard.press('Space'));
    assert.ok(requests.length > 0 && !requests.includes('POST /api/v1/chat/completions'), requests.join());
    assert.equal(await focused(frame), 'Run again: API answers, key and model');
    assert.ok(await evidence.isVisible(), 'the evidence stays open');
    const { state, findings } = await content(workbench);
    assert.deepEqual([state, findings[0]?.id], ['degraded', 'stream-cut']);
  });

  it('leads from a finding to the probe that saw it', async () => {
    const frame = await window.workbench.inspector();
    await frame.locator('.seen-by button').first().click();
    assert.equal(await focused(frame), 'probe-stream');
    assert.ok(await frame.locator('.probe:has(#probe-stream) .evidence pre').isVisible());
  });

  it('fits into 200 pixels', async () => {
    const { page, workbench } = window;
    const frame = await workbench.inspector();
    const container = page.locator('iframe.webview').first();
    const widthBefore = await container.evaluate((element, width) => {
      const before = element.style.width;
      element.style.width = `${width}px`;
      return before;
    }, narrowPx);
    await frame.waitForFunction((width) => innerWidth === width, narrowPx);
    await frame.evaluate(() => scrollTo(0, 0));
    const shown = await frame.evaluate(() => {
      const page = document.scrollingElement;
      const buttons = [...document.querySelectorAll('button, summary')].filter((one) => one.checkVisibility());
      const outside = buttons.filter((one) => {
        const { left, right, width } = one.getBoundingClientRect();
        return width === 0 || left < 0 || right > innerWidth;
      });
      const overflowPx = (page?.scrollWidth ?? 0) - innerWidth;
      return { overflowPx, buttons: buttons.length, outside: outside.map((one) => one.textContent) };
    });
    assert.deepEqual([shown.overflowPx <= 0, shown.outside], [true, []]);
    assert.ok(shown.buttons > 20);
    await workbench.screenshot('inspector-200px');
    await container.evaluate((element, width) => (element.style.width = width), widthBefore);
    await frame.waitForFunction(() => innerWidth > 600);
  });

  for (const { name: theme, kind } of themes) {
    it(`is accessible in ${theme}`, async () => {
      const { profile, workbench } = window;
      profile.writeSettings({ 'workbench.colorTheme': theme });
      const frame = await workbench.inspector();
      await frame.waitForFunction((wanted) => document.body.classList.contains(wanted), kind);
      assert.deepEqual(await seriousViolations(frame), []);
      await frame.evaluate(() => scrollTo(0, 0));
      await workbench.screenshot(`theme-${kind}`);
    });
  }

  it('is accessible while it runs', async () => {
    const { workbench } = window;
    lab.setScenario('hang-before-headers');
    const frame = await workbench.inspector();
    await afterRun(workbench, async () => {
      await frame.locator('#diagnose').click();
      await workbench.waitForStatus(/: checking [1-9] of 10$/);
      assert.deepEqual(await seriousViolations(frame), []);
      assert.equal(await frame.locator('.verdict').getAttribute('data-state'), 'running');
      await frame.locator('#diagnose').click();
    });
  });

  it('comes back after a reload with the verdict it had, and asks nobody', async () => {
    const { page, workbench } = window;
    lab.setScenario('stream-error');
    const before = await diagnose(workbench);
    await waitForStoredState(page, 'gatehouse.gatehouse', before.sentence);
    await waitForStoredInspector(page);
    lab.setScenario('healthy');
    requests.length = 0;
    await workbench.reload();
    await workbench.waitForInspector(/Degraded/i);
    const after = await content(workbench);
    assert.match(after.checked, /^Checked (just now|\d min ago) in the extension host/);
    assert.deepEqual({ ...after, checked: '' }, { ...before, checked: '' });
    assert.equal((await workbench.waitForStatus(/degraded/)).text, `${name}: degraded, provider`);
    const tooltip = await workbench.statusTooltip();
    assert.match(tooltip, /Leg\sat\sfault\s+provider/);
    assert.match(tooltip, /Checked\s+(just now|\d min ago)/);
    assert.deepEqual(requests, []);
  });

  it('copies the report as Markdown without the secrets, and says so', async () => {
    const { page, workbench } = window;
    const frame = await workbench.inspector();
    await frame.getByRole('button', { name: 'Copy report' }).click();
    await frame.locator('[role=status]', { hasText: 'Report copied.' }).waitFor();
    const copied = await page.evaluate(async () => navigator.clipboard.readText());
    const { sentence } = await content(workbench);
    assert.match(copied, /^# /);
    assert.ok(copied.includes(sentence.split('. ').at(-1) ?? ''), copied.slice(0, 500));
    assert.match(copied, /HTTPS_PROXY/);
    assert.ok(!copied.includes(password) && !copied.includes('ali:'), 'the proxy credentials are left out');
    const notification = page.locator('.notification-toast', { hasText: 'The report was copied as Markdown.' });
    await notification.hover();
    await workbench.screenshot('report-copied');
    await notification.getByRole('button', { name: 'Preview' }).click();
    await page.locator('.tab.active', { hasText: /gatehouse.*\.md/ }).waitFor();
    await workbench.screenshot('report-preview');
    await workbench.runCommand('View: Close Editor');
  });

  it('offers from the status bar what can be done now', async () => {
    const { page, workbench } = window;
    await workbench.clickStatusItem();
    assert.deepEqual(
      (await workbench.picks()).map((label) => label.trim()),
      [
        'Diagnose',
        'Diagnose with a short real stream',
        'What are you seeing?',
        'Diagnose in depth',
        'Show inspector',
        'Start monitoring',
        'Switch the shim on',
        'Select gateway',
        'Set API key',
        'Explain an error message',
        'Copy report',
        'Save report',
        'Open log',
      ],
    );
    await page.keyboard.press('Escape');
  });

  it('switches monitoring on and off, and says which', async () => {
    const { workbench } = window;
    assert.match(await workbench.statusTooltip(), /Monitoring\s+off/);
    await workbench.runCommand('Gatehouse: Start Monitoring');
    await tooltipSays(/Monitoring\s+on/);
    assert.deepEqual(await workbench.paletteTitles('Gatehouse: Monitoring'), ['Gatehouse: Stop Monitoring']);
    await workbench.runCommand('Gatehouse: Stop Monitoring');
    await tooltipSays(/Monitoring\s+off/);
    assert.deepEqual(await workbench.paletteTitles('Gatehouse: Monitoring'), ['Gatehouse: Start Monitoring']);
  });

  it('explains a pasted error', async () => {
    const { page, workbench } = window;
    await workbench.clickStatusItem();
    await workbench.pick(/^\s*Explain an error message\s*$/);
    await workbench.pick(/Type or paste the message/);
    await workbench.answer('TypeError: fetch failed [cause]: Error: unable to get local issuer certificate');
    await page.locator('.quick-input-title', { hasText: 'What this error means' }).waitFor();
    const [cause = ''] = await workbench.picks();
    await workbench.screenshot('error-causes');
    await page.keyboard.press('Enter');
    await page.locator('.tab.active', { hasText: 'error-explained.md' }).waitFor();
    await page.locator('.view-lines', { hasText: cause.slice(0, 30) }).waitFor();
    await workbench.screenshot('error-explained');
    await workbench.runCommand('View: Close Editor');
  });

  it('says so when it knows no cause for a text', async () => {
    const { page, workbench } = window;
    await workbench.runAndPick('Gatehouse: Explain Error', /Type or paste the message/);
    await workbench.answer('the kettle is on the stove');
    await page.locator('.notification-toast', { hasText: 'No known cause matches this text.' }).waitFor();
  });

  it('takes no base URL that is none, and says what is wrong with it', async () => {
    const { page, workbench } = window;
    await workbench.runAndPick('Gatehouse: Select Gateway', /Another gateway/);
    const input = page.locator('.quick-input-widget input.input');
    await page.locator('.quick-input-title', { hasText: 'Base URL of the gateway' }).waitFor();
    await input.fill('gateway.example/v1');
    const message = page.locator('.quick-input-message');
    await message.filter({ hasText: '"gateway.example/v1" is not a URL.' }).waitFor();
    await workbench.screenshot('base-url-refused');
    await input.press('Enter');
    assert.ok(await input.isVisible(), 'it stays open');
    await message.filter({ hasText: 'is not a URL' }).waitFor();
    await page.keyboard.press('Escape');
    assert.match((await workbench.statusItem()).text, new RegExp(`^${name}:`));
  });

  async function tooltipSays(pattern: RegExp): Promise<void> {
    const { page, workbench } = window;
    const untilMs = Date.now() + 20_000;
    for (;;) {
      await page.mouse.move(640, 300);
      await page.locator('.monaco-hover:visible').waitFor({ state: 'hidden', timeout: 5_000 }).catch(() => undefined);
      const tooltip = await workbench.statusTooltip();
      if (pattern.test(tooltip)) return;
      assert.ok(Date.now() < untilMs, tooltip);
    }
  }

  async function tabTo(frame: Frame, selector: string): Promise<void> {
    for (let presses = 0; presses < 12; presses++) {
      await window.page.keyboard.press('Tab');
      if (await frame.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
    }
    throw new Error(`Tab did not come to ${selector}; the focus is on ${await focused(frame)}`);
  }
});
