/** What the endpoint has spent: tokens, money and requests by day, alias, target and caller. Bounded and pure. */
import { plainText } from '../../../path/network-failure.ts';
import type { Price, SpendingCap } from '../chains/chain.ts';
import type { Usage } from '../usage.ts';

/** Sums of requests. Tokens as the gateways count them. */
export interface Spent {
  requests: number;
  inputTokens: number;
  outputTokens: number;
  /** In US dollars: what gateways reported, and what was worked out where they did not. */
  costUsd: number;
  /** The part of it that was worked out. */
  estimatedUsd: number;
  /** Requests of which nobody knows what they cost: no report and no price. They are in no cap. */
  unpriced: number;
}

/** The sums of one day for one alias, target and caller; `*` stands for those that were put together. */
export interface LedgerRow extends Spent {
  /** Local: `2026-11-29`. */
  day: string;
  alias: string;
  /** `gateway/model`. */
  target: string;
  caller: string;
}

/** Rows in order of days, oldest first. */
export interface Ledger {
  rows: readonly LedgerRow[];
}

export const emptyLedger: Ledger = { rows: [] };

/** One request that has ended, as far as it costs. An attempt that failed and was billed all the same is one too. */
export interface SpendEntry {
  day: string;
  alias: string;
  target: string;
  caller: string;
  usage?: Usage;
  price?: Price;
  /** False for a further attempt of a request that is counted already. */
  countsAsRequest?: boolean;
}

/** Days that are kept: a month and a few. */
export const keptDays = 35;
/** Rows that are kept; with names of 80 characters the file stays below the MiB that is read of it. */
export const maxRows = 1_000;
/** Rows of one day: beyond the first, targets and callers are put together by alias; beyond the second, all. */
const detailedRows = 300;
const maxRowsOfDay = 400;
const maxNameChars = 80;
/** No sum goes beyond it, so that what is written can be read again. */
export const maxAmount = Number.MAX_SAFE_INTEGER;
const together = '*';

/**
 * What one answer cost, in US dollars. The gateway's own word goes over what tokens times price would give; tokens read
 * from a cache are counted in full there, because their price is not known, so that an estimate is never too low for them.
 *
 * @returns undefined where nobody knows.
 */
export function costOf(usage: Usage | undefined, price: Price | undefined): { usd: number; estimated: boolean } | undefined {
  const told = amount(usage?.costUsd);
  if (told !== undefined) return { usd: told, estimated: false };
  const input = amount(usage?.inputTokens);
  const output = amount(usage?.outputTokens);
  if (!price || (input === undefined && output === undefined)) return undefined;
  const usd = amount(((input ?? 0) * price.inputUsd + (output ?? 0) * price.outputUsd) / 1_000_000);
  return usd === undefined ? undefined : { usd, estimated: true };
}

/** The ledger with one more entry; days that are too old are gone. */
export function ledgerAfter(ledger: Ledger, entry: SpendEntry): Ledger {
  const { usage, price, countsAsRequest = true } = entry;
  const cost = costOf(usage, price);
  const change: Spent = {
    requests: countsAsRequest ? 1 : 0,
    inputTokens: amount(usage?.inputTokens) ?? 0,
    outputTokens: amount(usage?.outputTokens) ?? 0,
    costUsd: cost?.usd ?? 0,
    estimatedUsd: cost?.estimated ? cost.usd : 0,
    unpriced: cost ? 0 : 1,
  };
  const key = { day: entry.day, alias: named(entry.alias), target: named(entry.target), caller: named(entry.caller) };
  return bounded(withRow(ledger.rows, key, change));
}

/** Sums by one column, largest cost first. */
export function spentBy(ledger: Ledger, column: 'day' | 'alias' | 'target' | 'caller', only: (row: LedgerRow) => boolean = () => true): [name: string, spent: Spent][] {
  const sums = new Map<string, Spent>();
  for (const row of ledger.rows) {
    if (only(row)) sums.set(row[column], plus(sums.get(row[column]) ?? nothing, row));
  }
  return [...sums].toSorted((a, b) => b[1].costUsd - a[1].costUsd || b[1].requests - a[1].requests);
}

