import { isLoopbackUrl } from '../../path/loopback-url.ts';
import { foldFeeds } from '../feeds/fold.ts';
import type { FeedGet } from '../feeds/get.ts';
import type { Gateway } from '../gateway.ts';
import { FeedPoller } from './feed-poller.ts';
import { HistoryFile } from './history-file.ts';
import { historyKey } from './history-key.ts';
import type { HistoryEntry } from './history.ts';
import { OtherHosts } from './other-hosts.ts';
import type { Signal } from './signal.ts';
import { standingOf, type Standing } from './standing.ts';
import { GatewayWatch } from './watch.ts';

/** What the user has chosen about monitoring. */
export interface MonitorChoices {
  intervalMs: number;
  gateways: readonly Gateway[];
  /** Whether official status pages are asked, and whether third parties are. */
  statusPages: { official: boolean; thirdParties: boolean };
}

/** What the monitor needs from around it. */
export interface MonitorNeeds {
  /** Where the history is kept; absent keeps it in memory. */
  folder?: string;
  choices(): MonitorChoices;
  /** Whether somebody looks. */
  focused(): boolean;
  /** False when this machine has no network but loopback. */
  online(): boolean;
  onBatterySaver(): boolean;
  /** One cheap look at a gateway, with the key where `keyed`. */
  check(gateway: Gateway, keyed: boolean, signal: AbortSignal): Promise<Signal>;
  /** Whether a host that is not the gateway's can be reached the same way; null when that can't be told. */
  reachOther(gateway: Gateway, signal: AbortSignal): Promise<boolean | null>;
  getFeed: FeedGet;
  now(): number;
  random(): number;
  after(delayMs: number, callback: () => void): { dispose(): void };
  /** How things stand has changed, or time has passed. Changes of one moment come together. */
  onChange(): void;
  /** Why the history can't be kept, once; null when it is kept again. */
  onProblem(problem: string | null): void;
}

/** How often pages that are due are asked, and ages are brought up to date, in ms. Nothing is sent by it alone. */
const beatMs = 15_000;

/** Changes within this time in ms are told together. */
const gatherMs = 50;

/** A key is looked at again after this time in ms: it costs a request of its own. */
const keyedEveryMs = 3_600_000;

interface Watched {
  gateway: Gateway;
  watch: GatewayWatch;
  file: HistoryFile | undefined;
  others: OtherHosts;
  keyedAtMs: number | null;
  /** The last look with the key met trouble of the account: the next one looks again. */
  keyInDoubt: boolean;
  failingSinceMs: number | null;
}

/**
 * Watches the gateways that the user cares about: own signals, status pages, history. Starts with `chosen()` and ends
 * with `dispose()`. One process of a machine runs it; who that is is settled elsewhere.
 */
export class HealthMonitor {
  readonly #needs: MonitorNeeds;
  readonly #poller: FeedPoller;
  readonly #watched = new Map<string, Watched>();
  #standings: readonly Standing[] = [];
  #beat: { dispose(): void } | undefined;
  #telling: { dispose(): void } | undefined;
  #choosing: Promise<void> = Promise.resolve();
  #disposed = false;

