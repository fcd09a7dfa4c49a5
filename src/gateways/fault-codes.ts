/** Codes, types, words and statuses of gateways' errors, and the kind of fault each one means. */
import type { FaultKind } from './fault.ts';

/**
 * Error types of OpenRouter (27 values of `error_type`, 11 of `availability.code`; OpenRouterTeam/docs,
 * errors-and-debugging.mdx), OpenAI (platform.openai.com/docs/guides/error-codes) and Anthropic
 * (platform.claude.com/docs/en/api/errors).
 */
export const kindByWord = new Map<string, FaultKind>([
  ['context_length_exceeded', 'context-length'],
  ['max_tokens_exceeded', 'context-length'],
  ['token_limit_exceeded', 'context-length'],
  ['string_too_long', 'context-length'],
  // llama.cpp, tools/server
  ['exceed_context_size_error', 'context-length'],
  ['authentication', 'bad-key'],
  ['authentication_error', 'bad-key'],
  ['invalid_api_key', 'bad-key'],
  ['invalid_authentication', 'bad-key'],
  ['unauthenticated', 'bad-key'],
  ['permission_denied', 'permission-denied'],
  ['permission_error', 'permission-denied'],
  ['region_restricted', 'permission-denied'],
  ['unsupported_country_region_territory', 'permission-denied'],
  ['payment_required', 'no-credit'],
  ['billing_error', 'no-credit'],
  ['insufficient_quota', 'no-credit'],
  ['insufficient_credits', 'no-credit'],
  ['billing_hard_limit_reached', 'no-credit'],
  ['rate_limit_exceeded', 'rate-limited'],
  ['rate_limit_error', 'rate-limited'],
  ['resource_exhausted', 'rate-limited'],
  ['capacity_exhausted', 'provider-overloaded'],
  ['provider_overloaded', 'provider-overloaded'],
  ['overloaded_error', 'provider-overloaded'],
  ['server_is_overloaded', 'provider-overloaded'],
  ['engine_overloaded', 'provider-overloaded'],
  ['provider_unavailable', 'provider-error'],
  ['model_unavailable_upstream', 'provider-error'],
  ['temporarily_unavailable', 'provider-error'],
  ['model_not_found', 'model-not-found'],
  ['model_deprecated', 'model-not-found'],
  ['no_endpoints', 'no-endpoints'],
  ['privacy_restricted', 'no-endpoints'],
  ['constraint_filtered', 'no-endpoints'],
  ['free_variant_ended', 'no-endpoints'],
  ['wrong_endpoint', 'invalid-request'],
  ['invalid_prompt', 'invalid-request'],
  ['precondition_failed', 'invalid-request'],
  ['payload_too_large', 'invalid-request'],
  ['request_too_large', 'invalid-request'],
  ['unprocessable', 'invalid-request'],
  // The six of OpenRouter that speak of an image, and those of OpenAI's Responses API.
  ['invalid_image', 'invalid-request'],
  ['image_too_large', 'invalid-request'],
  ['image_too_small', 'invalid-request'],
  ['unsupported_image_format', 'invalid-request'],
  ['image_not_found', 'invalid-request'],
  ['image_download_failed', 'invalid-request'],
  ['invalid_image_format', 'invalid-request'],
  ['invalid_base64_image', 'invalid-request'],
  ['invalid_image_url', 'invalid-request'],
  ['invalid_image_mode', 'invalid-request'],
  ['image_parse_error', 'invalid-request'],
  ['image_file_too_large', 'invalid-request'],
  ['image_file_not_found', 'invalid-request'],
  ['unsupported_image_media_type', 'invalid-request'],
  ['empty_image_file', 'invalid-request'],
  ['failed_to_download_image', 'invalid-request'],
  ['image_content_policy_violation', 'moderation'],
  ['content_policy_violation', 'moderation'],
  ['content_filter', 'moderation'],
  ['refusal', 'moderation'],
  ['server', 'gateway-error'],
  ['timeout', 'provider-timeout'],
  ['timeout_error', 'provider-timeout'],
]);

