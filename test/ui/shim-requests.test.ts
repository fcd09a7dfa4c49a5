/** The requests to the endpoint and what they cost, in a real window, served by a real shim in front of practice gateways. */
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Frame } from 'playwright-core';
import { startLab, type Lab } from '../../src/lab/lab.ts';
import { attachToShim, type Attached } from '../../src/shim/control/attach.ts';
import type { EndpointConfiguration, TargetGateway } from '../../src/shim/endpoint/chains/chain.ts';
import { emptyLedger, ledgerAfter, type Ledger } from '../../src/shim/endpoint/spend/ledger.ts';
import { ledgerText } from '../../src/shim/endpoint/spend/ledger-text.ts';
import { localDay } from '../../src/shim/endpoint/spend/local-day.ts';
import { projectFolder } from '../workbench/project.js';
import type { Workbench } from '../workbench/workbench.ts';
import { seriousViolations } from './accessibility.ts';
import { openShimWindow, until, untilMenuSays, type ShimWindow } from './shim-window.ts';

/** As the editor names them, the class its webviews carry. */
const themes = [
  { name: 'Default Light Modern', kind: 'vscode-light', picture: 'requests-light' },
  { name: 'Default High Contrast', kind: 'vscode-high-contrast', picture: 'requests-hc' },
  { name: 'Default High Contrast Light', kind: 'vscode-high-contrast-light', picture: 'requests-hc-light' },
  { name: 'Default Dark Modern', kind: 'vscode-dark', picture: 'requests' },
];
const maxPictureBytes = 200_000;
const model = 'openai/gpt-4o-mini';
/** Days ago, and what was spent then in US dollars. */
const daysAgo: readonly (readonly [days: number, costUsd: number])[] = [[9, 0.25], [8, 1.5], [6, 0.5], [4, 2], [2, 2.75], [1, 0.75], [0, 0.5]];

function gatewayOf(id: string, lab: Lab): TargetGateway {
  return { id, title: id, baseUrl: lab.baseUrl, speaks: ['chat-completions'], auth: 'bearer' };
}

