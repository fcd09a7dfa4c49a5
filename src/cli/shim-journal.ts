import { t } from '@vscode/l10n';
import type { ShimState } from '../shim/control/messages.ts';
import { journalSchemaVersion, type JournalEntry } from '../shim/journal/entry.ts';
import { connectionRow, passes, rowCells, type ConnectionRow, type RowFilter } from '../shim/journal/rows.ts';
import { alignColumns } from './columns.ts';
import { GrowingTable } from './growing-table.ts';
import type { Terminal } from './output.ts';

/** A shim that is asked for its journal: one that runs elsewhere, by its control socket, or the one of this process. */
export interface JournalSource {
  /**
   * Gives everything that is kept, in order of the numbers, then what is new or changed. Resolves when the shim has
   * ended or the signal is aborted, and rejects when it can't be reached.
   */
  follow(onEntries: (entries: readonly JournalEntry[]) => void, signal: AbortSignal): Promise<void>;
  state(): Promise<ShimState>;
}

/** What is shown. */
export interface JournalOptions {
  /** Goes on until the terminal is interrupted or the shim ends; else what there is, once. */
  follow: boolean;
  json: boolean;
  filter?: RowFilter;
  now?: () => number;
}

/** Entries that are kept come at once; so long is waited for the last of them, in ms. */
const keptLimitMs = 3_000;

/**
 * Prints the journal of a running shim: a table, or while following a line for each connection that ended. With `json`
 * one document, or while following one entry a line, whenever it changes.
 */
export async function showJournal(source: JournalSource, options: JournalOptions, terminal: Terminal): Promise<void> {
  await (options.follow ? follow(source, options, terminal) : once(source, options, terminal));
}

async function once(source: JournalSource, options: JournalOptions, terminal: Terminal): Promise<void> {
  const { filter = {}, now = Date.now } = options;
  const state = await source.state();
  const entries = await keptEntries(source, state.served, terminal.signal);
  const nowMs = now();
  const shown = entries.flatMap((entry) => {
    const row = connectionRow(entry, nowMs);
    return passes(row, filter) ? [{ entry, row }] : [];
  });
  if (options.json) {
    const document = { schemaVersion: journalSchemaVersion, state, entries: shown.map(({ entry }) => entry) };
    await terminal.print(`${JSON.stringify(document, null, 2)}\n`);
    return;
  }
  const cells = shown.map(({ row }) => cellsOf(row));
  const table = cells.length === 0 ? [] : alignColumns([headings(), ...cells]);
  await terminal.print(`${[...table, summary(state, entries.length, shown.length)].join('\n')}\n`);
}

/** What is kept now; numbers go up to the count of those that were ever served. */
async function keptEntries(source: JournalSource, served: number, signal: AbortSignal): Promise<JournalEntry[]> {
  if (served === 0) return [];
  const found = new Map<number, JournalEntry>();
  const enough = new AbortController();
  const limit = setTimeout(() => enough.abort(), keptLimitMs);
  try {
    await source.follow((entries) => {
      for (const entry of entries) found.set(entry.id, entry);
      if (entries.some(({ id }) => id >= served)) enough.abort();
    }, AbortSignal.any([enough.signal, signal]));
  } finally {
    clearTimeout(limit);
  }
  return [...found.values()].sort((a, b) => a.id - b.id);
}

async function follow(source: JournalSource, { json, filter = {}, now = Date.now }: JournalOptions, terminal: Terminal): Promise<void> {
  let printing = json ? Promise.resolve() : terminal.print(`${headings().join('  ')}\n`);
  const table = new GrowingTable(headings());
  await source.follow((entries) => {
    const nowMs = now();
    const lines: string[] = [];
    for (const entry of entries) {
      const row = connectionRow(entry, nowMs);
      if (!passes(row, filter)) continue;
      if (json) lines.push(JSON.stringify({ schemaVersion: journalSchemaVersion, ...entry }));
      else if (!row.live) lines.push(table.line(cellsOf(row)));
    }
    if (lines.length > 0) printing = printing.then(() => terminal.print(`${lines.join('\n')}\n`));
  }, terminal.signal);
  await printing;
}

function cellsOf(row: ConnectionRow): string[] {
  return rowCells.map((cell) => (row[cell] === '' ? '-' : row[cell]));
}

/** Headings of the terminal's table. */
function headings(): string[] {
  return [t('WHEN'), t('CALLER'), t('HOST'), t('ROUTE'), t('DECIDED BY'), t('DURATION'), t('BYTES'), t('LONGEST SILENCE'), t('END')];
}

function summary({ served, open, refused }: ShimState, kept: number, shown: number): string {
  if (served === 0 && Object.keys(refused).length === 0) return t('No connection has come through the shim yet.');
  const counted = t('{0} shown of {1} kept; {2} served since the shim was started, {3} open now.', shown, kept, served, open);
  const reasons = Object.entries(refused).map(([code, count]) => `${code} ${count}`);
  return reasons.length === 0 ? counted : `${counted}\n${t('Refused before they named a host: {0}', reasons.join(t(', ')))}`;
}