/** The sum of all rows that count. */
export function spentInAll(ledger: Ledger, only: (row: LedgerRow) => boolean = () => true): Spent {
  return ledger.rows.filter(only).reduce<Spent>(plus, nothing);
}

/** A cap that is reached. */
export interface ReachedCap {
  cap: SpendingCap;
  spentUsd: number;
}

/**
 * The first cap that today's spending has reached for an alias, its own or the one for all. It is asked before a request
 * is sent, so that requests under way may go beyond it by what they cost.
 */
export function overCap(ledger: Ledger, caps: readonly SpendingCap[], alias: string, day: string): ReachedCap | undefined {
  for (const cap of caps) {
    if (cap.alias !== together && cap.alias !== alias) continue;
    const { costUsd } = spentInAll(ledger, (row) => row.day === day && (cap.alias === together || row.alias === named(alias)));
    if (costUsd >= cap.usdPerDay) return { cap, spentUsd: costUsd };
  }
  return undefined;
}

const nothing: Spent = { requests: 0, inputTokens: 0, outputTokens: 0, costUsd: 0, estimatedUsd: 0, unpriced: 0 };

function plus(a: Spent, b: Spent): Spent {
  const sum = (name: keyof Spent): number => Math.min(maxAmount, a[name] + b[name]);
  return {
    requests: sum('requests'),
    inputTokens: sum('inputTokens'),
    outputTokens: sum('outputTokens'),
    costUsd: sum('costUsd'),
    estimatedUsd: sum('estimatedUsd'),
    unpriced: sum('unpriced'),
  };
}

type RowKey = Pick<LedgerRow, 'day' | 'alias' | 'target' | 'caller'>;

function withRow(rows: readonly LedgerRow[], key: RowKey, change: Spent): LedgerRow[] {
  const found = rows.findIndex((row) => sameKey(row, key));
  if (found !== -1) return rows.map((row, index) => (index === found ? { ...key, ...plus(row, change) } : row));
  const ofDay = rows.filter(({ day }) => day === key.day).length;
  const byAlias = { ...key, target: together, caller: together };
  if (ofDay >= detailedRows && !sameKey(key, byAlias)) return withRow(rows, byAlias, change);
  const all = { ...byAlias, alias: together };
  if (ofDay >= maxRowsOfDay && !sameKey(key, all)) return withRow(rows, all, change);
  return [...rows, { ...key, ...change }].toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
}

function sameKey(a: RowKey, b: RowKey): boolean {
  return a.day === b.day && a.alias === b.alias && a.target === b.target && a.caller === b.caller;
}

/** The newest days, and each of the oldest as one row where there are too many. */
export function bounded(rows: readonly LedgerRow[]): Ledger {
  const days = [...new Set(rows.map(({ day }) => day))].toSorted().slice(-keptDays);
  let kept = rows.filter(({ day }) => days.includes(day));
  for (const day of days) {
    if (kept.length <= maxRows) break;
    const sum = kept.filter((row) => row.day === day).reduce<Spent>(plus, nothing);
    kept = [{ day, alias: together, target: together, caller: together, ...sum }, ...kept.filter((row) => row.day !== day)];
  }
  return { rows: kept.toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0)) };
}

/** A name as it stands in the ledger. */
export function named(name: string): string {
  // Half a surrogate pair would take six bytes in the file.
  return plainText(name.replace(/\p{Cs}/gu, '?'), maxNameChars) || '?';
}

/** A number that can be counted; gateways have sent null, text and less than nothing. */
function amount(value: unknown): number | undefined {
  // Adding nothing makes 0 of -0, which JSON does not know.
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? Math.min(value, maxAmount) + 0 : undefined;
}
