/**
 * The Messages protocol of Anthropic, in which OpenRouter answers at `/messages`. Shapes and events:
 * platform.claude.com/docs/en/api/messages-streaming and /errors; the typed code is OpenRouter's own
 * (OpenRouterTeam/docs, errors-and-debugging.mdx).
 */
import type { ErrorAnswer } from './error-answer.ts';
import type { ReplyFacts, ReplySkin } from './reply-skin.ts';

/** Anthropic's types by status. */
const types: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  503: 'overloaded_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};

/** An error as the Messages protocol words it. */
export function messagesError({ status, body: { error } }: ErrorAnswer): object {
  const typed = error.metadata ? { error_type: error.metadata.error_type } : {};
  const availability = error.availability ? { availability: error.availability } : {};
  return {
    type: 'error',
    error: { type: types[status] ?? 'api_error', message: error.message, ...typed, ...availability },
  };
}

/** Answers in the shape of the Messages protocol. */
export const messagesSkin: ReplySkin = {
  head: (facts) => event('message_start', { message: { ...message(facts), content: [], stop_reason: null, usage: usage(facts, 1) } }),
  thoughts: ({ thoughts }) => [
    event('content_block_start', { index: 0, content_block: { type: 'thinking', thinking: '', signature: '' } }),
    ...thoughts.map((thinking) => event('content_block_delta', { index: 0, delta: { type: 'thinking_delta', thinking } })),
    event('content_block_delta', { index: 0, delta: { type: 'signature_delta', signature } }) + event('content_block_stop', { index: 0 }),
  ],
  opening: (facts) =>
    event('content_block_start', { index: indexOf(facts), content_block: facts.tool ? { type: 'tool_use', ...facts.tool, input: {} } : { type: 'text', text: '' } }),
  word: (facts, word) => {
    const delta = facts.tool ? { type: 'input_json_delta', partial_json: word } : { type: 'text_delta', text: word };
    return event('content_block_delta', { index: indexOf(facts), delta });
  },
  closing: (facts) => event('content_block_stop', { index: indexOf(facts) }),
  tail: (facts) =>
    [
      event('message_delta', { delta: { stop_reason: stopReason(facts), stop_sequence: null }, usage: usage(facts) }),
      event('message_stop', {}),
    ].join(''),
  failure: (_facts, answer) => `event: error\ndata: ${JSON.stringify(messagesError(answer))}\n\n`,
  whole: (facts) => ({ ...message(facts), content: content(facts), stop_reason: stopReason(facts), usage: usage(facts) }),
  refusal: messagesError,
};

/** A thought comes with a mark of its maker's; nobody checks this one. */
const signature = 'cHJhY3RpY2U=';

/** The thinking is a block of its own, in front. */
function indexOf({ thoughts }: ReplyFacts): number {
  return thoughts.length > 0 ? 1 : 0;
}

function content({ words, thoughts, tool }: ReplyFacts): object[] {
  const text = words.join('');
  return [
    ...(thoughts.length === 0 ? [] : [{ type: 'thinking', thinking: thoughts.join(''), signature }]),
    ...(tool ? [{ type: 'tool_use', ...tool, input: JSON.parse(text) as object }] : text === '' ? [] : [{ type: 'text', text }]),
  ];
}

function message({ generationId, request }: ReplyFacts): object {
  return { id: generationId, type: 'message', role: 'assistant', model: request.modelId, stop_sequence: null };
}

function usage({ words, thoughts }: ReplyFacts, output = words.length + thoughts.length): object {
  return { input_tokens: 12, output_tokens: output };
}

function stopReason({ limited, tool }: ReplyFacts): string {
  return tool ? 'tool_use' : limited ? 'max_tokens' : 'end_turn';
}

function event(type: string, data: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
}
