/** Responses, written: openai-node 7.59.0, `ResponseCreateParams`. */
import type { SpokenProtocol } from '../../../../gateways/gateway.ts';
import { joinedText, type Call, type Conversation, type Format, type Item, type Message, type Part, type Tool } from '../conversation.ts';
import { effortOfBudget } from '../effort.ts';
import { noEqual } from '../impossible.ts';
import type { Json } from '../json.ts';
import { choiceOf } from '../tool-choice.ts';

/** openai-node, `max_output_tokens`: the API refuses less. */
const leastTokens = 16;

/** @throws Impossible where Responses has no equal. */
export function writeResponsesRequest(conversation: Conversation, from: SpokenProtocol): Json {
  const { model, instructions, stream, stop, maxTokens, temperature, topP, tools, parallelCalls, format, thinking, shared } = conversation;
  if (stop.length > 0) throw noEqual(from === 'messages' ? 'stop_sequences' : 'stop', 'responses');
  const choice = choiceOf(conversation);
  const { store, verbosity, ...others } = shared;
  const effort = thinking?.effort ?? (thinking?.budget === undefined ? undefined : effortOfBudget(thinking.budget, maxTokens));
  const told = { ...(format ? { format: formatFor(format) } : {}), ...(verbosity === undefined ? {} : { verbosity }) };
  return {
    model,
    ...(instructions === undefined ? {} : { instructions }),
    input: inputFor(conversation.items),
    ...(tools.length > 0 ? { tools: tools.map(toolFor) } : {}),
    ...(choice === undefined ? {} : { tool_choice: choiceFor(choice, tools) }),
    ...(tools.length > 0 && parallelCalls !== undefined ? { parallel_tool_calls: parallelCalls } : {}),
    ...(maxTokens === undefined ? {} : { max_output_tokens: Math.max(maxTokens, leastTokens) }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { top_p: topP }),
    ...(effort ? { reasoning: { effort } } : {}),
    ...(Object.keys(told).length > 0 ? { text: told } : {}),
    ...others,
    // Responses keeps what it answers unless it is told not to; the others do not.
    store: store === true,
    ...(stream ? { stream: true } : {}),
  };
}

function formatFor(format: Format): Json {
  return format.type === 'json_object' ? { type: 'json_object' } : { ...format };
}

function toolFor({ name, description, schema, strict, freeform }: Tool): Json {
  const told = description === undefined ? {} : { description };
  if (freeform) return { type: 'custom', name, ...told, format: freeform };
  // Strict is the default here and nowhere else; a schema that is not fit for it is refused.
  return { type: 'function', name, ...told, parameters: schema ?? { type: 'object', properties: {} }, strict: strict ?? false };
}

function choiceFor(choice: 'auto' | 'none' | 'required' | { name: string }, tools: readonly Tool[]): unknown {
  if (typeof choice === 'string') return choice;
  return { type: tools.find(({ name }) => name === choice.name)?.freeform ? 'custom' : 'function', name: choice.name };
}

function inputFor(items: readonly Item[]): Json[] {
  const freeform = new Set(items.flatMap((item) => (item.kind === 'call' && item.call.freeform ? item.call.id : [])));
  return items.flatMap((item): Json[] => {
    switch (item.kind) {
      case 'message':
        return messageFor(item);
      case 'call':
        return [callFor(item.call)];
      case 'result':
        return [{ type: freeform.has(item.id) ? 'custom_tool_call_output' : 'function_call_output', call_id: item.id, output: contentFor(item.parts) }];
    }
  });
}

function messageFor({ role, parts }: Message): Json[] {
  if (parts.length === 0) return [];
  return [{ type: 'message', role, content: role === 'assistant' ? joinedText(parts, '') : contentFor(parts) }];
}

function callFor({ id, name, arguments: told, freeform }: Call): Json {
  return freeform ? { type: 'custom_tool_call', call_id: id, name, input: told } : { type: 'function_call', call_id: id, name, arguments: told === '' ? '{}' : told };
}

function contentFor(parts: readonly Part[]): string | Json[] {
  const [first, ...others] = parts;
  if (first === undefined) return '';
  return first.kind === 'text' && others.length === 0 ? first.text : parts.map(partFor);
}

function partFor(part: Part): Json {
  switch (part.kind) {
    case 'text':
      return { type: 'input_text', text: part.text };
    case 'image':
      return { type: 'input_image', image_url: part.url, detail: part.detail ?? 'auto' };
    case 'file':
      return part.url.startsWith('data:') ? { type: 'input_file', filename: part.name ?? 'document.pdf', file_data: part.url } : { type: 'input_file', file_url: part.url };
  }
}
