/** Messages, written: platform.claude.com/docs/en/api/messages, and Anthropic's own OpenAI endpoint where it had to choose (docs.anthropic.com/en/api/openai-sdk). */
import { claudeTraits, unknownMaxTokens } from '../claude-model.ts';
import { freeformArguments, freeformDescription, freeformSchema, joinedText, type Call, type Conversation, type Item, type Part, type Tool } from '../conversation.ts';
import { budgetOf, leastBudget, usualEffort, effortOfBudget, type Effort } from '../effort.ts';
import { noEqual, noRequest } from '../impossible.ts';
import { parsedRecord, type Json } from '../json.ts';
import { choiceOf, isForced } from '../tool-choice.ts';
import { messagesId } from './id.ts';
import type { SpokenProtocol } from '../../../../gateways/gateway.ts';

const to = 'messages';

/** @throws Impossible where Messages has no equal. */
export function writeMessagesRequest(conversation: Conversation, from: SpokenProtocol): Json {
  const { model, items, stop, stream, tools, temperature, topP, format } = conversation;
  if (stop.some((one) => one.trim() === '')) throw noEqual('stop: white space', to);
  if (format?.type === 'json_object') throw noEqual(from === 'responses' ? 'text.format: json_object' : 'response_format: json_object', to);
  const messages = new TurnWriter().all(items);
  if (messages.length === 0) throw noRequest(from === 'responses' ? 'input' : 'messages', from);
  const maxTokens = conversation.maxTokens ?? claudeTraits(model)?.defaultMaxTokens ?? unknownMaxTokens;
  const system = systemOf(conversation);
  const { thinking, effort } = thinkingFor(conversation, maxTokens);
  const output = { ...(effort ? { effort } : {}), ...(format ? { format: { type: 'json_schema', schema: format.schema } } : {}) };
  // Thinking wants the default of both, and models from 4.7 on refuse them altogether.
  const sampled = thinking === undefined && claudeTraits(model)?.noSampling !== true;
  return {
    model,
    max_tokens: maxTokens,
    ...(system === '' ? {} : { system }),
    messages,
    ...(tools.length > 0 ? { tools: tools.map(toolFor) } : {}),
    ...choiceFor(conversation),
    ...(sampled && temperature !== undefined ? { temperature: Math.min(temperature, 1) } : {}),
    ...(sampled && topP !== undefined ? { top_p: topP } : {}),
    ...(stop.length > 0 ? { stop_sequences: stop } : {}),
    ...(thinking ? { thinking } : {}),
    ...(Object.keys(output).length > 0 ? { output_config: output } : {}),
    ...(stream ? { stream: true } : {}),
  };
}

function systemOf({ instructions, items }: Conversation): string {
  const told = items.flatMap((item) => (item.kind === 'message' && (item.role === 'system' || item.role === 'developer') ? joinedText(item.parts, '\n') : []));
  return [instructions ?? '', ...told].filter((one) => one !== '').join('\n');
}

function toolFor(tool: Tool): Json {
  const { name, description, schema, strict, freeform } = tool;
  const told = freeform ? freeformDescription(tool) : description;
  return {
    name,
    ...(told === undefined || told === '' ? {} : { description: told }),
    input_schema: freeform ? freeformSchema : { type: 'object', ...(schema ?? { properties: {} }) },
    ...(strict === true && !freeform ? { strict } : {}),
  };
}

function choiceFor(conversation: Conversation): Json {
  const choice = choiceOf(conversation);
  const alone = conversation.parallelCalls === false && conversation.tools.length > 0;
  if (choice === undefined && !alone) return {};
  if (choice === 'none') return { tool_choice: { type: 'none' } };
  const one = alone ? { disable_parallel_tool_use: true } : {};
  if (typeof choice === 'object') return { tool_choice: { type: 'tool', name: choice.name, ...one } };
  return { tool_choice: { type: choice === 'required' ? 'any' : 'auto', ...one } };
}

/**
 * Thinking is a wish: it is left out where Messages would refuse the request for it. Sources: extended and adaptive
 * thinking (platform.claude.com/docs): no forced tool; a budget of at least 1,024 and below max_tokens; an answer that is
 * gone on with behind a tool result has to begin with its signed thoughts, which adaptive thinking does not ask for.
 */