/** Words that gateways put on many different errors; the message is asked first. */
export const kindByVagueWord = new Map<string, FaultKind>([
  ['invalid_request', 'invalid-request'],
  ['invalid_request_error', 'invalid-request'],
  ['invalid_argument', 'invalid-request'],
  ['not_found', 'not-found'],
  ['not_found_error', 'model-not-found'],
  ['server_error', 'provider-error'],
  ['api_error', 'provider-error'],
]);

/** Words of messages, for bodies without a typed code. Public wordings of the gateways named in the comments. */
export const kindByMessage: readonly (readonly [RegExp, FaultKind])[] = [
  // OpenRouter, OpenAI, Anthropic, vLLM
  [/maximum context length|context window|context_length_exceeded/i, 'context-length'],
  [/prompt is too long|too many tokens/i, 'context-length'],
  // Anthropic, Google, Mistral, xAI, llama.cpp, LM Studio, Together
  [/exceed(s)? context limit|input token count .{0,40}exceeds|maximum number of tokens allowed/i, 'context-length'],
  [/too large for model with \d+ maximum|maximum prompt length|available context size/i, 'context-length'],
  [/loaded with context length of|`max_new_tokens` must be <=|exceed the configured limit of \d/i, 'context-length'],
  // OpenRouter
  [/no (allowed )?(endpoints|providers)\b.{0,40}\b(found|available|match)/i, 'no-endpoints'],
  [/is not a valid model id|model .{0,120}(does not exist|not found)|unknown model|no such model/i, 'model-not-found'],
  // Anthropic sends 400, OpenRouter 402
  [/credit balance is too low|insufficient credits|requires more credits|negative credit balance/i, 'no-credit'],
  [/exceeded your current quota|key limit exceeded/i, 'no-credit'],
  [/no (auth|authentication) credentials|no cookie auth|incorrect api key|invalid (x-)?api[- ]key/i, 'bad-key'],
  [/api key not valid|user not found|missing authentication header|invalid authentication/i, 'bad-key'],
  [/requires moderation|flagged (for|by)|content management policy/i, 'moderation'],
  [/temporarily rate-?limited|rate limit exceeded|rate limit reached/i, 'rate-limited'],
  // Google
  [/location is not supported/i, 'permission-denied'],
  // LM Studio, which says so under the status 200
  [/unexpected endpoint or method/i, 'not-found'],
  [/\boverloaded\b|at capacity/i, 'provider-overloaded'],
  // OpenRouter, inside a stream (OpenRouterTeam/docs, streaming.mdx)
  [/provider disconnected\b/i, 'provider-error'],
];

/**
 * What a bare status means.
 *
 * @param body.router the answer is a router's, so that a 5xx speaks of the provider behind it.
 * @param body.namesModel the error's type says that a thing of the request was not found.
 */
export function kindByStatus(status: number, body: { router: boolean; namesModel: boolean }): FaultKind {
  const { router } = body;
  switch (status) {
    case 401:
      return 'bad-key';
    case 402:
      return 'no-credit';
    case 403:
      return 'permission-denied';
    case 404:
      return body.namesModel ? 'model-not-found' : 'not-found';
    case 405:
      return 'not-found';
    case 407:
      return 'proxy-auth';
    case 408:
      return 'provider-timeout';
    case 429:
      return 'rate-limited';
    case 500:
      return 'gateway-error';
    case 502:
      return router ? 'provider-error' : 'gateway-unavailable';
    case 503:
      return router ? 'provider-overloaded' : 'gateway-unavailable';
    case 504:
      return router ? 'provider-timeout' : 'edge-timeout';
    case 529:
      return 'provider-overloaded';
    default:
      if (isEdgeStatus(status)) return status === 522 || status === 524 ? 'edge-timeout' : 'gateway-unavailable';
      if (status >= 400 && status <= 499) return 'invalid-request';
      return status >= 500 ? 'gateway-error' : 'unknown';
  }
}

/** Statuses that only Cloudflare's edge makes (developers.cloudflare.com/support/troubleshooting, 5xx errors). */
export function isEdgeStatus(status: number): boolean {
  return (status >= 520 && status <= 527) || status === 530;
}
