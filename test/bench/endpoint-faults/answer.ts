import type { SpokenProtocol } from '../../../src/gateways/gateway.ts';

/** One attempt's answer: no other has the same text, and the text says whose it is and how long it has to be. */
export interface Answer {
  request: number;
  gateway: number;
  /** Counts a request's attempts at this gateway from 1. */
  attempt: number;
  words: number;
}

/** What it says it cost in tokens. */
export interface Counted {
  input: number;
  output: number;
}

/** `<17.0.2.5> 1 2 3 4 5 </17.0.2>`, in the pieces in which it is streamed. */
export function pieces({ request, gateway, attempt, words }: Answer): string[] {
  const name = `${request}.${gateway}.${attempt}`;
  return [`<${name}.${words}>`, ...Array.from({ length: words }, (_, index) => ` ${index + 1}`), ` </${name}>`];
}

/** The answer whose text begins like this; undefined where the text says none. */
export function answerOf(text: string): Answer | undefined {
  const [, request, gateway, attempt, words] = /^<(\d+)\.(\d+)\.(\d+)\.(\d+)>/.exec(text) ?? [];
  return words === undefined ? undefined : { request: Number(request), gateway: Number(gateway), attempt: Number(attempt), words: Number(words) };
}

export function usageOf({ request, attempt, words }: Answer): Counted {
  return { input: 5 + (request % 11) + attempt, output: words + 2 };
}

/** An answer as events of a stream: what comes before the first content, one for each piece, what comes behind. */
export interface Events {
  opening: string[];
  content: string[];
  closing: string[];
}

const named = (event: { type: string } & Record<string, unknown>): string => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;

export function eventsOf(protocol: SpokenProtocol, answer: Answer): Events {
  const { input, output } = usageOf(answer);
  const all = pieces(answer);
  switch (protocol) {
    case 'chat-completions': {
      const chunk = (choices: object[], more: object = {}): string =>
        `data: ${JSON.stringify({ id: `gen-${answer.request}`, object: 'chat.completion.chunk', created: 1_800_000_000, model: 'm', choices, ...more })}\n\n`;
      const delta = (one: object, reason: string | null = null): string => chunk([{ index: 0, delta: one, finish_reason: reason }]);
      return {
        opening: [': OPENROUTER PROCESSING\n\n', delta({ role: 'assistant', content: '' })],
        content: all.map((content) => delta({ content })),
        closing: [delta({}, 'stop'), chunk([], { usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output } }), 'data: [DONE]\n\n'],
      };
    }
    case 'messages':
      return {
        opening: [
          named({ type: 'message_start', message: { id: `msg_${answer.request}`, type: 'message', role: 'assistant', model: 'm', content: [], stop_reason: null, stop_sequence: null, usage: { input_tokens: input, output_tokens: 1 } } }),
          named({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
          named({ type: 'ping' }),
        ],
        content: all.map((text) => named({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })),
        closing: [
          named({ type: 'content_block_stop', index: 0 }),
          named({ type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: output } }),
          named({ type: 'message_stop' }),
        ],
      };
    case 'responses': {
      let count = 0;
      const event = (type: string, more: object): string => named({ type, sequence_number: count++, ...more });
      const at = { item_id: 'msg_1', output_index: 0, content_index: 0 };
      const item = (status: string, text: string): object => ({ id: 'msg_1', type: 'message', status, role: 'assistant', content: text === '' ? [] : [part(text)] });
      const opening = [
        event('response.created', { response: response('in_progress', answer) }),
        event('response.output_item.added', { output_index: 0, item: item('in_progress', '') }),
        event('response.content_part.added', { ...at, part: part('') }),
      ];
      const content = all.map((delta) => event('response.output_text.delta', { ...at, delta, logprobs: [] }));
      const text = all.join('');
      return {
        opening,
        content,
        closing: [
          event('response.output_text.done', { ...at, text, logprobs: [] }),
          event('response.content_part.done', { ...at, part: part(text) }),
          event('response.output_item.done', { output_index: 0, item: item('completed', text) }),
          event('response.completed', { response: response('completed', answer) }),
        ],
      };
    }
  }
}

const part = (text: string): object => ({ type: 'output_text', text, annotations: [] });

function response(status: string, answer: Answer): object {
  const { input, output } = usageOf(answer);
  const done = status === 'completed';
  return {
    id: `resp_${answer.request}`,
    object: 'response',
    created_at: 1_800_000_000,
    status,
    error: null,
    incomplete_details: null,
    model: 'm',
    output: done ? [{ id: 'msg_1', type: 'message', status: 'completed', role: 'assistant', content: [part(pieces(answer).join(''))] }] : [],
    usage: done ? { input_tokens: input, input_tokens_details: { cached_tokens: 0 }, output_tokens: output, output_tokens_details: { reasoning_tokens: 0 }, total_tokens: input + output } : null,
  };
}

/** The same answer as one document. */
export function documentOf(protocol: SpokenProtocol, answer: Answer): object {
  const { input, output } = usageOf(answer);
  const text = pieces(answer).join('');
  switch (protocol) {
    case 'chat-completions':
      return {
        id: `gen-${answer.request}`,
        object: 'chat.completion',
        created: 1_800_000_000,
        model: 'm',
        choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
        usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output },
      };
    case 'messages':
      return { id: `msg_${answer.request}`, type: 'message', role: 'assistant', model: 'm', content: [{ type: 'text', text }], stop_reason: 'end_turn', stop_sequence: null, usage: { input_tokens: input, output_tokens: output } };
    case 'responses':
      return response('completed', answer);
  }
}

/** An error as it comes inside a stream. */
export function errorEvent(protocol: SpokenProtocol): string {
  switch (protocol) {
    case 'chat-completions':
      return `data: ${JSON.stringify({ id: 'gen-x', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }], error: { code: 502, message: 'Provider disconnected' } })}\n\n`;
    case 'messages':
      return `event: error\ndata: ${JSON.stringify({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } })}\n\n`;
    case 'responses':
      return `event: response.failed\ndata: ${JSON.stringify({ type: 'response.failed', sequence_number: 999, response: { id: 'resp_x', object: 'response', status: 'failed', error: { code: 'server_error', message: 'The model failed' }, output: [] } })}\n\n`;
  }
}

/** An error as a document. */
export function errorDocument(protocol: SpokenProtocol, status: number): object {
  const message = `Practice error ${status}`;
  return protocol === 'messages' ? { type: 'error', error: { type: status === 429 ? 'rate_limit_error' : status === 529 ? 'overloaded_error' : 'api_error', message } } : { error: { code: status, message } };
}
