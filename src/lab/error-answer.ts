import type { OutgoingHttpHeaders } from 'node:http';

/** An error as the gateway answers it. */
export interface ErrorAnswer {
  status: number;
  headers: OutgoingHttpHeaders;
  body: { error: GatewayError; user_id?: string };
}

/** Source of the shape: OpenRouterTeam/docs, errors-and-debugging.mdx (2026-08). */
export interface GatewayError {
  code: number;
  message: string;
  metadata?: Record<string, unknown> & { error_type: string };
  availability?: Availability;
}

/** Why a model can't be served, since 2026-08-19; readers go by `retryable`. */
export interface Availability {
  code: string;
  retryable: boolean;
  retry_after?: number;
  requested_models?: readonly string[];
  affected_providers?: readonly string[];
  fallback_models?: readonly string[];
}

/** The practice account's user; a key that is unknown has none. */
const userId = 'user_practice';

function answer(error: GatewayError, headers: OutgoingHttpHeaders = {}, known = true): ErrorAnswer {
  return { status: error.code, headers, body: known ? { error, user_id: userId } : { error } };
}

export function noCredentials(): ErrorAnswer {
  const message = 'No auth credentials found';
  return answer({ code: 401, message, metadata: { error_type: 'authentication' } }, {}, false);
}

export function unknownKey(): ErrorAnswer {
  return answer({ code: 401, message: 'User not found.', metadata: { error_type: 'authentication' } }, {}, false);
}

export function managementKeyNeeded(): ErrorAnswer {
  const message = 'Only management keys can perform this operation';
  return answer({ code: 403, message, metadata: { error_type: 'permission_denied' } });
}

export function invalidRequest(message: string): ErrorAnswer {
  return answer({ code: 400, message, metadata: { error_type: 'invalid_request' } });
}

export function bodyTooLarge(): ErrorAnswer {
  return answer({ code: 413, message: 'Request body too large', metadata: { error_type: 'payload_too_large' } });
}

export function notFound(message = 'Not Found'): ErrorAnswer {
  return answer({ code: 404, message, metadata: { error_type: 'not_found' } }, {}, false);
}

export function methodNotAllowed(allowed: string): ErrorAnswer {
  const error = { code: 405, message: 'Method Not Allowed', metadata: { error_type: 'invalid_request' } };
  return answer(error, { allow: allowed }, false);
}

export function modelNotFound(model: string, alternatives: readonly string[]): ErrorAnswer {
  return answer({
    code: 400,
    message: `${model} is not a valid model ID`,
    metadata: { error_type: 'invalid_request' },
    availability: {
      code: 'model_not_found',
      retryable: false,
      requested_models: [model],
      fallback_models: alternatives,
    },
  });
}

export function paymentRequired(): ErrorAnswer {
  return answer({
    code: 402,
    message: 'Insufficient credits. Add more credits to your account to continue.',
    metadata: { error_type: 'payment_required' },
  });
}

/** A limit of the gateway itself; only these carry X-RateLimit headers. `nowMs` is epoch ms. */
export function rateLimited(retryAfterSeconds: number, nowMs: number): ErrorAnswer {
  const limits = {
    'X-RateLimit-Limit': '20',
    'X-RateLimit-Remaining': '0',
    'X-RateLimit-Reset': String(nowMs + retryAfterSeconds * 1000),
  };
  return answer(
    {
      code: 429,
      message: 'Rate limit exceeded: 20 requests per minute.',
      metadata: { error_type: 'rate_limit_exceeded', headers: limits },
    },
    { 'Retry-After': String(retryAfterSeconds), ...limits },
  );
}

export function providerOverloaded(model: string, provider: string, retryAfterSeconds: number): ErrorAnswer {
  return answer(
    {
      code: 503,
      message: `${provider} is overloaded. Try again later or use another model.`,
      metadata: { error_type: 'provider_overloaded', provider_name: provider },
      availability: {
        code: 'capacity_exhausted',
        retryable: true,
        retry_after: retryAfterSeconds,
        requested_models: [model],
        affected_providers: [provider],
      },
    },
    { 'Retry-After': String(retryAfterSeconds) },
  );
}

export function providerUnavailable(provider: string): ErrorAnswer {
  return answer({
    code: 502,
    message: 'Provider disconnected unexpectedly',
    metadata: { error_type: 'provider_unavailable', provider_name: provider },
  });
}

/** Passes by itself, and names no wait. */
export function temporarilyUnavailable(model: string, provider: string): ErrorAnswer {
  return answer({
    code: 503,
    message: `${provider} is temporarily unavailable.`,
    metadata: { error_type: 'provider_unavailable', provider_name: provider },
    availability: { code: 'temporarily_unavailable', retryable: true, requested_models: [model], affected_providers: [provider] },
  });
}

/** What is wrong inside the gateway is masked. */
export function internalError(): ErrorAnswer {
  return answer({ code: 500, message: 'Internal Server Error', metadata: { error_type: 'server' } }, {}, false);
}
