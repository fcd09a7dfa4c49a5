/** A gateway's history for other programs. Pure. */
import { countsOf, type HistoryEntry } from './history.ts';

/** What an exported history is, as JSON. Times are ISO 8601, UTC; durations in ms. */
export interface ExportedHistory {
  schemaVersion: 1;
  gateway: string;
  exportedAt: string;
  entries: readonly (Omit<HistoryEntry, 'atMs' | 'merged'> & { at: string; signals: number; failed: number; p90Ms: number | null })[];
}

const columns = ['at', 'source', 'state', 'latencyMs', 'p90Ms', 'kind', 'leg', 'signals', 'failed'] as const;

/** The history as one JSON document. @param gateway its id. */
export function historyJson(gateway: string, entries: readonly HistoryEntry[], nowMs: number): string {
  const document: ExportedHistory = {
    schemaVersion: 1,
    gateway,
    exportedAt: isoTime(nowMs),
    entries: entries.map(exported),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/**
 * The history as CSV (RFC 4180), with a head line. No value needs quotes or can be taken for a formula: they are numbers,
 * times and words of closed lists.
 */
export function historyCsv(entries: readonly HistoryEntry[]): string {
  const lines = entries.map((entry) => {
    const row = exported(entry);
    return columns.map((column) => row[column] ?? '').join(',');
  });
  return [columns.join(','), ...lines, ''].join('\r\n');
}

function exported(entry: HistoryEntry): ExportedHistory['entries'][number] {
  const { atMs, merged, ...rest } = entry;
  return { at: isoTime(atMs), ...rest, ...countsOf(entry), p90Ms: merged?.p90Ms ?? entry.latencyMs };
}

/** The end of the year 9999: later times are written with a sign in front, or not at all. */
const latestMs = Date.UTC(9999, 11, 31, 23, 59, 59);

function isoTime(atMs: number): string {
  return new Date(Math.min(atMs, latestMs)).toISOString();
}
