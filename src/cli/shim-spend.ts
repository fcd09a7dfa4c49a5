import { t } from '@vscode/l10n';
import type { SpendingCap } from '../shim/endpoint/chains/chain.ts';
import type { Ledger, Spent } from '../shim/endpoint/spend/ledger.ts';
import { localDay } from '../shim/endpoint/spend/local-day.ts';
import { spendSummary } from '../shim/endpoint/spend/spend-summary.ts';
import { capWords, nothingCountedWords, spentCells, spentNameWords, spentTitles } from '../shim/endpoint/spend/spend-words.ts';
import { alignColumns } from './columns.ts';
import type { Terminal } from './output.ts';

/** Shape of `shim --running --spend --json`; raised when a field changes its meaning or goes. */
const schemaVersion = 1;

/** Prints what the endpoint of a running shim has spent: tables, or one JSON document with the ledger's own rows. */
export async function showSpend(
  { ledger, caps }: { ledger: Ledger; caps: readonly SpendingCap[] },
  { json, now }: { json: boolean; now(): number },
  terminal: Terminal,
): Promise<void> {
  const { day: today } = localDay(now());
  const { empty, today: ofToday, all, days, aliases, targets, callers, caps: uses } = spendSummary(ledger, caps, today);
  if (json) {
    return await terminal.print(`${JSON.stringify({ schemaVersion, day: today, today: ofToday, all, caps: uses, rows: ledger.rows }, null, 2)}\n`);
  }
  const spentDays = days.filter(([, { requests, costUsd }]) => requests > 0 || costUsd > 0);
  const blocks = [
    ...(empty ? [[nothingCountedWords()]] : []),
    ...(uses.length > 0 ? [uses.map(capWords)] : []),
    ...(empty ? [] : [table(t('DAY'), spentDays), table(t('ALIAS'), aliases), table(t('TARGET'), targets), table(t('CLIENT'), callers)]),
    ...(empty ? [] : [alignColumns([[t('in all'), ...spentCells(all)]])]),
  ];
  await terminal.print(`${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`);
}

function table(name: string, sums: readonly (readonly [name: string, spent: Spent])[]): string[] {
  return alignColumns([[name, ...spentTitles()], ...sums.map(([one, spent]) => [spentNameWords(one), ...spentCells(spent)])]);
}
