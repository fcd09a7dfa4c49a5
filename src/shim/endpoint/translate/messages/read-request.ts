/** Messages, read: anthropic-sdk-typescript 1.14.0, resources/messages; platform.claude.com/docs/en/api/messages. */
import type { SpokenProtocol } from '../../../../gateways/gateway.ts';
import type { Conversation, Format, Item, Part, Result, Thinking, Tool, ToolChoice } from '../conversation.ts';
import { effortOf, usualEffort } from '../effort.ts';
import { refuseFields } from '../fields.ts';
import { noEqual, noRequest, providersTool } from '../impossible.ts';
import { number, record, records, text, type Json } from '../json.ts';

const from = 'messages';

/** @throws Impossible where it is no request, or has what the target's protocol has not. */
export function readMessagesRequest(body: Json, model: string, to: SpokenProtocol): Conversation {
  if (!Array.isArray(body['messages']) || body['messages'].length === 0) throw noRequest('messages', from);
  refuseFields(body, from, to);
  const maxTokens = number(body['max_tokens']);
  if (maxTokens === 0) throw noEqual('max_tokens: 0', to);
  const instructions = systemOf(body['system'], to);
  const temperature = number(body['temperature']);
  const topP = number(body['top_p']);
  const output = record(body['output_config']);
  const format = formatOf(output?.['format'] ?? body['output_format'], to);
  const thinking = thinkingOf(body['thinking'], output?.['effort']);
  return {
    model,
    ...(instructions === '' ? {} : { instructions }),
    items: body['messages'].flatMap((one, at) => itemsOf(record(one), `messages[${at}]`, to)),
    tools: records(body['tools']).map((one) => toolOf(one, to)),
    ...choiceOf(record(body['tool_choice'])),
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { topP }),
    ...(format ? { format } : {}),
    ...(thinking ? { thinking } : {}),
    stop: Array.isArray(body['stop_sequences']) ? body['stop_sequences'].filter((one) => typeof one === 'string') : [],
    stream: body['stream'] === true,
    shared: {},
  };
}

function systemOf(value: unknown, to: SpokenProtocol): string {
  if (typeof value === 'string') return value;
  return partsOf(value, 'system', to)
    .map((part) => (part.kind === 'text' ? part.text : ''))
    .join('\n\n');
}

function itemsOf(message: Json | undefined, where: string, to: SpokenProtocol): Item[] {
  const role = message?.['role'];
  if (!message || (role !== 'user' && role !== 'assistant' && role !== 'system')) throw noRequest(`${where}.role`, from);
  const results: Result[] = [];
  const items: Item[] = [];
  let parts: Part[] = [];
  const closeParts = (): void => {
    if (parts.length > 0) items.push({ kind: 'message', role, parts });
    parts = [];
  };
  for (const [block, at] of blocksOf(message['content'], where)) {
    const type = block['type'];
    if (type === 'tool_use') {
      closeParts();
      items.push({ kind: 'call', call: callOf(block, at) });
    } else if (type === 'tool_result') {
      const id = text(block['tool_use_id']);
      if (id === undefined) throw noRequest(`${at}.tool_use_id`, from);
      results.push({ kind: 'result', id, parts: partsOf(block['content'], at, to), ...(block['is_error'] === true ? { failed: true } : {}) });
    } else if (type !== 'thinking' && type !== 'redacted_thinking') {
      parts.push(partOf(block, at, to));
    }
  }
  closeParts();
  // The documentation wants results first; a message between a call and its result is refused elsewhere.
  return [...results, ...items];
}

function callOf(block: Json, where: string): { id: string; name: string; arguments: string } {
  const id = text(block['id']);
  const name = text(block['name']);
  if (id === undefined || name === undefined) throw noRequest(where, from);
  return { id, name, arguments: JSON.stringify(block['input'] ?? {}) };
}

function blocksOf(content: unknown, where: string): [Json, string][] {
  if (typeof content === 'string') return content === '' ? [] : [[{ type: 'text', text: content }, `${where}.content`]];
  if (content === undefined || content === null) return [];
  if (!Array.isArray(content)) throw noRequest(`${where}.content`, from);
  return content.map((one, at) => [record(one) ?? {}, `${where}.content[${at}]`]);
}

function partsOf(content: unknown, where: string, to: SpokenProtocol): Part[] {
  return blocksOf(content, where).map(([block, at]) => partOf(block, at, to));
}

function partOf(block: Json, where: string, to: SpokenProtocol): Part {
  const source = record(block['source']);
  switch (block['type']) {
    case 'text':
      return { kind: 'text', text: text(block['text']) ?? '' };
    case 'image':
      return { kind: 'image', url: urlOf(source, where, to) };
    case 'document': {
      if (source?.['type'] === 'text') return { kind: 'text', text: text(source['data']) ?? '' };
      const name = text(block['title']);
      return { kind: 'file', url: urlOf(source, where, to), ...(name === undefined ? {} : { name }) };
    }
    default:
      throw typeof block['type'] === 'string' ? noEqual(`${where}.type: ${block['type']}`, to) : noRequest(where, from);
  }
}

function urlOf(source: Json | undefined, where: string, to: SpokenProtocol): string {
  const url = text(source?.['url']);
  if (source?.['type'] === 'url' && url !== undefined) return url;
  const data = text(source?.['data']);
  if (source?.['type'] === 'base64' && data !== undefined) return `data:${text(source['media_type']) ?? 'application/octet-stream'};base64,${data}`;
  throw source ? noEqual(`${where}.source.type: ${String(source['type'])}`, to) : noRequest(`${where}.source`, from);
}

function toolOf(tool: Json, to: SpokenProtocol): Tool {
  const name = text(tool['name']);
  const type = tool['type'];
  if (name === undefined || (type !== undefined && type !== null && type !== 'custom')) throw providersTool(String(type ?? name), to);
  const description = text(tool['description']);
  const schema = record(tool['input_schema']);
  return {
    name,
    ...(description === undefined ? {} : { description }),
    ...(schema ? { schema } : {}),
    ...(typeof tool['strict'] === 'boolean' ? { strict: tool['strict'] } : {}),
  };
}

function choiceOf(choice: Json | undefined): { toolChoice?: ToolChoice; parallelCalls?: boolean } {
  if (!choice) return {};
  const parallel = choice['disable_parallel_tool_use'] === true ? { parallelCalls: false } : {};
  switch (choice['type']) {
    case 'auto':
    case 'none':
      return { toolChoice: choice['type'] as 'auto' | 'none', ...parallel };
    case 'any':
      return { toolChoice: 'required', ...parallel };
    default: {
      const name = text(choice['name']);
      if (choice['type'] !== 'tool' || name === undefined) throw noRequest('tool_choice', from);
      return { toolChoice: { name }, ...parallel };
    }
  }
}

function formatOf(value: unknown, to: SpokenProtocol): Format | undefined {
  const format = record(value);
  if (!format) return undefined;
  const schema = record(format['schema']);
  if (format['type'] !== 'json_schema' || !schema) throw noEqual(`output_config.format: ${String(format['type'])}`, to);
  return { type: 'json_schema', name: 'answer', schema, strict: true };
}

/** An effort without thinking steers all that is written; the other protocols have the one knob for both. */
function thinkingOf(value: unknown, told: unknown): Thinking | undefined {
  const thinking = record(value);
  if (thinking?.['type'] === 'disabled') return undefined;
  const effort = effortOf(told);
  if (effort) return { effort: usualEffort(effort) };
  const budget = number(thinking?.['budget_tokens']);
  return thinking?.['type'] === 'enabled' && budget !== undefined ? { budget } : undefined;
}
