import type { RequestEntry } from '../journal/request-entry.ts';
import type { Price, SpendingCap } from '../chains/chain.ts';
import type { EndpointRefusal } from '../refusals.ts';
import { emptyLedger, ledgerAfter, overCap, type Ledger, type SpendEntry } from './ledger.ts';
import { localDay } from './local-day.ts';

/** Where requests are counted: `LedgerFile`, or memory alone. */
export interface Spending {
  readonly ledger: Ledger;
  add(entry: SpendEntry): void;
}

/** Sums that end with the process. */
export class SpendingInMemory implements Spending {
  #ledger: Ledger = emptyLedger;

  get ledger(): Ledger {
    return this.#ledger;
  }

  add(entry: SpendEntry): void {
    this.#ledger = ledgerAfter(this.#ledger, entry);
  }
}

/** What a request that has ended costs, or undefined where nothing was sent. Pure. */
export function spendOf({ asked, caller, usage, attempts }: RequestEntry, price: (target: string) => Price | undefined, nowMs: number): SpendEntry | undefined {
  const target = (attempts.findLast(({ end }) => end === 'answered' || end === 'broken') ?? attempts.at(-1))?.target;
  if (target === undefined || asked === '') return undefined;
  const known = price(target);
  return { day: localDay(nowMs).day, alias: asked, target, caller, ...(usage && { usage }), ...(known && { price: known }) };
}

/** The refusal of a cap that is reached, or undefined. Pure. */
export function capRefusal({ ledger }: Spending, caps: readonly SpendingCap[], alias: string, nowMs: number): EndpointRefusal | undefined {
  if (caps.length === 0) return undefined;
  const { day, endsAtMs } = localDay(nowMs);
  const reached = overCap(ledger, caps, alias, day);
  return reached && { code: 'spending-cap', alias: reached.cap.alias, capUsd: reached.cap.usdPerDay, spentUsd: reached.spentUsd, leftMs: endsAtMs - nowMs };
}
