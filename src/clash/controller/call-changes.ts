import { nodeRegion } from './node-region.ts';

/** A call as the core carried it, as far as two of them are compared. */
export interface CarriedCall {
  readonly host: string;
  /** Empty where it is not known. */
  readonly process: string;
  readonly network: 'tcp' | 'udp';
  readonly policy: string;
  readonly node: string;
  /** `DomainSuffix(openrouter.ai)`; absent where no rule matched or the core tells none. */
  readonly rule?: string;
}

/** What differs between two calls, what matters most first. */
export type CallDifference = 'region' | 'policy' | 'node' | 'rule';

/** How a call went another way than the one before it. */
export interface CallChange<T extends CarriedCall> {
  readonly earlier: T;
  readonly later: T;
  /** Never empty. */
  readonly changed: readonly CallDifference[];
}

/** Compares each call with the one before it to the same host from the same process. Takes and gives the oldest first. Pure. */
export function callChanges<T extends CarriedCall>(calls: readonly T[]): readonly CallChange<T>[] {
  const last = new Map<string, T>();
  return calls.flatMap((later) => {
    const key = JSON.stringify([later.host, later.process, later.network]);
    const earlier = last.get(key);
    last.set(key, later);
    const changed = earlier ? differences(earlier, later) : [];
    return earlier && changed.length > 0 ? [{ earlier, later, changed }] : [];
  });
}

function differences(earlier: CarriedCall, later: CarriedCall): readonly CallDifference[] {
  const [before, after] = [nodeRegion(earlier.node), nodeRegion(later.node)];
  return [
    ...(before !== undefined && after !== undefined && before !== after ? ['region' as const] : []),
    ...(earlier.policy !== later.policy ? ['policy' as const] : []),
    ...(earlier.node !== later.node ? ['node' as const] : []),
    ...(earlier.rule !== later.rule ? ['rule' as const] : []),
  ];
}
