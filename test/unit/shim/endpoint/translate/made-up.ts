/** Made-up conversations and answers, and the target's documents and streams that tell them. */
import fc from 'fast-check';
import type { SpokenProtocol } from '../../../../../src/gateways/gateway.ts';
import type { Answer, AnswerEvent, Block } from '../../../../../src/shim/endpoint/translate/answer.ts';
import { answerContext } from '../../../../../src/shim/endpoint/translate/answer-context.ts';
import { writeChatAnswer } from '../../../../../src/shim/endpoint/translate/chat/answer.ts';
import { writeChatRequest } from '../../../../../src/shim/endpoint/translate/chat/write-request.ts';
import { ChatStreamWriter } from '../../../../../src/shim/endpoint/translate/chat/write-stream.ts';
import type { Conversation, Item } from '../../../../../src/shim/endpoint/translate/conversation.ts';
import type { Json } from '../../../../../src/shim/endpoint/translate/json.ts';
import { writeMessagesAnswer } from '../../../../../src/shim/endpoint/translate/messages/answer.ts';
import { writeMessagesRequest } from '../../../../../src/shim/endpoint/translate/messages/write-request.ts';
import { MessagesStreamWriter } from '../../../../../src/shim/endpoint/translate/messages/write-stream.ts';
import { writeResponsesAnswer } from '../../../../../src/shim/endpoint/translate/responses/answer.ts';
import { writeResponsesRequest } from '../../../../../src/shim/endpoint/translate/responses/write-request.ts';
import { ResponsesStreamWriter } from '../../../../../src/shim/endpoint/translate/responses/write-stream.ts';
import type { StreamEvent } from '../../../../../src/shim/endpoint/translate/translation.ts';
import { eventsOf } from './accumulate.ts';

export const protocols: readonly SpokenProtocol[] = ['chat-completions', 'responses', 'messages'];
export const directions = protocols.flatMap((from) => protocols.filter((to) => to !== from).map((to) => [from, to] as const));

const told = fc.string({ minLength: 1, maxLength: 12 }).map((text) => `a${text}`);
const name = fc.stringMatching(/^[a-z_]{1,8}$/);
const input = fc
  .dictionary(fc.stringMatching(/^[a-z]{1,4}$/), fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)), { maxKeys: 3 })
  .map((made) => JSON.stringify(made));

export const answers: fc.Arbitrary<Answer> = fc
  .record({
    id: fc.stringMatching(/^[a-z0-9]{1,8}$/),
    createdS: fc.integer({ min: 1, max: 2_000_000_000 }),
    reasoning: fc.option(told),
    text: fc.option(told),
    calls: fc.uniqueArray(fc.record({ id: fc.stringMatching(/^call_[a-z0-9]{1,6}$/), name, text: input }), { maxLength: 3, selector: ({ id }) => id }),
    limited: fc.boolean(),
    usage: fc.option(fc.record({ input: fc.integer({ min: 100, max: 900 }), output: fc.nat(900), cached: fc.nat(50), cacheWritten: fc.nat(50), reasoning: fc.nat(9) })),
  })
  .map(({ id, createdS, reasoning, text, calls, limited, usage }) => {
    const blocks: Block[] = [
      ...(reasoning === null ? [] : [{ kind: 'reasoning' as const, text: reasoning }]),
      ...(text === null ? [] : [{ kind: 'text' as const, text }]),
      ...calls.map((call) => ({ kind: 'call' as const, ...call })),
    ];
    const why = limited ? ('length' as const) : calls.length > 0 ? ('calls' as const) : ('stop' as const);
    return { id, model: 'm/one', createdS, blocks, ending: { why }, ...(usage ? { usage } : {}) };
  });

/** The answer as a document of a target. */
export function documentOf(protocol: SpokenProtocol, answer: Answer): Json {
  const context = answerContext(protocol, {}, 0);
  if (protocol === 'messages') return writeMessagesAnswer(answer);
  return protocol === 'responses' ? writeResponsesAnswer(answer, context) : writeChatAnswer(answer, context);
}

/** The answer as a target's stream, in pieces of any size; calls grow by turns where `mixed`. */
export function streamOf(protocol: SpokenProtocol, answer: Answer, pieces: readonly number[], mixed: boolean): StreamEvent[] {
  const context = answerContext(protocol, { stream_options: { include_usage: true } }, 0);
  const writer = { 'chat-completions': () => new ChatStreamWriter(context), responses: () => new ResponsesStreamWriter(context), messages: () => new MessagesStreamWriter() }[protocol]();
  return eventsOf(eventsFor(answer, pieces, mixed).map((event) => writer.write(event)).join(''));
}

function eventsFor({ id, model, createdS, blocks, ending, usage }: Answer, pieces: readonly number[], mixed: boolean): AnswerEvent[] {
  let turn = 0;
  const split = (text: string): string[] => {
    const parts: string[] = [];
    for (let at = 0; at < text.length; ) {
      const size = 1 + (pieces[turn++ % Math.max(pieces.length, 1)] ?? 3);
      parts.push(text.slice(at, at + size));
      at += size;
    }
    return parts;
  };
  const grown = blocks.map(({ text }, block) => split(text).map((part): AnswerEvent => ({ type: 'grow', block, text: part })));
  const opened = blocks.map((made, block): AnswerEvent => {
    if (made.kind !== 'call') return { type: 'open', block, what: { kind: made.kind } };
    return { type: 'open', block, what: { kind: 'call', id: made.id, name: made.name } };
  });
  const firstCall = mixed ? blocks.findIndex(({ kind }) => kind === 'call') : -1;
  const alone = firstCall < 0 ? blocks.length : firstCall;
  const events: AnswerEvent[] = [];
  for (let block = 0; block < alone; block++) events.push(opened[block]!, ...grown[block]!, { type: 'close', block });
  events.push(...opened.slice(alone));
  const rest = grown.slice(alone);
  for (let at = 0; rest.some((parts) => at < parts.length); at++) events.push(...rest.flatMap((parts) => parts[at] ?? []));
  for (let block = alone; block < blocks.length; block++) events.push({ type: 'close', block });
  return [
    { type: 'start', id, model, ...(createdS === undefined ? {} : { createdS }), ...(usage ? { usage: { ...usage, output: 1 } } : {}) },
    ...events,
    { type: 'end', ending, ...(usage ? { usage } : {}) },
  ];
}

