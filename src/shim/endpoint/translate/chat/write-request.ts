/** Chat completions, written for any gateway: no field that only OpenAI's newest models take. */
import { freeformArguments, freeformDescription, freeformSchema, joinedText, type Conversation, type FilePart, type ImagePart, type Message, type Part, type Result, type Tool } from '../conversation.ts';
import { effortOfBudget, usualEffort, type Effort } from '../effort.ts';
import { noEqual, tooMany } from '../impossible.ts';
import { records, type Json } from '../json.ts';
import { choiceOf } from '../tool-choice.ts';

const to = 'chat-completions';
/** openai-node, `stop`: up to 4 sequences. */
const mostStops = 4;

/** @throws Impossible where chat completions has no equal. */
export function writeChatRequest(conversation: Conversation): Json {
  const { model, stream, stop, maxTokens, temperature, topP, tools, parallelCalls, format, shared } = conversation;
  if (stop.length > mostStops) throw tooMany('stop_sequences', mostStops, to);
  const choice = choiceOf(conversation);
  const effort = effortFor(conversation);
  return {
    model,
    messages: new ChatMessages(conversation).all(),
    ...(tools.length > 0 ? { tools: tools.map(toolFor) } : {}),
    ...(choice === undefined ? {} : { tool_choice: typeof choice === 'string' ? choice : { type: 'function', function: { name: choice.name } } }),
    ...(tools.length > 0 && parallelCalls !== undefined ? { parallel_tool_calls: parallelCalls } : {}),
    ...(maxTokens === undefined ? {} : { [refusesMaxTokens(model) ? 'max_completion_tokens' : 'max_tokens']: maxTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { top_p: topP }),
    ...(stop.length > 0 ? { stop } : {}),
    ...(effort ? { reasoning_effort: effort } : {}),
    ...(format ? { response_format: format.type === 'json_object' ? { type: 'json_object' } : { type: 'json_schema', json_schema: schemaOf(format) } } : {}),
    ...shared,
    ...(stream ? { stream: true, stream_options: { include_usage: true } } : {}),
  };
}

function schemaOf({ type: _, ...schema }: Json & { type: string }): Json {
  return schema;
}

/** OpenAI's reasoning models take max_completion_tokens only; many other servers know max_tokens only. */
function refusesMaxTokens(model: string): boolean {
  return /^(openai\/)?(o\d|gpt-([5-9]|\d\d))/.test(model.toLowerCase());
}

function effortFor({ thinking, maxTokens }: Conversation): Effort | undefined {
  if (thinking?.effort) return thinking.effort;
  return thinking?.budget === undefined ? undefined : usualEffort(effortOfBudget(thinking.budget, maxTokens));
}

function toolFor(tool: Tool): Json {
  const { name, description, schema, strict, freeform } = tool;
  const told = freeform ? freeformDescription(tool) : description;
  return {
    type: 'function',
    function: {
      name,
      ...(told === undefined || told === '' ? {} : { description: told }),
      parameters: freeform ? freeformSchema : (schema ?? { type: 'object', properties: {} }),
      ...(strict === true && !freeform ? { strict } : {}),
    },
  };
}

/** Puts the items into messages: calls of one answer into one, results right behind them. */
class ChatMessages {
  private readonly conversation: Conversation;
  private readonly messages: Json[] = [];
  /** Images of tool results: a tool can only say text. */
  private shown: Json[] = [];

  constructor(conversation: Conversation) {
    this.conversation = conversation;
  }

  all(): Json[] {
    const { instructions, items } = this.conversation;
    if (instructions !== undefined) this.messages.push({ role: 'system', content: instructions });
    for (const item of items) {
      if (item.kind === 'result') {
        this.result(item);
        continue;
      }
      this.showImages();
      if (item.kind === 'message') this.message(item);
      else this.openCalls().push({ id: item.call.id, type: 'function', function: { name: item.call.name, arguments: item.call.freeform ? freeformArguments(item.call.arguments) : item.call.arguments } });
    }
    this.showImages();
    return this.messages;
  }

  private message({ role, parts }: Message): void {
    if (role === 'user') this.messages.push({ role, content: userContent(parts) });
    else if (role !== 'assistant') this.messages.push({ role: 'system', content: joinedText(parts, '\n\n') });
    else {
      const last = this.messages.at(-1);
      const content = joinedText(parts, '');
      // Text behind calls: nothing may stand between them and their results.
      if (last?.['tool_calls']) last['content'] = `${String(last['content'] ?? '')}${content}`;
      else this.messages.push({ role, content });
    }
  }

  private openCalls(): Json[] {
    let last = this.messages.at(-1);
    if (last?.['role'] !== 'assistant') {
      last = { role: 'assistant', content: null };
      this.messages.push(last);
    }
    last['tool_calls'] ??= [];
    return last['tool_calls'] as Json[];
  }

  private result({ id, parts }: Result): void {
    this.messages.splice(this.placeFor(id), 0, { role: 'tool', tool_call_id: id, content: joinedText(parts, '') });
    const others = parts.filter((part) => part.kind !== 'text');
    if (others.length > 0) this.shown.push({ type: 'text', text: `Shown by the tool call ${id}:` }, ...others.map(partFor));
  }

  /** Behind the results that follow the call already: no other message may stand between. */
  private placeFor(id: string): number {
    const calling = this.messages.findLastIndex((one) => records(one['tool_calls']).some((call) => call['id'] === id));
    if (calling < 0) return this.messages.length;
    const behind = this.messages.findIndex((one, at) => at > calling && one['role'] !== 'tool');
    return behind < 0 ? this.messages.length : behind;
  }

  private showImages(): void {
    if (this.shown.length > 0) this.messages.push({ role: 'user', content: this.shown });
    this.shown = [];
  }
}

function userContent(parts: readonly Part[]): string | Json[] {
  const [first, ...others] = parts;
  if (first === undefined) return '';
  return first.kind === 'text' && others.length === 0 ? first.text : parts.map((part) => (part.kind === 'text' ? { type: 'text', text: part.text } : partFor(part)));
}

function partFor(part: ImagePart | FilePart): Json {
  if (part.kind === 'image') {
    return { type: 'image_url', image_url: { url: part.url, ...(part.detail === undefined ? {} : { detail: part.detail }) } };
  }
  // openai-node: a file is sent as data, or by the id it was uploaded under.
  if (!part.url.startsWith('data:')) throw noEqual('document: url', to);
  return { type: 'file', file: { filename: part.name ?? 'document.pdf', file_data: part.url } };
}
