import { t } from '@vscode/l10n';
import type { SpendingCap } from '../../shim/endpoint/chains/chain.ts';
import type { Ledger, Spent } from '../../shim/endpoint/spend/ledger.ts';
import { spendSummary } from '../../shim/endpoint/spend/spend-summary.ts';
import { capWords, nothingCountedWords, spentCells, spentCostWords, spentNameWords, spentTitles } from '../../shim/endpoint/spend/spend-words.ts';
import type { ShownSpend } from './protocol.ts';

/** What the endpoint has spent, for the page. Pure. @param today as the shim counts: `2026-11-29`. */
export function spendSnapshot({ ledger, caps }: { ledger: Ledger; caps: readonly SpendingCap[] }, today: string): ShownSpend {
  const { empty, today: ofToday, all, days, aliases, targets, callers, caps: uses } = spendSummary(ledger, caps, today);
  const costMost = Math.max(...days.map(([, { costUsd }]) => costUsd));
  const height = ({ costUsd, requests }: Spent): number => (costMost > 0 ? costUsd / costMost : requests);
  const highest = Math.max(...days.map(([, spent]) => height(spent)), Number.MIN_VALUE);
  const rows = (sums: readonly (readonly [name: string, spent: Spent])[]): ShownSpend['tables'][number]['rows'] =>
    sums.map(([name, spent]) => ({ name: spentNameWords(name), cells: spentCells(spent) }));
  return {
    title: t('Spend of the endpoint'),
    ...(empty && { empty: nothingCountedWords() }),
    facts: empty ? [] : [{ label: t('Today'), value: sumWords(ofToday) }, { label: t('The last {0} days', days.length), value: sumWords(all) }],
    capsTitle: t('Spending caps'),
    caps: uses.map((use) => ({ label: capWords(use), share: Math.min(1, use.share), reached: use.share >= 1 })),
    days: {
      title: t('By day'),
      rows: days.map(([day, spent]) => ({ day, share: height(spent) / highest, cells: spentCells(spent) })),
    },
    tables: empty ? [] : [
      { title: t('By alias'), rows: rows(aliases) },
      { title: t('By target'), rows: rows(targets) },
      { title: t('By client'), rows: rows(callers) },
    ],
    columns: { day: t('Day'), name: t('Name'), cells: spentTitles() },
  };
}

function sumWords(spent: Spent): string {
  const cost = spentCostWords(spent);
  return spent.requests === 1 ? t('1 request, {0}', cost) : t('{0} requests, {1}', spent.requests, cost);
}
