import { asObject, asText } from '../../../gateways/fault-body.ts';
import type { EndpointFailure } from '../failure.ts';
import type { Usage } from '../usage.ts';
import { parsedData } from './event-fields.ts';
import { failureNote } from './failure-note.ts';
import { EventFollower, type EventFacts, type StreamReading } from './follower.ts';
import { hasError, lastObject, lastText } from './long-event.ts';
import { openaiFailureBody, openaiType } from './openai-error.ts';
import type { EndpointProtocol } from './protocol.ts';
import { requestFacts } from './request-facts.ts';
import { streamError, unreadError } from './stream-error.ts';
import { usageFrom } from './usage-fields.ts';
import { judgeWholeAnswer } from './whole-answer.ts';

/**
 * Chat completions (platform.openai.com/docs/api-reference/chat-streaming; OpenRouterTeam/docs, streaming.mdx). A stream
 * is complete with a finish reason and `[DONE]`. Where `[DONE]` is missing it is truncated, unless a finish reason and the
 * usage came and the body ended behind a whole event: the usage is documented as the last chunk, so that nothing is left
 * to come.
 */
export const openaiChat: EndpointProtocol = {
  id: 'chat-completions',
  path: '/chat/completions',
  facts: (body) => requestFacts(body, ['max_completion_tokens', 'max_tokens']),
  follow: () => new EventFollower(chatReading()),
  judgeWhole: (body) => judgeWholeAnswer(body),
  failureBody: openaiFailureBody,
  // OpenRouter sends comments itself, so clients of this protocol have met them.
  heartbeat: ': gatehouse\n\n',
};

function chatReading(): StreamReading {
  /** What the chunks of a stream have in common; an error chunk has it too. */
  let common: { id: unknown; created: unknown; model: unknown } | undefined;
  return {
    read(event) {
      if (event.data.trim() === '[DONE]') return { ended: true };
      const json = parsedData(event.data);
      const chunk = asObject(json);
      const error = streamError(event, json);
      const provider = asText(chunk?.['provider']);
      if (chunk && typeof chunk['id'] === 'string') common ??= { id: chunk['id'], created: chunk['created'], model: chunk['model'] };
      const choices = Array.isArray(chunk?.['choices']) ? (chunk['choices'] as unknown[]) : [];
      return {
        content: choices.some(choiceHasContent),
        ...(error ? { error } : {}),
        finishReason: finishReasonOf(choices),
        usage: usageFrom(chunk?.['usage']),
        provider,
      };
    },
    readLong(head, tail): EventFacts {
      const error = hasError(head) || hasError(tail) ? unreadError() : undefined;
      return {
        content: head.startsWith('data:'),
        ...(error ? { error } : {}),
        finishReason: lastText(tail, 'finish_reason'),
        usage: usageFrom(lastObject(tail, 'usage')),
      };
    },
    wholeWithoutMark: ({ finishReason, usage }: { finishReason: string | undefined; usage: Usage | undefined }) =>
      finishReason !== undefined && usage !== undefined,
    failureEvent: (failure) => failureChunk(failure, common),
  };
}

function choiceHasContent(value: unknown): boolean {
  const choice = asObject(value);
  if (!choice) return false;
  // The older completions have their text in the choice.
  if (isFull(choice['text'])) return true;
  const delta = asObject(choice['delta']);
  for (const key in delta) if (key !== 'role' && isFull(delta[key])) return true;
  return false;
}

/** Texts, lists and objects that are not empty: content, `reasoning`, `reasoning_content`, tool calls, images, audio. */
function isFull(value: unknown): boolean {
  if (typeof value === 'string' || Array.isArray(value)) return value.length > 0;
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

/** Of several choices the last that has one. */
function finishReasonOf(choices: readonly unknown[]): string | undefined {
  let found: string | undefined;
  for (const choice of choices) found = asText(asObject(choice)?.['finish_reason']) ?? found;
  return found;
}

/**
 * What OpenRouter says of failures inside a stream (OpenRouterTeam/docs, streaming.mdx), but without `choices`: OpenAI's
 * SDKs raise on `error`, while @ai-sdk/openai 4.0 takes a chunk with choices for content and half an answer for a whole
 * one (openaiChatChunkSchema). No `[DONE]` follows.
 */
function failureChunk(failure: EndpointFailure, common: { id: unknown; created: unknown; model: unknown } | undefined): string {
  const chunk = {
    id: common?.id ?? 'chatcmpl-gatehouse',
    object: 'chat.completion.chunk',
    created: common?.created ?? 0,
    model: common?.model ?? '',
    error: { code: failure.status, message: failure.message, type: openaiType(failure), metadata: { source: 'gatehouse', ...failureNote(failure) } },
  };
  return `data: ${JSON.stringify(chunk)}\n\n`;
}
