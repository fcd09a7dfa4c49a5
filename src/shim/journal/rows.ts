import { t } from '@vscode/l10n';
import { durationWords } from '../../path/duration-words.ts';
import { plainText } from '../../path/network-failure.ts';
import { byteWords } from './byte-words.ts';
import type { ConnectionRow } from './connection-row.ts';
import { endWords, hasFailed } from './end-words.ts';
import type { JournalEntry, JournalRoute } from './entry.ts';

export type { ConnectionRow };

/** What to leave out. */
export interface RowFilter {
  /** What stands anywhere in the row; any case. */
  text?: string;
  /** The caller's name, whole: `terminal`. */
  caller?: string;
  onlyFailed?: boolean;
}

/** The cells of a row in their order, as every view has them. */
export const rowCells = ['when', 'caller', 'host', 'route', 'decidedBy', 'duration', 'bytes', 'silence', 'end'] as const satisfies readonly (keyof ConnectionRow)[];

/** Their names, in the same order. */
export function rowTitles(): string[] {
  return [t('When'), t('Caller'), t('Host'), t('Route'), t('Decided by'), t('Duration'), t('Bytes'), t('Longest silence'), t('End')];
}

/** One connection as a row. Pure; `nowMs` is what a living one lasts until. */
export function connectionRow(entry: JournalEntry, nowMs: number): ConnectionRow {
  const { id, startedAtMs, host, port, route, timings, bytesUp, bytesDown, longestSilenceMs, end } = entry;
  return {
    id,
    startedAtMs,
    when: timeOfDay(startedAtMs),
    callerName: plainText(entry.caller, 60),
    caller: callerWords(entry),
    host: host === '' ? '' : `${plainText(host.includes(':') ? `[${host}]` : host, 255)}:${port}`,
    route: route ? routeWords(route) : '',
    decidedBy: route ? plainText(route.decidedBy, 120) : '',
    duration: durationWords(timings.ended ?? nowMs - startedAtMs),
    bytes: bytesUp === 0 && bytesDown === 0 ? '' : t('{0} up, {1} down', byteWords(bytesUp), byteWords(bytesDown)),
    silence: longestSilenceMs > 0 ? durationWords(longestSilenceMs) : '',
    end: endWords(end),
    live: end === undefined,
    failed: hasFailed(entry),
  };
}

/** Whether a row passes the filter. Pure. */
export function passes(row: ConnectionRow, { text = '', caller, onlyFailed = false }: RowFilter): boolean {
  if (onlyFailed && !row.failed) return false;
  if (caller !== undefined && row.callerName !== caller) return false;
  const wanted = text.trim().toLowerCase();
  return wanted === '' || rowCells.some((cell) => row[cell].toLowerCase().includes(wanted));
}

/** The route in a few words. */
export function routeWords({ outcome, via }: JournalRoute): string {
  if (outcome === 'refused') return t('refused');
  return outcome === 'direct' || via === null ? t('direct') : t('by {0}', plainText(via, 255));
}

function callerWords({ caller, process }: JournalEntry): string {
  const name = plainText(caller, 60);
  if (!process) return name;
  const program = `${plainText(process.name, 40)} ${process.pid}`;
  return name === '' ? program : t('{0}, {1}', name, program);
}

/** `14:03:05`, where this process runs. */
export function timeOfDay(ms: number): string {
  const at = new Date(ms);
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}
