/** The sections of requests and spending on the inspector's own page, in a real browser, with messages as the extension sends them. */
import assert from 'node:assert/strict';
import { chromium, type Browser, type Page } from 'playwright-core';
import { chooseGateway } from '../../src/editor/gateway-choice.ts';
import { inspectorSnapshot } from '../../src/editor/inspector/inspector-snapshot.ts';
import type { HostMessage } from '../../src/editor/inspector/protocol.ts';
import { requestDetail, requestLabels } from '../../src/editor/inspector/request-snapshot.ts';
import { shimSnapshot } from '../../src/editor/inspector/shim-snapshot.ts';
import { spendSnapshot } from '../../src/editor/inspector/spend-snapshot.ts';
import type { RequestEntry } from '../../src/shim/endpoint/journal/request-entry.ts';
import { requestRow } from '../../src/shim/endpoint/journal/request-rows.ts';
import { emptyLedger, ledgerAfter } from '../../src/shim/endpoint/spend/ledger.ts';
import { aFallback, aLive, aRequest, aTruncated, startMs } from '../unit/shim/endpoint/journal/requests.ts';
import { browser as findBrowser } from '../workbench/browser.js';
import { seriousViolations } from './accessibility.ts';
import { openBarePage } from './bare-page.ts';

const nowMs = startMs + 5_000;
const entries: readonly RequestEntry[] = [aRequest({ id: 1 }), aFallback({ id: 2, caller: 'aider', leftOut: [{ target: 'lab9/z', why: 'breaker' }] }), aTruncated({ id: 3 }), aLive({ id: 4 })];

