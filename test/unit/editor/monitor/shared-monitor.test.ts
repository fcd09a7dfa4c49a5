import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SharedMonitor, type SharedMonitorNeeds } from '../../../../src/editor/monitor/shared-monitor.ts';
import type { FeedGet } from '../../../../src/gateways/feeds/get.ts';
import { findGateway } from '../../../../src/gateways/catalogue/index.ts';
import type { Gateway } from '../../../../src/gateways/gateway.ts';
import type { Signal } from '../../../../src/gateways/health/signal.ts';

const statusPage = JSON.stringify({
  page: { name: 'Test', url: 'https://status.test', updated_at: '2026-11-29T00:00:00Z', time_zone: 'Etc/UTC', id: 'x' },
  status: { indicator: 'none', description: 'All Systems Operational' },
  components: [{ id: '1', name: 'API', status: 'operational', group: false, created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z' }],
  incidents: [],
  scheduled_maintenances: [],
});

function gateway(id: string): Gateway {
  const found = findGateway('openrouter');
  assert.ok(found);
  return {
    ...found,
    id,
    title: id.toUpperCase(),
    baseUrl: `https://${id}.test/v1`,
    statusFeeds: [{ pageUrl: 'https://status.test', dataUrl: 'https://status.test/api/v2/summary.json', format: 'statuspage' }],
  };
}

const answered = (atMs: number, keyed: boolean): Signal => ({
  source: 'active',
  atMs,
  outcome: 'answered',
  latencyMs: 80,
  kind: null,
  leg: null,
  status: 200,
  code: null,
  retryAfterMs: null,
  provider: null,
  model: null,
  ...(keyed && { keyed: true as const }),
});

interface Window {
  monitor: SharedMonitor;
  checks: { id: string; keyed: boolean }[];
  notices: string[];
  polls: number;
  focused: boolean;
  changes: number;
  gateways: readonly Gateway[];
  statusPages: { official: boolean; thirdParties: boolean };
  /** What the gateway says from now on. */
  say: (atMs: number, keyed: boolean) => Signal;
}

describe('monitoring, shared by windows', function () {
  this.timeout(30_000);
  let folder: string;
  let windows: Window[] = [];
  let clockMs = 0;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-monitor-'));
    clockMs = Date.parse('2026-11-29T10:00:00Z');
  });
  afterEach(async () => {
    for (const { monitor } of windows) await monitor.dispose();
    windows = [];
    fs.rmSync(folder, { recursive: true, force: true });
  });

  function open(changes: Partial<Window> = {}): Window {
    const window = {
      checks: [],
      notices: [],
      polls: 0,
      focused: true,
      changes: 0,
      gateways: [gateway('one')],
      statusPages: { official: true, thirdParties: false },
      say: answered,
      ...changes,
    } as unknown as Window;
    const getFeed: FeedGet = async ({ url }) => {
      window.polls++;
      return { url, status: 200, headers: { 'content-type': 'application/json' }, bodyText: statusPage, truncated: false };
    };
    const needs: SharedMonitorNeeds = {
      folder,
      address: path.join(folder, 'monitor.sock'),
      choices: () => ({ intervalMs: 300_000, gateways: window.gateways, statusPages: window.statusPages }),
      focused: () => window.focused,
      online: () => true,
      onBatterySaver: () => false,
      check: async ({ id }, keyed) => {
        window.checks.push({ id, keyed });
        return window.say(clockMs, keyed);
      },
      reachOther: async () => true,
      getFeed,
      now: () => clockMs,
      random: () => 0.5,
      // Time passes a thousand times as fast.
      after: (delayMs, callback) => {
        const timer = setTimeout(() => {
          clockMs += Math.max(0, delayMs - delayMs / 1_000);
          callback();
        }, delayMs / 1_000);
        return { dispose: () => clearTimeout(timer) };
      },
      log: () => undefined,
      onChange: () => void window.changes++,
      onNotice: (id, tell) => void window.notices.push(`${id} ${tell}`),
    };
    window.monitor = new SharedMonitor(needs);
    windows.push(window);
    return window;
  }

  async function until(what: string, holds: () => boolean): Promise<void> {
    for (const end = Date.now() + 12_000; Date.now() < end; await sleep(5)) if (holds()) return;
    assert.fail(`${what}; ${JSON.stringify(windows.map(({ monitor, checks }) => [monitor.role, checks.length, monitor.standings.map(({ health }) => health)]))}`);
  }

  const stateIn = ({ monitor }: Window, id = 'one'): string | undefined => monitor.standings.find((one) => one.id === id)?.health.state;

  it('checks each watched gateway, with the key the first time, and shows the official page', async () => {
    const window = open({ gateways: [gateway('one'), gateway('two')] });
    await until('both are well', () => stateIn(window) === 'healthy' && stateIn(window, 'two') === 'healthy');
    assert.deepEqual(new Set(window.checks.map(({ id, keyed }) => `${id} ${keyed}`)), new Set(['one true', 'two true']));
    await until('the page is read', () => window.monitor.standings[0]?.feed?.state === 'operational');
    assert.deepEqual(window.monitor.standings.map(({ id }) => id), ['one', 'two']);
  });

  it('sends nothing more where another window watches already, and shows the same there', async () => {
    const first = open();
    await until('the first is well', () => stateIn(first) === 'healthy');
    const second = open();
    await until('the second shows it', () => stateIn(second) === 'healthy');
    assert.deepEqual([first.monitor.role, second.monitor.role], ['owner', 'follower']);
    assert.deepEqual([second.checks.length, second.polls], [0, 0]);
    assert.ok((await second.monitor.history({ id: 'one', historyKey: 'one' })).length > 0, 'the history is there, too');
  });

  it('goes on where the first window closes', async () => {
    const first = open();
    await until('the first is well', () => stateIn(first) === 'healthy');
    const second = open();
    await until('the second shows it', () => stateIn(second) === 'healthy');
    await first.monitor.dispose();
    windows = [second];
    await until('the second watches', () => second.monitor.role === 'owner' && second.checks.length > 0);
    const history = await second.monitor.history({ id: 'one', historyKey: 'one' });
    assert.ok(history.some(({ latencyMs }) => latencyMs === 80), 'with what the first had seen');
  });

  it('tells trouble once, in the window that is looked at', async () => {
    const first = open({ focused: false });
    await until('the first is well', () => stateIn(first) === 'healthy');
    const second = open({ focused: true });
    await until('the second shows it', () => stateIn(second) === 'healthy');
    first.say = (atMs) => ({ ...answered(atMs, false), outcome: 'failed', kind: 'gateway-error', leg: 'gateway', status: 500 });
    second.monitor.checkNow();
    await until('it is down in both', () => stateIn(first) === 'down' && stateIn(second) === 'down');
    await until('it is told', () => second.notices.length > 0);
    assert.deepEqual([first.notices, second.notices], [[], ['one trouble']]);
    first.say = answered;
    second.monitor.checkNow();
    await until('its end is told', () => second.notices.length > 1);
    assert.deepEqual([first.notices, second.notices], [[], ['one trouble', 'one recovered']]);
  });

  it('does not tell again what a window told that is closed now, but tells its end', async () => {
    const say = (atMs: number): Signal => ({ ...answered(atMs, false), outcome: 'failed', kind: 'gateway-error', leg: 'gateway', status: 500 });
    const first = open();
    await until('the first is well', () => stateIn(first) === 'healthy');
    const second = open({ say });
    await until('the second shows it', () => stateIn(second) === 'healthy');
    first.say = say;
    first.monitor.checkNow();
    await until('it is told', () => first.notices.length > 0);
    await first.monitor.dispose();
    windows = [second];
    await until('the second watches, and sees the same', () => second.checks.length > 2 && stateIn(second) === 'down');
    const sinceMs = clockMs;
    // Well beyond the time after which trouble is told, and not yet that after which it may be told again.
    await until('some minutes pass', () => clockMs - sinceMs > 5 * 60_000);
    assert.deepEqual([first.notices, second.notices], [['one trouble'], []]);
    second.say = answered;
    second.monitor.checkNow();
    await until('its end is told', () => second.notices.length > 0);
    assert.deepEqual(second.notices, ['one recovered']);
  });

  it('hears what any window sees', async () => {
    const first = open();
    await until('the first is well', () => stateIn(first) === 'healthy');
    const second = open();
    await until('the second shows it', () => stateIn(second) === 'healthy');
    const refused: Signal = { ...answered(clockMs, true), source: 'passive', outcome: 'failed', kind: 'bad-key', leg: 'account', status: 401 };
    second.monitor.seen('one', { ...refused, atMs: clockMs + 10 });
    await until('both know', () => stateIn(first) === 'account-problem' && stateIn(second) === 'account-problem');
    first.say = answered;
    second.monitor.keyChanged('one');
    await until('another key is well', () => stateIn(second) === 'healthy');
  });

  it('looks again with the key as long as it is in doubt', async () => {
    const window = open();
    window.say = (atMs, keyed) => (keyed ? { ...answered(atMs, true), outcome: 'failed', kind: 'bad-key', leg: 'account', status: 401 } : answered(atMs, false));
    await until('the account is at fault', () => stateIn(window) === 'account-problem');
    const before = window.checks.length;
    await until('two more checks', () => window.checks.length >= before + 2);
    assert.ok(window.checks.every(({ keyed }) => keyed));
  });

  it('looks with the key when the user asks, though it was good within the hour', async () => {
    const window = open();
    await until('well', () => stateIn(window) === 'healthy');
    await until('a check without the key', () => window.checks.some(({ keyed }) => !keyed));
    const before = window.checks.length;
    window.monitor.checkNow();
    assert.deepEqual(window.checks[before], { id: 'one', keyed: true });
  });

  it('follows the settings: gateways that come and go, pages that may not be asked', async () => {
    const window = open({ statusPages: { official: false, thirdParties: false } });
    await until('well', () => stateIn(window) === 'healthy');
    assert.equal(window.polls, 0);
    assert.equal(window.monitor.standings[0]?.feed, null);
    window.gateways = [gateway('two')];
    window.monitor.choicesChanged();
    await until('the other one', () => stateIn(window, 'two') === 'healthy');
    assert.deepEqual(window.monitor.standings.map(({ id }) => id), ['two']);
  });

  it('ends at once and for good', async () => {
    const window = open();
    await until('well', () => stateIn(window) === 'healthy');
    await window.monitor.dispose();
    const { length } = window.checks;
    await sleep(300);
    assert.equal(window.checks.length, length);
    windows = [];
  });
});
