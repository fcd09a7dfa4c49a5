/** Answers of other gateways and servers, and of what stands in front of them. Bodies as documented or publicly reported. */
import type { AnswerRow, ExpectedFault } from './row.ts';

function rowsOf(group: string, gateway: string | undefined, rows: readonly Omit<AnswerRow, 'group'>[]): AnswerRow[] {
  return rows.map((one) => ({ group, ...(gateway === undefined ? {} : { gateway }), ...one }));
}

const contextLength = (...says: string[]): ExpectedFault => ({ kind: 'context-length', leg: 'request', retryable: false, says });
const modelNotFound: ExpectedFault = { kind: 'model-not-found', leg: 'request', retryable: false };
const badKey: ExpectedFault = { kind: 'bad-key', leg: 'account', retryable: false };
const noCredit: ExpectedFault = { kind: 'no-credit', leg: 'account', retryable: false };
const limited = (waitMs?: number): ExpectedFault => ({ kind: 'rate-limited', leg: 'account', retryable: true, ...(waitMs === undefined ? {} : { waitMs }) });

const openai = rowsOf('OpenAI', 'openai', [
  { name: 'invalid_api_key', status: 401, body: { error: { message: 'Incorrect API key provided: sk-****.', type: 'invalid_request_error', param: null, code: 'invalid_api_key' } }, expected: badKey },
  { name: 'insufficient_quota under 429', status: 429, body: { error: { message: 'You exceeded your current quota, please check your plan and billing details.', type: 'insufficient_quota', param: null, code: 'insufficient_quota' } }, expected: noCredit },
  { name: 'limit of a tier, in ms', status: 429, headers: { 'retry-after-ms': '850', 'retry-after': '1' }, body: { error: { message: 'Rate limit reached for gpt-4o', type: 'tokens', param: null, code: 'rate_limit_exceeded' } }, expected: limited(850) },
  { name: 'limit of a tier, in words', status: 429, body: { error: { message: 'Rate limit reached for gpt-4o in organization org-x on requests per min (RPM): Limit 3, Used 3, Requested 1. Please try again in 20s. Visit https://platform.openai.com/account/rate-limits', type: 'requests', param: null, code: 'rate_limit_exceeded' } }, expected: limited(20_000) },
  { name: 'limit of a tier, in its own headers', status: 429, headers: { 'x-ratelimit-limit-requests': '3', 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '6m0s' }, body: { error: { message: 'Rate limit reached', type: 'requests', code: 'rate_limit_exceeded' } }, expected: limited(360_000) },
  { name: 'one request over the limit of a minute', status: 429, body: { error: { message: 'Request too large for gpt-4o in organization org-x on tokens per min (TPM): Limit 30000, Requested 40000.', type: 'tokens', param: null, code: 'rate_limit_exceeded' } }, expected: { kind: 'rate-limited', leg: 'account', retryable: false, says: ['40000', '30000'] } },
  { name: 'unknown model', status: 404, body: { error: { message: 'The model `gpt-9` does not exist or you do not have access to it.', type: 'invalid_request_error', param: null, code: 'model_not_found' } }, expected: modelNotFound },
  { name: 'context length', status: 400, body: { error: { message: "This model's maximum context length is 8192 tokens. However, your messages resulted in 10500 tokens.", type: 'invalid_request_error', param: 'messages', code: 'context_length_exceeded' } }, expected: contextLength('8192', '10500') },
  { name: 'context length of the Responses API', status: 400, body: { error: { message: 'Input tokens exceed the configured limit of 272000 tokens. Your messages resulted in 300123 tokens.', type: 'invalid_request_error', code: 'context_length_exceeded' } }, expected: contextLength('272000', '300123') },
  { name: 'country', status: 403, body: { error: { code: 'unsupported_country_region_territory', message: 'Country, region, or territory not supported', param: null, type: 'request_forbidden' } }, expected: { kind: 'permission-denied', leg: 'account', retryable: false } },
  { name: 'x-should-retry: false', status: 500, headers: { 'x-should-retry': 'false' }, body: { error: { message: 'The server had an error processing your request', type: 'server_error' } }, expected: { kind: 'gateway-error', leg: 'gateway', retryable: false } },
]);

