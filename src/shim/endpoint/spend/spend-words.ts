/** Sums of spending in words. Pure. */
import { t } from '@vscode/l10n';
import { plainText } from '../../../path/network-failure.ts';
import type { CapUse } from './spend-summary.ts';
import type { Spent } from './ledger.ts';
import { usdWords } from './usd-words.ts';

/** Titles of the cells that `spentCells` gives. */
export function spentTitles(): string[] {
  return [t('Requests'), t('Tokens in'), t('Tokens out'), t('Cost')];
}

/** One sum as cells. */
export function spentCells(spent: Spent): string[] {
  return [String(spent.requests), String(Math.round(spent.inputTokens)), String(Math.round(spent.outputTokens)), spentCostWords(spent)];
}

/** `0.42 USD`, and what of it was estimated, and how many requests have no price. */
export function spentCostWords({ costUsd, estimatedUsd, unpriced }: Spent): string {
  const cost = estimatedUsd > 0 ? t('{0} USD, {1} of it estimated', usdWords(costUsd), usdWords(estimatedUsd)) : t('{0} USD', usdWords(costUsd));
  return unpriced > 0 ? t('{0}; {1} without a known price', cost, unpriced) : cost;
}

/** What is counted under a name that stands for several. */
export function spentNameWords(name: string): string {
  return name === '*' ? t('all others together') : plainText(name, 200);
}

/** `gatehouse/fast: 1.20 of 5.00 USD today, 24 %`. */
export function capWords({ alias, usdPerDay, spentUsd, share }: CapUse): string {
  const name = alias === '*' ? t('All models') : plainText(alias, 100);
  const used = t('{0}: {1} of {2} USD today, {3} %', name, usdWords(spentUsd), usdWords(usdPerDay), Math.round(share * 100));
  return share >= 1 ? t('{0}. The cap is reached: further requests are refused until midnight.', used) : used;
}

/** What is said where there is nothing. */
export function nothingCountedWords(): string {
  return t('Nothing is counted yet. Each request to the endpoint is, with the tokens and the cost that its gateway tells.');
}
