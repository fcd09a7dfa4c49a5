import assert from 'node:assert/strict';
import { customGateway, findGateway } from '../../../../src/gateways/catalogue/index.ts';
import type { FeedStatus } from '../../../../src/gateways/feeds/feed.ts';
import { lookOnce, type LookNeeds } from '../../../../src/gateways/health/look-once.ts';
import type { Signal } from '../../../../src/gateways/health/signal.ts';
import { answered, failed, noonMs, page, unconnected } from './signals.ts';

const openrouter = findGateway('openrouter');
assert.ok(openrouter);

interface World {
  /** What each check shows; the last goes on. */
  says: readonly ((atMs: number) => Signal)[];
  others: boolean | null;
  feeds: readonly FeedStatus[];
  online: boolean;
}

function looked(changes: Partial<World>, gateway = openrouter, signal = new AbortController().signal) {
  const world: World = { says: [answered], others: null, feeds: [], online: true, ...changes };
  const did = { checks: 0, othersAsked: 0, pauses: 0, feedsAsked: 0 };
  let nowMs = noonMs;
  const needs: LookNeeds = {
    check: async () => {
      const say = world.says[Math.min(did.checks, world.says.length - 1)] ?? answered;
      did.checks++;
      return say(nowMs);
    },
    reachOther: async () => (did.othersAsked++, world.others),
    feeds: async () => (did.feedsAsked++, world.feeds),
    online: () => world.online,
    now: () => nowMs,
    pause: async (ms) => {
      did.pauses++;
      nowMs += ms;
    },
  };
  return { did, needs, run: () => lookOnce(gateway as NonNullable<typeof gateway>, needs, signal) };
}

describe('one look at a gateway', () => {
  const account = (atMs: number): Signal => failed(atMs, { leg: 'account', kind: 'bad-key', status: 401, keyed: true });
  const request = (atMs: number): Signal => failed(atMs, { leg: 'request', kind: 'invalid-request', status: 400 });
  const cases: readonly [name: string, world: Partial<World>, state: string, fault: string | null, checks: number, othersAsked: number][] = [
    ['an answer', {}, 'healthy', null, 1, 0],
    ['an answer, and a page that says outage', { feeds: [page('outage')] }, 'healthy', null, 1, 0],
    ['a gateway that fails', { says: [failed] }, 'down', 'gateway', 3, 0],
    ['a gateway that fails once', { says: [failed, answered] }, 'healthy', null, 2, 0],
    ['a gateway that fails twice in one moment', { says: [failed, failed, answered] }, 'healthy', null, 3, 0],
    ['a key that is refused', { says: [account] }, 'account-problem', 'account', 1, 0],
    ['a failure, then a key that is refused', { says: [failed, account] }, 'account-problem', 'account', 2, 0],
    ['a request of no account', { says: [request] }, 'unknown', null, 1, 0],
    ['no connection, others answer', { says: [unconnected], others: true }, 'down', 'gateway', 3, 1],
    ['no connection, others don\'t answer', { says: [unconnected], others: false }, 'local-problem', 'local', 3, 1],
    ['no connection, and others can\'t tell', { says: [unconnected], others: null }, 'local-problem', 'local', 3, 1],
    ['no connection, and its page says outage', { says: [unconnected], others: null, feeds: [page('outage')] }, 'down', 'gateway', 3, 1],
    ['no network', { says: [unconnected], others: false, online: false }, 'local-problem', 'local', 3, 1],
  ];
  for (const [name, world, state, fault, checks, othersAsked] of cases) {
    it(`with ${name}: ${state}, ${checks} checks`, async () => {
      const { did, run } = looked(world);
      const { health, signals, feeds } = await run();
      assert.deepEqual([health.state, health.fault], [state, fault], health.sentence);
      assert.deepEqual(did, { checks, othersAsked, pauses: checks - 1, feedsAsked: 1 });
      assert.equal(signals.length, checks);
      assert.deepEqual(feeds, world.feeds ?? []);
      assert.ok(signals.every(({ atMs }, index) => index === 0 || atMs >= (signals[index - 1]?.atMs ?? 0)), 'oldest first');
      assert.equal(health.checkedAtMs, signals.at(-1)?.atMs);
    });
  }

  it('needs no network for a gateway on this machine', async () => {
    const { run } = looked({ online: false }, customGateway('http://127.0.0.1:4000/v1'));
    assert.equal((await run()).health.state, 'healthy');
  });

  it('ends with the abort, at whatever step it is', async () => {
    for (const step of ['check', 'pause', 'reachOther', 'feeds'] as const) {
      const abort = new AbortController();
      const { needs } = looked({ says: [unconnected] });
      const waiting = (): Promise<never> => new Promise((_, reject) => abort.signal.addEventListener('abort', () => reject(abort.signal.reason as Error)));
      const running = lookOnce(openrouter, { ...needs, [step]: waiting }, abort.signal);
      setImmediate(() => abort.abort(new Error('enough')));
      await assert.rejects(running, /enough/, step);
    }
  });

  it('leaves no rejection that nobody hears when pages and check fail together', async () => {
    const unheard: unknown[] = [];
    const listener = (error: unknown): void => void unheard.push(error);
    process.on('unhandledRejection', listener);
    const { needs } = looked({});
    const both = { ...needs, feeds: () => Promise.reject(new Error('pages')), check: async () => (await new Promise((resolve) => setImmediate(resolve)), Promise.reject(new Error('check'))) };
    await assert.rejects(lookOnce(openrouter, both, new AbortController().signal), /check/);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', listener);
    assert.deepEqual(unheard, []);
  });
});
