/** The section of Clash on the inspector's own page, in a real browser, with messages as the extension sends them. */
import assert from 'node:assert/strict';
import { chromium, type Browser, type Page } from 'playwright-core';
import { chooseGateway } from '../../src/editor/gateway-choice.ts';
import { clashRows, shownClash, type ClashStanding, type FollowedConnection } from '../../src/editor/inspector/clash-snapshot.ts';
import { inspectorSnapshot } from '../../src/editor/inspector/inspector-snapshot.ts';
import type { HostMessage } from '../../src/editor/inspector/protocol.ts';
import { connectionOf, coreOf, explanationOf, nodeOf, rowOf } from '../unit/diagnosis/rules/clash-cases.ts';
import { browser as findBrowser } from '../workbench/browser.js';
import { seriousViolations } from './accessibility.ts';
import { openBarePage } from './bare-page.ts';

const startMs = Date.parse('2026-08-20T12:00:00.000Z');
const core = coreOf({ nodes: [nodeOf('node-a'), nodeOf('node-b', false)] }, explanationOf({ complete: false, undecided: [{ rule: rowOf(1, 'PROCESS-NAME,curl,DIRECT'), missing: 'process', detail: 'curl', policy: 'DIRECT' }] }));

function followed(number: number, more: Partial<FollowedConnection> = {}): FollowedConnection {
  return { ...connectionOf({ id: `id-${number}`, startedAtMs: startMs + number * 1_000 }), number, bytesUp: 500, bytesDown: 2_000, endedAtMs: null, ...more };
}

const connections = [
  followed(1, { live: false, endedAtMs: startMs + 2_000, process: 'curl' }),
  followed(2, { node: 'node-b', silentMs: 45_000 }),
  followed(3, { door: 'tun', host: 'api.openai.com' }),
];

