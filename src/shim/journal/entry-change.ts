import type { JournalEntry } from './entry.ts';

/**
 * What an entry looked like when somebody was last told of it. The data path writes into entries and tells nobody, so
 * the difference is found by looking. Holds no copy of what is in it: routes are replaced, never written into.
 */
export class EntrySeen {
  #kind: JournalEntry['kind'] | undefined;
  #caller = '';
  #host = '';
  #port = 0;
  #bytesUp = 0;
  #bytesDown = 0;
  #requests = 0;
  #silenceMs = 0;
  #timings = 0;
  #route: JournalEntry['route'];
  #process: JournalEntry['process'];
  #ended = false;

  /** Whether the entry differs from what it was at the last call. The first call says yes. */
  changed(entry: JournalEntry): boolean {
    const timings = timingMark(entry.timings);
    if (
      this.#bytesUp === entry.bytesUp &&
      this.#bytesDown === entry.bytesDown &&
      this.#timings === timings &&
      this.#kind === entry.kind &&
      this.#requests === entry.requests &&
      this.#silenceMs === entry.longestSilenceMs &&
      this.#route === entry.route &&
      this.#process === entry.process &&
      this.#port === entry.port &&
      this.#host === entry.host &&
      this.#caller === entry.caller &&
      this.#ended === (entry.end !== undefined)
    ) {
      return false;
    }
    this.#bytesUp = entry.bytesUp;
    this.#bytesDown = entry.bytesDown;
    this.#timings = timings;
    this.#kind = entry.kind;
    this.#requests = entry.requests;
    this.#silenceMs = entry.longestSilenceMs;
    this.#route = entry.route;
    this.#process = entry.process;
    this.#port = entry.port;
    this.#host = entry.host;
    this.#caller = entry.caller;
    this.#ended = entry.end !== undefined;
    return true;
  }
}

/** Each step that has happened adds a power of two, so that one at 0 ms is seen too; and its time. */
function timingMark(timings: JournalEntry['timings']): number {
  let mark = 0;
  let bit = 1e9;
  const { routed, resolved, connected, tunnelled, firstByteUp, firstByteDown, ended } = timings;
  for (const at of [routed, resolved, connected, tunnelled, firstByteUp, firstByteDown, ended]) {
    if (at !== undefined) mark += bit + at;
    bit *= 2;
  }
  return mark;
}
