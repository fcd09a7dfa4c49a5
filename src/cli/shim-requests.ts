import { t } from '@vscode/l10n';
import { requestSchemaVersion, type RequestEntry } from '../shim/endpoint/journal/request-entry.ts';
import { requestCells, requestRow, type RequestRow } from '../shim/endpoint/journal/request-rows.ts';
import { alignColumns } from './columns.ts';
import { GrowingTable } from './growing-table.ts';
import type { Terminal } from './output.ts';

/** A shim that is asked for the requests to its endpoint. */
export interface RequestsSource {
  /** In order of their numbers. */
  kept(): Promise<readonly RequestEntry[]>;
  /** Gives what is kept, then what is new or changed. Resolves when the shim has ended or the signal is aborted. */
  follow(onRequests: (requests: readonly RequestEntry[]) => void, signal: AbortSignal): Promise<void>;
}

/** What is shown. */
export interface RequestsOptions {
  /** Goes on until the terminal is interrupted or the shim ends; else what there is, once. */
  follow: boolean;
  json: boolean;
  now?: () => number;
}

/**
 * Prints the requests to the endpoint of a running shim: a table, or while following a line for each that ended. With
 * `json` one document, or while following one request a line, whenever it changes.
 */
export async function showRequests(source: RequestsSource, options: RequestsOptions, terminal: Terminal): Promise<void> {
  await (options.follow ? follow(source, options, terminal) : once(source, options, terminal));
}

async function once(source: RequestsSource, { json, now = Date.now }: RequestsOptions, terminal: Terminal): Promise<void> {
  const requests = await source.kept();
  if (json) return await terminal.print(`${JSON.stringify({ schemaVersion: requestSchemaVersion, requests }, null, 2)}\n`);
  if (requests.length === 0) {
    return await terminal.print(`${t('No request has come to the endpoint yet. This leads a shell there: {0}', 'eval "$(gatehouse env --endpoint)"')}\n`);
  }
  const rows = requests.map((entry) => requestRow(entry, now()));
  const failed = rows.filter((row) => row.failed).length;
  const lines = [...alignColumns([headings(), ...rows.map(cellsOf)]), t('{0} requests are kept, {1} of them failed.', rows.length, failed)];
  await terminal.print(`${lines.join('\n')}\n`);
}

async function follow(source: RequestsSource, { json, now = Date.now }: RequestsOptions, terminal: Terminal): Promise<void> {
  let printing = json ? Promise.resolve() : terminal.print(`${headings().join('  ')}\n`);
  const table = new GrowingTable(headings());
  await source.follow((requests) => {
    const lines = requests.flatMap((entry) => {
      if (json) return [JSON.stringify({ schemaVersion: requestSchemaVersion, ...entry })];
      return entry.end === undefined ? [] : [table.line(cellsOf(requestRow(entry, now())))];
    });
    if (lines.length > 0) printing = printing.then(() => terminal.print(`${lines.join('\n')}\n`));
  }, terminal.signal);
  await printing;
}

function cellsOf(row: RequestRow): string[] {
  return requestCells.map((cell) => (row[cell] === '' ? '-' : row[cell]));
}

/** Headings of the terminal's table. */
function headings(): string[] {
  return [t('WHEN'), t('CLIENT'), t('ASKED FOR'), t('TARGET'), t('ATTEMPTS'), t('FIRST CONTENT'), t('DURATION'), t('TOKENS'), t('COST'), t('END')];
}
