import { journalSchemaVersion, type JournalEntry } from '../shim/journal/entry.ts';
import type { JournalSink } from '../shim/journal/journal.ts';
import { newEntry } from '../shim/journal/new-entry.ts';

/**
 * A journal that keeps nothing: each connection is told of when it has ended, and a request that was refused before it
 * named a host as often as that reason came.
 *
 * @param print gets one line, without its end.
 */
export function endedLines(json: boolean, print: (line: string) => void, now: () => number): JournalSink {
  let lastId = 0;
  const refused = new Map<string, number>();
  return {
    open: (kind) => newEntry(++lastId, kind, now()),
    ended(entry, end) {
      if (entry.end) return;
      entry.end = end;
      print(json ? JSON.stringify({ schemaVersion: journalSchemaVersion, ...entry }) : endedLine(entry));
    },
    refused(code) {
      const count = (refused.get(code) ?? 0) + 1;
      refused.set(code, count);
      print(json ? JSON.stringify({ schemaVersion: journalSchemaVersion, refused: code, count }) : `${code} (${count})`);
    },
  };
}

/** `12 terminal tunnel api.example.com:443 -> http://127.0.0.1:7890 (HTTPS_PROXY) 1204 up 88211 down 812 ms closed`. Pure. */
function endedLine({ id, caller, kind, host, port, route, bytesUp, bytesDown, timings, end }: JournalEntry): string {
  const way = route === undefined ? '?' : `${route.via ?? route.outcome} (${route.decidedBy})`;
  const ended = [end?.how, end?.leg, end?.code].filter((part) => part !== undefined).join(' ');
  return `${id} ${caller} ${kind} ${host}:${port} -> ${way} ${bytesUp} up ${bytesDown} down ${Math.round(timings.ended ?? 0)} ms ${ended}`;
}
