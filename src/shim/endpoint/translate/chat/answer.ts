/** Whole answers of chat completions: openai-node 7.59.0, `ChatCompletion`; OpenRouterTeam/docs for `reasoning` and `cost`. */
import { endingOf, type Answer, type Block, type Ending, type Tokens } from '../answer.ts';
import type { AnswerContext } from '../answer-context.ts';
import { number, record, records, text, type Json } from '../json.ts';

/** @returns undefined where it is no answer. */
export function readChatAnswer(document: unknown): Answer | undefined {
  const body = record(document);
  const choice = records(body?.['choices'])[0];
  const message = record(choice?.['message']);
  if (!body || !choice || !message) return undefined;
  const id = text(body['id']) ?? '';
  const createdS = number(body['created']);
  const usage = chatTokens(body['usage']);
  const calls = records(message['tool_calls']).flatMap((one, at) => callOf(one, `call_${id}_${at}`) ?? []);
  const blocks: Block[] = [
    ...textBlock('reasoning', chatReasoning(message)),
    ...textBlock('text', contentOf(message['content'])),
    ...textBlock('refusal', text(message['refusal'])),
    ...calls,
  ];
  return {
    id,
    model: text(body['model']) ?? '',
    ...(createdS === undefined ? {} : { createdS }),
    blocks,
    ending: chatEnding(choice['finish_reason'], calls.length > 0),
    ...(usage ? { usage } : {}),
  };
}

function textBlock(kind: 'reasoning' | 'text' | 'refusal', told: string | undefined): Block[] {
  return told === undefined || told === '' ? [] : [{ kind, text: told }];
}

/** Some gateways answer in parts. */
function contentOf(content: unknown): string | undefined {
  return Array.isArray(content) ? records(content).map((part) => text(part['text']) ?? '').join('') : text(content);
}

/** `reasoning_content` of DeepSeek and most servers of open models, `reasoning` of OpenRouter; in a delta as well. */
export function chatReasoning(message: Json): string | undefined {
  return text(message['reasoning_content']) ?? text(message['reasoning']);
}

function callOf(one: Json, otherwise: string): Block | undefined {
  const freeform = record(one['custom']);
  const called = freeform ?? record(one['function']);
  const name = text(called?.['name']);
  if (!called || name === undefined || name === '') return undefined;
  const id = text(one['id']) || otherwise;
  return freeform ? { kind: 'call', id, name, text: text(freeform['input']) ?? '', freeform: true } : { kind: 'call', id, name, text: text(called['arguments']) || '{}' };
}

export function chatEnding(reason: unknown, calls: boolean): Ending {
  switch (reason) {
    case 'length':
      return { why: 'length' };
    case 'tool_calls':
    case 'function_call':
      return { why: 'calls' };
    case 'content_filter':
      return { why: 'filter' };
    default:
      return endingOf('stop', calls);
  }
}

export function chatTokens(value: unknown): Tokens | undefined {
  const usage = record(value);
  const input = number(usage?.['prompt_tokens']);
  const output = number(usage?.['completion_tokens']);
  if (!usage || (input === undefined && output === undefined)) return undefined;
  const prompt = record(usage['prompt_tokens_details']);
  const cached = number(prompt?.['cached_tokens']);
  const cacheWritten = number(prompt?.['cache_write_tokens']);
  const reasoning = number(record(usage['completion_tokens_details'])?.['reasoning_tokens']);
  const costUsd = number(usage['cost']);
  return {
    input: input ?? 0,
    output: output ?? 0,
    ...(cached === undefined ? {} : { cached }),
    ...(cacheWritten === undefined ? {} : { cacheWritten }),
    ...(reasoning === undefined ? {} : { reasoning }),
    ...(costUsd === undefined ? {} : { costUsd }),
  };
}

export function writeChatAnswer({ id, model, createdS, blocks, ending, usage }: Answer, context: AnswerContext): Json {
  const reasoning = joined(blocks, 'reasoning');
  const calls = blocks.flatMap((block) => (block.kind === 'call' ? chatCall(block) : []));
  return {
    id,
    object: 'chat.completion',
    created: createdS ?? context.createdS,
    model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: joined(blocks, 'text'),
          refusal: joined(blocks, 'refusal'),
          ...(reasoning === null ? {} : { reasoning_content: reasoning }),
          ...(calls.length > 0 ? { tool_calls: calls } : {}),
        },
        logprobs: null,
        finish_reason: chatFinish(ending),
      },
    ],
    ...(usage ? { usage: chatUsage(usage) } : {}),
  };
}

function joined(blocks: readonly Block[], kind: Block['kind']): string | null {
  const found = blocks.filter((block) => block.kind === kind);
  return found.length === 0 ? null : found.map(({ text: told }) => told).join('');
}

/** A call as a message has it; the first delta of one is the same without its text. */
export function chatCall(call: { id: string; name: string; text: string; freeform?: true }): Json {
  const { id, name, freeform } = call;
  return freeform ? { id, type: 'custom', custom: { name, input: call.text } } : { id, type: 'function', function: { name, arguments: call.text } };
}

export function chatFinish({ why }: Ending): string {
  return { stop: 'stop', length: 'length', calls: 'tool_calls', filter: 'content_filter', 'stop-sequence': 'stop' }[why];
}

export function chatUsage({ input, output, cached, cacheWritten, reasoning, costUsd }: Tokens): Json {
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: cached ?? 0, ...(cacheWritten === undefined ? {} : { cache_write_tokens: cacheWritten }) },
    completion_tokens_details: { reasoning_tokens: reasoning ?? 0 },
    ...(costUsd === undefined ? {} : { cost: costUsd }),
  };
}