describe('the requests on the inspector\'s page', () => {
  let browser: Browser;
  let page: Page;

  before(async () => {
    const { program, flags } = await findBrowser();
    browser = await chromium.launch({ executablePath: program, args: [...flags] });
  });
  after(async () => browser?.close());

  beforeEach(async () => {
    page = await openBarePage(browser, { width: 900, height: 900 });
  });
  afterEach(async () => page.close());

  const post = (message: HostMessage): Promise<void> => page.evaluate((data) => window.postMessage(data, '*'), message);
  const send = (list: readonly RequestEntry[], whole: boolean, gone: readonly number[] = []): Promise<void> =>
    post({ type: 'requests', whole, rows: list.map((entry) => requestRow(entry, nowMs)), gone, ...(whole && { labels: requestLabels() }) });
  const shown = async (state: 'off' | 'on', list: readonly RequestEntry[] = []): Promise<void> => {
    const choice = chooseGateway({ gatewayId: 'custom', customBaseUrl: 'https://gateway.test/v1' });
    const shim = shimSnapshot({ state: () => state, problem: () => undefined });
    const idle = { phase: 'idle' as const, probes: [], progress: { done: 0, total: 0 } };
    await post({ type: 'snapshot', snapshot: inspectorSnapshot(choice, idle, startMs, { shim }) });
    await send(list, true);
    await page.waitForSelector('.requests');
  };
  const sent = (): Promise<{ type: string }[]> =>
    page.evaluate(() => (globalThis as unknown as { sent: { action: { type: string } }[] }).sent.map(({ action }) => action).filter(({ type }) => type !== 'ready'));
  const ids = (): Promise<(string | null)[]> => page.locator('[data-request]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-request')));
  const open = async (entry: RequestEntry): Promise<void> => {
    await page.locator(`[data-request="${entry.id}"]`).getByRole('button').press('Enter');
    await post({ type: 'request', detail: requestDetail(entry, nowMs) });
    await page.waitForSelector('.request-detail .facts');
  };

  it('say what the endpoint needs where there are none', async () => {
    await shown('off');
    assert.match(await page.locator('.requests').innerText(), /The endpoint answers while the shim is on\./);
    await shown('on');
    assert.match(await page.locator('.requests').innerText(), /Copy Endpoint Settings/);
  });

  it('are a table with headings, newest first, that is filtered and stands still while paused', async () => {
    await shown('on', entries);
    assert.equal(await page.locator('.request-table').getByRole('columnheader').count(), 10);
    assert.deepEqual(await ids(), ['4', '3', '2', '1']);
    await page.locator('#request-filter').fill('truncated');
    assert.deepEqual(await ids(), ['3']);
    await page.locator('#request-filter').fill('');
    await page.locator('.requests').getByRole('combobox', { name: 'Client' }).selectOption('aider');
    assert.deepEqual(await ids(), ['2']);
    await page.locator('.requests').getByRole('combobox', { name: 'Client' }).selectOption('');
    await page.getByRole('button', { name: 'Pause' }).click();
    await send([aRequest({ id: 5 })], false);
    assert.equal((await ids()).length, 4);
    await page.getByRole('button', { name: 'Go on' }).click();
    assert.equal((await ids()).length, 5);
    await page.getByRole('button', { name: 'Clear' }).click();
    assert.deepEqual(await sent(), [{ type: 'clearRequests' }]);
  });

  it('show a fallback as two bars on one axis, with every time in a cell', async () => {
    await shown('on', entries);
    await open(entries[1] as RequestEntry);
    const rows = page.locator('.attempts tbody tr');
    assert.equal(await rows.count(), 2);
    const cells = async (index: number): Promise<string[]> => (await rows.nth(index).locator('th, td:not(.track)').allInnerTexts()).map((text) => text.replace(/\s+/g, ' '));
    assert.match((await cells(0)).join('|'), /^lab0\/a first attempt\|\|40 ms\|50 ms\|5 ms\|\|95 ms\|failed: .* \(gateway\), status 502$/);
    assert.match((await cells(1)).join('|'), /^lab1\/a fallback\|200 ms\|10 ms\|190 ms\|300 ms\|1\.2 s\|1\.9 s\|answered, status 200$/);
    const bars = await rows.evaluateAll((all) => all.map((row) => [...row.querySelectorAll('rect.span')].map((bar) => [Number(bar.getAttribute('x')), bar.getBoundingClientRect().width] as const)));
    assert.ok((bars[0]?.at(-1)?.[0] ?? 1_000) < (bars[1]?.[0]?.[0] ?? 0), 'the second begins behind the first');
    assert.ok(bars.flat().every(([, width]) => width > 0));
    assert.match(await page.locator('.request-detail').innerText(), /lab9\/z was not asked: .*its breaker is open/);
    await page.getByRole('button', { name: 'Copy as JSON' }).click();
    await page.getByRole('button', { name: 'Diagnose This Gateway' }).click();
    assert.deepEqual(await sent(), [{ type: 'showRequest', request: 2 }, { type: 'copyRequest', request: 2 }, { type: 'diagnoseRequest', request: 2 }]);
  });

  it('say of a truncated one what failed, where, and what to do', async () => {
    await shown('on', entries);
    await open(entries[2] as RequestEntry);
    const failure = (await page.locator('.request-failure').innerText()).replace(/\s+/g, ' ');
    assert.match(failure, /^stream The connection was closed in the middle of the answer\. The provider or a proxy .*\. .+\.$/);
    assert.match(await page.locator('.request-detail .facts').innerText(), /Generation id of the gateway\s+gen-1/);
  });

  it('are moved to, with one open, whatever was filtered', async () => {
    await shown('on', entries);
    await page.locator('#request-filter').fill('nothing has this');
    await post({ type: 'reveal', section: 'requests', request: 3 });
    await page.waitForFunction(() => document.activeElement?.closest('[data-request="3"]') !== null);
    assert.deepEqual(await sent(), [{ type: 'showRequest', request: 3 }]);
    await post({ type: 'reveal', section: 'requests' });
    await page.waitForFunction(() => document.activeElement?.id === 'requests-heading');
  });

  it('are beside what was spent: caps, bars and sums', async () => {
    await shown('on', entries);
    await post({ type: 'spend', spend: spendSnapshot({ ledger: emptyLedger, caps: [] }, '2026-11-29') });
    await page.waitForSelector('.spend');
    assert.match(await page.locator('.spend').innerText(), /Nothing is counted yet\./);
    const entry = { day: '2026-11-29', alias: 'gatehouse/fast', target: 'lab1/a', caller: 'codex', usage: { inputTokens: 9, outputTokens: 1, costUsd: 1.5 } };
    await post({ type: 'spend', spend: spendSnapshot({ ledger: ledgerAfter(emptyLedger, entry), caps: [{ alias: '*', usdPerDay: 6 }] }, '2026-11-29') });
    await page.waitForSelector('.caps');
    const text = (await page.locator('.spend').innerText()).replace(/\s+/g, ' ');
    assert.match(text, /All models: 1\.50 of 6\.00 USD today, 25 %/);
    assert.match(text, /Today 1 request, 1\.50 USD/);
    assert.equal(await page.locator('.spend .days tbody tr').count(), 35);
    assert.match(await page.locator('.spend .days tbody tr').first().innerText(), /^2026-11-29/);
    await post({ type: 'reveal', section: 'spend' });
    await page.waitForFunction(() => document.activeElement?.id === 'spend-heading');
  });

  for (const [width, name] of [[900, 'wide'], [200, 'at 200 px']] as const) {
    it(`keep nobody out, and the page in its width: ${name}`, async () => {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ forcedColors: 'active' });
      await shown('on', entries);
      await post({ type: 'spend', spend: spendSnapshot({ ledger: ledgerAfter(emptyLedger, { day: '2026-11-29', alias: 'a', target: 'b/c', caller: 'd' }), caps: [{ alias: '*', usdPerDay: 0 }] }, '2026-11-29') });
      await open(entries[2] as RequestEntry);
      assert.deepEqual(await seriousViolations(page.mainFrame()), []);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), true, 'the page itself does not scroll sideways');
      const rights = await page.locator('.request-detail .button, .caps li').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().right));
      for (const right of rights) assert.ok(right <= width, `something ends at ${right}`);
    });
  }

  it('are all drawn when there are many, and a change of one reaches its row', async () => {
    await shown('on', Array.from({ length: 500 }, (_, index) => aRequest({ id: index + 1 })));
    await page.waitForFunction(() => document.querySelectorAll('[data-request]').length === 500);
    await send([aTruncated({ id: 250 })], false, [1]);
    await page.waitForFunction(() => document.querySelectorAll('[data-request]').length === 499);
    assert.match(await page.locator('[data-request="250"]').innerText(), /truncated/);
  });
});
