import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { findGateway } from '../../../src/gateways/catalogue/index.ts';
import {
  classifyResponse,
  classifyStreamEvent,
  classifyWebPage,
  classifyWords,
} from '../../../src/gateways/classify.ts';
import type { GatewayAnswer } from '../../../src/gateways/classify.ts';
import { describeFault, faultKinds, legOfFault, retryableFault } from '../../../src/gateways/fault.ts';
import type { Fault } from '../../../src/gateways/fault.ts';
import { legs } from '../../../src/path/leg.ts';

const nowMs = Date.parse('2026-11-21T09:00:00Z');

function answer(status: number, body: unknown, headers: Record<string, string> = {}): GatewayAnswer {
  const bodyText = typeof body === 'string' ? body : JSON.stringify(body);
  const contentType = typeof body === 'string' ? 'text/html; charset=utf-8' : 'application/json';
  return { status, headers: { 'content-type': contentType, ...headers }, bodyText, nowMs };
}

interface Case {
  name: string;
  answer: GatewayAnswer;
  gateway?: string;
  expected: Partial<Fault>;
}

/** Bodies as the gateways document them or as they stand in public threads. */
const cases: readonly Case[] = [
  {
    name: 'OpenRouter, no key (musistudio/claude-code-router #227)',
    answer: answer(401, { error: { message: 'No auth credentials found', code: 401 } }),
    expected: { kind: 'bad-key', leg: 'account', retryable: false, status: 401, said: 'No auth credentials found' },
  },
  {
    name: 'OpenRouter, disabled key',
    answer: answer(401, { error: { message: 'User not found.', code: 401, metadata: { error_type: 'authentication' } } }),
    expected: { kind: 'bad-key', leg: 'account' },
  },
  {
    name: 'OpenRouter, no credit',
    answer: answer(402, {
      error: {
        message: 'Insufficient credits. Add more using https://openrouter.ai/settings/credits',
        code: 402,
        metadata: { limit_source: 'openrouter_credits', error_type: 'payment_required' },
      },
    }),
    expected: { kind: 'no-credit', leg: 'account', retryable: false },
  },
  {
    name: 'OpenRouter, budget held by requests in flight',
    answer: answer(
      402,
      { error: { message: 'In-flight budget exceeded', code: 402, metadata: { limit_source: 'openrouter_in_flight_budget' } } },
      { 'retry-after': '3' },
    ),
    expected: { kind: 'no-credit', leg: 'account', retryable: true, retryAfterMs: 3_000 },
  },
  {
    name: 'OpenRouter, guardrail',
    answer: answer(403, { error: { message: 'Blocked by guardrail', code: 403, metadata: { error_type: 'permission_denied' } } }),
    expected: { kind: 'permission-denied', leg: 'account', retryable: false },
  },
  {
    name: 'OpenRouter, moderation',
    answer: answer(403, {
      error: {
        message: 'Your chosen model requires moderation and your input was flagged',
        code: 403,
        metadata: { reasons: ['violence'], flagged_input: '...', provider_name: 'OpenAI', model_slug: 'openai/gpt-4o' },
      },
    }),
    expected: { kind: 'moderation', leg: 'request', retryable: false, provider: 'OpenAI' },
  },
  {
    name: 'OpenRouter, platform limit (Gitlawb/openclaude #936)',
    answer: answer(429, {
      error: {
        message: 'Rate limit exceeded: free-models-per-day. Add 10 credits to unlock 1000 free model requests per day',
        code: 429,
        metadata: {
          headers: { 'X-RateLimit-Limit': '50', 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': '1741305600000' },
          provider_name: null,
        },
      },
      user_id: 'user_1',
    }),
    expected: { kind: 'rate-limited', leg: 'account', retryable: true },
  },
  {
    name: 'OpenRouter, platform limit in headers',
    answer: answer(
      429,
      { error: { message: 'Rate limit exceeded', code: 429 } },
      { 'x-ratelimit-limit': '20', 'x-ratelimit-remaining': '0', 'retry-after': '12' },
    ),
    expected: { kind: 'rate-limited', leg: 'account', retryAfterMs: 12_000 },
  },
  {
    name: 'OpenRouter, limit of the provider',
    answer: answer(429, {
      error: {
        message: 'Provider returned error',
        code: 429,
        metadata: {
          raw: 'deepseek/deepseek-chat-v3:free is temporarily rate-limited upstream. Please retry shortly.',
          provider_name: 'Chutes',
        },
      },
    }),
    expected: { kind: 'rate-limited', leg: 'provider', retryable: true, provider: 'Chutes' },
  },
  {
    name: 'OpenRouter, unknown model',
    answer: answer(400, { error: { message: 'openai/gpt-9 is not a valid model ID', code: 400 } }),
    expected: { kind: 'model-not-found', leg: 'request', retryable: false },
  },
  {
    name: 'OpenRouter, unknown model with availability and no code',
    answer: answer(400, {
      error: {
        message: 'Model openai/gpt-9 was not found',
        error_type: 'invalid_request',
        http_status: 400,
        availability: { code: 'model_not_found', retryable: false, requested_models: ['openai/gpt-9'] },
      },
    }),
    expected: { kind: 'model-not-found', leg: 'request', retryable: false, status: 400 },
  },
  {
    name: 'OpenRouter, no endpoints for tools (evalstate/fast-agent #122)',
    answer: answer(404, {
      error: { message: 'No endpoints found that support tool use. To learn more about provider routing, visit: x', code: 404 },
    }),
    expected: { kind: 'no-endpoints', leg: 'request', retryable: false },
  },
  {
    name: 'OpenRouter, privacy filter with availability',
    answer: answer(404, {
      error: { message: 'Filtered', code: 404, availability: { code: 'privacy_restricted', retryable: false } },
    }),
    expected: { kind: 'no-endpoints', leg: 'request' },
  },
  {
    name: 'OpenRouter, capacity exhausted with availability',
    answer: answer(503, {
      error: { message: 'No capacity', code: 503, availability: { code: 'capacity_exhausted', retryable: true, retry_after: 7 } },
    }),
    expected: { kind: 'provider-overloaded', leg: 'provider', retryable: true, retryAfterMs: 7_000 },
  },
  {
    name: 'OpenRouter, availability says not to retry',
    answer: answer(503, { error: { message: 'No capacity', code: 503, availability: { code: 'capacity_exhausted', retryable: false } } }),
    expected: { kind: 'provider-overloaded', retryable: false },
  },
  {
    name: 'OpenRouter, context length',
    answer: answer(400, {
      error: {
        message: "This endpoint's maximum context length is 131072 tokens. However, you requested about 200000 tokens",
        code: 400,
      },
    }),
    expected: { kind: 'context-length', leg: 'request', retryable: false },
  },
  {
    name: 'OpenRouter, provider answered with an error in JSON text',
    answer: answer(502, {
      error: {
        message: 'Provider returned error',
        code: 502,
        metadata: { provider_name: 'Novita', raw: '{"error":{"message":"upstream connect error"}}' },
      },
    }),
    expected: {
      kind: 'provider-error',
      leg: 'provider',
      retryable: true,
      provider: 'Novita',
      said: 'Provider returned error: upstream connect error',
    },
  },
  {
    name: 'OpenRouter, typed overload',
    answer: answer(503, { error: { message: 'Overloaded', code: 503, metadata: { error_type: 'provider_overloaded' } } }),
    expected: { kind: 'provider-overloaded', leg: 'provider' },
  },
  {
    name: 'OpenRouter, no provider was reached',
    answer: answer(503, { error: { message: 'No capacity', code: 503 }, openrouter_metadata: { attempt: 0 } }),
    expected: { kind: 'provider-overloaded', leg: 'gateway' },
  },
  {
    name: 'OpenRouter, provider too slow',
    answer: answer(504, { error: { message: 'Timed out', code: 504 } }),
    expected: { kind: 'provider-timeout', leg: 'provider', retryable: true },
  },
  {
    name: 'OpenRouter, internal error',
    answer: answer(500, { error: { message: 'Internal Server Error', code: 500 } }),
    expected: { kind: 'gateway-error', leg: 'gateway', retryable: true },
  },
  {
    name: 'OpenRouter, messages form',
    answer: answer(429, { type: 'error', error: { type: 'rate_limit_error', error_type: 'rate_limit_exceeded', message: 'Slow down' } }),
    expected: { kind: 'rate-limited' },
  },
  {
    name: 'OpenAI, wrong key',
    answer: answer(401, {
      error: {
        message: 'Incorrect API key provided: sk-proj-****abcd.',
        type: 'invalid_request_error',
        param: null,
        code: 'invalid_api_key',
      },
    }),
    gateway: 'openai',
    expected: { kind: 'bad-key', leg: 'account', retryable: false },
  },
  {
    name: 'OpenAI, out of quota',
    answer: answer(429, {
      error: {
        message: 'You exceeded your current quota, please check your plan and billing details.',
        type: 'insufficient_quota',
        param: null,
        code: 'insufficient_quota',
      },
    }),
    gateway: 'openai',
    expected: { kind: 'no-credit', leg: 'account', retryable: false },
  },
  {
    name: 'OpenAI, rate limit in ms',
    answer: answer(
      429,
      { error: { message: 'Rate limit reached for gpt-4o', type: 'tokens', param: null, code: 'rate_limit_exceeded' } },
      { 'retry-after-ms': '850', 'retry-after': '1' },
    ),
    gateway: 'openai',
    expected: { kind: 'rate-limited', leg: 'account', retryAfterMs: 850 },
  },
  {
    name: 'OpenAI, unknown model',
    answer: answer(404, {
      error: {
        message: 'The model `gpt-9` does not exist or you do not have access to it.',
        type: 'invalid_request_error',
        param: null,
        code: 'model_not_found',
      },
    }),
    gateway: 'openai',
    expected: { kind: 'model-not-found', leg: 'request' },
  },
  {
    name: 'OpenAI, country',
    answer: answer(403, {
      error: {
        code: 'unsupported_country_region_territory',
        message: 'Country, region, or territory not supported',
        param: null,
        type: 'request_forbidden',
      },
    }),
    gateway: 'openai',
    expected: { kind: 'permission-denied', leg: 'account' },
  },
  {
    name: 'Anthropic, overloaded',
    answer: answer(529, { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' }, request_id: 'req_1' }),
    gateway: 'anthropic',
    expected: { kind: 'provider-overloaded', leg: 'provider', retryable: true, status: 529 },
  },
  {
    name: 'Anthropic, no credit comes as 400',
    answer: answer(400, {
      type: 'error',
      error: { type: 'invalid_request_error', message: 'Your credit balance is too low to access the Anthropic API.' },
    }),
    gateway: 'anthropic',
    expected: { kind: 'no-credit', leg: 'account' },
  },
  {
    name: 'Anthropic, unknown model',
    answer: answer(404, { type: 'error', error: { type: 'not_found_error', message: 'model: claude-9' } }),
    gateway: 'anthropic',
    expected: { kind: 'model-not-found', leg: 'request' },
  },
  {
    name: 'Anthropic, key',
    answer: answer(401, { type: 'error', error: { type: 'authentication_error', message: 'invalid x-api-key' } }),
    gateway: 'anthropic',
    expected: { kind: 'bad-key' },
  },
  {
    name: 'Anthropic, prompt too long',
    answer: answer(400, {
      type: 'error',
      error: { type: 'invalid_request_error', message: 'prompt is too long: 210000 tokens > 200000 maximum' },
    }),
    expected: { kind: 'context-length' },
  },
  {
    name: 'LiteLLM, code as text',
    answer: answer(401, { error: { message: 'Authentication Error', type: 'auth_error', param: 'None', code: '401' } }),
    expected: { kind: 'bad-key', status: 401 },
  },
  {
    name: 'FastAPI',
    answer: answer(404, { detail: 'Not Found' }),
    expected: { kind: 'not-found', leg: 'settings', said: 'Not Found' },
  },
  {
    name: 'FastAPI, validation',
    answer: answer(422, { detail: [{ loc: ['body', 'model'], msg: 'field required', type: 'value_error.missing' }] }),
    expected: { kind: 'invalid-request', said: 'field required' },
  },
  {
    name: 'Ollama',
    answer: answer(404, { error: "model 'llama9' not found" }),
    expected: { kind: 'model-not-found' },
  },
  {
    name: 'Google, OpenAI-compatible',
    answer: answer(400, [{ error: { code: 400, message: 'API key not valid. Please pass a valid API key.', status: 'INVALID_ARGUMENT' } }]),
    expected: { kind: 'bad-key' },
  },
  {
    name: 'a JSON 502 of a gateway that is no router',
    answer: answer(502, { error: 'request failed' }),
    expected: { kind: 'gateway-unavailable', leg: 'gateway', retryable: true },
  },
  {
    name: 'x-should-retry is obeyed',
    answer: answer(500, { error: { message: 'Boom', code: 500 } }, { 'x-should-retry': 'false' }),
    expected: { kind: 'gateway-error', retryable: false },
  },
  {
    name: 'Retry-After as a date',
    answer: answer(503, { error: { message: 'Maintenance' } }, { 'retry-after': 'Sat, 21 Nov 2026 09:00:30 GMT' }),
    expected: { kind: 'gateway-unavailable', retryAfterMs: 30_000 },
  },
  {
    name: 'Retry-After in the past',
    answer: answer(429, { error: { message: 'Slow' } }, { 'retry-after': 'Sat, 21 Nov 2026 08:00:00 GMT' }),
    expected: { kind: 'rate-limited', retryAfterMs: 0 },
  },
  {
    name: 'a block page',
    answer: answer(403, '<!DOCTYPE html><html><head><title>Access denied\n| Corp</title></head><body>no</body></html>'),
    expected: { kind: 'not-an-api', leg: 'http', retryable: false, said: 'Access denied | Corp' },
  },
  {
    name: 'an error page of a proxy',
    answer: answer(503, '<html><head><title>ERROR: The requested URL could not be retrieved</title></head></html>', {
      server: 'squid/5.7',
      'x-squid-error': 'ERR_CONNECT_FAIL 111',
    }),
    expected: { kind: 'not-an-api', leg: 'proxy' },
  },
  {
    name: 'Cloudflare 524',
    answer: answer(524, '<!DOCTYPE html><html><head><title>openrouter.ai | 524: A timeout occurred</title></head></html>'),
    expected: { kind: 'edge-timeout', leg: 'gateway', retryable: true, said: 'openrouter.ai | 524: A timeout occurred' },
  },
  {
    name: 'Cloudflare 521',
    answer: answer(521, '<html><title>Web server is down</title></html>'),
    expected: { kind: 'gateway-unavailable', leg: 'gateway', retryable: true },
  },
  {
    name: 'a proxy that wants credentials',
    answer: answer(407, '<html><title>ERROR: Cache Access Denied</title></html>'),
    expected: { kind: 'proxy-auth', leg: 'proxy', retryable: false },
  },
  {
    name: 'a redirect to a portal keeps only its host',
    answer: { status: 302, headers: { location: 'https://login.example/start?session=secret' }, bodyText: '' },
    expected: { kind: 'not-an-api', leg: 'http', said: 'login.example' },
  },
  {
    name: 'plain text',
    answer: { status: 404, headers: { 'content-type': 'text/plain' }, bodyText: '404 page not found' },
    expected: { kind: 'not-found', leg: 'settings', said: '404 page not found' },
  },
  {
    name: 'an empty body',
    answer: { status: 500, headers: {}, bodyText: '' },
    expected: { kind: 'gateway-error', said: '' },
  },
];

const events: readonly { name: string; event: unknown; expected: Partial<Fault> | null }[] = [
  {
    name: 'OpenRouter, mid-stream (streaming.mdx)',
    event: {
      id: 'gen-1',
      object: 'chat.completion.chunk',
      provider: 'openai',
      error: { code: 'server_error', message: 'Provider disconnected unexpectedly' },
      choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }],
    },
    expected: { kind: 'provider-error', leg: 'provider', retryable: true, provider: 'openai' },
  },
  {
    name: 'OpenRouter, code as number with type and provider',
    event: {
      error: { code: 502, message: 'Upstream failed', metadata: { provider_name: 'Novita', error_type: 'provider_unavailable' } },
      choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }],
    },
    expected: { kind: 'provider-error', leg: 'provider', status: 502, provider: 'Novita' },
  },
  {
    name: 'choices empty beside the error (diegosouzapw/OmniRoute pull request 8210)',
    event: { choices: [], error: { message: 'Rate limit', code: 429, metadata: { provider_name: 'Chutes' } } },
    expected: { kind: 'rate-limited', leg: 'provider' },
  },
  {
    name: 'finish_reason error alone',
    event: { choices: [{ delta: {}, finish_reason: 'error' }] },
    expected: { kind: 'provider-error', leg: 'provider' },
  },
  {
    name: 'network_error behind a stop (earendil-works/pi #8511)',
    event: { choices: [{ delta: { content: '' }, finish_reason: 'stop', native_finish_reason: 'network_error' }] },
    expected: { kind: 'provider-error', said: 'network_error' },
  },
  {
    name: 'the error inside the choice',
    event: { choices: [{ error: { code: 503, message: 'overloaded' }, delta: {} }] },
    expected: { kind: 'provider-overloaded' },
  },
  {
    name: 'Anthropic event',
    event: { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
    expected: { kind: 'provider-overloaded', leg: 'provider', retryable: true },
  },
  {
    name: 'Responses, response.failed',
    event: {
      type: 'response.failed',
      response: { id: 'resp_1', status: 'failed', error: { code: 'rate_limit_exceeded', message: 'Rate limit reached' } },
    },
    expected: { kind: 'rate-limited' },
  },
  {
    name: 'Responses, error event',
    event: { type: 'error', code: 'server_error', message: 'The server had an error', param: null },
    expected: { kind: 'provider-error' },
  },
  { name: 'a content chunk', event: { choices: [{ delta: { content: 'Hi' }, finish_reason: null }] }, expected: null },
  { name: 'the last chunk', event: { choices: [{ delta: {}, finish_reason: 'length' }], usage: {} }, expected: null },
  { name: 'error null', event: { error: null, choices: [{ delta: { content: 'x' } }] }, expected: null },
  { name: 'text', event: '[DONE]', expected: null },
  { name: 'nothing', event: null, expected: null },
];