describe('requests to the endpoint, in a real workbench', function () {
  this.timeout(300_000);
  let labs: Lab[];
  let at: ShimWindow;
  let workbench: Workbench;
  let frame: Frame;
  let attached: Attached;
  let token: string;

  before(async () => {
    labs = await Promise.all(['gateway-error', 'healthy', 'reset-mid-stream'].map((scenario) => startLab({ scenario })));
    const [broken] = labs as [Lab];
    at = await openShimWindow({ 'gatehouse.gateways': [{ id: 'practice-broken', title: 'Practice, broken', baseUrl: broken.baseUrl }] });
    ({ workbench } = at.window);
    await at.window.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  });
  after(async () => {
    attached?.close();
    await at?.close();
    await Promise.all((labs ?? []).map((lab) => lab.close()));
  });

  /** Asks as an agent does, and reads to the end of what comes. */
  async function ask(alias: string): Promise<{ status: number; text: string }> {
    const answer = await fetch(`http://127.0.0.1:${attached.port}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: alias, stream: true, messages: [{ role: 'user', content: 'Say something.' }] }),
    });
    return { status: answer.status, text: await answer.text() };
  }
  const row = (text: string | RegExp) => frame.locator('tr[data-request]', { hasText: text });
  const words = async (selector: string): Promise<string> => (await frame.locator(selector).innerText()).replace(/\s+/g, ' ');

  it('says where the endpoint is to be had while the shim is off, and what was spent before', async () => {
    await workbench.runCommand('Gatehouse: Show Requests');
    frame = await workbench.inspector();
    await frame.locator('.requests[data-state=off]').waitFor();
    // What earlier runs have spent, as a shim keeps it.
    const past = daysAgo.reduce<Ledger>((ledger, [ago, costUsd], index) => {
      const { day } = localDay(Date.now() - ago * 86_400_000);
      const usage = { inputTokens: 12_000 * costUsd, outputTokens: 3_000 * costUsd, costUsd };
      return ledgerAfter(ledger, { day, alias: 'gatehouse/fast', target: `practice/${model}`, caller: index % 2 === 0 ? 'codex' : 'claude-code', usage });
    }, emptyLedger);
    fs.writeFileSync(path.join(at.state, 'endpoint-spend.json'), ledgerText(past), { mode: 0o600 });
    await workbench.runCommand('Gatehouse: Switch Shim On');
    await frame.locator('.requests[data-state=on]').waitFor();
    await untilMenuSays(workbench, /on, port \d+/);
    await frame.locator('.spend', { hasText: '7 requests, 8.25 USD' }).waitFor();
    const found = await attachToShim(at.state, { holder: 'terminal', label: 'test' });
    assert.ok(found);
    attached = found;
    token = await attached.mint('codex');
    const [broken, healthy, cut] = labs as [Lab, Lab, Lab];
    const configuration: EndpointConfiguration = {
      gateways: [gatewayOf('practice-broken', broken), gatewayOf('practice', healthy), gatewayOf('practice-cut', cut)],
      chains: [
        { alias: 'gatehouse/fast', targets: [{ gateway: 'practice-broken', model }, { gateway: 'practice', model }] },
        { alias: 'gatehouse/cut', targets: [{ gateway: 'practice-cut', model }] },
      ],
      keys: Object.fromEntries(['practice-broken', 'practice', 'practice-cut'].map((id) => [id, { gateway: id, value: 'sk-or-v1-practice' }])),
      caps: [{ alias: '*', usdPerDay: 2 }],
    };
    await attached.endpoint(configuration);
  });

  it('shows a request that fell back as bars on one axis', async () => {
    assert.equal((await ask('gatehouse/fast')).status, 200);
    await row(/gatehouse\/fast.*answered/s).waitFor();
    const cells = (await row('gatehouse/fast').innerText()).replace(/\s+/g, ' ');
    assert.match(cells, /codex gatehouse\/fast practice\/openai\/gpt-4o-mini [2-9] .* in, .* out .* answered/);
    await row('gatehouse/fast').locator('.open-request').click();
    await frame.locator('.request-detail .attempts').waitFor();
    const attempts = await frame.locator('.attempts tbody tr').allInnerTexts();
    assert.ok(attempts.length >= 2, 'an attempt a bar');
    assert.match(attempts[0] ?? '', /practice-broken[^]*failed: [^]*\(gateway\), status 50\d/);
    assert.match(attempts.at(-1) ?? '', /practice\/[^]*fallback[^]*answered, status 200/);
    assert.ok((await frame.locator('.attempts rect.span').count()) >= 3);
    assert.doesNotMatch(await frame.locator('body').innerText(), /sk-or-v1|Say something/);
  });

  it('says of a truncated one that it is, why, and what to do', async () => {
    assert.match((await ask('gatehouse/cut')).text, /"error"/);
    await row(/gatehouse\/cut.*truncated: /s).waitFor();
    await row('gatehouse/cut').locator('.open-request').click();
    await frame.locator('.request-failure').waitFor();
    assert.match(await words('.request-failure'), /^stream .+\. .+\. .+\.$/);
  });

  it('gives a request as JSON without a secret', async () => {
    await frame.locator('.copy-request').click();
    await frame.locator('[role=status]', { hasText: 'Copied.' }).waitFor();
    const text = await at.window.page.evaluate(async () => navigator.clipboard.readText());
    const document = JSON.parse(text) as { schemaVersion: number; end: string; asked: string };
    assert.deepEqual([document.schemaVersion, document.end, document.asked], [1, 'truncated', 'gatehouse/cut']);
    assert.ok(!text.includes(token) && !text.includes('sk-or-v1'));
  });

  it('offers the one that failed in the menu, and opens it', async () => {
    await frame.locator('.request-detail').waitFor();
    await row('gatehouse/cut').locator('.open-request').click();
    await frame.locator('.request-detail').waitFor({ state: 'detached' });
    await workbench.clickStatusItem();
    await workbench.pick('Last failed request: gatehouse/cut');
    await frame.locator('.request-detail .request-failure').waitFor();
    assert.equal(await row('gatehouse/cut').locator('.open-request').getAttribute('aria-expanded'), 'true');
    assert.match(await workbench.statusTooltip(), /A request of an agent failed/);
    await at.window.page.mouse.move(640, 5);
  });

  it('shows what was spent, and how much of the cap is used', async () => {
    await workbench.runCommand('Gatehouse: Show Spend');
    await frame.locator('.spend .caps').waitFor({ timeout: 30_000 });
    await frame.locator('.spend', { hasText: 'gatehouse/fast' }).waitFor({ timeout: 30_000 });
    const text = await words('.spend');
    // One of before, one that fell back and one that was cut, of which no gateway said what it cost.
    assert.match(text, /Today 3 requests, 0\.50 USD; 1 without a known price/);
    assert.match(text, /All models: 0\.50 of 2\.00 USD today, 25 %/);
    assert.match(text, /By client .*codex/);
  });

  it('diagnoses the gateway that failed', async () => {
    await row('gatehouse/fast').locator('.open-request').click();
    await frame.locator('.request-detail .attempts', { hasText: 'practice-broken' }).waitFor();
    await frame.locator('.diagnose-request').click();
    await frame.locator('.notice', { hasText: 'Practice, broken' }).waitFor();
    const report = at.window.page.locator('.editor-instance .view-lines', { hasText: 'Gatehouse report: Practice, broken' });
    await report.waitFor();
    await report.click();
    await workbench.runCommand('View: Close Editor');
    await report.waitFor({ state: 'detached' });
  });

  it('says so where that gateway is none of this window', async () => {
    await row('gatehouse/cut').locator('.open-request').click();
    await frame.locator('.request-failure').waitFor();
    await frame.locator('.diagnose-request').click();
    await frame.locator('[role=status]', { hasText: 'The gateway "practice-cut" is not among those' }).waitFor();
    await workbench.runCommand('Notifications: Clear All Notifications');
  });

  for (const { name, kind, picture } of themes) {
    it(`is accessible in ${name}`, async () => {
      at.window.profile.writeSettings({ 'workbench.colorTheme': name, 'gatehouse.shim.enabled': true });
      await frame.waitForFunction((wanted) => document.body.classList.contains(wanted), kind);
      assert.deepEqual(await seriousViolations(frame), []);
      await frame.evaluate(() => document.querySelector('.requests')?.scrollIntoView({ block: 'start' }));
      await at.window.page.mouse.move(640, 5);
      await workbench.screenshot(picture);
    });
  }

  if (process.env['GATEHOUSE_PICTURES'] === '1') {
    it('requests.png and spend.png show the sections', async () => {
      const { page } = at.window;
      // A section that is higher than the window could be taken only by changing the window meanwhile.
      await page.setViewportSize({ width: 1_280, height: 1_800 });
      await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
      frame = await workbench.inspector();
      await row('gatehouse/fast').locator('.open-request').click();
      await frame.locator('.request-detail .attempts', { hasText: 'practice-broken' }).waitFor();
      for (const section of ['requests', 'spend']) {
        // The editor announces ports whenever it likes.
        await workbench.runCommand('Notifications: Clear All Notifications');
        const picture = await frame.locator(`.${section}`).screenshot();
        assert.ok(picture.length < maxPictureBytes);
        fs.writeFileSync(path.join(projectFolder, 'docs', 'pictures', `${section}.png`), picture);
      }
    });
  }

  it('empties the list when asked to, and shows what comes after', async () => {
    await frame.locator('#clear-requests').click();
    await frame.locator('.requests', { hasText: 'No request has come to the endpoint yet.' }).waitFor();
    await ask('gatehouse/cut');
    await row('gatehouse/cut').waitFor();
    assert.equal(await frame.locator('tr[data-request]').count(), 1);
  });

  it('copies what a client needs, after saying how secret it is', async () => {
    await workbench.runCommand('Gatehouse: Copy Endpoint Settings (Hold a Token)');
    const dialog = at.window.page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    assert.match(await dialog.innerText(), /as secret as a key/);
    await dialog.getByRole('button', { name: 'Copy' }).click();
    await dialog.waitFor({ state: 'detached' });
    const own = await attached.mint('api');
    let lines = '';
    await until('the settings are in the clipboard', async () => {
      lines = await at.window.page.evaluate(async () => navigator.clipboard.readText());
      return lines.includes(own);
    });
    assert.match(lines, new RegExp(`^export OPENAI_BASE_URL='http://127\\.0\\.0\\.1:${attached.port}/v1'$`, 'm'));
    assert.match(lines, new RegExp(`^export ANTHROPIC_AUTH_TOKEN='${own}'$`, 'm'));
    const answer = await fetch(`http://127.0.0.1:${attached.port}/v1/models`, { headers: { 'x-api-key': own } });
    assert.equal(answer.status, 200);
  });
});
