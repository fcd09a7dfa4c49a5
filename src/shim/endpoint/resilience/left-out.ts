import type { LeftOutTarget } from '../journal/request-entry.ts';
import type { TargetStanding } from './plan.ts';

/**
 * Targets that a request does not ask now though they stand before the one it asks: what tells people why the first of a
 * chain was not used. Pure.
 *
 * @param moment `until`: the one that is asked; undefined for none. `tried`: asked before. `full`: no place came free.
 */
export function leftOutTargets(
  standings: readonly TargetStanding[],
  { until = standings.length, tried, full, nowMs }: { until: number | undefined; tried: ReadonlySet<number>; full: ReadonlySet<number>; nowMs: number },
): { index: number; why: LeftOutTarget['why'] }[] {
  return standings.slice(0, until).flatMap(({ breaker, parkedUntilMs }, index): { index: number; why: LeftOutTarget['why'] }[] => {
    if (tried.has(index)) return [];
    if (full.has(index)) return [{ index, why: 'full' }];
    if (breaker === 'open') return [{ index, why: 'breaker' }];
    return parkedUntilMs !== null && parkedUntilMs > nowMs ? [{ index, why: 'limit' }] : [];
  });
}
