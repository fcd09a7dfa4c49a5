/** Responses, read: openai-node 7.59.0, `ResponseCreateParams`; what Codex sends: openai/codex codex-rs/codex-api/src/common.rs. */
import type { SpokenProtocol } from '../../../../gateways/gateway.ts';
import type { Conversation, Format, Item, Message, Part, Thinking, Tool, ToolChoice } from '../conversation.ts';
import { effortOf } from '../effort.ts';
import { refuseFields, sharedOf } from '../fields.ts';
import { noEqual, noRequest, providersTool } from '../impossible.ts';
import { number, record, records, text, type Json } from '../json.ts';
import { allowedOnly } from '../tool-choice.ts';
import { responsesTools, toolName } from './tools.ts';

const from = 'responses';

/** Items that tell the model nothing it needs: sealed thoughts, and searches whose finds are not among them. */
const silentItems = new Set(['reasoning', 'web_search_call', 'additional_tools']);

/** @throws Impossible where it is no request, or has what the target's protocol has not. */
export function readResponsesRequest(body: Json, model: string, to: SpokenProtocol): Conversation {
  refuseFields(body, from, to);
  const items = itemsOf(body['input'], to);
  const instructions = text(body['instructions']);
  const told = record(body['text']);
  const format = formatOf(told?.['format'], to);
  const verbosity = text(told?.['verbosity']);
  const thinking = thinkingOf(record(body['reasoning']));
  const maxTokens = number(body['max_output_tokens']);
  const temperature = number(body['temperature']);
  const topP = number(body['top_p']);
  return {
    model,
    ...(instructions ? { instructions } : {}),
    items,
    ...toolsOf(body, to),
    ...(typeof body['parallel_tool_calls'] === 'boolean' ? { parallelCalls: body['parallel_tool_calls'] } : {}),
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { topP }),
    ...(format ? { format } : {}),
    ...(thinking ? { thinking } : {}),
    stop: [],
    stream: body['stream'] === true,
    shared: { ...sharedOf(body), ...(verbosity === undefined ? {} : { verbosity }) },
  };
}

function itemsOf(input: unknown, to: SpokenProtocol): Item[] {
  if (typeof input === 'string' && input !== '') return [{ kind: 'message', role: 'user', parts: [{ kind: 'text', text: input }] }];
  if (!Array.isArray(input) || input.length === 0) throw noRequest('input', from);
  return input.flatMap((one, at) => itemOf(record(one), `input[${at}]`, to));
}

function itemOf(item: Json | undefined, where: string, to: SpokenProtocol): Item[] {
  if (!item) throw noRequest(where, from);
  const type = item['type'] ?? 'message';
  switch (type) {
    case 'message':
      return [messageOf(item, where, to)];
    case 'function_call':
    case 'custom_tool_call': {
      const id = text(item['call_id']);
      const name = text(item['name']);
      if (id === undefined || name === undefined) throw noRequest(where, from);
      const called = toolName(name, text(item['namespace']));
      if (type === 'custom_tool_call') return [{ kind: 'call', call: { id, name: called, arguments: text(item['input']) ?? '', freeform: true } }];
      return [{ kind: 'call', call: { id, name: called, arguments: text(item['arguments']) ?? '' } }];
    }
    case 'function_call_output':
    case 'custom_tool_call_output': {
      const id = text(item['call_id']);
      if (id === undefined) throw noRequest(`${where}.call_id`, from);
      return [{ kind: 'result', id, parts: partsOf(item['output'], `${where}.output`, to) }];
    }
    default:
      if (typeof type === 'string' && silentItems.has(type)) return [];
      throw typeof type === 'string' ? noEqual(`${where}.type: ${type}`, to) : noRequest(`${where}.type`, from);
  }
}

function messageOf(item: Json, where: string, to: SpokenProtocol): Message {
  const role = item['role'];
  if (role !== 'user' && role !== 'assistant' && role !== 'system' && role !== 'developer') throw noRequest(`${where}.role`, from);
  return { kind: 'message', role, parts: partsOf(item['content'], `${where}.content`, to) };
}

function partsOf(content: unknown, where: string, to: SpokenProtocol): Part[] {
  if (typeof content === 'string') return content === '' ? [] : [{ kind: 'text', text: content }];
  if (!Array.isArray(content)) throw noRequest(where, from);
  return content.map((one, at) => partOf(record(one) ?? {}, `${where}[${at}]`, to));
}

function partOf(part: Json, where: string, to: SpokenProtocol): Part {
  switch (part['type']) {
    case 'input_text':
    case 'output_text':
    case 'text':
      return { kind: 'text', text: text(part['text']) ?? '' };
    case 'refusal':
      return { kind: 'text', text: text(part['refusal']) ?? '' };
    case 'input_image': {
      const url = text(part['image_url']);
      const detail = text(part['detail']);
      if (url === undefined) throw noEqual(`${where}.file_id`, to);
      return { kind: 'image', url, ...(detail === undefined ? {} : { detail }) };
    }
    case 'input_file': {
      const url = text(part['file_data']) ?? text(part['file_url']);
      const name = text(part['filename']);
      if (url === undefined) throw noEqual(`${where}.file_id`, to);
      return { kind: 'file', url, ...(name === undefined ? {} : { name }) };
    }
    default:
      throw typeof part['type'] === 'string' ? noEqual(`${where}.type: ${part['type']}`, to) : noRequest(where, from);
  }
}

function toolsOf(body: Json, to: SpokenProtocol): { tools: Tool[]; toolChoice?: ToolChoice } {
  const tools = responsesTools(body, (tool) => {
    throw providersTool(tool, to);
  });
  const choice = body['tool_choice'];
  if (choice === 'auto' || choice === 'none' || choice === 'required') return { tools, toolChoice: choice };
  const named = record(choice);
  if (!named) return { tools };
  const nameOf = (one: Json): string | undefined => {
    const name = text(one['name']);
    return name === undefined ? undefined : toolName(name, text(one['namespace']));
  };
  if (named['type'] === 'allowed_tools') {
    const names = records(named['tools']).flatMap((one) => nameOf(one) ?? []);
    return { tools: allowedOnly(tools, names), toolChoice: named['mode'] === 'required' ? 'required' : 'auto' };
  }
  const name = nameOf(named);
  if (name === undefined) throw noEqual(`tool_choice: ${String(named['type'])}`, to);
  return { tools, toolChoice: { name } };
}

function formatOf(value: unknown, to: SpokenProtocol): Format | undefined {
  const format = record(value);
  if (!format || format['type'] === 'text') return undefined;
  if (format['type'] === 'json_object') return { type: 'json_object' };
  if (format['type'] !== 'json_schema') throw noEqual(`text.format: ${String(format['type'])}`, to);
  const description = text(format['description']);
  return {
    type: 'json_schema',
    name: text(format['name']) ?? 'answer',
    schema: record(format['schema']) ?? {},
    ...(description === undefined ? {} : { description }),
    ...(typeof format['strict'] === 'boolean' ? { strict: format['strict'] } : {}),
  };
}

function thinkingOf(reasoning: Json | undefined): Thinking | undefined {
  const effort = effortOf(reasoning?.['effort']);
  return effort ? { effort, ...(typeof reasoning?.['summary'] === 'string' ? { show: true } : {}) } : undefined;
}
