import * as assert from 'node:assert/strict';
import { startLab } from '../../src/lab/lab.ts';
import type { Lab, RequestEntry } from '../../src/lab/lab.ts';
import { openWindow } from '../workbench/window.ts';
import type { OpenWindow } from '../workbench/window.ts';
import { hasBackground, lookUntil, writePast } from './monitored.ts';
import { watchStatus } from './status-watch.ts';

describe('monitoring in the status bar of a real workbench', function () {
  this.timeout(300_000);
  let lab: Lab;
  let second: Lab;
  let window: OpenWindow;
  let name: string;
  const requests: RequestEntry[] = [];
  const onRequest = (entry: RequestEntry): void => void requests.push(entry);

  before(async () => {
    lab = await startLab({ onRequest });
    second = await startLab({ onRequest });
    name = `127.0.0.1:${lab.port}`;
    window = await openWindow({
      settings: {
        'gatehouse.gateway': 'custom',
        'gatehouse.customBaseUrl': lab.baseUrl,
        'gatehouse.gateways': [{ id: 'second', title: 'Second lab', baseUrl: second.baseUrl }],
        'gatehouse.monitoring.gateways': ['custom', 'second'],
        'gatehouse.monitoring.intervalSeconds': 60,
        'workbench.colorTheme': 'Default Dark Modern',
        'window.autoDetectColorScheme': false,
        'workbench.reduceMotion': 'on',
      },
    });
    await writePast(window, { id: 'custom', baseUrl: lab.baseUrl }, 24);
  });

  after(async () => {
    await window?.close();
    await lab?.close();
    await second?.close();
  });

  it('is off until it is switched on, and knows nothing before the first check', async () => {
    const { workbench, page } = window;
    assert.equal((await workbench.statusItem()).text, `${name}: not checked yet`);
    const texts = await watchStatus(page);
    assert.deepEqual(requests, []);
    await workbench.runCommand('Gatehouse: Start Monitoring');
    const { text, label } = await workbench.waitForStatus(/: healthy$/);
    assert.equal(text, `${name}: healthy`);
    assert.match(label, new RegExp(`^${name}: healthy\\. ${name} answers\\. Well for \\d+\\.\\d % of the last 24 hours that were watched\\.`));
    assert.ok((await texts()).includes(`${name}: not known`), (await texts()).join(' | '));
    await until(() => requests.length >= 4);
    // Each gateway is asked once, and once more with the practice gateways' public key; no model is.
    const asked = requests.map(({ method, path, authorization }) => `${method} ${path} ${authorization}`).sort();
    assert.deepEqual(asked, [...twice('GET /api/v1/key practice-key'), ...twice('GET /api/v1/models none')]);
  });

  it('says down, and that it is the gateway, after two failures, and healthy after two answers', async () => {
    const { workbench, page } = window;
    lab.setScenario('gateway-error');
    const down = await lookUntil(workbench, /: down/);
    assert.ok(down.looks >= 2, 'one failure is none');
    assert.equal(down.text, `${name}: down, gateway`);
    assert.match(down.label, /: down, gateway\. .* is down\. .*failed with an error of its own/i);
    assert.match(down.label, /Well for \d+\.\d % of the last 24 hours/);
    assert.ok(await hasBackground(page));
    lab.setScenario('healthy');
    const up = await lookUntil(workbench, /: healthy/);
    assert.ok(up.looks >= 2, 'one answer is none');
    assert.ok(!(await hasBackground(page)));
  });

  it('says degraded while it comes and goes, with the ratio', async () => {
    const { workbench, page } = window;
    lab.setScenario('gateway-error');
    // The third failure among the newest requests, and not in a row with the other two.
    const { text, label, looks } = await lookUntil(workbench, /: degraded/);
    assert.equal(looks, 1);
    lab.setScenario('healthy');
    assert.equal(text, `${name}: degraded, gateway`);
    assert.match(label, /comes and goes: \d of the last \d+ requests failed/);
    assert.ok(!(await hasBackground(page)));
    const calm = await lookUntil(workbench, /: healthy/);
    assert.ok(calm.looks >= 5, `calm after ${calm.looks} answers`);
  });

  it('says that it is the account when the key is refused', async () => {
    const { workbench, page } = window;
    lab.setScenario('bad-key');
    const { text, label, looks } = await lookUntil(workbench, /: account problem/);
    assert.deepEqual([text, looks], [`${name}: account problem`, 1]);
    assert.match(label, /answers and refuses the API key/);
    assert.ok(!(await hasBackground(page)));
  });

  it('looks again by itself when the user gives another key', async () => {
    const { workbench } = window;
    lab.setScenario('healthy');
    requests.length = 0;
    await workbench.runCommand('Gatehouse: Set API Key');
    await workbench.answer('a-key-of-the-practice-gateway');
    // 2 to 8 s later (docs/health.md).
    await until(() => requests.some(({ path, status }) => path === '/api/v1/key' && status === 200), 20_000);
    await workbench.waitForStatus(/: healthy/);
  });

  it('says that it is this side when nobody listens', async () => {
    const { workbench, page } = window;
    const { port } = lab;
    await lab.close();
    const { text, label } = await lookUntil(workbench, /: problem on this side/);
    assert.equal(text, `${name}: problem on this side, TCP`);
    // Nobody but the gateway can be asked here, so it is this side's (docs/health.md, "Whose fault it is").
    assert.ok(await hasBackground(page));
    assert.match(label, /No connection to .* comes about from here, so it is most likely this machine or its network/);
    assert.match(await workbench.statusTooltip(), /problem\son\sthis\sside\s+this machine or its network/);
    lab = await startLab({ port, onRequest });
    await lookUntil(workbench, /: healthy/, 12);
  });

  it('has all that is watched in the tooltip, as words', async () => {
    const { workbench, page } = window;
    second.setScenario('gateway-error');
    await lookUntil(workbench, /: healthy/);
    await page.waitForTimeout(5_300);
    await lookUntil(workbench, /: healthy/);
    await page.mouse.move(640, 300);
    await page.waitForTimeout(1_000);
    const tooltip = await workbench.statusTooltip();
    const words = tooltip.replace(/[\s\u00a0]+/g, ' ');
    assert.match(words, new RegExp(`${name} healthy nobody \\d+ ms (just now|1 min ago)`));
    assert.match(words, /Second lab down the gateway (none|\d+ ms) \d+ min ago|Second lab down the gateway .*just now/);
    assert.match(words, /[█▅▃▂▁·]{24} Well for \d+\.\d % of the last 24 hours that were watched\./);
    assert.match(words, /Monitoring on/);
    assert.doesNotMatch(tooltip, /<\/?[a-z]|&nbsp;|\||\*\*|command:/);
    const hover = page.locator('.monaco-hover:visible').first();
    const links = await hover.locator('a').allInnerTexts();
    assert.deepEqual(links.map((text) => text.trim()), ['Diagnose', 'Show inspector']);
    const sizes = await hover.evaluate((element) => ({ width: element.clientWidth, wanted: element.scrollWidth }));
    assert.ok(sizes.wanted <= sizes.width, `nothing is cut off: ${JSON.stringify(sizes)}`);
    await workbench.screenshot('monitoring-tooltip');
    second.setScenario('healthy');
  });

  it('ends what is under way and sends nothing more when it is stopped', async () => {
    const { workbench, page } = window;
    lab.setScenario('hang-before-headers');
    await workbench.runCommand('Gatehouse: Check Now');
    await page.waitForTimeout(1_000);
    requests.length = 0;
    await workbench.runCommand('Gatehouse: Stop Monitoring');
    await until(() => requests.length > 0, 3_000);
    assert.deepEqual(requests.map(({ status }) => status), [0], 'the open request was ended');
    await workbench.waitForStatus(/: not checked yet$/);
    lab.setScenario('healthy');
    // Longer than an interval of 60 s with its jitter.
    await page.waitForTimeout(75_000);
    assert.equal(requests.length, 1);
    assert.ok(!(await workbench.paletteTitles('Gatehouse: Check Now')).includes('Gatehouse: Check Now'));
  });
});

function twice(text: string): string[] {
  return [text, text];
}

async function until(holds: () => boolean, limitMs = 15_000): Promise<void> {
  const endMs = Date.now() + limitMs;
  while (!holds()) {
    assert.ok(Date.now() < endMs, `did not come about in ${limitMs} ms: ${String(holds)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
