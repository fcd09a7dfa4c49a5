/** The ledger as people look at it: by day, alias, target and client, and how much of each cap is used. Pure. */
import type { SpendingCap } from '../chains/chain.ts';
import { keptDays, named, spentBy, spentInAll, type Ledger, type Spent } from './ledger.ts';

/** How much of a cap is used today. */
export interface CapUse {
  /** `*` for all. */
  alias: string;
  usdPerDay: number;
  spentUsd: number;
  /** From 0 to 1; more where requests under way went beyond it. */
  share: number;
}

export interface SpendSummary {
  /** Nothing is counted yet. */
  empty: boolean;
  today: Spent;
  /** Of all days that are kept. */
  all: Spent;
  /** Oldest first, each day up to today, those without a request too. */
  days: readonly (readonly [day: string, spent: Spent])[];
  /** Largest cost first. */
  aliases: readonly (readonly [name: string, spent: Spent])[];
  targets: readonly (readonly [name: string, spent: Spent])[];
  callers: readonly (readonly [name: string, spent: Spent])[];
  caps: readonly CapUse[];
}

/** @param today `2026-11-29`, as the shim counts. */
export function spendSummary(ledger: Ledger, caps: readonly SpendingCap[], today: string): SpendSummary {
  const nothing = spentInAll({ rows: [] });
  const byDay = new Map(spentBy(ledger, 'day'));
  return {
    empty: ledger.rows.length === 0,
    today: byDay.get(today) ?? nothing,
    all: spentInAll(ledger),
    days: daysUpTo(today).map((day) => [day, byDay.get(day) ?? nothing] as const),
    aliases: spentBy(ledger, 'alias'),
    targets: spentBy(ledger, 'target'),
    callers: spentBy(ledger, 'caller'),
    caps: caps.map(({ alias, usdPerDay }) => {
      const { costUsd: spentUsd } = spentInAll(ledger, (row) => row.day === today && (alias === '*' || row.alias === named(alias)));
      return { alias, usdPerDay, spentUsd, share: usdPerDay > 0 ? spentUsd / usdPerDay : 1 };
    }),
  };
}

/** As many days as are kept, by the calendar alone: no hour is added or lost in spring and autumn. */
function daysUpTo(today: string): string[] {
  const endMs = Date.parse(`${today}T00:00:00Z`);
  return Array.from({ length: keptDays }, (_, index) => new Date(endMs - (keptDays - 1 - index) * 86_400_000).toISOString().slice(0, 10));
}
