/**
 * Limits of OpenRouter's free models, which are the account's and not the key's. Pure.
 * Source: OpenRouterTeam/docs, api_reference/limits.mdx.
 */
import { t } from '@vscode/l10n';
import type { AccountProblem, AccountState } from './account.ts';

const perMinute = 20;
/** Requests a day while fewer than `threshold` credits were ever bought, and from then on. */
const perDay = { below: 50, above: 1_000 } as const;
const threshold = 10;

/** What is to be said when a free model is asked for; nothing about an account that is not told of. */
export function freeModelLimits({ isFreeTier, freeRequests }: Pick<AccountState, 'isFreeTier' | 'freeRequests'>): AccountProblem[] {
  if (freeRequests?.remaining === 0 && freeRequests.limit > 0) {
    return [
      {
        id: 'free-requests-used-up',
        failsNow: true,
        // Some accounts are exempt, and their counter says the same.
        likely: true,
        title: t('The free requests of today are used up: {0} of {1}.', freeRequests.used, freeRequests.limit),
        nextStep: t('They start anew at 00:00 UTC. {0}', moreWords(freeRequests.limit)),
      },
    ];
  }
  if (isFreeTier === null && !freeRequests) return [];
  const ceiling = freeRequests?.limit ?? (isFreeTier ? perDay.below : undefined);
  return [
    {
      id: 'free-model-limits',
      failsNow: false,
      title: freeRequests
        ? t('Free models answer {0} requests a minute and {1} a day; {2} are left today.', perMinute, freeRequests.limit, freeRequests.remaining)
        : t('Free models answer {0} requests a minute, and {1} a day below {2} credits ever bought, {3} above.', perMinute, perDay.below, threshold, perDay.above),
      nextStep: moreWords(ceiling),
    },
  ];
}

function moreWords(ceiling: number | undefined): string {
  return ceiling !== undefined && ceiling >= perDay.above
    ? t('The same model without :free has no such limit.')
    : t('Buying {0} credits once raises the day to {1}; the same model without :free has no such limit.', threshold, perDay.above);
}
