import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { customGateway } from '../../../../src/gateways/catalogue/index.ts';
import type { Gateway } from '../../../../src/gateways/gateway.ts';
import { HealthMonitor, type MonitorChoices, type MonitorNeeds } from '../../../../src/gateways/health/monitor.ts';
import type { Signal } from '../../../../src/gateways/health/signal.ts';
import { FakeClock, seeded } from './fake-clock.ts';
import { answered, completed, failed, minuteMs, noonMs, unconnected } from './signals.ts';
import { statusPageBody } from './status-page.ts';

const hourMs = 60 * minuteMs;

function gateway(id: string, changes: Partial<Gateway> = {}): Gateway {
  return {
    ...customGateway(`https://${id}.test/v1`),
    userDefined: false,
    id,
    title: id.toUpperCase(),
    statusFeeds: [{ pageUrl: `https://status.${id}.test`, dataUrl: `https://status.${id}.test/api/v2/summary.json`, format: 'statuspage' }],
    ...changes,
  };
}

interface World {
  clock: FakeClock;
  choices: MonitorChoices;
  online: boolean;
  others: boolean | null;
  page: 'none' | 'critical';
  say(atMs: number, keyed: boolean): Signal | Promise<Signal>;
  checks: { id: string; keyed: boolean; atMs: number; gateway: Gateway; signal: AbortSignal }[];
  asked: string[];
  othersAsked: number;
}

