import type { Attached } from '../../shim/control/attach.ts';
import type { RequestEntry } from '../../shim/endpoint/journal/request-entry.ts';
import type { ShimService } from './shim-service.ts';

/** How often the shim is asked while it is there, in ms: failures are shown quietly, and soon enough. */
const askEveryMs = 60_000;
/** A menu waits no longer than this, in ms. */
const menuLimitMs = 500;

/** The last request of an agent that failed within the hour, asked of the shim once a minute. */
export class LastFailedRequest {
  readonly #service: Pick<ShimService, 'attached' | 'onDidChange'>;
  readonly #listeners = new Set<() => void>();
  readonly #standing: { dispose(): void };
  #timer: NodeJS.Timeout | undefined;
  #asked: Attached | undefined;
  #entry: RequestEntry | undefined;

  constructor(service: Pick<ShimService, 'attached' | 'onDidChange'>) {
    this.#service = service;
    this.#standing = service.onDidChange(() => this.#changed());
  }

  /** What was known when the shim was last asked. */
  get entry(): RequestEntry | undefined {
    return this.#entry;
  }

  onDidChange(listener: () => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  /** Asks now; what is known already is given where the shim does not answer at once. Never rejects. */
  async ask(): Promise<RequestEntry | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, menuLimitMs)));
    await Promise.race([this.#ask(), late]);
    clearTimeout(timer);
    return this.#entry;
  }

  dispose(): void {
    this.#standing.dispose();
    clearInterval(this.#timer);
    this.#listeners.clear();
  }

  #changed(): void {
    const { attached } = this.#service;
    if (attached === this.#asked) return;
    this.#asked = attached;
    clearInterval(this.#timer);
    if (!attached) return this.#take(undefined);
    this.#timer = setInterval(() => void this.#ask(), askEveryMs);
    this.#timer.unref();
    void this.#ask();
  }

  async #ask(): Promise<void> {
    const { attached } = this.#service;
    if (!attached) return;
    try {
      const entry = await attached.lastFailed();
      if (attached === this.#service.attached) this.#take(entry);
    } catch {
      // One that is gone is told of by the keeper, and an older one does not know the question.
    }
  }

  #take(entry: RequestEntry | undefined): void {
    const changed = entry?.id !== this.#entry?.id || entry?.startedAtMs !== this.#entry?.startedAtMs;
    this.#entry = entry;
    if (changed) for (const listener of this.#listeners) listener();
  }
}
