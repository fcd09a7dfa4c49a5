/** Answers of OpenRouter: by status, by `error_type`, by `availability.code` (OpenRouterTeam/docs, errors-and-debugging.mdx). */
import type { FaultKind } from '../../../src/gateways/fault.ts';
import type { Leg } from '../../../src/path/leg.ts';
import type { AnswerRow, ExpectedFault } from './row.ts';

const byStatus = 'OpenRouter, by status';

function row(name: string, status: number, error: object, expected: ExpectedFault, more: Partial<AnswerRow> = {}): AnswerRow {
  return { group: byStatus, name, status, body: { error: { code: status, ...error } }, gateway: 'openrouter', expected, ...more };
}

const statusRows: readonly AnswerRow[] = [
  row('invalid parameter', 400, { message: 'Invalid temperature' }, { kind: 'invalid-request', leg: 'request', retryable: false }),
  row('unknown model', 400, { message: 'x/y is not a valid model ID' }, { kind: 'model-not-found', leg: 'request', retryable: false }),
  row(
    'longer than the model takes',
    400,
    { message: "This endpoint's maximum context length is 131072 tokens. However, you requested about 200000 tokens (199000 of text input, 1000 in the output)." },
    { kind: 'context-length', leg: 'request', retryable: false, says: ['131072', '200000'] },
  ),
  row(
    'content policy',
    400,
    { message: 'Rejected', metadata: { error_type: 'content_policy_violation' } },
    { kind: 'moderation', leg: 'request', retryable: false },
  ),
  row('no key', 401, { message: 'No auth credentials found' }, { kind: 'bad-key', leg: 'account', retryable: false }),
  row('disabled or unknown key', 401, { message: 'User not found.' }, { kind: 'bad-key', leg: 'account', retryable: false }),
  row(
    'no credit',
    402,
    { message: 'Insufficient credits. Add more using https://openrouter.ai/settings/credits', metadata: { limit_source: 'openrouter_credits' } },
    { kind: 'no-credit', leg: 'account', retryable: false },
  ),
  row('spending cap of the key', 402, { message: 'Key limit exceeded (total limit)' }, { kind: 'no-credit', leg: 'account', retryable: false }),
  row(
    'budget held by requests under way',
    402,
    { message: 'In-flight budget exceeded', metadata: { limit_source: 'openrouter_in_flight_budget' } },
    { kind: 'no-credit', leg: 'account', retryable: true, waitMs: 3_000, says: ['Requests under way hold the budget'] },
    { headers: { 'retry-after': '3' } },
  ),
  row('guardrail', 403, { message: 'Blocked by guardrail', metadata: { error_type: 'permission_denied' } }, { kind: 'permission-denied', leg: 'account', retryable: false }),
  row(
    'moderation with reasons',
    403,
    {
      message: 'openai/gpt-4o requires moderation on OpenAI. Your input was flagged for "violence"',
      metadata: { reasons: ['violence', 'self-harm'], flagged_input: '...', provider_name: 'OpenAI', model_slug: 'openai/gpt-4o' },
    },
    { kind: 'moderation', leg: 'request', retryable: false, says: ['violence, self-harm'] },
  ),
  row('no provider for tools', 404, { message: 'No endpoints found that support tool use.' }, { kind: 'no-endpoints', leg: 'request', retryable: false }),
  row('request timeout', 408, { message: 'Request timed out' }, { kind: 'provider-timeout', leg: 'provider', retryable: true }),
  row('body too large', 413, { message: 'Request body too large' }, { kind: 'invalid-request', leg: 'request', retryable: false }),
  row('unprocessable', 422, { message: 'Unprocessable' }, { kind: 'invalid-request', leg: 'request', retryable: false }),
  row(
    'limit of the platform',
    429,
    { message: 'Rate limit exceeded: free-models-per-min.' },
    { kind: 'rate-limited', leg: 'account', retryable: true, waitMs: 12_000 },
    { headers: { 'x-ratelimit-limit': '20', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1795251612000', 'retry-after': '12' } },
  ),
  row(
    'limit of the platform, told in the body',
    429,
    {
      message: 'Rate limit exceeded: free-models-per-day.',
      metadata: { headers: { 'X-RateLimit-Limit': '50', 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': '1795255200000' }, provider_name: null },
    },
    { kind: 'rate-limited', leg: 'account', retryable: true, waitMs: 3_600_000 },
  ),
  row(
    'capacity of a provider',
    429,
    { message: 'Provider returned error', metadata: { provider_name: 'Chutes', raw: 'the model is temporarily rate-limited upstream' } },
    { kind: 'rate-limited', leg: 'provider', retryable: true, says: ['Chutes'] },
  ),
  row('masked internal error', 500, { message: 'Internal Server Error' }, { kind: 'gateway-error', leg: 'gateway', retryable: true }),
  row(
    'bad answer of the provider',
    502,
    { message: 'Provider returned error', metadata: { provider_name: 'Novita', raw: '{"error":{"message":"upstream connect error"}}' } },
    { kind: 'provider-error', leg: 'provider', retryable: true, says: ['Novita'] },
  ),
  row('no provider has capacity', 503, { message: 'No capacity' }, { kind: 'provider-overloaded', leg: 'provider', retryable: true, waitMs: 9_000 }, { headers: { 'retry-after': '9' } }),
  { group: byStatus, name: 'no provider was reached', status: 503, gateway: 'openrouter', body: { error: { code: 503, message: 'No capacity' }, openrouter_metadata: { attempt: 0 } }, expected: { kind: 'provider-overloaded', leg: 'gateway', retryable: true } },
  row('provider too slow', 504, { message: 'Timed out' }, { kind: 'provider-timeout', leg: 'provider', retryable: true }),
  { group: byStatus, name: 'time-out of the edge', status: 524, gateway: 'openrouter', body: '<!DOCTYPE html><html><head><title>openrouter.ai | 524: A timeout occurred</title></head></html>', expected: { kind: 'edge-timeout', leg: 'gateway', retryable: true, says: ['Turn streaming on'] } },
  row('provider overloaded', 529, { message: 'Provider overloaded' }, { kind: 'provider-overloaded', leg: 'provider', retryable: true }),
];

/** Each error type with a status it comes under, and its kind. */
const typed: readonly [type: string, status: number, kind: FaultKind, leg: Leg, retryable: boolean][] = [
  ['context_length_exceeded', 400, 'context-length', 'request', false],
  ['max_tokens_exceeded', 400, 'context-length', 'request', false],
  ['token_limit_exceeded', 400, 'context-length', 'request', false],
  ['string_too_long', 400, 'context-length', 'request', false],
  ['authentication', 401, 'bad-key', 'account', false],
  ['permission_denied', 403, 'permission-denied', 'account', false],
  ['payment_required', 402, 'no-credit', 'account', false],
  ['rate_limit_exceeded', 429, 'rate-limited', 'account', true],
  ['provider_overloaded', 503, 'provider-overloaded', 'provider', true],
  ['provider_unavailable', 502, 'provider-error', 'provider', true],
  ['invalid_request', 400, 'invalid-request', 'request', false],
  ['invalid_prompt', 400, 'invalid-request', 'request', false],
  ['not_found', 404, 'not-found', 'settings', false],
  ['precondition_failed', 412, 'invalid-request', 'request', false],
  ['payload_too_large', 413, 'invalid-request', 'request', false],
  ['unprocessable', 422, 'invalid-request', 'request', false],
  ['content_policy_violation', 400, 'moderation', 'request', false],
  ['refusal', 400, 'moderation', 'request', false],
  ['invalid_image', 400, 'invalid-request', 'request', false],
  ['image_too_large', 400, 'invalid-request', 'request', false],
  ['image_too_small', 400, 'invalid-request', 'request', false],
  ['unsupported_image_format', 400, 'invalid-request', 'request', false],
  ['image_not_found', 400, 'invalid-request', 'request', false],
  ['image_download_failed', 400, 'invalid-request', 'request', false],
  ['server', 500, 'gateway-error', 'gateway', true],
  ['timeout', 504, 'provider-timeout', 'provider', true],
  ['unmapped', 500, 'gateway-error', 'gateway', true],
];

/** The list of `error_type`, in its order (openrouter.ai/docs/client-sdks/python/components/apierrortype). */
export const errorTypes: readonly string[] = typed.map(([type]) => type);

const typeRows: readonly AnswerRow[] = typed.map(([type, status, kind, leg, retryable]) => ({
  group: 'OpenRouter, by error_type',
  name: type,
  status,
  gateway: 'openrouter',
  body: { error: { code: status, message: 'Said by the test', metadata: { error_type: type } } },
  expected: { kind, leg, retryable },
}));

const available: readonly [code: string, status: number, retryable: boolean, kind: FaultKind, leg: Leg][] = [
  ['model_not_found', 400, false, 'model-not-found', 'request'],
  ['wrong_endpoint', 400, false, 'invalid-request', 'request'],
  ['no_endpoints', 404, false, 'no-endpoints', 'request'],
  ['model_deprecated', 404, false, 'model-not-found', 'request'],
  ['model_unavailable_upstream', 502, false, 'provider-error', 'provider'],
  ['capacity_exhausted', 503, true, 'provider-overloaded', 'provider'],
  ['temporarily_unavailable', 503, true, 'provider-error', 'provider'],
  ['region_restricted', 403, false, 'permission-denied', 'account'],
  ['privacy_restricted', 404, false, 'no-endpoints', 'request'],
  ['constraint_filtered', 404, false, 'no-endpoints', 'request'],
  ['free_variant_ended', 404, false, 'no-endpoints', 'request'],
];

/** The 11 codes, since 2026-08-19; in the documented examples the envelope has `http_status` and no `code`. */
export const availabilityCodes: readonly string[] = available.map(([code]) => code);

const availabilityRows: readonly AnswerRow[] = available.map(([code, status, retryable, kind, leg]) => ({
  group: 'OpenRouter, by availability.code',
  name: code,
  status,
  gateway: 'openrouter',
  body: {
    error: {
      message: 'Said by the test',
      error_type: 'invalid_request',
      http_status: status,
      availability: { code, retryable, ...(retryable ? { retry_after: 7 } : {}), fallback_models: ['openai/gpt-5-mini'] },
    },
  },
  expected: {
    kind,
    leg,
    retryable,
    ...(retryable ? { waitMs: 7_000 } : {}),
    ...(kind === 'model-not-found' ? { says: ['openai/gpt-5-mini'] } : {}),
  },
}));

/** The same error in the three forms the typed code has, and `retryable` that goes before the code. */
const formRows: readonly AnswerRow[] = [
  { name: 'typed code in the messages form', status: 429, body: { type: 'error', error: { type: 'rate_limit_error', error_type: 'rate_limit_exceeded', message: 'Slow down' } }, expected: { kind: 'rate-limited', leg: 'account', retryable: true } as const },
  { name: 'typed code in the responses form', status: 502, body: { error_type: 'provider_unavailable', message: 'Upstream failed' }, expected: { kind: 'provider-error', leg: 'provider', retryable: true } as const },
  { name: 'retryable false goes before the code', status: 503, body: { error: { code: 503, message: 'Full', availability: { code: 'capacity_exhausted', retryable: false } } }, expected: { kind: 'provider-overloaded', leg: 'provider', retryable: false } as const },
  { name: 'retryable true goes before the code', status: 404, body: { error: { code: 404, message: 'None', availability: { code: 'no_endpoints', retryable: true, retry_after: 2 } } }, expected: { kind: 'no-endpoints', leg: 'request', retryable: true, waitMs: 2_000 } as const },
].map((one) => ({ group: 'OpenRouter, other forms', gateway: 'openrouter', ...one }));

export const openrouterRows: readonly AnswerRow[] = [...statusRows, ...typeRows, ...availabilityRows, ...formRows];
