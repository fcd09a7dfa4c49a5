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
  /** How often the cap starts anew, at 00:00 UTC; absent where it never does. */
  limitReset?: 'daily' | 'weekly' | 'monthly';
  /** Spent by this key; absent where the gateway does not say. */
  usage?: Usage;
  /** Spent by this key through provider keys of the user's own. */
  byokUsage?: Usage;
  /** True when that counts against the cap. */
  byokCounts?: boolean;
  /** The account's requests to free models on the current UTC day. */
  freeRequests?: { used: number; limit: number; remaining: number };
}

/** In credits; days, weeks (from Monday) and months are UTC's. */
export interface Usage {
  total: number;
  daily: number | null;
  weekly: number | null;
  monthly: number | null;
}

/** Something about the account that makes calls fail. */
export interface AccountProblem {
  id:
    | 'cap-exhausted'
    | 'cap-overdrawn'
    | 'cap-nearly-used'
    | 'key-expired'
    | 'key-expires-soon'
    | 'management-key'
    | 'balance-negative'
    | 'balance-empty'
    | 'free-requests-used-up'
    | 'free-model-limits';
  /** True when calls fail now, false when they soon will. */
  failsNow: boolean;
  /** Set when they fail for most accounts of that kind, and this one may be exempt. */
  likely?: true;
  title: string;
  nextStep: string;
}

/** A key that expires sooner than this is worth a word. */
const soonMs = 3 * 24 * 3_600_000;

/**
 * Less than this part of a cap is nearly nothing. OpenRouter answers slower there, as it looks at each request more
 * closely (OpenRouterTeam/docs, latency and performance).
 */
const nearlyUsed = 0.05;

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
  const limitReset = (['daily', 'weekly', 'monthly'] as const).find((span) => span === data['limit_reset']);
  const usage = usageOf(data, 'usage');
  const byokUsage = usageOf(data, 'byok_usage');
  const freeRequests = freeRequestsOf(data['free_model_daily_requests']);
  return {
    limit: finite(data['limit']),
    limitRemaining: finite(data['limit_remaining']),
    isFreeTier: typeof data['is_free_tier'] === 'boolean' ? data['is_free_tier'] : null,
    // `is_provisioning_key` is the older name of the same thing.
    isManagementKey: data['is_management_key'] === true || data['is_provisioning_key'] === true,
    expiresAt: expiresAt !== undefined && !Number.isNaN(Date.parse(expiresAt)) ? expiresAt.slice(0, 40) : null,
    ...(limitReset && { limitReset }),
    ...(usage && { usage }),
    ...(byokUsage && { byokUsage }),
    ...(typeof data['include_byok_in_limit'] === 'boolean' && { byokCounts: data['include_byok_in_limit'] }),
    ...(freeRequests && { freeRequests }),
  };
}

function usageOf(data: Readonly<Record<string, unknown>>, field: string): Usage | undefined {
  const total = finite(data[field]);
  if (total === null) return undefined;
  const [daily, weekly, monthly] = ['daily', 'weekly', 'monthly'].map((span) => finite(data[`${field}_${span}`]));
  return { total, daily: daily ?? null, weekly: weekly ?? null, monthly: monthly ?? null };
}

function freeRequestsOf(value: unknown): AccountState['freeRequests'] {
  const object = asObject(value);
  const [used, limit, remaining] = ['used', 'limit', 'remaining'].map((field) => finite(object?.[field]));
  return typeof used === 'number' && typeof limit === 'number' && typeof remaining === 'number'
    ? { used, limit, remaining }
    : undefined;
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
      nextStep: capWords(state, nowMs),
    });
  } else if (state.limitRemaining === 0) {
    problems.push({
      id: 'cap-exhausted',
      failsNow: true,
      title: t('The spending cap of the API key is used up: nothing of {0} credits is left.', state.limit ?? '?'),
      nextStep: capWords(state, nowMs),
    });
  } else if (state.limitRemaining !== null && state.limit !== null && state.limitRemaining / state.limit < nearlyUsed) {
    problems.push({
      id: 'cap-nearly-used',
      failsNow: false,
      title: t('Of the spending cap of the API key, {0} of {1} credits are left.', state.limitRemaining.toFixed(2), state.limit),
      nextStep: capWords(state, nowMs),
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

/** When a cap starts anew: at 00:00 UTC of the next day, Monday or month (OpenRouterTeam/docs, limits.mdx). */
export function nextResetMs(reset: NonNullable<AccountState['limitReset']>, nowMs: number): number {
  const now = new Date(nowMs);
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  switch (reset) {
    case 'daily':
      return Date.UTC(year, month, day + 1);
    case 'weekly':
      return Date.UTC(year, month, day + (((8 - now.getUTCDay()) % 7) || 7));
    case 'monthly':
      return Date.UTC(year, month + 1, 1);
  }
}

function capWords({ limitReset }: AccountState, nowMs: number): string {
  return limitReset
    ? t('Raise the cap of this key at the gateway, use another key, or wait: it starts anew on {0}, 00:00 UTC.', isoDay(nextResetMs(limitReset, nowMs)))
    : t('Raise the cap of this key at the gateway, or use another key.');
}

function finite(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function isoDay(atMs: number): string {
  // Beyond 8.64e15 ms there are no dates (ECMA-262, TimeClip).
  return Math.abs(atMs) <= 8.64e15 ? new Date(atMs).toISOString().slice(0, 10) : '?';
}
