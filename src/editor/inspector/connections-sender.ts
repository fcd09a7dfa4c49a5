import type { JournalEntry } from '../../shim/journal/entry.ts';
import { connectionRow } from '../../shim/journal/rows.ts';
import { EntrySender } from './entry-sender.ts';
import type { HostMessage } from './protocol.ts';
import type { ShimFeed } from './shim-feed.ts';
import { connectionDetail } from './shim-snapshot.ts';

/** What sending needs from around it. */
export interface ConnectionsSenderOptions {
  feed: ShimFeed;
  post(message: HostMessage): void;
  /** Told when the shim itself is in another state. */
  onState(): void;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** Sends the page the connections of a shim, and tells of its state. */
export class ConnectionsSender extends EntrySender<JournalEntry> {
  readonly #feed: ShimFeed;
  #state = '';

  constructor({ feed, post, onState, now }: ConnectionsSenderOptions) {
    super({
      entries: () => feed.entries(),
      onChange: (listener) => feed.onChange(listener),
      sendRows: (entries, gone, whole) => post({ type: 'connections', whole, rows: entries.map((entry) => connectionRow(entry, now())), gone }),
      sendOpen: (entry) => post({ type: 'connection', detail: entry && connectionDetail(entry, now()) }),
      onChanged: () => {
        if (this.#isNewState()) onState();
      },
    });
    this.#feed = feed;
  }

  override start(): void {
    this.#isNewState();
    super.start();
  }

  #isNewState(): boolean {
    const state = `${this.#feed.state()} ${this.#feed.problem() ?? ''}`;
    const isNew = state !== this.#state;
    this.#state = state;
    return isNew;
  }
}