function thinkingFor(conversation: Conversation, maxTokens: number): { thinking?: Json; effort?: Effort } {
  const { thinking, model, items } = conversation;
  if (!thinking) return {};
  const traits = claudeTraits(model);
  const effort = thinking.effort ?? effortOfBudget(thinking.budget ?? leastBudget, maxTokens);
  if (traits?.adaptive) {
    if (effort === 'none') return traits.thinksAlways ? { effort: 'low' } : {};
    // Opus 4.6 and Sonnet 4.6 have no xhigh; each level below is everywhere.
    const told = traits.noSampling && effort !== 'minimal' ? effort : usualEffort(effort);
    if (isForced(choiceOf(conversation))) return { effort: told };
    return { thinking: { type: 'adaptive', ...(thinking.show ? { display: 'summarized' } : {}) }, effort: told };
  }
  if (isForced(choiceOf(conversation)) || goesOnBehindResult(items)) return {};
  const budget = thinking.budget === undefined ? budgetOf(effort, maxTokens) : Math.max(thinking.budget, leastBudget);
  return budget === undefined || budget >= maxTokens ? {} : { thinking: { type: 'enabled', budget_tokens: budget } };
}

function goesOnBehindResult(items: readonly Item[]): boolean {
  const last = items.findLast((item) => item.kind !== 'message' || item.role === 'user' || item.role === 'assistant');
  return last?.kind === 'result';
}

/** Puts the items into turns: user and assistant take turns, and results stand first in theirs. */
class TurnWriter {
  private readonly turns: { role: 'user' | 'assistant'; content: Json[] }[] = [];

  all(items: readonly Item[]): Json[] {
    for (const item of items) {
      if (item.kind === 'call') this.turn('assistant').push(callFor(item.call));
      else if (item.kind === 'result') this.result(item.id, item.parts.flatMap(blocksFor), item.failed === true);
      else if (item.role === 'user' || item.role === 'assistant') {
        const blocks = item.parts.flatMap(blocksFor);
        if (blocks.length > 0) this.turn(item.role).push(...blocks);
      }
    }
    return this.turns.map(({ role, content }) => ({ role, content: onlyText(content) ?? content }));
  }

  private turn(role: 'user' | 'assistant'): Json[] {
    const last = this.turns.at(-1);
    if (last?.role === role) return last.content;
    const content: Json[] = [];
    this.turns.push({ role, content });
    return content;
  }

  private result(id: string, content: Json[], failed: boolean): void {
    const turn = this.turn('user');
    const block = { type: 'tool_result', tool_use_id: messagesId(id), content: onlyText(content) ?? content, ...(failed ? { is_error: true } : {}) };
    const behind = turn.findLastIndex((one) => one['type'] === 'tool_result') + 1;
    turn.splice(behind, 0, block);
  }
}

function onlyText(content: readonly Json[]): string | undefined {
  if (content.length === 0) return '';
  const [only] = content;
  return content.length === 1 && only?.['type'] === 'text' ? String(only['text']) : undefined;
}

function callFor({ id, name, arguments: told, freeform }: Call): Json {
  // Broken arguments were the model's own: it is shown what it wrote.
  const input = freeform ? { input: told } : (parsedRecord(told === '' ? '{}' : told) ?? parsedRecord(freeformArguments(told)));
  return { type: 'tool_use', id: messagesId(id), name, input };
}

function blocksFor(part: Part): Json[] {
  // Messages refuses a block of empty text.
  if (part.kind === 'text') return part.text.trim() === '' ? [] : [{ type: 'text', text: part.text }];
  if (part.kind === 'image') return [{ type: 'image', source: sourceOf(part.url, 'image/png', 'image_url') }];
  return [{ type: 'document', source: sourceOf(part.url, 'application/pdf', 'file'), ...(part.name === undefined ? {} : { title: part.name }) }];
}

function sourceOf(url: string, type: string, field: string): Json {
  if (/^https?:/i.test(url)) return { type: 'url', url };
  const [, told, data] = /^data:([^;,]*)(?:;[^;,]+)*;base64,(.*)$/is.exec(url) ?? [];
  if (data === undefined) throw noEqual(`${field}: ${url.slice(0, 12)}`, to);
  return { type: 'base64', media_type: told === '' ? type : told === 'image/jpg' ? 'image/jpeg' : told, data };
}
