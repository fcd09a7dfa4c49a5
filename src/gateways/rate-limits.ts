/**
 * The limits that response headers tell of, whatever vendor wrote them. Pure.
 * OpenRouter sends `X-RateLimit-*` only with a 429 of its own (OpenRouterTeam/docs, limits.mdx); OpenAI and those who
 * follow it send `x-ratelimit-<what>-requests` and `-tokens` with every answer, Anthropic
 * `anthropic-ratelimit-<of>-<what>`.
 */

/** What is counted; `unknown` where the header does not say. */
export type Counted = 'requests' | 'tokens' | 'input-tokens' | 'output-tokens' | 'unknown';

/** One limit as the headers of one answer tell it. */
export interface RateLimit {
  of: Counted;
  /** The span the limit is for, as the header names it: `minute`, `day`, or null. */
  scope: string | null;
  limit: number | null;
  remaining: number | null;
  /** When it starts anew, in ms since the epoch. */
  resetsAtMs: number | null;
}

const names: readonly RegExp[] = [
  // OpenAI, Groq, xAI, Fireworks: x-ratelimit-limit-requests; Cerebras: x-ratelimit-limit-requests-day.
  /^x-ratelimit-(?<what>limit|remaining|reset)(?:-(?<of>requests|tokens|input-tokens|output-tokens|tokens-prompt|tokens-generated))?(?:-(?<scope>second|minute|hour|day|month))?$/,
  /^anthropic-ratelimit-(?<of>requests|tokens|input-tokens|output-tokens)-(?<what>limit|remaining|reset)$/,
  // Older drafts of the IETF's header, which proxies and API gateways write.
  /^ratelimit-(?<what>limit|remaining|reset)$/,
];

const counted: Readonly<Record<string, Counted>> = {
  requests: 'requests',
  tokens: 'tokens',
  'input-tokens': 'input-tokens',
  'output-tokens': 'output-tokens',
  'tokens-prompt': 'input-tokens',
  'tokens-generated': 'output-tokens',
};

/** More than any vendor tells of. */
const maxLimits = 12;

/**
 * Reads every limit among the headers of an answer.
 *
 * @param headers by lower-case name.
 * @param nowMs when the answer came, in ms since the epoch: what a reset in seconds counts from.
 * @returns the limits, those used up first; empty when there are none.
 */
export function parseRateLimits(headers: Readonly<Record<string, string>>, nowMs: number): RateLimit[] {
  const found = new Map<string, RateLimit>();
  for (const [name, value] of Object.entries(headers)) {
    const parts = names.map((pattern) => pattern.exec(name)?.groups).find(Boolean);
    if (!parts) continue;
    const of = counted[parts['of'] ?? ''] ?? 'unknown';
    const scope = parts['scope'] ?? null;
    const id = `${of} ${scope}`;
    const known = found.get(id) ?? { of, scope, limit: null, remaining: null, resetsAtMs: null };
    if (parts['what'] === 'reset') known.resetsAtMs = parseReset(value, nowMs);
    else known[parts['what'] === 'limit' ? 'limit' : 'remaining'] = count(value);
    if (found.size < maxLimits || found.has(id)) found.set(id, known);
  }
  return [...found.values()]
    .filter(({ limit, remaining, resetsAtMs }) => limit !== null || remaining !== null || resetsAtMs !== null)
    .toSorted((a, b) => Number(b.remaining === 0) - Number(a.remaining === 0));
}

/** A whole number that is not negative; what follows it (`100, 100;w=60`) belongs to the IETF's form. */
function count(value: string): number | null {
  const digits = /^\s*(\d{1,15})\s*(?:[,;.]|$)/.exec(value)?.[1];
  return digits === undefined ? null : Number(digits);
}

/** A reset further away than this is no reset. */
const furthestMs = 400 * 24 * 3_600_000;

const unitMs: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

/**
 * The time a reset names: an ISO time (Anthropic), ms or seconds since the epoch (OpenRouter, GitHub), a span such as
 * `6m0s` or `12ms` (OpenAI, Groq), or plain seconds from now (Cerebras, the IETF's draft).
 *
 * @returns ms since the epoch, or null when it makes no sense.
 */
export function parseReset(value: string, nowMs: number): number | null {
  const text = value.trim().slice(0, 60);
  const at = resetAt(text, nowMs);
  return at !== null && Number.isFinite(at) && Math.abs(at - nowMs) <= furthestMs ? Math.round(at) : null;
}

function resetAt(text: string, nowMs: number): number | null {
  if (/^\d+(\.\d+)?$/.test(text)) {
    const number = Number(text);
    if (number >= 1e11) return number;
    return number >= 1e9 ? number * 1_000 : nowMs + number * 1_000;
  }
  if (/^(\d+(\.\d+)?(ms|[dhms]))+$/.test(text)) {
    const spans = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|[dhms])/g)];
    return spans.reduce((sum, [, amount, unit]) => sum + Number(amount) * (unitMs[unit ?? ''] ?? NaN), nowMs);
  }
  return /^\d{4}-\d{2}-\d{2}T/.test(text) ? Date.parse(text) : null;
}
