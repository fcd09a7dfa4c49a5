import * as assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { startLab } from '../../src/lab/lab.ts';
import type { Lab, RequestEntry } from '../../src/lab/lab.ts';
import { extensionHosts } from '../workbench/extension-host.ts';
import { openWindow } from '../workbench/window.ts';
import type { OpenWindow } from '../workbench/window.ts';
import { Workbench } from '../workbench/workbench.ts';
import { lookUntil, watchNotifications, writeOwnSettings } from './monitored.ts';

/** A change is told when it has held for 20 s, at the next beat of 15 s (src/editor/monitor/notice.ts). */
const toldWithinMs = 60_000;

describe('monitoring in two windows, and what it tells, in a real workbench', function () {
  this.timeout(400_000);
  let lab: Lab;
  let window: OpenWindow;
  let other: Workbench;
  let name: string;
  const requests: RequestEntry[] = [];
  const pathsAsked = (): string[] => requests.map(({ path }) => path.replace('/api/v1/', ''));
  let told: (() => Promise<string[]>)[] = [];

  before(async () => {
    lab = await startLab({ onRequest: (entry) => void requests.push(entry) });
    name = `127.0.0.1:${lab.port}`;
    window = await openWindow({
      settings: {
        'gatehouse.gateway': 'custom',
        'gatehouse.customBaseUrl': lab.baseUrl,
        'gatehouse.monitoring.intervalSeconds': 60,
        'workbench.colorTheme': 'Default Dark Modern',
        'window.autoDetectColorScheme': false,
        'workbench.reduceMotion': 'on',
      },
    });
    told = [await watchNotifications(window.page)];
    await window.workbench.runCommand('Gatehouse: Start Monitoring');
  });

  after(async () => {
    await window?.close();
    await lab?.close();
  });

  /** What both windows have told of the gateway since they are watched. */
  const notices = async (): Promise<string[]> => {
    const texts = await Promise.all(told.map(async (one) => one()));
    return texts.flat().filter((text) => text.includes(name));
  };

  it('tells nothing by default, though the gateway goes down', async () => {
    const { workbench, page } = window;
    await workbench.waitForStatus(/: healthy$/);
    lab.setScenario('gateway-error');
    await lookUntil(workbench, /: down/);
    await page.waitForTimeout(toldWithinMs);
    assert.deepEqual(await notices(), []);
    lab.setScenario('healthy');
    await lookUntil(workbench, /: healthy/);
  });

  it('watches once for two windows, which show the same', async () => {
    const { workbench, page, profile, server } = window;
    // What was told before is forgotten with the end of the watch, and so is what was seen of the gateway.
    await workbench.runCommand('Gatehouse: Stop Monitoring');
    await workbench.waitForStatus(/: not checked yet$/);
    writeOwnSettings(profile, { 'gatehouse.notifications': true });
    await workbench.runCommand('Gatehouse: Start Monitoring');
    await workbench.waitForStatus(/: healthy$/);
    requests.length = 0;
    const opened = await page.context().newPage();
    opened.setDefaultTimeout(90_000);
    await opened.goto(server.url);
    other = new Workbench(opened);
    await other.ready();
    told.push(await watchNotifications(opened));
    await other.waitForStatus(/: healthy$/);
    assert.equal(extensionHosts(server.pid).length, 2, 'each window has an extension host of its own');
    await page.waitForTimeout(70_000);
    // A watch of its own would have asked with the key at its start, and twice as often since.
    assert.ok(!pathsAsked().includes('key'), pathsAsked().join());
    const models = pathsAsked().filter((path) => path === 'models').length;
    assert.ok(models >= 1 && models <= 2, `${models} checks in 70 s and more at an interval of 60 s`);
  });

  it('looks for both at the word of the one that does not watch', async () => {
    requests.length = 0;
    await other.runCommand('Gatehouse: Check Now');
    await other.page.waitForTimeout(3_000);
    assert.deepEqual(pathsAsked(), ['models', 'key']);
  });

  it('tells once that the gateway is down, in one of the windows, and offers a diagnosis', async () => {
    const { workbench } = window;
    lab.setScenario('gateway-error');
    await lookUntil(other, /: down, gateway$/);
    await workbench.waitForStatus(/: down, gateway$/);
    const toasts = [window.page, other.page].map(async (page) => (await toastOf(page, 'is down')).page());
    const where = await Promise.any(toasts);
    assert.equal(await where.locator('.notification-toast .codicon-warning').count(), 1);
    await where.bringToFront();
    await (where === window.page ? workbench : other).screenshot('monitoring-notice');
    await otherNoticesStayAway();
    const [text = ''] = await notices();
    assert.match(text, /is down\. The gateway failed with an error of its own\. \| Diagnose \| Don't Show Again$/);
  });

  it('goes on where the window that watched is closed, and tells nothing twice while it comes and goes', async () => {
    const { page, server } = window;
    const before = requests.length;
    // As a user closes a tab: the page gets to say goodbye.
    await page.goto('about:blank');
    await page.close();
    told = told.slice(1);
    const untilMs = Date.now() + 60_000;
    while (extensionHosts(server.pid).length > 1 && Date.now() < untilMs) await other.page.waitForTimeout(200);
    assert.equal(extensionHosts(server.pid).length, 1);
    await other.waitForStatus(/: down/);
    lab.setScenario('healthy');
    await lookUntil(other, /: healthy|: degraded/);
    assert.ok(requests.length > before);
    lab.setScenario('gateway-error');
    await lookUntil(other, /: down/);
    await other.page.waitForTimeout(toldWithinMs);
    assert.deepEqual(await notices(), []);
  });

  it('tells once that it works again, and never again when it is told so', async () => {
    lab.setScenario('healthy');
    await lookUntil(other, /: healthy/, 12);
    const toast = await toastOf(other.page, `${name} works again.`);
    await toast.getByRole('button', { name: "Don't Show Again" }).click();
    const untilMs = Date.now() + 20_000;
    while (window.profile.userSettings()['gatehouse.notifications'] !== false && Date.now() < untilMs) await other.page.waitForTimeout(100);
    assert.equal(window.profile.userSettings()['gatehouse.notifications'], false);
    await otherNoticesStayAway();
    assert.deepEqual(await notices(), [`${name} works again. | Don't Show Again`]);
  });

  /** A second notice would come with the next beat. */
  async function otherNoticesStayAway(): Promise<void> {
    await other.page.waitForTimeout(20_000);
    assert.equal((await notices()).length, 1, (await notices()).join(' | '));
  }
});

/** The notification with that text, once it is on screen. */
async function toastOf(page: Page, text: string): Promise<Locator> {
  const toast = page.locator('.notification-toast', { hasText: text });
  await toast.waitFor({ timeout: toldWithinMs });
  return toast;
}
