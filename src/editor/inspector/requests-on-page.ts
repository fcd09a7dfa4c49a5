import { loadRequests } from './load-requests.ts';
import type { HostMessage } from './protocol.ts';
import type { RequestsSender } from './requests-sender.ts';
import type { ShimFeed } from './shim-feed.ts';

/** How often the sums are asked for while somebody can see them, in ms. */
const spendEveryMs = 10_000;

/** Keeps the page's sections of requests and spending up to date while the page is there to be seen. */
export class RequestsOnPage {
  readonly #feed: ShimFeed;
  readonly #post: (message: HostMessage) => void;
  readonly #onError: (error: unknown) => void;
  #sender: RequestsSender | undefined;
  /** Counts starts and stops: what an older one comes to is dropped. */
  #turn = 0;
  #timer: NodeJS.Timeout | undefined;
  #following: { dispose(): void } | undefined;

  constructor(feed: ShimFeed, post: (message: HostMessage) => void, onError: (error: unknown) => void) {
    this.#feed = feed;
    this.#post = post;
    this.#onError = onError;
  }

  /** A page that knows nothing is there. Never rejects. */
  async start(): Promise<void> {
    this.stop();
    const turn = this.#turn;
    try {
      const room = await loadRequests();
      if (turn !== this.#turn) return;
      this.#sender ??= new room.RequestsSender({ feed: this.#feed, post: this.#post, now: Date.now });
      this.#sender.start();
      let state = this.#feed.state();
      this.#following = this.#feed.onChange(() => {
        if (state === this.#feed.state()) return;
        state = this.#feed.state();
        void this.#sendSpend();
      });
      this.#timer = setInterval(() => void this.#sendSpend(), spendEveryMs);
      this.#timer.unref();
      await this.#sendSpend();
    } catch (error) {
      this.#onError(error);
    }
  }

  /** Nobody looks. */
  stop(): void {
    this.#turn++;
    this.#sender?.stop();
    this.#following?.dispose();
    this.#following = undefined;
    clearInterval(this.#timer);
  }

  /** The request that is open on the page, or none. */
  show(request: number | null): void {
    this.#sender?.show(request);
  }

  async #sendSpend(): Promise<void> {
    const turn = this.#turn;
    const [room, spending] = await Promise.all([loadRequests(), this.#feed.spending().catch(() => undefined)]);
    if (turn !== this.#turn) return;
    this.#post({ type: 'spend', spend: spending ? room.spendSnapshot(spending, room.localDay(Date.now()).day) : null });
  }
}
