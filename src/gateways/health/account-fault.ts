/** The account's fault that still counts, if any. Pure. */
import { classOf, provesKey } from './signal-class.ts';
import type { Signal } from './signal.ts';

/** A limit without a time to wait counts this long: the windows of gateways are minutes. */
const unsaidWaitMs = 60_000;

/** No fault of an account counts longer than this without being seen again. */
const longestMs = 24 * 3_600_000;

/** Refusals of other kinds can concern one model alone, so a second one, this much later, has to say the same. */
const secondSightMs = 5_000;

/** A fault that holds. */
export interface AccountFault {
  signal: Signal;
  /** When it ends by itself, in ms since the epoch; null when it does not. */
  untilMs: number | null;
}

/**
 * The newest fault of the account that nothing has taken back. A refused key and an empty account are certain at once
 * and end with a request that carried the key and was answered; a limit ends when its time is over.
 */
export function accountFault(signals: readonly Signal[], nowMs: number): AccountFault | null {
  let standing: AccountFault[] = [];
  for (const signal of signals) {
    if (provesKey(signal)) standing = [];
    if (classOf(signal) !== 'account') continue;
    standing.push({ signal, untilMs: untilOf(signal) });
  }
  const now = standing.filter(({ signal, untilMs }) => nowMs - signal.atMs <= longestMs && (untilMs === null || untilMs > nowMs));
  return now.filter((fault) => isCertain(fault, now)).at(-1) ?? null;
}

/** How long a limited request's sender was asked to wait, in ms. */
function untilOf(signal: Signal): number | null {
  if (signal.kind !== 'rate-limited') return null;
  return signal.atMs + Math.min(Math.max(signal.retryAfterMs ?? unsaidWaitMs, 0), longestMs);
}

function isCertain({ signal }: AccountFault, all: readonly AccountFault[]): boolean {
  if (signal.kind !== 'permission-denied') return true;
  return all.some((other) => other.signal.kind === signal.kind && Math.abs(other.signal.atMs - signal.atMs) >= secondSightMs);
}
