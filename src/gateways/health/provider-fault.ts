/** Whether the provider behind a gateway fails. Pure. */
import { classOf, hasContent } from './signal-class.ts';
import type { Signal } from './signal.ts';

/** Failures this close together are one. */
const sameMomentMs = 5_000;

/** What requests to models show of who runs them. */
export interface ProviderFault {
  /** The newest failure of a provider, with no model's answer after it. */
  signal: Signal;
  /** True once it was seen at two moments in a row; before, it may have been one request's bad luck. */
  certain: boolean;
}

/**
 * Looks at requests to models alone: that a list of models is answered says nothing about who runs them.
 *
 * @param forgetMs a longer silence between two failures makes them two stories.
 */
export function providerFault(signals: readonly Signal[], forgetMs: number): ProviderFault | null {
  let run: Signal[] = [];
  for (const signal of signals) {
    if (hasContent(signal)) run = [];
    if (classOf(signal) !== 'provider') continue;
    const before = run.at(-1);
    if (before && Math.abs(signal.atMs - before.atMs) > forgetMs) run = [];
    run.push(signal);
  }
  const [first] = run;
  const newest = run.at(-1);
  if (!first || !newest) return null;
  return { signal: newest, certain: run.some(({ atMs }) => Math.abs(atMs - first.atMs) >= sameMomentMs) };
}
