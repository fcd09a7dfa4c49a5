/** The section of connections on the inspector's own page, in a real browser, with messages as the extension sends them. */
import assert from 'node:assert/strict';
import { chromium, type Browser, type Page } from 'playwright-core';
import { chooseGateway } from '../../src/editor/gateway-choice.ts';
import { inspectorSnapshot } from '../../src/editor/inspector/inspector-snapshot.ts';
import type { HostMessage } from '../../src/editor/inspector/protocol.ts';
import { connectionDetail, shimSnapshot } from '../../src/editor/inspector/shim-snapshot.ts';
import type { JournalEntry } from '../../src/shim/journal/entry.ts';
import { connectionRow } from '../../src/shim/journal/rows.ts';
import { anEntry, startMs } from '../unit/shim/journal/entries.ts';
import { browser as findBrowser } from '../workbench/browser.js';
import { seriousViolations } from './accessibility.ts';
import { openBarePage } from './bare-page.ts';

const failed = anEntry({ id: 2, caller: 'task', host: 'other.test', end: { by: 'upstream', how: 'refused', leg: 'dns', code: 'ENOTFOUND' } });
const entries: readonly JournalEntry[] = [anEntry({ id: 1 }), failed, living(3)];

function living(id: number): JournalEntry {
  const { end, ...entry } = anEntry({ id, host: 'stream.test', timings: { connected: 20, firstByteDown: 80 } });
  assert.ok(end);
  return entry;
}

