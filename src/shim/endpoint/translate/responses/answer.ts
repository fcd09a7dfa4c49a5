/** Whole answers of Responses: openai-node 7.59.0, `Response`. */
import { endingOf, type Answer, type Block, type Ending, type Tokens } from '../answer.ts';
import type { AnswerContext } from '../answer-context.ts';
import { number, record, records, text, type Json } from '../json.ts';

/** @returns undefined where it is no answer, or one that failed. */
export function readResponsesAnswer(document: unknown): Answer | undefined {
  const body = record(document);
  if (!body || !Array.isArray(body['output']) || body['status'] === 'failed') return undefined;
  const id = text(body['id']) ?? '';
  const createdS = number(body['created_at']);
  const blocks = records(body['output']).flatMap((item, at) => blocksOf(item, `call_${id}_${at}`));
  const usage = responsesTokens(body['usage']);
  return {
    id,
    model: text(body['model']) ?? '',
    ...(createdS === undefined ? {} : { createdS }),
    blocks,
    ending: responsesEnding(body, blocks.some(({ kind }) => kind === 'call')),
    ...(usage ? { usage } : {}),
  };
}

/** What tools at the provider did has no equal. */
export function blocksOf(item: Json, otherwise: string): Block[] {
  switch (item['type']) {
    case 'message':
      return records(item['content']).flatMap((part) => textBlock(part['type'] === 'refusal' ? 'refusal' : 'text', text(part['text']) ?? text(part['refusal'])));
    case 'reasoning':
      return textBlock('reasoning', reasoningText(item));
    case 'function_call':
    case 'custom_tool_call': {
      const name = text(item['name']);
      if (name === undefined || name === '') return [];
      const id = text(item['call_id']) || text(item['id']) || otherwise;
      if (item['type'] === 'custom_tool_call') return [{ kind: 'call', id, name, text: text(item['input']) ?? '', freeform: true }];
      return [{ kind: 'call', id, name, text: text(item['arguments']) || '{}' }];
    }
    default:
      return [];
  }
}

/** The thoughts themselves where they are told, else their summary. */
function reasoningText(item: Json): string {
  const thoughts = records(item['content']).map((part) => text(part['text']) ?? '').join('');
  return thoughts === '' ? records(item['summary']).map((part) => text(part['text']) ?? '').join('\n\n') : thoughts;
}

function textBlock(kind: 'text' | 'refusal' | 'reasoning', told: string | undefined): Block[] {
  return told === undefined || told === '' ? [] : [{ kind, text: told }];
}

export function responsesEnding(body: Json, calls: boolean): Ending {
  if (body['status'] !== 'incomplete') return endingOf('stop', calls);
  return { why: record(body['incomplete_details'])?.['reason'] === 'content_filter' ? 'filter' : 'length' };
}

export function responsesTokens(value: unknown): Tokens | undefined {
  const usage = record(value);
  const input = number(usage?.['input_tokens']);
  const output = number(usage?.['output_tokens']);
  if (!usage || (input === undefined && output === undefined)) return undefined;
  const details = record(usage['input_tokens_details']);
  const cached = number(details?.['cached_tokens']);
  const cacheWritten = number(details?.['cache_write_tokens']);
  const reasoning = number(record(usage['output_tokens_details'])?.['reasoning_tokens']);
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

export function writeResponsesAnswer(answer: Answer, context: AnswerContext): Json {
  const { id, model, createdS, blocks, ending, usage } = answer;
  return {
    ...responseHead({ id, model, createdS: createdS ?? context.createdS }),
    ...responseStatus(ending),
    output: blocks.map((block, at) => outputItem(block, itemId(block.kind, id, at), context)),
    usage: usage ? responsesUsage(usage) : null,
  };
}

/** A response without what becomes of it: what the caller asked for is not said again. */
export function responseHead({ id, model, createdS }: { id: string; model: string; createdS: number }): Json {
  return {
    id,
    object: 'response',
    created_at: createdS,
    status: 'in_progress',
    error: null,
    incomplete_details: null,
    instructions: null,
    max_output_tokens: null,
    metadata: {},
    model,
    output: [],
    parallel_tool_calls: true,
    previous_response_id: null,
    reasoning: { effort: null, summary: null },
    store: false,
    temperature: null,
    text: { format: { type: 'text' } },
    tool_choice: 'auto',
    tools: [],
    top_p: null,
    truncation: 'disabled',
    usage: null,
  };
}

export function responseStatus({ why }: Ending): { status: string; incomplete_details: { reason: string } | null } {
  if (why === 'length') return { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } };
  if (why === 'filter') return { status: 'incomplete', incomplete_details: { reason: 'content_filter' } };
  return { status: 'completed', incomplete_details: null };
}

/** Thoughts that have an id of this form were told by a model of another protocol. */
export const foreignReasoningId = 'rs_gatehouse_';

export function itemId(kind: Block['kind'], answerId: string, at: number): string {
  return `${{ text: 'msg_', refusal: 'msg_', call: 'fc_', reasoning: foreignReasoningId }[kind]}${answerId}_${at}`;
}

/** A piece of the answer as an item of its own. */
export function outputItem(block: Block, id: string, { tools }: AnswerContext): Json {
  switch (block.kind) {
    case 'text':
      return { id, type: 'message', role: 'assistant', status: 'completed', content: [{ type: 'output_text', text: block.text, annotations: [], logprobs: [] }] };
    case 'refusal':
      return { id, type: 'message', role: 'assistant', status: 'completed', content: [{ type: 'refusal', refusal: block.text }] };
    case 'reasoning':
      return { id, type: 'reasoning', summary: [{ type: 'summary_text', text: block.text }], encrypted_content: null };
    case 'call': {
      const known = tools.get(block.name)?.namespaced ?? { name: block.name };
      if (block.freeform) return { id, type: 'custom_tool_call', call_id: block.id, ...known, input: block.text, status: 'completed' };
      return { id, type: 'function_call', call_id: block.id, ...known, arguments: block.text, status: 'completed' };
    }
  }
}

export function responsesUsage({ input, output, cached, cacheWritten, reasoning, costUsd }: Tokens): Json {
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cached ?? 0, cache_write_tokens: cacheWritten ?? 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoning ?? 0 },
    total_tokens: input + output,
    ...(costUsd === undefined ? {} : { cost: costUsd }),
  };
}
