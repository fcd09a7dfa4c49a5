import type { JournalEnd, JournalEntry } from '../../../src/shim/journal/entry.ts';
import type { JournalSink } from '../../../src/shim/journal/journal.ts';

/** A journal that keeps all it is told. An entry that ends twice is a fault of whoever says so. */
export class RecordedJournal implements JournalSink {
  readonly entries: JournalEntry[] = [];
  /** By code. */
  readonly counts: Record<string, number> = {};
  endedTwice = 0;

  open(kind: JournalEntry['kind']): JournalEntry {
    const entry: JournalEntry = { id: this.entries.length + 1, startedAtMs: Date.now(), kind, caller: '', host: '', port: 0, timings: {}, bytesUp: 0, bytesDown: 0, longestSilenceMs: 0, requests: 0 };
    this.entries.push(entry);
    return entry;
  }

  ended(entry: JournalEntry, end: JournalEnd): void {
    if (entry.end) this.endedTwice++;
    else entry.end = end;
  }

  refused(code: string): void {
    this.counts[code] = (this.counts[code] ?? 0) + 1;
  }

  get live(): JournalEntry[] {
    return this.entries.filter(({ end }) => end === undefined);
  }
}
