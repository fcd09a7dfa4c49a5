/** Chat completions, read: openai-node 7.59.0, resources/chat/completions; OpenRouterTeam/docs for `reasoning`. */
import type { SpokenProtocol } from '../../../../gateways/gateway.ts';
import type { Call, Conversation, Format, Item, Part, Thinking, Tool, ToolChoice } from '../conversation.ts';
import { effortOf } from '../effort.ts';
import { refuseFields, sharedOf } from '../fields.ts';
import { noEqual, noRequest, providersTool } from '../impossible.ts';
import { number, record, records, saysSomething, text, type Json } from '../json.ts';
import { allowedOnly } from '../tool-choice.ts';

const from = 'chat-completions';

/** @throws Impossible where it is no request, or has what the target's protocol has not. */
export function readChatRequest(body: Json, model: string, to: SpokenProtocol): Conversation {
  if (!Array.isArray(body['messages']) || body['messages'].length === 0) throw noRequest('messages', from);
  refuseFields(body, from, to);
  const maxTokens = number(body['max_completion_tokens']) ?? number(body['max_tokens']);
  const temperature = number(body['temperature']);
  const topP = number(body['top_p']);
  const format = formatOf(body['response_format'], to);
  const thinking = thinkingOf(body);
  const shared = sharedOf(body);
  for (const field of ['store', 'verbosity']) if (saysSomething(body[field])) shared[field] = body[field];
  return {
    model,
    items: body['messages'].flatMap((one, at) => itemsOf(record(one), `messages[${at}]`, to)),
    ...toolsOf(body, to),
    ...(typeof body['parallel_tool_calls'] === 'boolean' ? { parallelCalls: body['parallel_tool_calls'] } : {}),
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { topP }),
    ...(format ? { format } : {}),
    ...(thinking ? { thinking } : {}),
    stop: stopOf(body['stop']),
    stream: body['stream'] === true,
    shared,
  };
}

function stopOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function itemsOf(message: Json | undefined, where: string, to: SpokenProtocol): Item[] {
  if (!message) throw noRequest(where, from);
  const role = message['role'];
  switch (role) {
    case 'system':
    case 'developer':
    case 'user':
      return [{ kind: 'message', role, parts: partsOf(message['content'], where, to) }];
    case 'assistant':
      return assistantItems(message, where, to);
    case 'tool': {
      const id = text(message['tool_call_id']);
      if (id === undefined) throw noRequest(`${where}.tool_call_id`, from);
      return [{ kind: 'result', id, parts: partsOf(message['content'], where, to) }];
    }
    default:
      throw typeof role === 'string' ? noEqual(`${where}.role: ${role}`, to) : noRequest(`${where}.role`, from);
  }
}

function assistantItems(message: Json, where: string, to: SpokenProtocol): Item[] {
  for (const field of ['audio', 'function_call']) if (saysSomething(message[field])) throw noEqual(`${where}.${field}`, to);
  const refusal = text(message['refusal']);
  const parts: Part[] = [...partsOf(message['content'], where, to), ...(refusal ? [{ kind: 'text' as const, text: refusal }] : [])];
  const calls = records(message['tool_calls']).map((one, at) => callOf(one, `${where}.tool_calls[${at}]`));
  return [...(parts.length > 0 ? [{ kind: 'message' as const, role: 'assistant' as const, parts }] : []), ...calls.map((call) => ({ kind: 'call' as const, call }))];
}

function callOf(one: Json, where: string): Call {
  const freeform = record(one['custom']);
  const called = freeform ?? record(one['function']);
  const id = text(one['id']);
  const name = text(called?.['name']);
  if (id === undefined || name === undefined) throw noRequest(where, from);
  if (freeform) return { id, name, arguments: text(freeform['input']) ?? '', freeform: true };
  return { id, name, arguments: text(called?.['arguments']) ?? '' };
}

function partsOf(content: unknown, where: string, to: SpokenProtocol): Part[] {
  if (typeof content === 'string') return content === '' ? [] : [{ kind: 'text', text: content }];
  if (content === null || content === undefined) return [];
  if (!Array.isArray(content)) throw noRequest(`${where}.content`, from);
  return content.map((one, at) => partOf(record(one) ?? {}, `${where}.content[${at}]`, to));
}

