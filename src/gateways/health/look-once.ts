import { isLoopbackUrl } from '../../path/loopback-url.ts';
import { foldFeeds } from '../feeds/fold.ts';
import type { FeedStatus } from '../feeds/feed.ts';
import type { Gateway } from '../gateway.ts';
import { defaultIntervalMs } from './check-schedule.ts';
import { health } from './health.ts';
import { sameMomentMs } from './reach.ts';
import { nearLegs } from './signal-class.ts';
import type { Health, Signal } from './signal.ts';

/** What one look needs. */
export interface LookNeeds {
  check(signal: AbortSignal): Promise<Signal>;
  /** Whether a host that is not the gateway's can be reached the same way; null when that can't be told. */
  reachOther(signal: AbortSignal): Promise<boolean | null>;
  /** What the gateway's status pages say now. */
  feeds(signal: AbortSignal): Promise<readonly FeedStatus[]>;
  online(): boolean;
  now(): number;
  pause(ms: number, signal: AbortSignal): Promise<unknown>;
}

/** How a gateway is by one look, with what it rests on. */
export interface Looked {
  health: Health;
  /** Oldest first: one, and two more where the first failed. */
  signals: readonly Signal[];
  feeds: readonly FeedStatus[];
}

/**
 * One lost packet is no dead gateway: a failure is looked at twice more, this far apart in ms. The last look has to be
 * of another moment than the first, or all of them together still say no more than one.
 */
const confirmations = 2;
const confirmAfterMs = sameMomentMs / confirmations + 100;

/** Looks at a gateway once, by the same rules as monitoring. An abort rejects. */
export async function lookOnce(gateway: Gateway, needs: LookNeeds, signal: AbortSignal): Promise<Looked> {
  const asked = needs.feeds(signal);
  // Whoever waits for the check must not meet a rejection that nobody listens to.
  asked.catch(() => undefined);
  const signals = [await needs.check(signal)];
  for (let more = 0; more < confirmations && worthConfirming(signals.at(-1)); more++) {
    await needs.pause(confirmAfterMs, signal);
    signals.push(await needs.check(signal));
  }
  const newest = signals.at(-1);
  const near = newest?.outcome === 'failed' && newest.leg !== null && nearLegs.includes(newest.leg);
  const othersReachable = near ? await needs.reachOther(signal) : null;
  const feeds = await asked;
  return {
    signals,
    feeds,
    health: health({
      title: gateway.title,
      nowMs: needs.now(),
      signals,
      feed: foldFeeds(feeds).from,
      previous: null,
      surroundings: {
        online: gateway.selfHosted === true || isLoopbackUrl(gateway.baseUrl) || needs.online(),
        paused: null,
        othersReachable,
        networkChangedAtMs: null,
        wokeAtMs: null,
        keyChangedAtMs: null,
      },
      expectedIntervalMs: defaultIntervalMs,
      usualLatencyMs: null,
    }),
  };
}

/** A key that is refused and a limit that is reached are certain at the first look. */
function worthConfirming(signal: Signal | undefined): boolean {
  return signal?.outcome === 'failed' && signal.leg !== 'account' && signal.leg !== 'request';
}