const anthropic = rowsOf('Anthropic', 'anthropic', [
  { name: 'invalid_request_error', status: 400, body: { type: 'error', error: { type: 'invalid_request_error', message: 'max_tokens: Field required' } }, expected: { kind: 'invalid-request', leg: 'request', retryable: false } },
  { name: 'prompt too long', status: 400, body: { type: 'error', error: { type: 'invalid_request_error', message: 'prompt is too long: 210000 tokens > 200000 maximum' } }, expected: contextLength('210000', '200000') },
  { name: 'prompt and answer too long', status: 400, body: { type: 'error', error: { type: 'invalid_request_error', message: 'input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000, decrease input length or `max_tokens` and try again' } }, expected: contextLength('210000', '200000') },
  { name: 'no credit comes as 400', status: 400, body: { type: 'error', error: { type: 'invalid_request_error', message: 'Your credit balance is too low to access the Anthropic API.' } }, expected: noCredit },
  { name: 'authentication_error', status: 401, body: { type: 'error', error: { type: 'authentication_error', message: 'invalid x-api-key' } }, expected: badKey },
  { name: 'billing_error', status: 402, body: { type: 'error', error: { type: 'billing_error', message: 'Billing' } }, expected: noCredit },
  { name: 'permission_error', status: 403, body: { type: 'error', error: { type: 'permission_error', message: 'Not allowed' } }, expected: { kind: 'permission-denied', leg: 'account', retryable: false } },
  { name: 'not_found_error of a model', status: 404, body: { type: 'error', error: { type: 'not_found_error', message: 'model: claude-9' } }, expected: modelNotFound },
  { name: 'request_too_large', status: 413, body: { type: 'error', error: { type: 'request_too_large', message: 'Request exceeds the maximum size' } }, expected: { kind: 'invalid-request', leg: 'request', retryable: false } },
  { name: 'rate_limit_error with retry-after', status: 429, headers: { 'retry-after': '41', 'anthropic-ratelimit-requests-remaining': '0' }, body: { type: 'error', error: { type: 'rate_limit_error', message: 'This request would exceed your rate limit' } }, expected: limited(41_000) },
  { name: 'rate_limit_error with the time of renewal', status: 429, headers: { 'anthropic-ratelimit-input-tokens-limit': '30000', 'anthropic-ratelimit-input-tokens-remaining': '0', 'anthropic-ratelimit-input-tokens-reset': '2026-11-21T09:00:25Z' }, body: { type: 'error', error: { type: 'rate_limit_error', message: 'This request would exceed your rate limit' } }, expected: limited(25_000) },
  { name: 'api_error', status: 500, body: { type: 'error', error: { type: 'api_error', message: 'Internal server error' } }, expected: { kind: 'gateway-error', leg: 'gateway', retryable: true } },
  { name: 'timeout_error', status: 504, body: { type: 'error', error: { type: 'timeout_error', message: 'Timed out' } }, expected: { kind: 'provider-timeout', leg: 'provider', retryable: true } },
  { name: 'overloaded_error', status: 529, body: { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' }, request_id: 'req_1' }, expected: { kind: 'provider-overloaded', leg: 'provider', retryable: true } },
]);

const others = [
  ...rowsOf('Google', undefined, [
    { name: 'key, in a list', status: 400, body: [{ error: { code: 400, message: 'API key not valid. Please pass a valid API key.', status: 'INVALID_ARGUMENT' } }], expected: badKey },
    { name: 'quota with RetryInfo', status: 429, body: { error: { code: 429, message: 'You exceeded your current quota, please check your plan.', status: 'RESOURCE_EXHAUSTED', details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '36s' }] } }, expected: limited(36_000) },
    { name: 'context length', status: 400, body: { error: { code: 400, message: 'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).', status: 'INVALID_ARGUMENT' } }, expected: contextLength('1200000', '1048576') },
    { name: 'overloaded', status: 503, body: { error: { code: 503, message: 'The model is overloaded. Please try again later.', status: 'UNAVAILABLE' } }, expected: { kind: 'provider-overloaded', leg: 'provider', retryable: true } },
    { name: 'region', status: 400, body: { error: { code: 400, message: 'User location is not supported for the API use.', status: 'FAILED_PRECONDITION' } }, expected: { kind: 'permission-denied', leg: 'account', retryable: false } },
  ]),
  ...rowsOf('Groq, Mistral, xAI, Cerebras, Together', undefined, [
    { name: 'Groq, limit of a minute', status: 429, headers: { 'retry-after': '8' }, body: { error: { message: 'Rate limit reached for model `x` on tokens per minute (TPM): Limit 6000, Used 5900, Requested 900. Please try again in 7.66s.', type: 'tokens', code: 'rate_limit_exceeded' } }, expected: limited(8_000) },
    { name: 'Groq, one request over the limit of a minute', status: 413, body: { error: { message: 'Request too large for model `x` on tokens per minute (TPM): Limit 6000, Requested 7200, please reduce your message size and try again.', type: 'tokens', code: 'rate_limit_exceeded' } }, expected: { kind: 'rate-limited', leg: 'account', retryable: false, says: ['7200', '6000'] } },
    { name: 'Mistral, key', status: 401, body: { detail: 'Unauthorized' }, expected: badKey },
    { name: 'Mistral, context length', status: 400, body: { object: 'error', message: 'Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length', type: 'invalid_request_prompt', code: '3051' }, expected: contextLength('40000', '32768') },
    { name: 'Mistral, capacity', status: 429, body: { object: 'error', message: 'Service tier capacity exceeded for this model.', type: 'service_tier_capacity_exceeded', code: '3505' }, expected: { kind: 'rate-limited', leg: 'account', retryable: true } },
    { name: 'xAI, context length', status: 400, body: { code: 'invalid-argument', error: "This model's maximum prompt length is 131072 but the request contains 150000 tokens." }, expected: contextLength('131072', '150000') },
    { name: 'Cerebras, context length', status: 400, body: { message: 'Please reduce the length of the messages or completion. Current length is 9000 while limit is 8192', type: 'invalid_request_error', param: 'messages', code: 'context_length_exceeded' }, expected: contextLength('9000', '8192') },
    { name: 'Together, context length', status: 422, body: { error: { message: 'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 8193. Given: 9000 `inputs` tokens and 512 `max_new_tokens`', type: 'invalid_request_error' } }, expected: contextLength('8193', '9000') },
  ]),
  ...rowsOf('Servers of your own', undefined, [
    { name: 'Ollama, unknown model', status: 404, body: { error: "model 'llama9' not found" }, expected: modelNotFound },
    { name: 'Ollama, too busy', status: 503, body: { error: 'server busy, please try again. maximum pending requests exceeded' }, expected: { kind: 'gateway-unavailable', leg: 'gateway', retryable: true } },
    { name: 'Ollama, no memory', status: 500, body: { error: 'model requires more system memory (9.1 GiB) than is available (6.2 GiB)' }, expected: { kind: 'gateway-error', leg: 'gateway', retryable: true } },
    { name: 'LM Studio, context length', status: 400, body: { error: 'Trying to keep the first 5000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens, which is not enough.' }, expected: contextLength('5000', '4096') },
    { name: 'LM Studio, unknown path', status: 200, body: { error: 'Unexpected endpoint or method. (GET /api/v1/x)' }, expected: { kind: 'not-found', leg: 'settings', retryable: false } },
    { name: 'llama.cpp, context length', status: 400, body: { error: { code: 400, message: 'the request exceeds the available context size, try increasing it', type: 'exceed_context_size_error', n_prompt_tokens: 5000, n_ctx: 4096 } }, expected: contextLength('5000', '4096') },
    { name: 'LiteLLM, code as text', status: 401, body: { error: { message: 'Authentication Error', type: 'auth_error', param: 'None', code: '401' } }, expected: badKey },
    { name: 'FastAPI, validation', status: 422, body: { detail: [{ loc: ['body', 'model'], msg: 'field required', type: 'value_error.missing' }] }, expected: { kind: 'invalid-request', leg: 'request', retryable: false } },
    { name: 'a JSON 502 that is no router', status: 502, body: { error: 'request failed' }, expected: { kind: 'gateway-unavailable', leg: 'gateway', retryable: true } },
    { name: 'an empty 503', status: 503, headers: { 'retry-after': 'Sat, 21 Nov 2026 09:00:30 GMT' }, body: '', expected: { kind: 'gateway-unavailable', leg: 'gateway', retryable: true, waitMs: 30_000 } },
  ]),
];

