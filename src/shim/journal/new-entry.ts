import type { JournalEntry } from './entry.ts';

/** An entry of which nothing is known yet but when it began, in ms since the epoch. */
export function newEntry(id: number, kind: JournalEntry['kind'], startedAtMs: number): JournalEntry {
  return { id, startedAtMs, kind, caller: '', host: '', port: 0, timings: {}, bytesUp: 0, bytesDown: 0, longestSilenceMs: 0, requests: 0 };
}
