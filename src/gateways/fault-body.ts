/**
 * What an error body says, whatever its dialect: OpenRouter's envelope in its chat, messages and responses forms,
 * OpenAI's, Anthropic's, and the looser ones of self-hosted gateways. Reading is tolerant: fields, codes and error
 * types are added without notice (OpenRouterTeam/docs, api_reference/versioning.mdx).
 */
import { plainText } from '../path/network-failure.ts';
import { parseDuration, parseRetryAfter, waitInWords } from './fault-wait.ts';

/** Longest message kept of what a gateway said. */
const maxSaidChars = 400;

/** An error body in one shape. Words are lower-case except `said`. */
export interface SaidError {
  /** HTTP status named inside the body. */
  status?: number;
  /** Every code or type word found, most specific first: `rate_limit_exceeded`, `overloaded_error`. */
  words: readonly string[];
  /** Plain text, bounded. */
  said: string;
  provider?: string;
  /** `availability.retryable` of OpenRouter. */
  retryable?: boolean;
  retryAfterMs?: number;
  /** True when the body itself carries the platform's rate-limit headers. */
  platformLimit: boolean;
  /** The limit is on requests in flight, so waiting helps (402 of OpenRouter). */
  inFlightBudget: boolean;
  /** True when no provider was tried (`openrouter_metadata.attempt` is 0). */
  noAttempt: boolean;
  /** When a limit of the platform renews, as the body has it: ms since the epoch. */
  resetAt?: string;
  /** What a filter flagged. */
  reasons?: readonly string[];
  /** Models offered in place of the one asked for (`availability.fallback_models`). */
  fallbackModels?: readonly string[];
  /** Numbers of tokens in fields of their own, as llama.cpp sends them. */
  limitTokens?: number;
  requestedTokens?: number;
  /** True when the envelope is OpenRouter's: a numeric code, metadata, or availability. */
  openRouterShape: boolean;
}

type Json = Readonly<Record<string, unknown>>;