const notTheApi = rowsOf('Wrong address, proxies, edges', undefined, [
  { name: 'a web site in place of the API', status: 200, gateway: 'openrouter', url: 'https://openrouter.ai/chat/completions', body: '<!DOCTYPE html><html><head><title>OpenRouter</title></head></html>', expected: { kind: 'not-an-api', leg: 'http', retryable: false, says: ['https://openrouter.ai/api/v1'] } },
  { name: 'the version is missing', status: 404, url: 'http://127.0.0.1:11434/chat/completions', body: '404 page not found', expected: { kind: 'not-found', leg: 'settings', retryable: false, says: ['http://127.0.0.1:11434/v1'] } },
  { name: 'the version is there twice', status: 404, url: 'https://gateway.example/api/v1/v1/chat/completions', body: { detail: 'Not Found' }, expected: { kind: 'not-found', leg: 'settings', retryable: false, says: ['https://gateway.example/api/v1.'] } },
  { name: 'the endpoint is in the base URL', status: 404, url: 'https://gateway.example/v1/chat/completions/chat/completions', body: { detail: 'Not Found' }, expected: { kind: 'not-found', leg: 'settings', retryable: false, says: ['https://gateway.example/v1.'] } },
  { name: 'a host that only looks right', status: 404, gateway: 'openrouter', url: 'https://api.openrouter.ai/v1/chat/completions', body: 'Not Found', expected: { kind: 'not-found', leg: 'settings', retryable: false, says: ['https://openrouter.ai/api/v1'] } },
  { name: 'an unknown path of the API', status: 404, gateway: 'openrouter', url: 'https://openrouter.ai/api/v1/chat/completion', body: { error: { message: 'Not Found', code: 404 } }, expected: { kind: 'not-found', leg: 'settings', retryable: false } },
  { name: 'a block page', status: 403, body: '<!DOCTYPE html><html><head><title>Access denied | Corp</title></head></html>', expected: { kind: 'not-an-api', leg: 'http', retryable: false } },
  { name: 'a login portal', status: 200, body: '<html><head><title>Sign in to the Wi-Fi</title></head></html>', expected: { kind: 'not-an-api', leg: 'http', retryable: false } },
  { name: 'a redirect to a portal', status: 302, headers: { location: 'https://login.example/start?session=x' }, body: '', expected: { kind: 'not-an-api', leg: 'http', retryable: false } },
  { name: 'an error page of squid', status: 503, headers: { server: 'squid/5.7', 'x-squid-error': 'ERR_CONNECT_FAIL 111' }, body: '<html><head><title>ERROR: The requested URL could not be retrieved</title></head></html>', expected: { kind: 'not-an-api', leg: 'proxy', retryable: false } },
  { name: 'a proxy that wants credentials', status: 407, body: '<html><title>ERROR: Cache Access Denied</title></html>', expected: { kind: 'proxy-auth', leg: 'proxy', retryable: false } },
  { name: 'the origin is down behind its edge', status: 521, body: '<html><title>Web server is down</title></html>', expected: { kind: 'gateway-unavailable', leg: 'gateway', retryable: true } },
  { name: 'the edge waited too long', status: 504, body: 'upstream request timeout', expected: { kind: 'edge-timeout', leg: 'gateway', retryable: true } },
  { name: 'a status nobody knows', status: 305, body: 'x', expected: { kind: 'not-an-api', leg: 'http', retryable: false } },
]);

export const otherAnswerRows: readonly AnswerRow[] = [...openai, ...anthropic, ...others, ...notTheApi];
