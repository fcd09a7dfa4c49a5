import { t } from '@vscode/l10n';
import type { Chain, Price, Target } from '../chains/chain.ts';

/** What the order of one request is decided from. */
export interface OrderInput {
  chain: Pick<Chain, 'targets' | 'order'>;
  /** Today's price of a target; its own in the configuration without. Undefined where nobody knows it. */
  priceOf?: (target: Target) => Price | undefined;
  /** In [0, 1). */
  random: () => number;
}

/** The targets of one request, first to last, and those that are not asked. */
export interface TargetOrder {
  /** Indexes in the chain. */
  order: readonly number[];
  /** With a sentence that says why. */
  leftOut: readonly { target: number; why: string }[];
}

/** Decides in which order one request asks the targets of a chain. Pure. */
export function orderTargets({ chain: { targets, order = 'listed' }, priceOf = (target) => target.price, random }: OrderInput): TargetOrder {
  const leftOut: { target: number; why: string }[] = [];
  const allowed: number[] = [];
  targets.forEach((target, index) => {
    const why = tooDear(target, priceOf(target));
    if (why === undefined) allowed.push(index);
    else leftOut.push({ target: index, why });
  });
  const of = (index: number): Target => targets[index] as Target;
  switch (order) {
    case 'listed':
      return { order: allowed, leftOut };
    case 'quality':
      // Whoever has no opinion of a target would not have it first.
      return { order: sorted(allowed, (index) => -(of(index).quality ?? -Infinity)), leftOut };
    case 'cheapest':
      return { order: sorted(allowed, (index) => blendUsd(priceOf(of(index)))), leftOut };
    case 'weighted':
      return { order: drawn(allowed, (index) => of(index).weight ?? 1, random), leftOut };
  }
}

/** Sorted by a number, those with equal ones as listed. */
function sorted(indexes: readonly number[], by: (index: number) => number): number[] {
  return indexes.toSorted((a, b) => compare(by(a), by(b)) || a - b);
}

function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Agents send about three tokens for each one they are sent back; unknown prices come last. */
function blendUsd(price: Price | undefined): number {
  return price ? 3 * price.inputUsd + price.outputUsd : Infinity;
}

/** Drawn one by one, without putting back; a weight that is no positive number is drawn last. */
function drawn(indexes: readonly number[], weightOf: (index: number) => number, random: () => number): number[] {
  const weight = (index: number): number => {
    const own = weightOf(index);
    return own > 0 && Number.isFinite(own) ? own : 0;
  };
  const left = indexes.filter((index) => weight(index) > 0);
  const order: number[] = [];
  while (left.length > 0) {
    const total = left.reduce((sum, index) => sum + weight(index), 0);
    let at = random() * total;
    const found = left.findIndex((index) => (at -= weight(index)) < 0);
    // Rounding can leave a rest behind the last.
    order.push(...left.splice(found === -1 ? left.length - 1 : found, 1));
  }
  return [...order, ...indexes.filter((index) => weight(index) === 0)];
}

function tooDear({ onlyIfCheaperThan: limit }: Target, price: Price | undefined): string | undefined {
  if (!limit) return undefined;
  if (!price) return t('Its price is not known, and it is to be used only below {0} and {1} USD for a million tokens in and out.', limit.inputUsd, limit.outputUsd);
  if (price.inputUsd < limit.inputUsd && price.outputUsd < limit.outputUsd) return undefined;
  return t('It costs {0} and {1} USD for a million tokens in and out, and is to be used only below {2} and {3}.', price.inputUsd, price.outputUsd, limit.inputUsd, limit.outputUsd);
}