/** The value as a JSON object, or undefined. */
export function asObject(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

/** The value as a non-empty string, or undefined. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function asNumber(value: unknown): number | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value === 'string' && /^\d{1,15}(\.\d{1,6})?$/.test(value.trim())) return Number(value);
  return undefined;
}

/** A whole number that can be an HTTP error status, also when it came as text. */
function asStatus(value: unknown): number | undefined {
  const number = asNumber(value);
  return number !== undefined && Number.isInteger(number) && number >= 300 && number <= 599 ? number : undefined;
}

/**
 * Reads a parsed error body, or an event of a stream.
 *
 * @returns undefined when it carries no error in any known shape.
 */
export function readErrorBody(json: unknown): SaidError | undefined {
  // Google's OpenAI-compatible endpoint wraps the object in a list.
  const body = asObject(Array.isArray(json) ? json[0] : json);
  if (!body) return undefined;
  const found = errorPart(body);
  if (found === undefined) return undefined;
  const error = asObject(found) ?? { message: found };
  const metadata = asObject(error['metadata']) ?? {};
  const availability = asObject(error['availability']) ?? asObject(body['availability']) ?? {};
  const limitHeaders = lowerKeys(asObject(metadata['headers']));
  const routing = asObject(body['openrouter_metadata']) ?? {};

  const status = [error['code'], error['http_status'], error['status'], error['status_code'], body['status']]
    .map(asStatus)
    .find((one) => one !== undefined);
  const words = [
    metadata['error_type'],
    error['error_type'],
    body['error_type'],
    availability['code'],
    error['code'],
    error['type'],
    error['status'],
    metadata['provider_code'],
  ].flatMap((one) => (typeof one === 'string' && !/^\d+$/.test(one) ? [one.slice(0, 100).toLowerCase()] : []));
  const provider = asText(metadata['provider_name']) ?? asText(error['provider_name']) ?? asText(body['provider']);
  const retryable = [availability['retryable'], metadata['retryable']].find((one) => typeof one === 'boolean');
  const retryAfterMs =
    parseRetryAfter(availability['retry_after'], undefined) ??
    parseRetryAfter(metadata['retry_after'], undefined) ??
    parseRetryAfter(metadata['retry_after_seconds'], undefined) ??
    parseRetryAfter(limitHeaders['retry-after'], undefined) ??
    retryDelay(error['details']) ??
    waitInWords(asText(error['message']) ?? '');
  const resetAt = asText(limitHeaders['x-ratelimit-reset']);
  const reasons = fewWords(metadata['reasons']);
  const fallbackModels = fewWords(availability['fallback_models']);
  // llama.cpp, tools/server: exceed_context_size_error.
  const limitTokens = asNumber(error['n_ctx']);
  const requestedTokens = asNumber(error['n_prompt_tokens']);

  return {
    ...(status === undefined ? {} : { status }),
    words,
    said: saidIn(error, body, metadata),
    ...(provider === undefined ? {} : { provider: plainText(provider, 80) }),
    ...(retryable === undefined ? {} : { retryable }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(resetAt === undefined ? {} : { resetAt }),
    ...(reasons.length === 0 ? {} : { reasons }),
    ...(fallbackModels.length === 0 ? {} : { fallbackModels }),
    ...(limitTokens === undefined ? {} : { limitTokens }),
    ...(requestedTokens === undefined ? {} : { requestedTokens }),
    platformLimit: limitHeaders['x-ratelimit-limit'] !== undefined,
    inFlightBudget: metadata['limit_source'] === 'openrouter_in_flight_budget',
    noAttempt: routing['attempt'] === 0,
    openRouterShape:
      typeof error['code'] === 'number' || error['metadata'] !== undefined || error['availability'] !== undefined,
  };
}

/** Google's wait: `details: [{'@type': '...RetryInfo', retryDelay: '36s'}]` (google.rpc.RetryInfo). */
function retryDelay(details: unknown): number | undefined {
  if (!Array.isArray(details)) return undefined;
  for (const one of details.slice(0, 20)) {
    const delay = asText(asObject(one)?.['retryDelay']);
    const wait = delay === undefined ? undefined : parseDuration(delay);
    if (wait !== undefined) return wait;
  }
  return undefined;
}

/** The first words of a list, plain and bounded. */
function fewWords(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, 5).flatMap((one) => (asText(one) === undefined ? [] : [plainText(String(one), 80)]));
}

/** The part of a body or event that is the error: an object, a sentence, or undefined. */
function errorPart(body: Json): unknown {
  const direct = body['error'];
  if (asObject(direct) || asText(direct)) return direct;
  // Responses API: `response.failed` carries the response, and its `error` event is the error itself.
  const response = asObject(body['response']);
  const inResponse = response?.['error'];
  if (asObject(inResponse) || asText(inResponse)) return inResponse;
  const type = body['type'];
  if (type === 'error' || type === 'response.error' || type === 'response.failed') return body;
  // Older OpenRouter errors sit in the choice (OpenRouterTeam/docs, api_reference/overview.mdx, ErrorResponse).
  const choices = body['choices'];
  if (Array.isArray(choices)) return asObject(asObject(choices[0])?.['error']);
  if (typeof body['error_type'] === 'string') return body;
  // FastAPI's `detail`, and the bare message of Cloudflare Workers, Kong and others.
  if (Array.isArray(body['detail'])) return { message: asText(asObject(body['detail'][0])?.['msg']) ?? '' };
  if (asObject(body['detail']) || asText(body['detail'])) return body['detail'];
  if (asText(body['message']) && body['object'] !== 'chat.completion') return body;
  return undefined;
}

function saidIn(error: Json, body: Json, metadata: Json): string {
  const message = asText(error['message']) ?? asText(body['message']) ?? '';
  const raw = rawMessage(metadata['raw']);
  // "Provider returned error" is a wrapper; what the provider said is in `raw`.
  const both = raw !== undefined && !message.includes(raw) ? `${message}${message === '' ? '' : ': '}${raw}` : message;
  return plainText(both.slice(0, 4 * maxSaidChars), maxSaidChars);
}

/** The message inside a provider's raw error, which is JSON in text, an object, or plain words. */
function rawMessage(raw: unknown): string | undefined {
  let value = raw;
  if (typeof value === 'string' && /^\s*[[{]/.test(value) && value.length <= 65_536) {
    try {
      value = JSON.parse(value);
    } catch {
      // Cut-off JSON is still words.
    }
  }
  const object = asObject(Array.isArray(value) ? value[0] : value);
  if (!object) return asText(value);
  return asText(asObject(object['error'])?.['message']) ?? asText(object['error']) ?? asText(object['message']);
}

function lowerKeys(value: Json | undefined): Json {
  return Object.fromEntries(Object.entries(value ?? {}).map(([key, one]) => [key.toLowerCase(), one]));
}
