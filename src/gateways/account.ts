import { t } from '@vscode/l10n';
import { asObject, asText } from './fault-body.ts';

/**
 * What a gateway says about a key: the body of OpenRouter's `GET /key`. The label is left out on purpose, it shows the
 * key's ends. Null means the gateway did not say, or says there is none.
 */
export interface AccountState {
  /** Spending cap of the key in credits (US dollars), or null for no cap. */
  limit: number | null;
  /** What is left of the cap; can be below zero. */
  limitRemaining: number | null;
  isFreeTier: boolean | null;
  /** A management key can't ask a model anything. */
  isManagementKey: boolean;
  /** ISO time at which the key stops working. */
  expiresAt: string | null;
}

/** Something about the account that makes calls fail. */
export interface AccountProblem {
  id: 'cap-exhausted' | 'cap-overdrawn' | 'key-expired' | 'key-expires-soon' | 'management-key';
  /** True when calls fail now, false when they soon will. */
  failsNow: boolean;
  title: string;
  nextStep: string;
}

/** A key that expires sooner than this is worth a word. */
const soonMs = 3 * 24 * 3_600_000;

/**
 * Reads the body of `GET /key`, whatever fields it has beside the known ones.
 *
 * @returns null when it is no key document.
 */
export function parseAccount(bodyText: string): AccountState | null {
  let json: unknown;
  try {
    json = JSON.parse(bodyText);
  } catch {
    return null;
  }
  const data = asObject(asObject(json)?.['data']);
  if (!data) return null;
  const known = ['limit', 'limit_remaining', 'usage', 'is_free_tier', 'is_management_key', 'expires_at', 'label'];
  if (!known.some((field) => field in data)) return null;
  const expiresAt = asText(data['expires_at']);
  return {
    limit: finite(data['limit']),
    limitRemaining: finite(data['limit_remaining']),
    isFreeTier: typeof data['is_free_tier'] === 'boolean' ? data['is_free_tier'] : null,
    // `is_provisioning_key` is the older name of the same thing.
    isManagementKey: data['is_management_key'] === true || data['is_provisioning_key'] === true,
    expiresAt: expiresAt !== undefined && !Number.isNaN(Date.parse(expiresAt)) ? expiresAt.slice(0, 40) : null,
  };
}

/** What is wrong with an account at a time, worst first; empty when nothing is known to be. */
export function judgeAccount(state: AccountState, nowMs: number): AccountProblem[] {
  const problems: AccountProblem[] = [];
  const expiresMs = state.expiresAt === null ? NaN : Date.parse(state.expiresAt);
  if (expiresMs <= nowMs) {
    problems.push({
      id: 'key-expired',
      failsNow: true,
      title: t('The API key expired on {0}.', isoDay(expiresMs)),
      nextStep: t('Create a new key at the gateway and set it here.'),
    });
  }
  if (state.limitRemaining !== null && state.limitRemaining < 0) {
    problems.push({
      id: 'cap-overdrawn',
      failsNow: true,
      title: t('The API key is {0} credits over its spending cap.', (-state.limitRemaining).toFixed(2)),
      nextStep: t('Raise the cap of this key at the gateway, or use another key.'),
    });
  } else if (state.limitRemaining === 0) {
    problems.push({
      id: 'cap-exhausted',
      failsNow: true,
      title: t('The spending cap of the API key is used up: nothing of {0} credits is left.', state.limit ?? '?'),
      nextStep: t('Raise the cap of this key at the gateway, or use another key.'),
    });
  }
  if (state.isManagementKey) {
    problems.push({
      id: 'management-key',
      failsNow: true,
      title: t('The API key is a management key: it can create keys, but it cannot ask a model.'),
      nextStep: t('Create an ordinary API key at the gateway and set that one.'),
    });
  }
  if (expiresMs > nowMs && expiresMs - nowMs < soonMs) {
    problems.push({
      id: 'key-expires-soon',
      failsNow: false,
      title: t('The API key expires on {0}.', isoDay(expiresMs)),
      nextStep: t('Create a new key at the gateway before then.'),
    });
  }
  return problems;
}

function finite(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function isoDay(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}
