import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Frame, Locator } from 'playwright-core';
import { startLab } from '../../src/lab/lab.ts';
import type { Lab } from '../../src/lab/lab.ts';
import { openWindow } from '../workbench/window.ts';
import type { OpenWindow } from '../workbench/window.ts';
import { focused, seriousViolations } from './accessibility.ts';
import { writePast } from './monitored.ts';

const narrowPx = 200;

/** As the editor names them, the class its webviews carry, and the picture that is kept. */
const themes = [
  { name: 'Default Light Modern', kind: 'vscode-light', picture: 'health-section-light' },
  { name: 'Default High Contrast', kind: 'vscode-high-contrast', picture: 'health-section-hc' },
  { name: 'Default High Contrast Light', kind: 'vscode-high-contrast-light', picture: 'health-section-hc-light' },
  { name: 'Default Dark Modern', kind: 'vscode-dark', picture: 'health-section' },
];

describe('the health section of the inspector, in a real workbench', function () {
  this.timeout(300_000);
  let lab: Lab;
  let second: Lab;
  let window: OpenWindow;
  let frame: Frame;
  let health: Locator;

  before(async () => {
    lab = await startLab();
    second = await startLab();
    window = await openWindow({
      settings: {
        'gatehouse.gateway': 'custom',
        'gatehouse.customBaseUrl': lab.baseUrl,
        'gatehouse.gateways': [{ id: 'second', title: 'Second lab', baseUrl: second.baseUrl }],
        'gatehouse.monitoring.gateways': ['custom', 'second'],
        'gatehouse.monitoring.intervalSeconds': 60,
        'workbench.colorTheme': 'Default Dark Modern',
        'window.autoDetectColorScheme': false,
        'workbench.quickOpen.closeOnFocusLost': false,
        'workbench.reduceMotion': 'on',
      },
    });
    // Made up and put on disk before anything is watched: a day of this cannot be waited for.
    await writePast(window, { id: 'custom', baseUrl: lab.baseUrl }, 24 * 6);
    await writePast(window, { id: 'second', baseUrl: second.baseUrl }, 24);
    await window.workbench.runCommand('View: Toggle Primary Side Bar Visibility');
    await window.workbench.runCommand('Gatehouse: Show Inspector');
    frame = await window.workbench.inspector();
    health = frame.locator('.health');
  });

  after(async () => {
    await window?.close();
    await lab?.close();
    await second?.close();
  });

  it('is off, says what it would send, and is switched on by keyboard', async () => {
    const { page } = window;
    await health.waitFor();
    assert.match(await health.innerText(), /Monitoring is off, and nothing is sent\./);
    assert.equal(await health.locator('.gateway-health').count(), 0);
    await frame.locator('#start-monitoring').focus();
    await page.keyboard.press('Enter');
    await frame.locator('#stop-monitoring').waitFor();
    await frame.locator('.gateway-health[data-state=healthy]').nth(1).waitFor();
    const ids = await health.locator('.gateway-health').evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset['gateway']));
    assert.deepEqual(ids, ['custom', 'second']);
  });

  it('shows how each gateway is and was, in a drawing and in words', async () => {
    const card = health.locator('[data-gateway=custom]');
    const text = (await card.innerText()).replace(/\s+/g, ' ');
    assert.match(text, new RegExp(`127\\.0\\.0\\.1:${lab.port} healthy`, 'i'));
    assert.match(text, /answers\..*Latency \d+ ms Last good answer (just now|1 min ago) Checked (just now|1 min ago)/);
    assert.match(text, /Well for \d+\.\d % of the time that was watched, which is \d+ % of the last 24 hours\./);
    assert.match(text, /Usually \d+ ms; the slow tenth takes [\d.]+ m?s, at most [\d.]+ s\./);
    const strip = card.locator('svg.strip');
    assert.match((await strip.getAttribute('aria-label')) ?? '', /^Well for /);
    const slots = await strip.locator('rect').evaluateAll((all) => all.map((one) => one.getAttribute('class') ?? ''));
    assert.equal(slots.length, 96);
    for (const state of ['healthy', 'degraded', 'down', 'local-problem', 'none']) assert.ok(slots.includes(`slot ${state}`), `${state} is drawn`);
    assert.match((await strip.locator('rect.down title').first().textContent()) ?? '', /h ago: down$/);
    const { width, height } = (await card.locator('svg.latency').boundingBox()) ?? { width: 0, height: 0 };
    assert.ok(width > 300 && height > 30, `${width} x ${height}`);
    const runs = await card.locator('svg.latency polyline.usual').evaluateAll((all) => all.map((one) => one.getAttribute('points')?.split(' ').length ?? 0));
    assert.ok(runs.reduce((sum, points) => sum + points) > 50, `${runs.join()} points`);
    // Nobody looked for the last three hours: what was seen just now stands alone.
    assert.ok(runs.length >= 2 && (await card.locator('svg.latency polyline.usual.single').count()) >= 1, `${runs.join()} points`);
  });

  it('changes the span by keyboard and keeps the focus', async () => {
    const { page } = window;
    await frame.locator('[data-span=day]').focus();
    assert.equal(await frame.locator('[data-span=day]').getAttribute('aria-pressed'), 'true');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await frame.locator('[data-span=week][aria-pressed=true]').waitFor();
    assert.equal(await focused(frame), '7 days');
    await health.getByText(/of the last 7 days\./).first().waitFor();
    assert.equal(await health.locator('[data-gateway=custom] svg.strip rect').count(), 84);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await frame.locator('[data-span=month][aria-pressed=true]').waitFor();
    await frame.locator('[data-span=day]').focus();
    await page.keyboard.press('Enter');
    await frame.locator('[data-span=day][aria-pressed=true]').waitFor();
  });

  it('looks at once, and shows a gateway that goes down', async () => {
    const { page } = window;
    second.setScenario('gateway-error');
    const down = frame.locator('[data-gateway=second][data-state=down]');
    for (let looks = 0; looks < 4 && (await down.count()) === 0; looks++) {
      await frame.locator('#check-now').click();
      await page.waitForTimeout(5_500);
    }
    assert.match(await down.innerText(), /Second lab is down\./);
    assert.match((await down.innerText()).replace(/\s+/g, ' '), /Whose fault the gateway/);
    assert.equal(await frame.locator('[data-gateway=custom]').getAttribute('data-state'), 'healthy');
  });

  for (const { name, kind, picture } of themes) {
    it(`is accessible in ${name}, with a history`, async () => {
      window.profile.writeSettings({ 'workbench.colorTheme': name });
      await frame.waitForFunction((wanted) => document.body.classList.contains(wanted), kind);
      assert.deepEqual(await seriousViolations(frame), []);
      await frame.evaluate(() => document.querySelector('.health')?.scrollIntoView({ block: 'start' }));
      await window.page.mouse.move(640, 5);
      await window.workbench.screenshot(picture);
    });
  }

  it('fits into 200 pixels', async () => {
    const { page, workbench } = window;
    const container = page.locator('iframe.webview').first();
    const before = await container.evaluate((element, width) => {
      const { width: was } = element.style;
      element.style.width = `${width}px`;
      return was;
    }, narrowPx);
    await frame.waitForFunction((width) => innerWidth === width, narrowPx);
    const outside = await frame.evaluate(() => {
      const overflowPx = (document.scrollingElement?.scrollWidth ?? 0) - innerWidth;
      const out = [...document.querySelectorAll('.health *')].filter((one) => one.getBoundingClientRect().right > innerWidth + 0.5);
      document.querySelector('.health')?.scrollIntoView({ block: 'start' });
      return { overflowPx, out: out.map((one) => `${one.tagName} ${(one.textContent ?? '').slice(0, 40)}`) };
    });
    assert.deepEqual([outside.overflowPx <= 0, outside.out], [true, []]);
    await workbench.screenshot('health-section-200px');
    await container.evaluate((element, width) => (element.style.width = width), before);
    await frame.waitForFunction(() => innerWidth > 600);
  });

  for (const ending of ['json', 'csv']) {
    it(`exports what is remembered as ${ending}`, async () => {
      const { page, profile, workbench } = window;
      await frame.locator('#export-history').click();
      await workbench.pick(/^\s*Second lab\s*$/);
      const input = page.locator('.quick-input-widget input.input');
      await page.waitForFunction(() => document.querySelector<HTMLInputElement>('.quick-input-widget input.input')?.value.endsWith('gatehouse-history-second.json'));
      const file = path.join(profile.workspaceFolder, `history.${ending}`);
      await input.fill(file);
      await page.keyboard.press('Enter');
      await page.locator('.notification-toast', { hasText: `is saved to ${file}` }).waitFor();
      const text = fs.readFileSync(file, 'utf8');
      if (ending === 'json') assert.ok((JSON.parse(text) as { entries: unknown[] }).entries.length > 100);
      else assert.ok(text.trim().split('\n').length > 100);
      assert.ok(!text.includes('127.0.0.1'), 'no addresses');
    });
  }

  it('is switched off by keyboard', async () => {
    const { page } = window;
    await frame.locator('#stop-monitoring').focus();
    await page.keyboard.press('Enter');
    await frame.locator('#start-monitoring').waitFor();
    assert.match(await health.innerText(), /Monitoring is off/);
  });
});
