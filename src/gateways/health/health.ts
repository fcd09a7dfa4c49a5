/**
 * One state for a gateway, and whose fault it is, from signals that disagree. Pure: the same signals, surroundings and
 * time give the same state. What was seen on the user's own path goes before what a status page says.
 */
import type { FeedStatus } from '../feeds/feed.ts';
import { accountFault } from './account-fault.ts';
import type { HealthCase, PauseReason, UnknownWhy } from './health-case.ts';
import { healthWords } from './health-words.ts';
import { recentLatencyMs, slowLatencyMs } from './latency.ts';
import { providerFault } from './provider-fault.ts';
import { foldReach, type Reach } from './reach.ts';
import { legOf, nearLegs } from './signal-class.ts';
import type { Health, HealthState, Party, Signal } from './signal.ts';

/** A signal counts for this many intervals. */
const intervalsToStale = 3;

/** A clock that was set back by less than this leaves signals in a future that is no more than noise. */
const futureMs = 60_000;

/** Silences shorter than this don't end what was known before them: the longest back-off makes them. */
const shortestForgetMs = 2 * 3_600_000;

/** What is known of the place where the requests leave from. */
export interface Surroundings {
  /** False when this machine has no network at all. True always for a gateway on this machine. */
  online: boolean;
  /** Why no checks are made; null while they are. */
  paused: PauseReason | null;
  /** Whether other hosts answered over the same way lately; null when none was asked. */
  othersReachable: boolean | null;
  /** When the network or the proxy last changed, in ms: what was seen before says nothing about the new way. */
  networkChangedAtMs: number | null;
  /** When this machine last woke from sleep, in ms; what was seen before is of another day. */
  wokeAtMs: number | null;
  /** When the user last gave another key, in ms: what the old one met says nothing about it. */
  keyChangedAtMs: number | null;
}

/** All that health is decided from. */
export interface HealthInput {
  /** The gateway's title, for the sentence. */
  title: string;
  nowMs: number;
  /** Recent ones, oldest first. */
  signals: readonly Signal[];
  feed: FeedStatus | null;
  /** What it was, for `sinceMs` and `lastGoodAtMs` alone: no state rests on an earlier state. */
  previous: Health | null;
  surroundings: Surroundings;
  /** The interval at which signals are to be expected now: focus and back-off have a say in it. */
  expectedIntervalMs: number;
  /** The usual latency of Gatehouse's own looks in ms; null while too few were made. */
  usualLatencyMs: number | null;
}

/** Decides what a gateway's state is. Never throws; never `healthy` without an own answer that is not stale. */
export function health(input: HealthInput): Health {
  const found = judge(input);
  const { state, fault } = verdictOf(found.ruling);
  const { previous, nowMs } = input;
  const same = previous !== null && previous.state === state && previous.fault === fault;
  const leg = 'signal' in found.ruling ? legOf(found.ruling.signal) : null;
  return {
    state,
    fault,
    leg: found.ruling.case === 'unreachable' ? found.ruling.leg : leg,
    kind: 'signal' in found.ruling ? found.ruling.signal.kind : null,
    ...healthWords(input.title, found.ruling, input.feed, nowMs),
    latencyMs: recentLatencyMs(found.signals),
    checkedAtMs: found.signals.at(-1)?.atMs ?? null,
    lastGoodAtMs: lastGood(found.signals) ?? previous?.lastGoodAtMs ?? null,
    sinceMs: same ? previous.sinceMs : sinceOf(found.ruling, nowMs),
    wavering: found.wavering,
  };
}

/** What counts of what was seen, given the surroundings. */
export interface Seen {
  /** Without signals of the future, and while paused without Gatehouse's own. */
  usable: readonly Signal[];
  /** Of those, the ones that speak of the way there is now. */
  signals: readonly Signal[];
  reach: Reach;
  /** What is older does not count. */
  staleMs: number;
  /** After a longer silence what was before it is another story. */
  forgetMs: number;
}

/** Sorts out what counts, and folds it. */
export function seen({ nowMs, signals: all, surroundings, expectedIntervalMs }: HealthInput): Seen {
  const staleMs = intervalsToStale * Math.max(expectedIntervalMs, 0);
  // While paused nothing looks, so what an earlier look saw is not what is the case; users' own requests still are.
  const usable = all.filter(({ atMs, source }) => atMs - nowMs <= futureMs && (surroundings.paused === null || source === 'passive'));
  const signals = usable.filter(({ atMs }) => atMs >= startOf(surroundings));
  const forgetMs = Math.max(staleMs, shortestForgetMs);
  return { usable, signals, reach: foldReach(signals, forgetMs), staleMs, forgetMs };
}

/** What was seen before then is of another network or another day. */
function startOf({ networkChangedAtMs, wokeAtMs }: Surroundings): number {
  return Math.max(networkChangedAtMs ?? -Infinity, wokeAtMs ?? -Infinity);
}

interface Judgement {
  ruling: HealthCase;
  /** The signals that were looked at. */
  signals: readonly Signal[];
  wavering: boolean;
}