describe("Clash on the inspector's page", () => {
  let browser: Browser;
  let page: Page;

  before(async () => {
    const { program, flags } = await findBrowser();
    browser = await chromium.launch({ executablePath: program, args: [...flags] });
  });
  after(async () => browser?.close());

  beforeEach(async () => {
    page = await openBarePage(browser, { width: 1_000, height: 900 });
  });
  afterEach(async () => page.close());

  const post = (message: HostMessage): Promise<void> => page.evaluate((data) => window.postMessage(data, '*'), message);
  const shown = async (standing: Partial<ClashStanding>, list: readonly FollowedConnection[] = []): Promise<void> => {
    const choice = chooseGateway({ gatewayId: 'custom', customBaseUrl: 'https://gateway.test/v1' });
    const idle = { phase: 'idle' as const, probes: [], progress: { done: 0, total: 0 } };
    await post({ type: 'snapshot', snapshot: inspectorSnapshot(choice, idle, startMs, {}) });
    await post({ type: 'clash', clash: shownClash({ state: 'watching', tried: [], core, ...standing }) });
    await post({ type: 'clash-connections', whole: true, rows: clashRows(list, core, startMs + 60_000), gone: [] });
    await page.waitForSelector('.clash');
  };
  const sent = (): Promise<{ type: string }[]> =>
    page.evaluate(() => (globalThis as unknown as { sent: { action: { type: string } }[] }).sent.map(({ action }) => action).filter(({ type }) => type !== 'ready'));
  const hosts = (): Promise<string[]> => page.locator('.clash-table .connection-host').allTextContents();

  it('is not there until somebody asked for it', async () => {
    const choice = chooseGateway({ gatewayId: 'custom', customBaseUrl: 'https://gateway.test/v1' });
    await post({ type: 'snapshot', snapshot: inspectorSnapshot(choice, { phase: 'idle', probes: [], progress: { done: 0, total: 0 } }, startMs, {}) });
    await post({ type: 'clash', clash: null });
    await page.waitForSelector('#diagnose');
    assert.equal(await page.locator('.clash').count(), 0);
  });

  it('keeps what the core says in its log of a connection beside it, folded', async () => {
    await shown({}, [followed(1), followed(2, { log: ['12:00:01 debug [DNS] openrouter.ai', '12:00:02 warning dial node-a (match DomainSuffix/openrouter.ai) error: <b>refused</b>'] })]);
    assert.equal(await page.locator('.clash-log').count(), 1);
    const lines = page.locator('.clash-log li');
    assert.equal(await lines.first().isVisible(), false);
    await page.getByText("Lines of the core's log: 2").press('Enter');
    assert.deepEqual(await lines.allTextContents(), ['12:00:01 debug [DNS] openrouter.ai', '12:00:02 warning dial node-a (match DomainSuffix/openrouter.ai) error: <b>refused</b>']);
    assert.deepEqual(await seriousViolations(page.mainFrame()), []);
    assert.match((await hosts()).join(), /openrouter\.ai/);
  });

  it('says where it looked when it found none, and looks again', async () => {
    await shown({ state: 'none', core: undefined, tried: [{ place: 'http://127.0.0.1:9090', why: 'port', outcome: 'nothing' }, { place: 'http://127.0.0.1:9097', why: 'port', outcome: 'no-controller' }] });
    assert.match(await page.locator('.clash').innerText(), /No Clash core was found\.[^]*http:\/\/127\.0\.0\.1:9090: nothing there[^]*9097: another program/);
    await page.getByRole('button', { name: 'Look again' }).press('Enter');
    assert.deepEqual(await sent(), [{ type: 'lookForClash' }]);
  });

  it('asks for the secret', async () => {
    await shown({ state: 'locked', core: undefined, tried: [{ place: 'http://127.0.0.1:9097', why: 'port', outcome: 'secret-wanted' }] });
    assert.match(await page.locator('.clash-state').innerText(), /9097 and asks for its secret/);
    await page.getByRole('button', { name: 'Enter the secret' }).click();
    assert.deepEqual(await sent(), [{ type: 'takeOffer', offer: 'enter-clash-secret' }]);
  });

  it('explains each gateway host on top', async () => {
    await shown({});
    const row = await page.locator('.clash-hosts tbody tr').innerText();
    assert.match(row, /openrouter\.ai\s+row 1 \(DOMAIN-SUFFIX,openrouter\.ai,PROXY\)\s+Not known: which program calls \(curl\)\.\s+PROXY -> node-a\s+passes its test/);
    assert.match(await page.locator('.clash').innerText(), /No connection to a gateway at the moment/);
    await page.getByRole('button', { name: 'Compare two policies' }).click();
    assert.deepEqual(await sent(), [{ type: 'takeOffer', offer: 'compare-clash-policies' }]);
  });

  it('lists host, policy and node, marks what is wrong, and keeps what has ended', async () => {
    await shown({}, connections);
    assert.deepEqual(await hosts(), ['api.openai.com', 'openrouter.ai', 'openrouter.ai']);
    const bad = await page.locator('[data-clash="2"]').innerText();
    assert.match(bad, /PROXY\s+node-b\s+dead node\s+nothing comes\s+node, CONNECT/);
    assert.match(await page.locator('[data-clash="1"]').innerText(), /ended\s+curl, CONNECT/);
    assert.equal(await page.locator('[data-clash="1"] button').count(), 0, 'what has ended can not be closed');
  });

  it('is filtered, sorted and paused with the keyboard', async () => {
    await shown({}, connections);
    await page.locator('#clash-connection-filter').fill('dead node');
    assert.deepEqual(await hosts(), ['openrouter.ai']);
    await page.locator('#clash-connection-filter').fill('');
    await page.getByRole('combobox', { name: 'Caller' }).selectOption('curl');
    assert.equal((await hosts()).length, 1);
    await page.getByRole('combobox', { name: 'Caller' }).selectOption('');
    await page.getByRole('checkbox', { name: 'Only marked' }).check();
    assert.deepEqual(await hosts(), ['openrouter.ai']);
    await page.getByRole('checkbox', { name: 'Only marked' }).uncheck();
    await page.getByRole('columnheader', { name: 'When' }).getByRole('button').press('Space');
    assert.deepEqual(await hosts(), ['openrouter.ai', 'openrouter.ai', 'api.openai.com']);
    await page.getByRole('button', { name: 'Pause' }).press('Enter');
    await post({ type: 'clash-connections', whole: false, rows: clashRows([followed(9)], core, startMs), gone: [] });
    assert.equal((await hosts()).length, 3);
    await page.getByRole('button', { name: 'Go on' }).press('Enter');
    assert.equal((await hosts()).length, 4);
  });

  it('asks to close exactly those on dead nodes, or one', async () => {
    await shown({}, connections);
    await page.getByRole('button', { name: 'Close the 1 on dead nodes' }).click();
    await page.locator('[data-clash="3"]').getByRole('button', { name: /Close connection: api\.openai\.com/ }).click();
    assert.deepEqual(await sent(), [{ type: 'closeClashConnections', rows: [2] }, { type: 'closeClashConnections', rows: [3] }]);
  });

  it('stays in sight when the core is lost', async () => {
    await shown({ state: 'lost' }, connections);
    assert.match(await page.locator('.clash-state').innerText(), /does not answer any more/);
    assert.equal((await hosts()).length, 3);
  });

  for (const [width, name] of [[1_000, 'wide'], [200, 'at 200 px']] as const) {
    it(`keeps nobody out, and the page in its width: ${name}`, async () => {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ forcedColors: 'active' });
      await shown({}, connections);
      assert.deepEqual(await seriousViolations(page.mainFrame()), []);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), true, 'the page itself does not scroll sideways');
    });
  }
});
