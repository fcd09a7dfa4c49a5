import assert from 'node:assert/strict';
import type { Signal } from '../../../../src/gateways/health/signal.ts';
import { fakeDay, type FakeDay } from './fake-day.ts';
import { answered, completed, failed, page, unconnected } from './signals.ts';

/** Two intervals with their jitter, and what a look and settling take, in hours. */
const twoIntervals = (2 * 300 * 1.2 + 15) / 3_600;

describe('simulated days', () => {
  const costs: string[] = [];
  const ends = async (title: string, day: FakeDay, most: number): Promise<void> => {
    await day.until(24);
    costs.push(`      ${title.padEnd(44)} ${String(day.watch.requests).padStart(4)} requests, at most ${most}`);
    assert.ok(day.watch.requests < most, `${day.watch.requests} requests`);
    assert.equal(day.looks.length, day.watch.requests);
    day.watch.dispose();
    assert.equal(day.clock.waiting, 0, 'timers are left');
  };
  after(() => console.log(costs.join('\n')));

  /** Answers, but not in a stretch of hours. */
  const broken = (day: FakeDay, from: number, to: number, how: (atMs: number) => Signal): void => {
    day.world.look = (atMs) => (atMs >= day.atMs(from) && atMs < day.atMs(to) ? how(atMs) : answered(atMs));
  };

  for (const seed of [1, 2, 3]) {
    it(`an idle day, focused, ${seed}`, async () => {
      const day = fakeDay({}, seed);
      await ends('idle, focused', day, 300);
      assert.deepEqual(day.states(), ['healthy']);
    });

    it(`an idle day, unfocused, ${seed}`, async () => {
      const day = fakeDay({ focused: false }, seed);
      await ends('idle, unfocused', day, 60);
      assert.deepEqual(day.states(), ['healthy']);
    });
  }

  it('an idle day, unfocused, at the shortest interval', async () => {
    const day = fakeDay({ focused: false, intervalMs: 60_000 });
    await ends('idle, unfocused, every minute', day, 60);
  });

  it('a day of work: requests of the user stand in for checks', async () => {
    const day = fakeDay();
    for (let hour = 0.01; hour < 24; hour += 0.05) {
      await day.until(hour);
      day.watch.note(completed(day.clock.nowMs));
    }
    await ends('busy', day, 5);
    assert.deepEqual(day.states(), ['healthy']);
  });

  it('monitoring off: nothing is sent', async () => {
    const day = fakeDay({ monitoring: false });
    await ends('monitoring off', day, 1);
    assert.deepEqual(day.states(), []);
    assert.equal(day.watch.health.state, 'paused');
  });

  it('one lost packet changes nothing', async () => {
    const day = fakeDay();
    let lost = false;
    day.world.look = (atMs) => {
      if (lost || atMs < day.atMs(10)) return answered(atMs);
      lost = true;
      return unconnected(atMs);
    };
    await ends('one lost packet', day, 300);
    assert.ok(lost);
    assert.deepEqual(day.states(), ['healthy']);
  });

  it('a dead gateway, and its recovery', async () => {
    const day = fakeDay();
    broken(day, 10, 14, failed);
    await ends('dead for four hours', day, 300);
    assert.deepEqual(day.states(), ['healthy', 'down by gateway', 'healthy']);
    assert.ok(day.when('down by gateway') - 10 < twoIntervals);
    assert.ok(day.when('healthy', 2) - 14 < 0.52, 'the longest back-off is half an hour');
  });

  it('a gateway that is dead all day costs less than one that is well', async () => {
    const day = fakeDay();
    broken(day, 0, 24, failed);
    await ends('dead all day', day, 80);
    assert.deepEqual(day.states(), ['down by gateway']);
  });

  it('flapping', async () => {
    const day = fakeDay();
    let looks = 0;
    broken(day, 10, 14, (atMs) => (looks++ % 2 === 0 ? failed(atMs) : answered(atMs)));
    await day.until(13);
    assert.match(day.watch.health.sentence, /^Acme comes and goes: \d of the last 10 requests failed\.$/);
    await ends('flapping for four hours', day, 400);
    assert.deepEqual(day.states(), ['healthy', 'degraded by gateway', 'healthy']);
    assert.ok(day.when('degraded by gateway') - 10 < 0.5);
  });

  it('a slow death', async () => {
    const day = fakeDay();
    day.world.look = (atMs) => {
      const hours = (atMs - day.atMs(8)) / 3_600_000;
      if (hours > 4) return unconnected(atMs, 'http', { code: 'UND_ERR_HEADERS_TIMEOUT' });
      return answered(atMs, { latencyMs: 400 * Math.max(1, 1 + hours * 6) });
    };
    await ends('slow death', day, 300);
    assert.deepEqual(day.states(), ['healthy', 'degraded by gateway', 'down by gateway']);
    assert.ok(day.when('degraded by gateway') < 9.6);
    assert.ok(day.when('down by gateway') - 12 < twoIntervals);
  });

  it('the page is green while calls fail', async () => {
    const day = fakeDay();
    day.watch.feed(page('operational'));
    broken(day, 10, 12, failed);
    await day.until(11);
    assert.equal(day.watch.health.sentence, 'Acme is down. The gateway is unavailable. Its status page shows nothing yet.');
    await ends('green page, calls fail', day, 300);
    assert.deepEqual(day.states(), ['healthy', 'down by gateway', 'healthy']);
  });

  it('the page is red while calls pass', async () => {
    const day = fakeDay();
    await day.until(10);
    day.watch.feed(page('outage', 'Elevated <b>errors</b>'));
    await day.until(11);
    assert.equal(day.watch.health.state, 'healthy');
    assert.match(day.watch.health.sentence, /^Acme answers\. Its status page reports trouble that is not seen from here: /);
    await ends('red page, calls pass', day, 300);
    assert.deepEqual(day.states(), ['healthy']);
  });

  it('the laptop sleeps, and the gateway is down when it wakes', async () => {
    const day = fakeDay();
    await day.until(10);
    day.clock.sleep(2 * 3_600_000);
    await day.until(14);
    day.world.look = failed;
    day.clock.sleep(3 * 3_600_000);
    await ends('sleeps twice', day, 300);
    assert.deepEqual(day.states(), ['healthy', 'unknown', 'healthy', 'unknown', 'down by gateway']);
    assert.ok(day.when('healthy', 2) - 12 < 0.025);
    assert.ok(day.when('down by gateway') - 17 < 0.03);
  });

  it('the clock is set back by a day', async () => {
    const day = fakeDay();
    await day.until(9);
    day.watch.networkChanged();
    day.watch.keyChanged();
    await day.until(10);
    day.clock.set(day.atMs(-14));
    await day.until(-13);
    assert.equal(day.watch.health.state, 'healthy');
    day.watch.note(failed(day.clock.nowMs, { source: 'passive', kind: 'bad-key', leg: 'account', status: 401 }));
    assert.equal(day.watch.health.state, 'account-problem');
    assert.deepEqual(day.states().slice(-2), ['unknown', 'healthy']);
    day.watch.dispose();
  });

  it('the proxy changes to one that does not work, and back', async () => {
    const day = fakeDay();
    broken(day, 10, 11, (atMs) => unconnected(atMs, 'proxy'));
    await day.until(10);
    day.watch.networkChanged();
    await day.until(11);
    assert.equal(day.watch.health.sentence, 'The proxy does not let requests through to Acme.');
    day.watch.networkChanged();
    await ends('proxy changed twice', day, 310);
    assert.deepEqual(day.states(), ['healthy', 'unknown', 'local-problem by local', 'unknown', 'healthy']);
    assert.ok((day.when('local-problem by local') - 10) * 3_600 < 60, 'seconds: two looks of ten each');
    assert.ok((day.when('healthy', 2) - 11) * 3_600 < 15, 'seconds');
  });

  it('the gateway alone is not reached', async () => {
    const day = fakeDay({ othersReachable: true });
    broken(day, 10, 12, (atMs) => unconnected(atMs, 'tcp'));
    await day.until(11);
    assert.match(day.watch.health.sentence, /while other hosts answer over the same way, so it is most likely the gateway/);
    await ends('gateway alone not reached', day, 300);
    assert.deepEqual(day.states(), ['healthy', 'down by gateway', 'healthy']);
  });

  it('the key is revoked, and replaced', async () => {
    const day = fakeDay();
    await day.until(10);
    day.watch.note(failed(day.clock.nowMs, { source: 'passive', kind: 'bad-key', leg: 'account', status: 401 }));
    assert.equal(day.watch.health.state, 'account-problem');
    await day.until(15);
    // Keyless looks were answered all the time.
    assert.equal(day.watch.health.sentence, 'Acme answers and refuses the API key.');
    day.watch.keyChanged();
    await ends('key revoked', day, 300);
    assert.deepEqual(day.states(), ['healthy', 'account-problem by account', 'healthy']);
    assert.ok((day.when('account-problem by account') - 10) * 3_600 < 5, 'seconds');
    assert.ok((day.when('healthy', 2) - 15) * 3_600 < 15, 'seconds');
  });

  it('rate-limited', async () => {
    const day = fakeDay();
    await day.until(10);
    const wait = { retryAfterMs: 20 * 60_000 };
    day.watch.note(failed(day.clock.nowMs, { source: 'passive', kind: 'rate-limited', leg: 'account', status: 429, ...wait }));
    await day.until(10.1);
    assert.match(day.watch.health.sentence, /^Acme limits the rate of requests of this account; that ends in 1[34] min\.$/);
    await ends('rate-limited for 20 min', day, 300);
    assert.deepEqual(day.states(), ['healthy', 'account-problem by account', 'healthy']);
    assert.ok(Math.abs(day.when('healthy', 2) - 10 - 1 / 3) < 0.02, 'it ends by itself');
    assert.deepEqual(day.looks.filter((hour) => hour > 10 && hour < 10 + 1 / 3), [], 'no look while asked to wait');
  });

  it('offline', async () => {
    const day = fakeDay();
    await day.until(10);
    day.conditions.online = false;
    day.watch.tick();
    await day.until(11);
    day.conditions.online = true;
    day.watch.tick();
    await ends('offline for an hour', day, 300);
    assert.deepEqual(day.states(), ['healthy', 'local-problem by local', 'unknown', 'healthy']);
    assert.deepEqual(day.looks.filter((hour) => hour > 10 && hour < 11), []);
    assert.ok((day.when('healthy', 2) - 11) * 3_600 < 15, 'seconds');
  });

  it('on battery saver', async () => {
    const day = fakeDay();
    await day.until(10);
    day.conditions.onBatterySaver = true;
    await day.until(12);
    day.conditions.onBatterySaver = false;
    await ends('battery saver for two hours', day, 300);
    assert.deepEqual(day.looks.filter((hour) => hour > 10.02 && hour < 12), []);
    assert.deepEqual(day.states(), ['healthy', 'paused', 'unknown', 'healthy']);
  });

  it('a provider is out', async () => {
    const day = fakeDay();
    const ask = (signal: Partial<Signal>): void => day.watch.note(completed(day.clock.nowMs, signal));
    const fault = { outcome: 'failed', kind: 'provider-error', leg: 'provider', status: 502 } as const;
    for (const [hour, signal] of [[9, {}], [10, fault], [10.02, fault], [10.1, fault], [10.15, {}]] as const) {
      await day.until(hour);
      ask(signal);
    }
    await ends('provider out', day, 300);
    assert.deepEqual(day.states(), ['healthy', 'degraded by provider', 'healthy']);
    assert.ok(Math.abs(day.when('degraded by provider') - 10.02) < 0.002);
    assert.ok(Math.abs(day.when('healthy', 2) - 10.15) < 0.002);
  });

  it('mistakes of requests change nothing', async () => {
    const day = fakeDay();
    for (let hour = 1; hour < 20; hour += 0.2) {
      await day.until(hour);
      day.watch.note(failed(day.clock.nowMs, { source: 'passive', kind: 'context-length', leg: 'request', status: 400 }));
    }
    await ends('mistakes of requests', day, 300);
    assert.deepEqual(day.states(), ['healthy']);
  });

  it('a gateway that comes back for a moment only', async () => {
    const day = fakeDay();
    let looks = 0;
    broken(day, 10, 11, (atMs) => (++looks === 4 ? answered(atMs) : failed(atMs)));
    await ends('answers once while down', day, 300);
    assert.deepEqual(day.states(), ['healthy', 'down by gateway', 'healthy']);
    assert.ok(day.when('healthy', 2) > 11);
  });

  it('looks that go wrong themselves are made less often, and stop saying anything', async () => {
    const day = fakeDay();
    await day.until(10);
    day.world.look = () => {
      throw new Error('the program itself failed');
    };
    await ends('looks that go wrong', day, 300);
    assert.deepEqual(day.states(), ['healthy', 'unknown']);
  });
});