function assertPart(actual: Fault | null, expected: Partial<Fault>): void {
  assert.ok(actual);
  const part = Object.fromEntries(Object.keys(expected).map((key) => [key, actual[key as keyof Fault]]));
  assert.deepEqual(part, expected);
}

describe('classifyResponse', () => {
  for (const one of cases) {
    it(one.name, () => {
      const gateway = one.gateway === undefined ? undefined : findGateway(one.gateway);
      assertPart(classifyResponse(one.answer, gateway), one.expected);
    });
  }

  it('has nothing to say about success', () => {
    assert.equal(classifyResponse(answer(200, { data: [] })), null);
    assert.equal(classifyResponse(answer(204, {})), null);
  });

  it('counts a date from the answer when it is not told the time', () => {
    const headers = { date: 'Sat, 21 Nov 2026 09:00:00 GMT', 'retry-after': 'Sat, 21 Nov 2026 09:01:00 GMT' };
    const classified = classifyResponse({ status: 503, headers, bodyText: '' });
    assert.equal(classified?.retryAfterMs, 60_000);
  });

  it('does not take nonsense for a wait', () => {
    for (const value of ['soon', '-5', '1e99', '', 'NaN']) {
      assert.equal(classifyResponse(answer(429, {}, { 'retry-after': value }))?.retryAfterMs, undefined, value);
    }
  });

  it('keeps no markup and no control characters of what was said', () => {
    const said = classifyResponse(answer(500, { error: { message: 'a\u0000b\u202ec\r\nd', code: 500 } }))?.said;
    assert.equal(said, 'a b c d');
  });

  it('never throws, always names a leg, and bounds its text', () => {
    fc.assert(
      fc.property(fc.integer({ min: 300, max: 599 }), fc.oneof(fc.json(), fc.string()), fc.boolean(), (status, bodyText, html) => {
        const contentType = html ? 'text/html' : 'application/json';
        const classified = classifyResponse({ status, headers: {}, contentType, bodyText });
        assert.ok(classified);
        assert.ok(legs.includes(classified.leg));
        assert.ok(classified.said.length <= 400);
        assert.ok((classified.provider ?? '').length <= 80);
      }),
    );
  });

  it('survives error bodies whose fields have any type', () => {
    const any = fc.anything({ maxDepth: 2 });
    fc.assert(
      fc.property(any, any, any, any, (code, message, metadata, availability) => {
        const body = { error: { code, message, metadata, availability }, choices: [metadata] };
        let bodyText = '{}';
        try {
          bodyText = JSON.stringify(body);
        } catch {
          // Not JSON at all: BigInt.
        }
        assert.ok(classifyResponse({ status: 400, headers: {}, bodyText }));
        classifyStreamEvent(body);
      }),
    );
  });
});

