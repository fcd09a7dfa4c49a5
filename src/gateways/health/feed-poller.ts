import { feedStatus, nothingKnown, type FeedKnown } from '../feeds/feed-status.ts';
import type { FeedStatus, StatusFeed } from '../feeds/feed.ts';
import type { FeedGet } from '../feeds/get.ts';
import { pollFeed } from '../feeds/poll.ts';
import { mayPoll } from '../feeds/schedule.ts';

/** What polling needs from around it. */
export interface FeedPollerNeeds {
  now(): number;
  random(): number;
  focused(): boolean;
  /** Whether official pages may be asked, and those of third parties. */
  permission(): { official: boolean; thirdParties: boolean };
  get: FeedGet;
  /** Since when calls that reach a gateway fail without one success; null when they don't. */
  failingSinceMs(gateway: string): number | null;
  onStatus(gateway: string): void;
}

interface Polled {
  feed: StatusFeed;
  known: FeedKnown;
  random: number;
  polling: boolean;
}

/** Asks the status pages of the watched gateways, each seldom, and only while somebody looks. */
export class FeedPoller {
  readonly #needs: FeedPollerNeeds;
  readonly #ended = new AbortController();
  #feeds = new Map<string, Polled[]>();

  constructor(needs: FeedPollerNeeds) {
    this.#needs = needs;
  }

  /** Says which gateways' pages matter; what is known of those that stay is kept. */
  watch(gateways: readonly { id: string; statusFeeds?: readonly StatusFeed[] }[]): void {
    this.#feeds = new Map(
      gateways.map(({ id, statusFeeds = [] }) => {
        const before = this.#feeds.get(id) ?? [];
        return [id, statusFeeds.map((feed) => before.find((one) => same(one.feed, feed)) ?? this.#unpolled(feed))];
      }),
    );
  }

  /** What the pages of a gateway count for now. Those that may not be asked are left out. */
  statuses(gateway: string): FeedStatus[] {
    const { official, thirdParties } = this.#needs.permission();
    return (this.#feeds.get(gateway) ?? [])
      .filter(({ feed }) => (feed.thirdParty === true ? thirdParties : official))
      .map(({ feed, known }) => feedStatus(feed, known, this.#needs.now(), this.#needs.failingSinceMs(gateway)));
  }

  /** Asks whatever is due. */
  beat(): void {
    if (this.#ended.signal.aborted) return;
    const nowMs = this.#needs.now();
    const { official, thirdParties } = this.#needs.permission();
    for (const [gateway, feeds] of this.#feeds) {
      for (const one of feeds) {
        const chosenThirdParties = thirdParties && one.feed.thirdParty === true ? [one.feed.pageUrl] : [];
        const allowed = one.feed.thirdParty === true || official;
        const permission = { allowed, windowFocused: this.#needs.focused(), chosenThirdParties };
        if (one.polling || !mayPoll(one.feed, one.known, permission, nowMs, one.random)) continue;
        void this.#poll(gateway, one);
      }
    }
  }

  dispose(): void {
    this.#ended.abort(new Error('monitoring ended'));
  }

  async #poll(gateway: string, one: Polled): Promise<void> {
    const { get: fetch, now, random, failingSinceMs, onStatus } = this.#needs;
    one.polling = true;
    try {
      const needs = { fetch, nowMs: now(), signal: this.#ended.signal, failingSinceMs: failingSinceMs(gateway) };
      one.known = (await pollFeed(one.feed, one.known, needs)).known;
      one.random = random();
      onStatus(gateway);
    } catch {
      // Only an end of monitoring rejects.
    } finally {
      one.polling = false;
    }
  }

  #unpolled(feed: StatusFeed): Polled {
    return { feed, known: nothingKnown, random: this.#needs.random(), polling: false };
  }
}

function same(one: StatusFeed, other: StatusFeed): boolean {
  return one.pageUrl === other.pageUrl && one.dataUrl === other.dataUrl;
}
