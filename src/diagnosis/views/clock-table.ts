import { t } from '@vscode/l10n';
import { clockSentence, type ClockOwner, type ClockRow, type ClockWhat } from '../clocks.ts';
import type { Table } from './table.ts';

/** The clocks that apply on this path, soonest first. */
export function clockTable(rows: readonly ClockRow[]): Table | undefined {
  if (rows.length === 0) return undefined;
  return {
    id: 'clocks',
    title: t('Clocks on this path'),
    columns: [t('Whose'), t('Program'), t('Waits for'), t('Fires after'), t('Known from')],
    rows: rows.map(({ owner, who, what, atMs, measured, source }) => [
      { text: ownerWord(owner) },
      { text: who },
      { text: whatWord(what) },
      atMs === null ? { text: t('never'), mark: 'quiet' as const } : { text: t('{0} s', Math.round(atMs / 100) / 10) },
      { text: measured ? t('measured here: {0}', source) : source },
    ]),
    remarks: [clockSentence(rows)].filter((sentence) => sentence !== ''),
  };
}

function ownerWord(owner: ClockOwner): string {
  const words: Readonly<Record<ClockOwner, string>> = {
    client: t('client'),
    proxy: t('proxy'),
    edge: t('edge of the gateway'),
    path: t('somebody on the path'),
  };
  return words[owner];
}

function whatWord(what: ClockWhat): string {
  const words: Readonly<Record<ClockWhat, string>> = {
    headers: t('the beginning of the answer'),
    silence: t('the next byte'),
    total: t('the end of the answer'),
  };
  return words[what];
}
