import type { EndpointFailure } from '../failure.ts';
import { failureNote } from './failure-note.ts';

/**
 * OpenAI's codes, for the faults that it has one for: clients decide by them (platform.openai.com/docs/guides/error-codes;
 * Codex: codex-rs, `response.failed`). Other codes are the endpoint's own.
 */
const codes: Readonly<Record<string, string>> = {
  'bad-key': 'invalid_api_key',
  'no-credit': 'insufficient_quota',
  'rate-limited': 'rate_limit_exceeded',
  'context-length': 'context_length_exceeded',
  'model-not-found': 'model_not_found',
  'provider-overloaded': 'server_is_overloaded',
};

/** OpenAI's types, by status. */
const types: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  403: 'permission_error',
  429: 'rate_limit_error',
};

/** The code of a failure as OpenAI's clients know it. */
export function openaiCode({ code }: EndpointFailure): string {
  return codes[code] ?? code;
}

/** The type of a failure as OpenAI's clients know it. */
export function openaiType({ status }: EndpointFailure): string {
  return types[status] ?? (status < 500 ? 'invalid_request_error' : 'server_error');
}

/** The body of a failure as OpenAI documents it, and a note of the endpoint's. */
export function openaiFailureBody(failure: EndpointFailure): object {
  const error = { message: failure.message, type: openaiType(failure), code: openaiCode(failure), param: null };
  return { error, gatehouse: failureNote(failure) };
}
