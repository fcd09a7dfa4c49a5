/**
 * The balance of an account: the body of OpenRouter's `GET /credits`, which only a management key may ask for. Another
 * key is refused with 401 or 403, and that is no fault. Pure.
 */
import { t } from '@vscode/l10n';
import type { AccountProblem } from './account.ts';
import { asObject } from './fault-body.ts';

/** In credits (US dollars), over the account's whole life. */
export interface Credits {
  bought: number;
  used: number;
}

/** Reads the body of `GET /credits`; null when it is no such document. */
export function parseCredits(bodyText: string): Credits | null {
  let json: unknown;
  try {
    json = JSON.parse(bodyText);
  } catch {
    return null;
  }
  const data = asObject(asObject(json)?.['data']);
  const [bought, used] = [data?.['total_credits'], data?.['total_usage']];
  return isAmount(bought) && isAmount(used) ? { bought, used } : null;
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && Math.abs(value) < 1e12;
}

/** What is wrong with a balance; a negative one blocks free models too (OpenRouterTeam/docs, limits.mdx). */
export function judgeCredits({ bought, used }: Credits): AccountProblem[] {
  // Sums of many small amounts: what is less than a hundredth is nothing.
  const left = Math.round((bought - used) * 100) / 100;
  const nextStep = t('Add credit at the gateway.');
  if (left < 0) {
    return [
      {
        id: 'balance-negative',
        failsNow: true,
        title: t('The balance of the account is below zero by {0} credits: every model is refused, free ones too.', (-left).toFixed(2)),
        nextStep,
      },
    ];
  }
  if (left > 0) return [];
  return [{ id: 'balance-empty', failsNow: true, title: t('The account has no credit left; only free models answer.'), nextStep }];
}