const turn = fc.record({ asked: told, said: fc.option(told), calls: fc.array(fc.record({ name, arguments: input, result: told }), { maxLength: 2 }) });

/** What all three protocols can say. */
export const conversations: fc.Arbitrary<Conversation> = fc
  .record({
    instructions: fc.option(told),
    turns: fc.array(turn, { maxLength: 3 }),
    last: told,
    tools: fc.uniqueArray(fc.record({ name, description: told, schema: fc.constant({ type: 'object', properties: { path: { type: 'string' } } }) }), { maxLength: 3, selector: (tool) => tool.name }),
    choice: fc.constantFrom(undefined, 'auto' as const, 'none' as const, 'required' as const),
    alone: fc.boolean(),
    maxTokens: fc.integer({ min: 16, max: 9_000 }),
    temperature: fc.option(fc.constantFrom(0, 0.5, 1)),
    stream: fc.boolean(),
  })
  .map(({ instructions, turns, last, tools, choice, alone, maxTokens, temperature, stream }) => {
    const items = turns.flatMap(({ asked, said, calls }, at): Item[] => {
      const made = calls.map(({ name: called, arguments: given, result }, call) => ({ id: `call_${at}_${call}`, name: called, arguments: given, result }));
      return [
        { kind: 'message', role: 'user', parts: [{ kind: 'text', text: asked }] },
        ...(said === null ? [] : [{ kind: 'message' as const, role: 'assistant' as const, parts: [{ kind: 'text' as const, text: said }] }]),
        ...made.map(({ result: _, ...call }): Item => ({ kind: 'call', call })),
        ...made.map(({ id, result }): Item => ({ kind: 'result', id, parts: [{ kind: 'text', text: result }] })),
        ...(said === null || calls.length > 0 ? [{ kind: 'message' as const, role: 'assistant' as const, parts: [{ kind: 'text' as const, text: 'well' }] }] : []),
      ];
    });
    return {
      model: 'm/one',
      ...(instructions === null ? {} : { instructions }),
      items: [...items, { kind: 'message', role: 'user', parts: [{ kind: 'text', text: last }] }],
      tools,
      ...(choice !== undefined && tools.length > 0 ? { toolChoice: choice } : {}),
      ...(alone && tools.length > 0 && choice !== 'none' && choice !== undefined ? { parallelCalls: false } : {}),
      maxTokens,
      ...(temperature === null ? {} : { temperature }),
      stop: [],
      stream,
      shared: {},
    };
  });

/** The conversation as a caller of a protocol sends it. */
export function requestOf(protocol: SpokenProtocol, conversation: Conversation): Json {
  if (protocol === 'messages') return writeMessagesRequest(conversation, protocol);
  return protocol === 'responses' ? writeResponsesRequest(conversation, protocol) : writeChatRequest(conversation);
}

/** JSON that looks like a protocol's here and there: their names and types, in the wrong places. */
const words = ['messages', 'input', 'content', 'role', 'type', 'text', 'tools', 'tool_calls', 'function', 'custom', 'name', 'arguments', 'id', 'call_id', 'choices', 'message', 'delta', 'output', 'usage', 'error', 'index', 'item', 'response', 'part', 'output_index', 'content_block', 'input_tokens', 'prompt_tokens', 'prompt_tokens_details', 'stop_reason', 'finish_reason', 'stop', 'tool_choice', 'reasoning', 'thinking', 'system', 'instructions', 'image_url', 'url', 'source', 'data', 'file', 'metadata', 'response_format', 'json_schema', 'schema', 'output_config', '__proto__', 'constructor', 'max_tokens', 'temperature', 'stream', 'namespace', 'summary'];
const values = ['user', 'assistant', 'system', 'tool', 'developer', 'text', 'function', 'custom', 'message', 'function_call', 'function_call_output', 'reasoning', 'tool_use', 'tool_result', 'image', 'image_url', 'input_text', 'input_image', 'output_text', 'base64', 'url', 'document', 'namespace', 'thinking', 'auto', 'required', 'stop', 'error', 'message_start', 'content_block_start', 'content_block_delta', 'content_block_stop', 'message_delta', 'message_stop', 'text_delta', 'input_json_delta', 'response.created', 'response.output_item.added', 'response.output_text.delta', 'response.function_call_arguments.delta', 'response.reasoning_summary_text.delta', 'response.output_item.done', 'response.completed', 'response.failed', 'data:image/png;base64,AA', 'https://a.test/x', 'high', 'json_object', '{"a":1}', '{', ''];

export const looseJson: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthIdentifier: 'json' },
    { weight: 4, arbitrary: fc.constantFrom<unknown>(...values) },
    { weight: 1, arbitrary: fc.oneof(fc.integer({ min: -2, max: 3 }), fc.double(), fc.boolean(), fc.constant(null), fc.string()) },
    { weight: 3, arbitrary: fc.array(tie('value'), { maxLength: 3, depthIdentifier: 'json' }) },
    { weight: 5, arbitrary: fc.dictionary(fc.constantFrom(...words), tie('value'), { maxKeys: 6, depthIdentifier: 'json' }) },
  ),
})).value;