function partOf(part: Json, where: string, to: SpokenProtocol): Part {
  switch (part['type']) {
    case 'text':
      return { kind: 'text', text: text(part['text']) ?? '' };
    case 'refusal':
      return { kind: 'text', text: text(part['refusal']) ?? '' };
    case 'image_url': {
      const image = record(part['image_url']);
      const url = text(image?.['url']);
      const detail = text(image?.['detail']);
      if (url === undefined) throw noRequest(`${where}.image_url`, from);
      return { kind: 'image', url, ...(detail === undefined ? {} : { detail }) };
    }
    case 'file': {
      const file = record(part['file']);
      const url = text(file?.['file_data']);
      const name = text(file?.['filename']);
      if (url === undefined) throw noEqual(`${where}.file.file_id`, to);
      return { kind: 'file', url, ...(name === undefined ? {} : { name }) };
    }
    default:
      throw typeof part['type'] === 'string' ? noEqual(`${where}.type: ${part['type']}`, to) : noRequest(where, from);
  }
}

function toolsOf(body: Json, to: SpokenProtocol): { tools: Tool[]; toolChoice?: ToolChoice } {
  const tools = records(body['tools']).map((one) => toolOf(one, to));
  const choice = body['tool_choice'];
  if (choice === 'auto' || choice === 'none' || choice === 'required') return { tools, toolChoice: choice };
  const named = record(choice);
  const allowed = record(named?.['allowed_tools']);
  if (allowed) {
    const names = records(allowed['tools']).flatMap((one) => text(record(one['function'] ?? one['custom'])?.['name']) ?? []);
    return { tools: allowedOnly(tools, names), toolChoice: allowed['mode'] === 'required' ? 'required' : 'auto' };
  }
  const name = text(record(named?.['function'] ?? named?.['custom'])?.['name']);
  if (named && name === undefined) throw noRequest('tool_choice', from);
  return name === undefined ? { tools } : { tools, toolChoice: { name } };
}

/** The tools that take text: all that an answer has to know. */
export function chatTools(body: Json): Tool[] {
  return records(body['tools']).flatMap((tool) => {
    const name = text((record(tool['custom']) ?? tool)['name']);
    return tool['type'] === 'custom' && name !== undefined ? [{ name, freeform: {} }] : [];
  });
}

/** Some callers send a function flat, as Responses has it (Cursor, for one). */
function toolOf(tool: Json, to: SpokenProtocol): Tool {
  const freeform = tool['type'] === 'custom' ? (record(tool['custom']) ?? tool) : undefined;
  const told = freeform ?? (tool['type'] === 'function' ? (record(tool['function']) ?? tool) : undefined);
  const name = text(told?.['name']);
  if (!told || name === undefined) throw providersTool(String(tool['type'] ?? tool['name']), to);
  const description = text(told['description']);
  const schema = record(told['parameters']);
  return {
    name,
    ...(description === undefined ? {} : { description }),
    ...(schema && !freeform ? { schema } : {}),
    ...(typeof told['strict'] === 'boolean' ? { strict: told['strict'] } : {}),
    ...(freeform ? { freeform: formatOfFreeform(record(freeform['format'])) } : {}),
  };
}

/** A grammar is one level deeper here than in Responses, whose shape is used. */
function formatOfFreeform(format: Json | undefined): Json {
  return format?.['type'] === 'grammar' ? { type: 'grammar', ...record(format['grammar']) } : { type: 'text' };
}

function formatOf(value: unknown, to: SpokenProtocol): Format | undefined {
  const format = record(value);
  if (!format || format['type'] === 'text') return undefined;
  if (format['type'] === 'json_object') return { type: 'json_object' };
  const told = record(format['json_schema']);
  if (format['type'] !== 'json_schema' || !told) throw noEqual(`response_format: ${String(format['type'])}`, to);
  const description = text(told['description']);
  return {
    type: 'json_schema',
    name: text(told['name']) ?? 'answer',
    schema: record(told['schema']) ?? {},
    ...(description === undefined ? {} : { description }),
    ...(typeof told['strict'] === 'boolean' ? { strict: told['strict'] } : {}),
  };
}

function thinkingOf(body: Json): Thinking | undefined {
  const reasoning = record(body['reasoning']);
  const budget = number(reasoning?.['max_tokens']);
  if (budget !== undefined) return { budget };
  const effort = effortOf(reasoning?.['effort']) ?? effortOf(body['reasoning_effort']);
  if (effort) return { effort };
  // OpenRouter: enabled without more is medium.
  return reasoning?.['enabled'] === true ? { effort: 'medium' } : undefined;
}