function judge(input: HealthInput): Judgement {
  const { nowMs, surroundings, feed } = input;
  const { paused } = surroundings;
  const { usable, signals, reach, staleMs, forgetMs } = seen(input);
  const isFresh = (atMs: number): boolean => nowMs - atMs <= staleMs;
  const keyed = usable.filter(({ atMs }) => atMs >= (surroundings.keyChangedAtMs ?? -Infinity));
  const newest = usable.at(-1);
  const done = (ruling: HealthCase, wavering = reach.wavering): Judgement => ({ ruling, signals, wavering });

  if (!surroundings.online) return done({ case: 'offline' }, false);
  const account = accountFault(keyed, nowMs);
  const lastReachMs = newestOf(signals, reach)?.atMs;
  const isBad = reach.state === 'bad' && lastReachMs !== undefined && isFresh(lastReachMs);
  if (account) {
    const stands = account.untilMs !== null || (newest !== undefined && isFresh(newest.atMs) && newest.atMs >= account.signal.atMs);
    const goneSince = isBad && reach.last !== null && reach.last.atMs > account.signal.atMs;
    if (stands && !goneSince) return done({ case: 'account', ...account });
  }
  if (isBad && reach.last) return done(unreachable(reach, reach.last, feed, surroundings.othersReachable));
  const goodMs = lastGood(signals);
  const answers = reach.state === 'good' && goodMs !== null && isFresh(goodMs);
  if (answers && reach.flapping && reach.last) return done({ case: 'flapping', ...reach.flapping, signal: reach.last });
  const provider = providerFault(signals, forgetMs);
  const providerFresh = provider !== null && isFresh(provider.signal.atMs);
  if (providerFresh && provider.certain) return done({ case: 'provider', signal: provider.signal });
  const wavering = reach.wavering || providerFresh;
  if (answers) {
    const slow = slowLatencyMs(signals, input.usualLatencyMs);
    if (slow !== null && input.usualLatencyMs !== null) {
      return done({ case: 'slow', latencyMs: slow, usualMs: input.usualLatencyMs }, wavering);
    }
    return done({ case: 'healthy', wavering }, wavering);
  }
  if (paused !== null) return done({ case: 'paused', reason: paused }, wavering);
  if (feed !== null && feed.state !== 'operational' && feed.state !== 'unknown') {
    return done({ case: 'feed', says: feed.state }, wavering);
  }
  return done({ case: 'unknown', why: whyUnknown(usable, signals, reach, surroundings, isFresh) }, wavering);
}

/** The newest signal that the fold went by. */
function newestOf(signals: readonly Signal[], reach: Reach): Signal | undefined {
  const good = signals.findLast(({ outcome }) => outcome === 'answered');
  if (!reach.last) return good;
  return good && good.atMs > reach.last.atMs ? good : reach.last;
}

function lastGood(signals: readonly Signal[]): number | null {
  return signals.findLast(({ outcome }) => outcome === 'answered')?.atMs ?? null;
}

/**
 * Whose fault it is that the gateway is not reached. A failure on this side of it is this side's, unless what else is
 * there answers over the same way, or the gateway's own page says that it is out.
 */
function unreachable(reach: Reach, signal: Signal, feed: FeedStatus | null, othersReachable: boolean | null): HealthCase {
  const leg = legOf(signal);
  const here = { case: 'unreachable', signal, leg, failures: reach.failures, sinceMs: reach.badSinceMs, wavering: reach.wavering } as const;
  if (!nearLegs.includes(leg)) return { ...here, party: 'gateway', because: 'answer' };
  // What the user set, and what the proxy asks of the user, is nobody else's.
  if (leg === 'settings' || signal.kind === 'proxy-auth') return { ...here, party: 'local', because: null };
  if (othersReachable === true) return { ...here, party: 'gateway', because: 'others-answer' };
  if (feed?.state === 'outage' && othersReachable === null) return { ...here, party: 'gateway', because: 'feed' };
  return { ...here, party: 'local', because: null };
}

function whyUnknown(
  usable: readonly Signal[],
  signals: readonly Signal[],
  reach: Reach,
  surroundings: Surroundings,
  isFresh: (atMs: number) => boolean,
): UnknownWhy {
  const newest = signals.at(-1);
  if (newest && isFresh(newest.atMs) && reach.wavering) return { because: 'first-failure' };
  const startMs = startOf(surroundings);
  if (!newest && usable.length > 0 && isFresh(startMs)) {
    return { because: startMs === surroundings.wokeAtMs ? 'woke' : 'network-changed' };
  }
  const newestMs = usable.at(-1)?.atMs;
  return newestMs === undefined ? { because: 'never' } : { because: 'stale', newestMs };
}

/** The state's word, and whose fault it is. */
function verdictOf(ruling: HealthCase): { state: HealthState; fault: Party | null } {
  switch (ruling.case) {
    case 'offline':
      return { state: 'local-problem', fault: 'local' };
    case 'paused':
      return { state: 'paused', fault: null };
    case 'account':
      return { state: 'account-problem', fault: 'account' };
    case 'unreachable':
      return { state: ruling.party === 'local' ? 'local-problem' : 'down', fault: ruling.party };
    case 'flapping':
      return { state: 'degraded', fault: nearLegs.includes(legOf(ruling.signal)) ? 'local' : 'gateway' };
    case 'provider':
      return { state: 'degraded', fault: 'provider' };
    case 'slow':
      return { state: 'degraded', fault: 'gateway' };
    case 'healthy':
      return { state: 'healthy', fault: null };
    case 'feed':
      return { state: ruling.says === 'outage' ? 'down' : 'degraded', fault: 'gateway' };
    case 'unknown':
      return { state: 'unknown', fault: null };
  }
}

/** Since when, where the signals tell; else from now on. */
function sinceOf(ruling: HealthCase, nowMs: number): number {
  if (ruling.case === 'unreachable') return ruling.sinceMs ?? nowMs;
  return ruling.case === 'account' ? ruling.signal.atMs : nowMs;
}