describe('classifyStreamEvent', () => {
  for (const one of events) {
    it(one.name, () => {
      const classified = classifyStreamEvent(one.event);
      if (one.expected === null) assert.equal(classified, null);
      else assertPart(classified, one.expected);
    });
  }
});

describe('classifyWebPage', () => {
  it('knows a login portal that answers 200', () => {
    const page = answer(200, '<html><head><title>Sign in to the Wi-Fi</title></head></html>');
    assertPart(classifyWebPage(page), { kind: 'not-an-api', leg: 'http', said: 'Sign in to the Wi-Fi' });
  });

  it('knows a page whose content type is missing', () => {
    assert.ok(classifyWebPage({ status: 200, headers: {}, bodyText: '\n<!doctype html><p>x' }));
  });

  it('leaves JSON alone', () => {
    assert.equal(classifyWebPage(answer(200, { data: '<html>' })), null);
  });
});

describe('classifyWords', () => {
  it('knows a message that stands alone', () => {
    assert.equal(classifyWords('Rate limit exceeded: 20 per minute')?.kind, 'rate-limited');
    assert.equal(classifyWords('all is well'), null);
  });
});

describe('faults', () => {
  it('each kind has a leg and words of its own', () => {
    const titles = new Set<string>();
    for (const kind of faultKinds) {
      const fault: Fault = { kind, leg: legOfFault(kind), retryable: retryableFault(kind), said: '' };
      const words = describeFault(fault);
      for (const text of [words.title, words.cause, words.nextStep]) {
        assert.match(text, /^[A-Z].*\.$/, kind);
        assert.doesNotMatch(text, /[!\u2014]|\{\d\}/, kind);
      }
      titles.add(words.title);
    }
    assert.equal(titles.size, faultKinds.length);
  });

  it('says how long to wait', () => {
    const fault: Fault = { kind: 'rate-limited', leg: 'provider', retryable: true, provider: 'Chutes', retryAfterMs: 4_200, said: '' };
    assert.match(describeFault(fault).nextStep, /^Wait 5 seconds/);
    assert.match(describeFault(fault).title, /Chutes/);
    assert.match(describeFault({ ...fault, retryAfterMs: 600_000 }).nextStep, /^Wait 10 minutes/);
    assert.match(describeFault({ ...fault, leg: 'account', retryAfterMs: 86_400_000 }).nextStep, /^Wait 24 hours/);
  });
});
