import type { RequestEntry } from '../endpoint/journal/request-entry.ts';
import type { JournalEnd, JournalEntry } from './entry.ts';

/** Where the data path writes what became of its connections. */
export interface JournalSink {
  /**
   * A new entry; it lives until `ended` is called with it.
   *
   * @param clientPort of the client's side of the connection: by it the system tells whose it is. Asking for it costs a
   *   call of the system, so it is a function, and nobody calls it before the turn is over.
   */
  open(kind: JournalEntry['kind'], clientPort?: () => number | undefined): JournalEntry;
  /** Sets the end of an entry, once; later calls with the same entry do nothing. */
  ended(entry: JournalEntry, end: JournalEnd): void;
  /** A request to the endpoint that has ended; left out by who keeps none. */
  request?(entry: RequestEntry): void;
  /** A request that was refused before it named a host: counted by reason, not kept one by one. */
  refused(code: string): void;
}
