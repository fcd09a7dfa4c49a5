/** Whole answers of Messages: anthropic-sdk-typescript 1.14.0, `Message`; platform.claude.com/docs, handling stop reasons. */
import { endingOf, type Answer, type Block, type Ending, type Tokens } from '../answer.ts';
import { freeformArguments } from '../conversation.ts';
import { number, parsedRecord, record, records, text, type Json } from '../json.ts';
import { messagesId } from './id.ts';

/** @returns undefined where it is no answer. */
export function readMessagesAnswer(document: unknown): Answer | undefined {
  const body = record(document);
  if (!body || !Array.isArray(body['content']) || body['type'] === 'error') return undefined;
  const id = text(body['id']) ?? '';
  const blocks = records(body['content']).flatMap((block, at) => blockOf(block, `call_${id}_${at}`));
  const usage = messagesTokens(record(body['usage']));
  return {
    id,
    model: text(body['model']) ?? '',
    blocks,
    ending: messagesEnding(body['stop_reason'], body['stop_sequence'], blocks.some(({ kind }) => kind === 'call')),
    ...(usage ? { usage } : {}),
  };
}

/** Calls of tools that run at Anthropic, and what they found, have no equal. */
function blockOf(block: Json, otherwise: string): Block[] {
  const told = text(block['text']) ?? text(block['thinking']) ?? '';
  switch (block['type']) {
    case 'text':
      return told === '' ? [] : [{ kind: 'text', text: told }];
    case 'thinking':
      return told === '' ? [] : [{ kind: 'reasoning', text: told }];
    case 'tool_use': {
      const name = text(block['name']);
      if (name === undefined || name === '') return [];
      return [{ kind: 'call', id: text(block['id']) || otherwise, name, text: JSON.stringify(block['input'] ?? {}) }];
    }
    default:
      return [];
  }
}

export function messagesEnding(reason: unknown, sequence: unknown, calls: boolean): Ending {
  switch (reason) {
    case 'max_tokens':
    case 'model_context_window_exceeded':
    // A turn that was paused is not over, and only tools that are refused pause it.
    case 'pause_turn':
      return { why: 'length' };
    case 'tool_use':
      return { why: 'calls' };
    case 'refusal':
      return { why: 'filter' };
    case 'stop_sequence':
      return { why: 'stop-sequence', ...(typeof sequence === 'string' ? { sequence } : {}) };
    default:
      return endingOf('stop', calls);
  }
}

/** Input tokens are told apart here: those of the cache are not in `input_tokens`. */
export function messagesTokens(usage: Json | undefined): Tokens | undefined {
  const input = number(usage?.['input_tokens']);
  const output = number(usage?.['output_tokens']);
  if (!usage || (input === undefined && output === undefined)) return undefined;
  const cached = number(usage['cache_read_input_tokens']);
  const cacheWritten = number(usage['cache_creation_input_tokens']);
  const reasoning = number(record(usage['output_tokens_details'])?.['thinking_tokens']);
  const costUsd = number(usage['cost']);
  return {
    input: (input ?? 0) + (cached ?? 0) + (cacheWritten ?? 0),
    output: output ?? 0,
    ...(cached === undefined ? {} : { cached }),
    ...(cacheWritten === undefined ? {} : { cacheWritten }),
    ...(reasoning === undefined ? {} : { reasoning }),
    ...(costUsd === undefined ? {} : { costUsd }),
  };
}

export function writeMessagesAnswer({ id, model, blocks, ending, usage }: Answer): Json {
  return {
    ...messageHead(id, model),
    content: blocks.map(messagesBlock),
    ...messagesStop(ending, blocks.some(({ kind }) => kind === 'refusal')),
    usage: messagesUsage(usage),
  };
}

export function messageHead(id: string, model: string): Json {
  return { id, type: 'message', role: 'assistant', model };
}

function messagesBlock(block: Block): Json {
  switch (block.kind) {
    case 'text':
    case 'refusal':
      return { type: 'text', text: block.text, citations: null };
    case 'reasoning':
      return { type: 'thinking', thinking: block.text, signature: '' };
    case 'call':
      return { type: 'tool_use', id: messagesId(block.id), name: block.name, input: parsedRecord(block.text) ?? parsedRecord(freeformArguments(block.text)) };
  }
}

/** @param refused whether the model said in so many words that it will not. */
export function messagesStop({ why, sequence }: Ending, refused: boolean): { stop_reason: string; stop_sequence: string | null } {
  const reason = { stop: 'end_turn', length: 'max_tokens', calls: 'tool_use', filter: 'refusal', 'stop-sequence': 'stop_sequence' }[why];
  return { stop_reason: refused && why === 'stop' ? 'refusal' : reason, stop_sequence: sequence ?? null };
}

export function messagesUsage(tokens: Tokens | undefined): Json {
  const { input, output, cached, cacheWritten, reasoning, costUsd } = tokens ?? { input: 0, output: 0 };
  return {
    input_tokens: Math.max(0, input - (cached ?? 0) - (cacheWritten ?? 0)),
    output_tokens: output,
    cache_read_input_tokens: cached ?? 0,
    cache_creation_input_tokens: cacheWritten ?? 0,
    ...(reasoning === undefined ? {} : { output_tokens_details: { thinking_tokens: reasoning } }),
    ...(costUsd === undefined ? {} : { cost: costUsd }),
  };
}
