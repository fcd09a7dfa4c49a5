/** Events of streams that carry an error, and ways in which a stream ends. */
import type { StreamEnding } from '../../../src/gateways/classify-ending.ts';
import type { ExpectedFault } from './row.ts';

/** One event of a stream whose status was 200. */
export interface EventRow {
  group: 'Events inside a stream';
  name: string;
  event: unknown;
  /** null: it is no error. */
  expected: ExpectedFault | null;
}

/** How one stream ended. */
export interface EndingRow {
  group: 'Ends of a stream';
  name: string;
  ending: StreamEnding;
  /** null: the answer is complete. */
  expected: ExpectedFault | null;
}

const event = (name: string, data: unknown, expected: ExpectedFault | null): EventRow => ({ group: 'Events inside a stream', name, event: data, expected });
const provider = (says: readonly string[] = []): ExpectedFault => ({ kind: 'provider-error', leg: 'provider', retryable: true, ...(says.length === 0 ? {} : { says }) });

export const eventRows: readonly EventRow[] = [
  event('error with a text as its code', { id: 'gen-1', provider: 'OpenAI', error: { code: 'server_error', message: 'Provider disconnected unexpectedly' }, choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }] }, provider(['OpenAI'])),
  event('error with a number as its code', { error: { code: 502, message: 'Upstream failed', metadata: { provider_name: 'Novita', error_type: 'provider_unavailable' } }, choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }] }, provider(['Novita'])),
  event('a generic message under 5xx', { error: { code: 500, message: 'Internal Server Error' }, choices: [{ delta: {}, finish_reason: 'error' }] }, { kind: 'gateway-error', leg: 'gateway', retryable: true }),
  event('choices empty beside the error', { choices: [], error: { message: 'Rate limit', code: 429, metadata: { provider_name: 'Chutes' } } }, { kind: 'rate-limited', leg: 'provider', retryable: true, says: ['Chutes'] }),
  event('finish_reason error alone', { choices: [{ delta: {}, finish_reason: 'error' }] }, provider()),
  event('native_finish_reason network_error behind a stop', { choices: [{ delta: { content: '' }, finish_reason: 'stop', native_finish_reason: 'network_error' }] }, provider()),
  event('error inside the choice', { choices: [{ error: { code: 503, message: 'overloaded' }, delta: {} }] }, { kind: 'provider-overloaded', leg: 'provider', retryable: true }),
  event('error with a wait', { error: { code: 503, message: 'Full', availability: { code: 'capacity_exhausted', retryable: true, retry_after: 4 } }, choices: [] }, { kind: 'provider-overloaded', leg: 'provider', retryable: true, waitMs: 4_000 }),
  event('Messages, overloaded_error', { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }, { kind: 'provider-overloaded', leg: 'provider', retryable: true }),
  event('Messages, api_error', { type: 'error', error: { type: 'api_error', message: 'Something' } }, provider()),
  event('Responses, response.failed', { type: 'response.failed', response: { id: 'resp_1', status: 'failed', error: { code: 'rate_limit_exceeded', message: 'Rate limit reached' } } }, { kind: 'rate-limited', leg: 'account', retryable: true }),
  event('Responses, response.error', { type: 'response.error', error: { code: 'server_error', message: 'Failed' } }, provider()),
  event('Responses, error', { type: 'error', code: 'server_error', message: 'The server had an error', param: null }, provider()),
  event('Responses, typed code at the top', { type: 'response.failed', error_type: 'content_policy_violation', response: { error: { message: 'No' } } }, { kind: 'moderation', leg: 'request', retryable: false }),
  event('Google in the middle of a stream', { error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' } }, { kind: 'provider-overloaded', leg: 'provider', retryable: true }),
  event('a content chunk', { choices: [{ delta: { content: 'Hi' }, finish_reason: null }] }, null),
  event('the last chunk at a limit', { choices: [{ delta: {}, finish_reason: 'length' }], usage: {} }, null),
];

const ending = (name: string, how: StreamEnding, expected: ExpectedFault | null): EndingRow => ({ group: 'Ends of a stream', name, ending: how, expected });
const reset = { leg: 'stream', step: 'stream', code: 'ECONNRESET', message: 'read ECONNRESET', chain: ['ECONNRESET'] } as const;
const closed = { leg: 'stream', step: 'stream', code: 'UND_ERR_SOCKET', message: 'other side closed', chain: ['UND_ERR_SOCKET'] } as const;
const silent = { leg: 'stream', step: 'stream', code: 'UND_ERR_BODY_TIMEOUT', message: 'Body Timeout Error', chain: ['UND_ERR_BODY_TIMEOUT'] } as const;
const cut = (retryable: boolean): ExpectedFault => ({ kind: 'stream-cut', leg: 'stream', retryable });

export const endingRows: readonly EndingRow[] = [
  ending('end mark and a finish reason', { end: 'terminator', finishReason: 'stop', contentEvents: 9 }, null),
  ending('end mark and tool calls', { end: 'terminator', finishReason: 'tool_calls', contentEvents: 9 }, null),
  ending('end mark, cut at max_tokens (chat)', { end: 'terminator', finishReason: 'length', contentEvents: 9 }, { kind: 'length-limit', leg: 'request', retryable: false }),
  ending('end mark, cut at max_tokens (messages)', { end: 'terminator', finishReason: 'max_tokens', contentEvents: 9 }, { kind: 'length-limit', leg: 'request', retryable: false }),
  ending('end mark, stopped by a filter', { end: 'terminator', finishReason: 'content_filter', contentEvents: 9 }, { kind: 'moderation', leg: 'request', retryable: false }),
  ending('end mark without a finish reason', { end: 'terminator', contentEvents: 9 }, { kind: 'truncated', leg: 'stream', retryable: false }),
  ending('clean end without the end mark, after content', { end: 'clean-end', contentEvents: 4 }, { kind: 'truncated', leg: 'stream', retryable: false }),
  ending('clean end without the end mark, before content', { end: 'clean-end', contentEvents: 0 }, { kind: 'truncated', leg: 'stream', retryable: true }),
  ending('reset before content', { end: 'cut', failure: reset, contentEvents: 0 }, cut(true)),
  ending('reset after content', { end: 'cut', failure: reset, contentEvents: 4 }, cut(false)),
  ending('closed inside a chunked body, or short of its length', { end: 'cut', failure: closed, contentEvents: 0 }, cut(true)),
  ending('the clock of the client for silence', { end: 'cut', failure: silent, contentEvents: 0 }, { kind: 'stream-stalled', leg: 'stream', retryable: true }),
  ending('comments and no content', { end: 'stalled', contentEvents: 0 }, { kind: 'stream-stalled', leg: 'stream', retryable: true }),
  ending('comments and no more content', { end: 'stalled', contentEvents: 4 }, { kind: 'stream-stalled', leg: 'stream', retryable: false }),
  ending('the clock of the client for the whole answer', { end: 'out-of-time', contentEvents: 4 }, { kind: 'client-timeout', leg: 'http', retryable: false }),
  ending('an error event before content', { end: 'error-event', errorEvent: { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }, contentEvents: 0 }, { kind: 'provider-overloaded', leg: 'provider', retryable: true }),
  ending('an error event after content', { end: 'error-event', errorEvent: { error: { code: 502, message: 'Upstream failed' } }, contentEvents: 4 }, { kind: 'provider-error', leg: 'provider', retryable: false }),
];