describe('the connections on the inspector\'s page', () => {
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
  const shown = async (state: 'off' | 'on' | 'lost', list: readonly JournalEntry[] = []): Promise<void> => {
    const choice = chooseGateway({ gatewayId: 'custom', customBaseUrl: 'https://gateway.test/v1' });
    const shim = shimSnapshot({ state: () => state, problem: () => undefined });
    const idle = { phase: 'idle' as const, probes: [], progress: { done: 0, total: 0 } };
    await post({ type: 'snapshot', snapshot: inspectorSnapshot(choice, idle, startMs, { shim }) });
    await post({ type: 'connections', whole: true, rows: list.map((entry) => connectionRow(entry, startMs + 5_000)), gone: [] });
    await page.waitForSelector('.connections');
  };
  const sent = (): Promise<{ type: string }[]> =>
    page.evaluate(() => (globalThis as unknown as { sent: { action: { type: string } }[] }).sent.map(({ action }) => action).filter(({ type }) => type !== 'ready'));
  const hosts = (): Promise<string[]> => page.locator('.connection-host').allTextContents();

  it('say that the shim is off, and switch it on', async () => {
    await shown('off');
    assert.match(await page.locator('.connections .shim-state').innerText(), /^The shim is off\./);
    assert.equal(await page.locator('.connection-table').count(), 0);
    await page.getByRole('button', { name: 'Switch the shim on' }).press('Enter');
    assert.deepEqual(await sent(), [{ type: 'switchShimOn' }]);
  });

  it('say that there are none yet', async () => {
    await shown('on');
    assert.match(await page.locator('.connections').innerText(), /No connection has come through the shim yet\./);
  });

  it('stay in sight when the shim is lost', async () => {
    await shown('lost', entries);
    assert.match(await page.locator('.connections').innerText(), /does not answer any more/);
    assert.equal((await hosts()).length, 3);
  });

  it('are a table with headings, sorted by time both ways, with the keyboard', async () => {
    await shown('on', entries);
    assert.equal(await page.getByRole('columnheader').count(), 9);
    assert.deepEqual(await hosts(), ['stream.test:443', 'other.test:443', 'api.acme.test:443']);
    const when = page.getByRole('columnheader', { name: 'When' });
    assert.equal(await when.getAttribute('aria-sort'), 'descending');
    await when.getByRole('button').press('Space');
    assert.equal(await when.getAttribute('aria-sort'), 'ascending');
    assert.deepEqual(await hosts(), ['api.acme.test:443', 'other.test:443', 'stream.test:443']);
  });

  it('are filtered by text, caller and failure, and keep the focus', async () => {
    await shown('on', entries);
    await page.locator('#connection-filter').fill('enotfound');
    assert.deepEqual(await hosts(), ['other.test:443']);
    await page.locator('#connection-filter').fill('');
    await page.getByRole('combobox', { name: 'Caller' }).selectOption('terminal');
    assert.equal((await hosts()).length, 2);
    await page.getByRole('combobox', { name: 'Caller' }).selectOption('');
    await page.getByRole('checkbox', { name: 'Only failed' }).check();
    assert.deepEqual(await hosts(), ['other.test:443']);
    await post({ type: 'connections', whole: false, rows: [connectionRow({ ...failed, id: 7 }, startMs)], gone: [] });
    await page.waitForFunction(() => document.querySelectorAll('.connection-host').length === 2);
    assert.equal(await page.evaluate(() => (document.activeElement as HTMLInputElement).type), 'checkbox');
    await page.locator('#connection-filter').fill('nothing has this');
    assert.match(await page.locator('.connections').innerText(), /No connection passes the filter\./);
  });

  it('stand still while paused', async () => {
    await shown('on', entries);
    await page.getByRole('button', { name: 'Pause' }).click();
    await post({ type: 'connections', whole: false, rows: [connectionRow(anEntry({ id: 8 }), startMs)], gone: [] });
    assert.equal((await hosts()).length, 3);
    await page.getByRole('button', { name: 'Go on' }).click();
    assert.equal((await hosts()).length, 4);
  });

  it('are shown closely: facts, bars, and what can be done about them', async () => {
    await shown('on', entries);
    const row = page.locator('[data-connection="3"]');
    await row.getByRole('button').press('Enter');
    assert.equal(await row.getByRole('button').getAttribute('aria-expanded'), 'true');
    await post({ type: 'connection', detail: connectionDetail(living(3), startMs + 5_000) });
    await page.waitForSelector('.connection-detail .time-line');
    assert.match(await page.locator('.connection-detail').innerText(), /Decided by\s+HTTPS_PROXY/);
    await page.getByRole('button', { name: 'Close connection' }).click();
    await page.getByRole('button', { name: 'Diagnose this host' }).click();
    await row.getByRole('button').click();
    assert.equal(await page.locator('.connection-detail').count(), 0);
    assert.deepEqual(await sent(), [
      { type: 'showConnection', entry: 3 },
      { type: 'closeConnection', entry: 3 },
      { type: 'diagnoseHost', entry: 3 },
      { type: 'showConnection', entry: null },
    ]);
  });

  it('cannot be closed when they have ended', async () => {
    await shown('on', entries);
    await page.locator('[data-connection="2"]').getByRole('button').click();
    assert.equal(await page.getByRole('button', { name: 'Close connection' }).count(), 0);
    assert.equal(await page.getByRole('button', { name: 'Diagnose this host' }).count(), 1);
  });

  for (const [width, name] of [[900, 'wide'], [200, 'at 200 px']] as const) {
    it(`keep nobody out, and the page in its width: ${name}`, async () => {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ forcedColors: 'active' });
      await shown('on', entries);
      await page.locator('[data-connection="3"]').getByRole('button').click();
      await post({ type: 'connection', detail: connectionDetail(living(3), startMs + 5_000) });
      await page.waitForSelector('.connection-detail .time-line');
      assert.deepEqual(await seriousViolations(page.mainFrame()), []);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), true, 'the page itself does not scroll sideways');
      const buttons = await page.locator('.connection-detail .button').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().right));
      for (const right of buttons) assert.ok(right <= width, `a button ends at ${right}`);
    });
  }

  it('are all drawn when there are many, and a change of one reaches its row', async () => {
    const many = Array.from({ length: 500 }, (_, index) => anEntry({ id: index + 1 }));
    await shown('on', many);
    await page.waitForFunction(() => document.querySelectorAll('.connection-host').length === 500);
    await post({ type: 'connections', whole: false, rows: [connectionRow({ ...failed, id: 250 }, startMs)], gone: [1] });
    await page.waitForFunction(() => document.querySelectorAll('.connection-host').length === 499);
    assert.match(await page.locator('[data-connection="250"]').innerText(), /other\.test/);
  });
});
