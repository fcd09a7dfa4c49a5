import { asObject, asText } from '../../../gateways/fault-body.ts';
import type { EndpointFailure } from '../failure.ts';
import { parsedData } from './event-fields.ts';
import { failureNote } from './failure-note.ts';
import { EventFollower, type EventFacts, type StreamReading } from './follower.ts';
import { firstText, hasError, lastObject, lastText } from './long-event.ts';
import { openaiCode, openaiFailureBody } from './openai-error.ts';
import type { EndpointProtocol } from './protocol.ts';
import { requestFacts } from './request-facts.ts';
import { streamError, unreadError } from './stream-error.ts';
import { usageFrom } from './usage-fields.ts';
import { judgeWholeAnswer } from './whole-answer.ts';

/**
 * The Responses API (platform.openai.com/docs/api-reference/responses-streaming). A stream is complete with
 * `response.completed` or `response.incomplete`; `response.failed`, `response.error` and `error` end it too. Codex takes
 * note of `response.failed` alone, so the endpoint's own failures are that (zyycn/codex-proxy-rs, pull request 90).
 */
export const openaiResponses: EndpointProtocol = {
  id: 'responses',
  path: '/responses',
  facts: (body) => requestFacts(body, ['max_output_tokens']),
  follow: () => new EventFollower(responsesReading()),
  judgeWhole: (body) => judgeWholeAnswer(body),
  failureBody: openaiFailureBody,
  heartbeat: ': gatehouse\n\n',
};

type Json = Readonly<Record<string, unknown>>;

function responsesReading(): StreamReading {
  let response: Json | undefined;
  let lastCount = -1;
  return {
    read(event) {
      const json = parsedData(event.data);
      const object = asObject(json) ?? {};
      const type = asText(object['type']) ?? event.event ?? '';
      const error = streamError(event, json);
      const count = object['sequence_number'];
      if (typeof count === 'number' && Number.isSafeInteger(count)) lastCount = Math.max(lastCount, count);
      const told = asObject(object['response']);
      response ??= told;
      const ended = isEnd(type);
      return {
        content: hasContent(type, object),
        ...(ended ? { ended } : {}),
        ...(error ? { error } : {}),
        ...(ended ? { finishReason: finishReasonOf(type, told) } : {}),
        usage: usageFrom(told?.['usage']),
        provider: asText(told?.['provider']) ?? asText(object['provider']),
      };
    },
    readLong(head, tail): EventFacts {
      const type = /^event: ?([\w.]+)/m.exec(head)?.[1] ?? firstText(head, 'type') ?? '';
      // An answer that repeats itself at its end has an `error` that is null.
      const failed = type === 'error' || type === 'response.failed' || type === 'response.error' || (!isEnd(type) && hasError(head));
      const error = failed ? unreadError() : undefined;
      const reason = lastText(tail, 'reason') ?? lastText(head, 'reason');
      return {
        content: type.endsWith('.delta') || type.endsWith('.partial_image') || type === 'response.output_item.done',
        ...(error ? { error } : {}),
        ...(isEnd(type) ? { ended: true, finishReason: type === 'response.incomplete' ? (reason ?? 'incomplete') : 'completed' } : {}),
        usage: usageFrom(lastObject(tail, 'usage')),
      };
    },
    failureEvent: (failure, count) => failedEvent(failure, response, Math.max(lastCount, count ?? -1) + 1),
  };
}

function isEnd(type: string): boolean {
  return type === 'response.completed' || type === 'response.incomplete';
}

/** Deltas, images in the making, calls of tools, and items that come whole, as some gateways send them. */
function hasContent(type: string, object: Json): boolean {
  if (type.endsWith('.delta')) return object['delta'] !== '' && object['delta'] !== undefined && object['delta'] !== null;
  if (type === 'response.output_item.added' || type === 'response.output_item.done') return itemHasContent(asObject(object['item']));
  return type.endsWith('.partial_image');
}

function itemHasContent(item: Json | undefined): boolean {
  if (!item) return false;
  if (item['type'] === 'message') return partsOf(item['content']).some((part) => part['text'] !== '' || 'refusal' in part);
  if (item['type'] === 'reasoning') return partsOf(item['summary']).length > 0 || partsOf(item['content']).length > 0 || asText(item['encrypted_content']) !== undefined;
  return true;
}

function partsOf(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(asObject).filter((part) => part !== undefined) : [];
}

function finishReasonOf(type: string, response: Json | undefined): string {
  if (type === 'response.completed') return 'completed';
  return asText(asObject(response?.['incomplete_details'])?.['reason']) ?? 'incomplete';
}

/**
 * The event that ends a response. Where none has begun it begins one first: the helpers of the official SDKs take no other
 * event before `response.created`, and hide what it says (openai-node 7.59, lib/responses/ResponseStream.ts).
 */
function failedEvent(failure: EndpointFailure, response: Json | undefined, count: number): string {
  const shape = {
    id: response?.['id'] ?? 'resp_gatehouse',
    object: 'response',
    created_at: response?.['created_at'] ?? 0,
    status: 'in_progress',
    error: null as object | null,
    incomplete_details: null,
    instructions: null,
    metadata: response?.['metadata'] ?? {},
    model: response?.['model'] ?? '',
    output: [],
    parallel_tool_calls: response?.['parallel_tool_calls'] ?? true,
    temperature: response?.['temperature'] ?? null,
    tool_choice: response?.['tool_choice'] ?? 'auto',
    tools: response?.['tools'] ?? [],
    top_p: response?.['top_p'] ?? null,
    usage: null,
  };
  const failed = { ...shape, status: 'failed', error: { code: failedCode(failure), message: failure.message } };
  const events = [
    ...(count === 0 ? [{ type: 'response.created', response: shape }] : []),
    { type: 'response.failed', response: failed, gatehouse: failureNote(failure) },
  ];
  return events.map(({ type, ...rest }, index) => `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: count + index, ...rest })}\n\n`).join('');
}

/** A code that clients know; `server_error` is the documented one for all that has none. */
function failedCode(failure: EndpointFailure): string {
  const code = openaiCode(failure);
  return code === failure.code ? 'server_error' : code;
}
