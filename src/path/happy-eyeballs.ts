import type { TcpAttempt } from './tcp-attempts.ts';

/** What Node's own way of trying several addresses comes to, when each takes as long as it was measured to. */
export interface NodeConnects {
  /** The address that would be used; null when none would. */
  address: string | null;
  /** When, in ms from the start; how long it takes to fail where none is used. */
  afterMs: number;
  /** Addresses that answer, only later than Node waits for them. */
  givenUp: readonly string[];
}

/**
 * Plays `net.connect` with several addresses: families take turns, beginning with that of the first address, and every
 * attempt but the last is given up at the budget (nodejs/node, lib/net.js, `lookupAndConnectMultiple` and
 * `internalConnectMultiple`; issue 54359). Pure.
 *
 * @param attempts each address alone, in the resolver's order.
 * @param budgetMs `net.getDefaultAutoSelectFamilyAttemptTimeout()`.
 */
export function playNodeConnect(attempts: readonly TcpAttempt[], budgetMs: number): NodeConnects {
  const ordered = interleaved(attempts);
  const givenUp: string[] = [];
  let afterMs = 0;
  for (const [index, { address, durationMs, failure }] of ordered.entries()) {
    const last = index === ordered.length - 1;
    if (!last && durationMs > budgetMs) {
      afterMs += budgetMs;
      if (!failure) givenUp.push(address);
      continue;
    }
    afterMs += durationMs;
    if (!failure) return { address, afterMs, givenUp };
  }
  return { address: null, afterMs, givenUp };
}

function interleaved(attempts: readonly TcpAttempt[]): TcpAttempt[] {
  const [first] = attempts;
  const own = attempts.filter(({ family }) => family === first?.family);
  const other = attempts.filter(({ family }) => family !== first?.family);
  const turns = Math.max(own.length, other.length);
  return Array.from({ length: turns }, (_, turn) => [own[turn], other[turn]])
    .flat()
    .filter((attempt) => attempt !== undefined);
}
