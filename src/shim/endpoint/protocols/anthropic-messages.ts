import { asObject, asText } from '../../../gateways/fault-body.ts';
import type { EndpointFailure } from '../failure.ts';
import { parsedData } from './event-fields.ts';
import { failureNote } from './failure-note.ts';
import { EventFollower, type EventFacts, type StreamReading } from './follower.ts';
import { firstText, hasError } from './long-event.ts';
import type { EndpointProtocol } from './protocol.ts';
import { requestFacts } from './request-facts.ts';
import { streamError, unreadError } from './stream-error.ts';
import { usageFrom } from './usage-fields.ts';
import { judgeWholeAnswer } from './whole-answer.ts';

/**
 * Anthropic's Messages (platform.claude.com/docs/en/api/messages-streaming). A stream is complete with `message_stop` and
 * nothing else: Anthropic's SDKs have no message before it.
 */
export const anthropicMessages: EndpointProtocol = {
  id: 'messages',
  path: '/messages',
  facts: (body) => requestFacts(body, ['max_tokens']),
  follow: () => new EventFollower(messagesReading()),
  judgeWhole: (body) => judgeWholeAnswer(body),
  failureBody: anthropicFailureBody,
  heartbeat: ': gatehouse\n\n',
};

type Json = Readonly<Record<string, unknown>>;

function messagesReading(): StreamReading {
  return {
    read(event) {
      const json = parsedData(event.data);
      const object = asObject(json) ?? {};
      const type = asText(object['type']) ?? event.event ?? '';
      const error = streamError(event, json);
      const message = asObject(object['message']);
      return {
        content: hasContent(type, object),
        ...(type === 'message_stop' ? { ended: true } : {}),
        ...(error ? { error } : {}),
        finishReason: asText(asObject(object['delta'])?.['stop_reason']),
        // The usage of `message_delta` counts from the beginning, and so replaces that of `message_start`.
        usage: usageFrom(message?.['usage'] ?? object['usage']),
        provider: asText(message?.['provider']) ?? asText(object['provider']),
      };
    },
    readLong(head): EventFacts {
      const type = /^event: ?(\w+)/m.exec(head)?.[1] ?? firstText(head, 'type') ?? '';
      const error = type === 'error' || hasError(head) ? unreadError() : undefined;
      return { content: type === 'content_block_delta' || type === 'content_block_start', ...(error ? { error } : {}) };
    },
    failureEvent: (failure) => `event: error\ndata: ${JSON.stringify(anthropicFailureBody(failure))}\n\n`,
  };
}

/** Deltas that are not empty, and blocks that begin with something: the name of a tool, a result of a server's tool. */
function hasContent(type: string, object: Json): boolean {
  if (type === 'content_block_delta') return isFullDelta(asObject(object['delta']));
  if (type !== 'content_block_start') return false;
  const block = asObject(object['content_block']);
  if (block?.['type'] === 'text') return isFullText(block['text']);
  if (block?.['type'] === 'thinking') return isFullText(block['thinking']);
  return block !== undefined;
}

function isFullDelta(delta: Json | undefined): boolean {
  switch (delta?.['type']) {
    case undefined:
      return false;
    case 'text_delta':
      return isFullText(delta['text']);
    case 'thinking_delta':
      return isFullText(delta['thinking']);
    case 'input_json_delta':
      return isFullText(delta['partial_json']);
    default:
      return true;
  }
}

function isFullText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

/** Anthropic's types by status (platform.claude.com/docs/en/api/errors). */
const types: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};

function anthropicType({ status, code }: EndpointFailure): string {
  if (code === 'provider-overloaded') return 'overloaded_error';
  return types[status] ?? (status < 500 ? 'invalid_request_error' : 'api_error');
}

function anthropicFailureBody(failure: EndpointFailure): object {
  return { type: 'error', error: { type: anthropicType(failure), message: failure.message }, gatehouse: failureNote(failure) };
}