  constructor(needs: MonitorNeeds) {
    this.#needs = needs;
    const { now, random, getFeed } = needs;
    this.#poller = new FeedPoller({
      now,
      random,
      get: getFeed,
      focused: needs.focused,
      permission: () => needs.choices().statusPages,
      failingSinceMs: (id) => this.#watched.get(id)?.failingSinceMs ?? null,
      onStatus: (id) => this.#feedRead(id),
    });
    this.#arm();
  }

  /** How each watched gateway stands, in the order of the choices. */
  get standings(): readonly Standing[] {
    return this.#standings;
  }

  /** What is remembered of a gateway; undefined when it is not watched. */
  history(id: string): readonly HistoryEntry[] | undefined {
    return this.#watched.get(id)?.watch.history;
  }

  /** What the user has chosen is read again: which gateways, the interval, the pages. */
  chosen(): Promise<void> {
    this.#choosing = this.#choosing.then(() => this.#watchChosen());
    return this.#choosing;
  }

  /** A request that somebody made anyway. */
  note(id: string, signal: Signal): void {
    const one = this.#watched.get(id);
    if (!one) return;
    this.#consider(one, signal);
    one.watch.note(signal);
    this.#tell();
  }

  /** The user gave a gateway another key. */
  keyChanged(id: string): void {
    const one = this.#watched.get(id);
    if (!one) return;
    one.keyedAtMs = null;
    one.keyInDoubt = false;
    one.watch.keyChanged();
  }

  /** The network or a proxy setting changed: what was seen before is of another way. */
  networkChanged(): void {
    for (const { watch, others } of this.#watched.values()) {
      others.forget();
      watch.networkChanged();
    }
  }

  /** Looks at every gateway at once, and at the key, too: the user asked, perhaps after buying credit. */
  checkNow(): void {
    for (const one of this.#watched.values()) {
      one.keyedAtMs = null;
      one.watch.checkNow();
    }
    this.#poller.beat();
  }

  /** Somebody looks, or nobody does any more. */
  focusChanged(): void {
    for (const { watch } of this.#watched.values()) watch.tick();
    this.#poller.beat();
  }

  /** Stops watching and writes what waits. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#poller.dispose();
    this.#beat?.dispose();
    this.#telling?.dispose();
    const all = [...this.#watched.values()];
    this.#watched.clear();
    await Promise.all(all.map(end));
  }

  async #watchChosen(): Promise<void> {
    const { gateways } = this.#needs.choices();
    for (const [id, one] of this.#watched) {
      const chosen = gateways.find((gateway) => gateway.id === id);
      if (chosen && JSON.stringify(chosen) === JSON.stringify(one.gateway)) continue;
      this.#watched.delete(id);
      await end(one);
    }
    for (const gateway of gateways) {
      if (this.#disposed) return;
      if (!this.#watched.has(gateway.id)) await this.#begin(gateway);
    }
    this.#poller.watch(gateways);
    this.#feedsNow();
    this.focusChanged();
    this.#tell();
  }

  async #begin(gateway: Gateway): Promise<void> {
    const { folder, now, random, after, onProblem } = this.#needs;
    const { id } = gateway;
    const file = folder === undefined ? undefined : new HistoryFile({ folder, gatewayId: historyKey(gateway), now, onProblem });
    const history = (await file?.load()) ?? [];
    if (this.#disposed) return;
    const others = new OtherHosts({
      now,
      // The other host is the status page's: who wants it left alone is not asked for its sake either.
      reach: (signal) => (this.#needs.choices().statusPages.official ? this.#needs.reachOther(gateway, signal) : Promise.resolve(null)),
      onKnown: () => this.#watched.get(id)?.watch.tick(),
    });
    const conditions = () => ({
      monitoring: true,
      intervalMs: this.#needs.choices().intervalMs,
      focused: this.#needs.focused(),
      online: gateway.selfHosted === true || isLoopbackUrl(gateway.baseUrl) || this.#needs.online(),
      onBatterySaver: this.#needs.onBatterySaver(),
      othersReachable: others.reachable,
    });
    const check = (signal: AbortSignal): Promise<Signal> => this.#check(id, signal);
    const watch = new GatewayWatch(gateway, { now, random, after, conditions, check, ...(file && { keep: (entry) => file.append(entry) }) }, history);
    watch.onChange(() => this.#tell());
    this.#watched.set(id, { gateway, watch, file, others, keyedAtMs: null, keyInDoubt: false, failingSinceMs: null });
  }

  async #check(id: string, signal: AbortSignal): Promise<Signal> {
    const one = this.#watched.get(id);
    if (!one) throw new Error('not watched any more');
    const nowMs = this.#needs.now();
    const keyed = one.keyInDoubt || one.keyedAtMs === null || Math.abs(nowMs - one.keyedAtMs) >= keyedEveryMs;
    const seen = await this.#needs.check(one.gateway, keyed, signal);
    // Ended meanwhile: it is of another network or another key, and says nothing of what is now.
    signal.throwIfAborted();
    // A look that did not come through asked nothing of the key.
    const keyAsked = keyed && (seen.outcome === 'answered' || seen.keyed === true);
    if (keyAsked) one.keyedAtMs = nowMs;
    one.keyInDoubt = seen.leg === 'account' || (one.keyInDoubt && !keyAsked);
    this.#consider(one, seen);
    this.#tell();
    return seen;
  }

  /** What follows from a signal beside the state itself. */
  #consider(one: Watched, signal: Signal): void {
    const reached = signal.leg === 'gateway' || signal.leg === 'http' || signal.leg === 'provider';
    if (signal.outcome === 'answered') one.failingSinceMs = null;
    else if (reached) one.failingSinceMs ??= signal.atMs;
    one.others.seen(signal);
  }

  #feedRead(id: string): void {
    this.#watched.get(id)?.watch.feed(foldFeeds(this.#poller.statuses(id)).from);
    this.#tell();
  }

  /** A page ages without being read, and may be asked no more. */
  #feedsNow(): void {
    for (const [id, { watch }] of this.#watched) watch.feed(foldFeeds(this.#poller.statuses(id)).from);
  }

  #arm(): void {
    if (this.#disposed) return;
    this.#beat = this.#needs.after(beatMs, () => {
      this.#feedsNow();
      this.#poller.beat();
      this.#tell();
      this.#arm();
    });
  }

  #tell(): void {
    if (this.#telling || this.#disposed) return;
    this.#telling = this.#needs.after(gatherMs, () => {
      this.#telling = undefined;
      const nowMs = this.#needs.now();
      this.#standings = this.#needs.choices().gateways.flatMap(({ id }) => {
        const one = this.#watched.get(id);
        return one ? [standingOf(one.gateway, one.watch, this.#poller.statuses(id), nowMs)] : [];
      });
      this.#needs.onChange();
    });
  }
}

async function end({ watch, others, file }: Watched): Promise<void> {
  watch.dispose();
  others.dispose();
  await file?.flush();
}