describe('the monitor', () => {
  const open: HealthMonitor[] = [];
  const folders: string[] = [];
  afterEach(async () => {
    for (const monitor of open.splice(0)) await monitor.dispose();
    for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
  });

  function newFolder(): string {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-health-'));
    folders.push(folder);
    return folder;
  }

  function monitored(changes: Partial<World> = {}, needs: Partial<MonitorNeeds> = {}): { monitor: HealthMonitor; world: World; passes(ms: number): Promise<void> } {
    const world: World = {
      clock: new FakeClock(noonMs),
      choices: { intervalMs: 5 * minuteMs, gateways: [gateway('one')], statusPages: { official: true, thirdParties: false } },
      online: true,
      others: null,
      page: 'none',
      say: (atMs, keyed) => answered(atMs, keyed ? { keyed: true } : {}),
      checks: [],
      asked: [],
      othersAsked: 0,
      ...changes,
    };
    const monitor = new HealthMonitor({
      choices: () => world.choices,
      focused: () => true,
      online: () => world.online,
      onBatterySaver: () => false,
      check: async (of, keyed, signal) => {
        world.checks.push({ id: of.id, keyed, atMs: world.clock.nowMs, gateway: of, signal });
        return world.say(world.clock.nowMs, keyed);
      },
      reachOther: async () => (world.othersAsked++, world.others),
      getFeed: async ({ url }) => {
        const host = new URL(url).hostname;
        world.asked.push(host);
        return { url, status: 200, headers: { 'content-type': 'application/json' }, bodyText: statusPageBody(host, world.page), truncated: false };
      },
      now: world.clock.now,
      after: world.clock.after,
      random: seeded(3),
      onChange: () => undefined,
      onProblem: () => undefined,
      ...needs,
    });
    open.push(monitor);
    return { monitor, world, passes: (ms) => world.clock.until(world.clock.nowMs + ms) };
  }

  const one = (monitor: HealthMonitor) => {
    const [standing] = monitor.standings;
    assert.ok(standing);
    return standing;
  };

  it('sends nothing before it is told what is chosen', async () => {
    const { world, passes } = monitored();
    await passes(hourMs);
    assert.deepEqual([world.checks, world.asked], [[], []]);
  });

  it('looks with the key once an hour, and without it in between', async () => {
    const { monitor, world, passes } = monitored();
    await monitor.chosen();
    await passes(4 * hourMs);
    const keyed = world.checks.filter((check) => check.keyed);
    assert.ok(world.checks.length > 40, `${world.checks.length}`);
    assert.ok(keyed.length >= 4 && keyed.length <= 5, `${keyed.length}`);
    keyed.forEach(({ atMs }, index) => {
      const before = keyed[index - 1];
      if (before) assert.ok(atMs - before.atMs >= hourMs, 'not sooner than after an hour');
    });
    assert.equal(one(monitor).health.state, 'healthy');
    assert.equal(one(monitor).requests, world.checks.length);
  });

  it('looks with the key each time as long as the account is in doubt, and no more once it is well', async () => {
    const { monitor, world, passes } = monitored();
    world.say = (atMs, keyed) => (keyed ? failed(atMs, { leg: 'account', kind: 'bad-key', status: 401, keyed: true }) : answered(atMs));
    await monitor.chosen();
    await passes(20 * minuteMs);
    assert.ok(world.checks.length >= 3);
    assert.ok(world.checks.every(({ keyed }) => keyed));
    assert.equal(one(monitor).health.state, 'account-problem');
    // What came between says nothing of the key.
    world.say = (atMs) => unconnected(atMs);
    await passes(10 * minuteMs);
    world.say = (atMs, keyed) => answered(atMs, keyed ? { keyed: true } : {});
    const before = world.checks.length;
    await passes(40 * minuteMs);
    assert.deepEqual(world.checks.slice(before).map(({ keyed }) => keyed).indexOf(false), 1, 'the first answer settles it');
    assert.equal(one(monitor).health.state, 'healthy');
  });

  it('does not take the key for looked at when the look did not get that far', async () => {
    const { monitor, world, passes } = monitored();
    world.say = (atMs) => unconnected(atMs);
    await monitor.chosen();
    await passes(10 * minuteMs);
    world.say = (atMs, keyed) => answered(atMs, keyed ? { keyed: true } : {});
    const before = world.checks.length;
    await passes(30 * minuteMs);
    assert.deepEqual(world.checks[before]?.keyed, true);
    assert.equal(world.checks.slice(before).filter(({ keyed }) => keyed).length, 1);
  });

  it('looks with another key soon after it was given', async () => {
    const { monitor, world, passes } = monitored();
    await monitor.chosen();
    await passes(10 * minuteMs);
    const before = world.checks.length;
    monitor.keyChanged('one');
    monitor.keyChanged('nobody');
    await passes(10_000);
    assert.deepEqual(world.checks.slice(before).map(({ keyed }) => keyed), [true]);
  });

  it('takes what is chosen twice at once as once', async () => {
    const { monitor, world, passes } = monitored();
    await Promise.all([monitor.chosen(), monitor.chosen(), monitor.chosen()]);
    await passes(10_000);
    assert.deepEqual(world.checks.map(({ id }) => id), ['one']);
    assert.deepEqual(monitor.standings.map(({ id }) => id), ['one']);
  });

  it('keeps to the newest choice when choices overlap', async () => {
    const { monitor, world, passes } = monitored();
    const first = monitor.chosen();
    world.choices = { ...world.choices, gateways: [gateway('two'), gateway('three')] };
    await Promise.all([first, monitor.chosen()]);
    await passes(10_000);
    assert.deepEqual(monitor.standings.map(({ id }) => id), ['two', 'three']);
    assert.equal(monitor.history('one'), undefined);
  });

  for (const [what, changed] of [
    ['base URL', { baseUrl: 'https://elsewhere.test/v1' }],
    ['way to send the key', { auth: 'x-api-key' }],
  ] as const) {
    it(`begins anew with a gateway that gets another ${what}`, async () => {
      const { monitor, world, passes } = monitored();
      await monitor.chosen();
      await passes(20 * minuteMs);
      assert.ok(one(monitor).requests > 2);
      const before = world.checks.length;
      world.choices = { ...world.choices, gateways: [gateway('one', changed)] };
      await monitor.chosen();
      await passes(100);
      assert.deepEqual([one(monitor).health.state, one(monitor).requests], ['unknown', 0]);
      await passes(10_000);
      const check = world.checks[before];
      assert.deepEqual([check?.gateway.baseUrl, check?.gateway.auth, check?.keyed], [world.choices.gateways[0]?.baseUrl, world.choices.gateways[0]?.auth, true]);
      assert.equal(one(monitor).health.state, 'healthy');
    });
  }

  it('goes on with a gateway that is chosen as before', async () => {
    const { monitor, world, passes } = monitored();
    await monitor.chosen();
    await passes(10 * minuteMs);
    const { requests } = one(monitor);
    world.choices = { ...world.choices, gateways: [gateway('two'), gateway('one')] };
    await monitor.chosen();
    await passes(100);
    assert.equal(monitor.standings[1]?.requests, requests);
  });

  it('asks once when it is told to look while a look is under way', async () => {
    const { monitor, world, passes } = monitored();
    let answer: (signal: Signal) => void = () => undefined;
    world.say = () => new Promise((resolve) => (answer = resolve));
    await monitor.chosen();
    monitor.checkNow();
    monitor.checkNow();
    await passes(1_000);
    assert.equal(world.checks.length, 1, 'at once, and once');
    answer(answered(world.clock.nowMs));
    await sleep(1);
    await passes(1_000);
    assert.equal(one(monitor).health.state, 'healthy');
    monitor.checkNow();
    await passes(1_000);
    assert.equal(world.checks.length, 2);
  });

  it('writes its history when it ends, and reads it when it begins', async () => {
    const folder = newFolder();
    const first = monitored({}, { folder });
    await first.monitor.chosen();
    await first.passes(10_000);
    first.monitor.note('one', completed(first.world.clock.nowMs));
    await first.monitor.dispose();
    const written = fs.readFileSync(path.join(folder, 'history-one.jsonl'), 'utf8').trim().split('\n');
    assert.ok(written.length >= 3, written.join('\n'));
    const second = monitored({}, { folder });
    await second.monitor.chosen();
    assert.deepEqual(second.monitor.history('one')?.map(({ source, state }) => `${source} ${state}`).includes('passive healthy'), true);
  });

  it('does nothing more once it has ended, also in the middle of beginning', async () => {
    const { monitor, world, passes } = monitored({}, { folder: newFolder() });
    const choosing = monitor.chosen();
    await monitor.dispose();
    await choosing;
    monitor.checkNow();
    monitor.networkChanged();
    monitor.note('one', answered(noonMs));
    await monitor.chosen();
    await sleep(20);
    await passes(hourMs);
    assert.deepEqual([world.checks, world.asked, world.clock.waiting], [[], [], 0]);
  });

  it('drops a look that was under way when the network changed', async () => {
    const { monitor, world, passes } = monitored();
    let late: (signal: Signal) => void = () => undefined;
    world.say = () => new Promise((resolve) => (late = resolve));
    await monitor.chosen();
    await passes(6_000);
    assert.equal(world.checks.length, 1);
    monitor.networkChanged();
    assert.equal(world.checks[0]?.signal.aborted, true);
    world.say = (atMs, keyed) => answered(atMs, keyed ? { keyed: true } : {});
    late(unconnected(world.clock.nowMs));
    await passes(10_000);
    assert.equal(world.othersAsked, 0, 'nobody else is asked for the sake of the old network');
    assert.deepEqual([one(monitor).health.state, world.checks.at(-1)?.keyed], ['healthy', true]);
  });

  const others: readonly [name: string, official: boolean, reachable: boolean | null, asked: boolean, state: string][] = [
    ['others answer', true, true, true, 'down'],
    ['others don\'t answer', true, false, true, 'local-problem'],
    ['status pages are left alone', false, true, false, 'local-problem'],
  ];
  for (const [name, official, reachable, asked, state] of others) {
    it(`says whose fault a lost connection is where ${name}`, async () => {
      const { monitor, world, passes } = monitored({ others: reachable, say: (atMs) => unconnected(atMs) });
      world.choices = { ...world.choices, statusPages: { official, thirdParties: false } };
      await monitor.chosen();
      await passes(3 * minuteMs);
      assert.deepEqual([one(monitor).health.state, world.othersAsked > 0], [state, asked]);
      if (!official) assert.deepEqual(world.asked, []);
    });
  }

  it('lets go of what a page said when it may not be asked any more, and when it was read too long ago', async () => {
    const { monitor, world, passes } = monitored({ page: 'critical' });
    await monitor.chosen();
    await passes(20_000);
    assert.match(one(monitor).health.sentence, /status page reports trouble/);
    world.choices = { ...world.choices, statusPages: { official: false, thirdParties: false } };
    await monitor.chosen();
    await passes(100);
    assert.deepEqual([one(monitor).feed, /status page/.test(one(monitor).health.sentence)], [null, false]);

    let focused = true;
    const aside = monitored({ page: 'critical' }, { focused: () => focused });
    await aside.monitor.chosen();
    await aside.passes(20_000);
    assert.match(one(aside.monitor).health.sentence, /status page reports trouble/);
    focused = false;
    await aside.passes(2 * hourMs);
    assert.equal(one(aside.monitor).feed?.state, 'unknown');
    assert.doesNotMatch(one(aside.monitor).health.sentence, /reports trouble/);
  });

  const networks: readonly [baseUrl: string, selfHosted: boolean, state: string][] = [
    ['https://one.test/v1', false, 'local-problem'],
    ['https://one.test/v1', true, 'healthy'],
    ['http://127.0.0.1:4000/v1', false, 'healthy'],
    ['http://localhost:4000/v1', false, 'healthy'],
    ['http://[::1]:4000/v1', false, 'healthy'],
  ];
  for (const [baseUrl, selfHosted, state] of networks) {
    it(`without a network ${baseUrl}${selfHosted ? ', the user\'s own,' : ''} is ${state}`, async () => {
      const { monitor, world, passes } = monitored({ online: false });
      world.choices = { ...world.choices, gateways: [gateway('one', { baseUrl, ...(selfHosted && { selfHosted: true }) })] };
      await monitor.chosen();
      await passes(10_000);
      assert.equal(one(monitor).health.state, state);
      assert.equal(world.checks.length > 0, state === 'healthy', 'nothing is sent where there is no network');
    });
  }
});
