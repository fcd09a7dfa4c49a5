import type { JournalEntry } from '../../shim/journal/entry.ts';
import { connectionRow } from '../../shim/journal/rows.ts';
import type { HostMessage } from './protocol.ts';
import type { ShimFeed } from './shim-feed.ts';
import { connectionDetail } from './shim-snapshot.ts';

/** Ended connections on the page at most; all that live are there beside them. */
const shownEnded = 500;

/** How often the durations of living connections are brought up to date, in ms. */
const livingEveryMs = 5_000;

/** What sending needs from around it. */
export interface ConnectionsSenderOptions {
  feed: ShimFeed;
  post(message: HostMessage): void;
  /** Told when the shim itself is in another state. */
  onState(): void;
  /** Milliseconds since the epoch. */
  now(): number;
}

/**
 * Sends the page the connections of a shim while the page is there to see them: all of them first, then what is new or
 * has changed, and closely the one that is open on the page.
 */
export class ConnectionsSender {
  readonly #options: ConnectionsSenderOptions;
  /** What the page has, by its numbers. */
  #sent = new Map<number, JournalEntry>();
  #state = '';
  #open: number | null = null;
  #openSent: JournalEntry | null | undefined;
  #following: { dispose(): void } | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ConnectionsSenderOptions) {
    this.#options = options;
  }

  /** A page that knows nothing is there. */
  start(): void {
    this.stop();
    const { feed, now } = this.#options;
    this.#state = stateOf(feed);
    this.#following = feed.onChange(() => this.#changed());
    this.#timer = setInterval(() => this.#sendLiving(), livingEveryMs);
    this.#timer.unref();
    const shown = this.#shown();
    this.#sent = new Map(shown.map((entry) => [entry.id, entry]));
    this.#options.post({ type: 'connections', whole: true, rows: shown.map((entry) => connectionRow(entry, now())), gone: [] });
  }

  /** Nobody looks. */
  stop(): void {
    this.#following?.dispose();
    this.#following = undefined;
    clearInterval(this.#timer);
    this.#sent.clear();
    this.#open = null;
  }

  /** The connection that is open on the page, or none. */
  show(entry: number | null): void {
    this.#open = entry;
    this.#openSent = undefined;
    this.#sendOpen();
  }

  #shown(): JournalEntry[] {
    const entries = this.#options.feed.entries();
    const ended = entries.reduce((count, { end }) => count + (end ? 1 : 0), 0);
    let over = ended - shownEnded;
    return entries.filter(({ end }) => end === undefined || over-- <= 0);
  }

  #changed(): void {
    const { feed, onState } = this.#options;
    const state = stateOf(feed);
    if (state !== this.#state) {
      this.#state = state;
      onState();
    }
    this.#sendChanges();
  }

  #sendChanges(): void {
    const { post, now } = this.#options;
    const shown = new Map(this.#shown().map((entry) => [entry.id, entry]));
    const changed = [...shown.values()].filter((entry) => this.#sent.get(entry.id) !== entry);
    const gone = [...this.#sent.keys()].filter((id) => !shown.has(id));
    this.#sent = shown;
    if (changed.length + gone.length > 0) post({ type: 'connections', whole: false, rows: changed.map((entry) => connectionRow(entry, now())), gone });
    this.#sendOpen();
  }

  #sendLiving(): void {
    const { post, now } = this.#options;
    const living = [...this.#sent.values()].filter(({ end }) => end === undefined);
    if (living.length > 0) post({ type: 'connections', whole: false, rows: living.map((entry) => connectionRow(entry, now())), gone: [] });
    if (living.some(({ id }) => id === this.#open)) this.#openSent = undefined;
    this.#sendOpen();
  }

  #sendOpen(): void {
    if (this.#open === null) return;
    const { feed, post, now } = this.#options;
    const entry = feed.entries().find(({ id }) => id === this.#open) ?? null;
    if (entry === this.#openSent) return;
    this.#openSent = entry;
    post({ type: 'connection', detail: entry && connectionDetail(entry, now()) });
  }
}

function stateOf(feed: ShimFeed): string {
  return `${feed.state()} ${feed.problem() ?? ''}`;
}
