import type { SpokenProtocol } from '../../../gateways/gateway.ts';
import type { Answer, AnswerEvent, Block } from './answer.ts';
import { freeformArguments, type Tool } from './conversation.ts';
import { parsedRecord, record, type Json } from './json.ts';
import { chatTools } from './chat/read-request.ts';
import { responsesTools } from './responses/tools.ts';

/** What of the caller's request its answer depends on. */
export interface AnswerContext {
  /** The tools that come back otherwise than the target knows them, by the name that the target was told. */
  tools: ReadonlyMap<string, Tool>;
  /** Whether usage is sent in a stream of chat completions. */
  includeUsage: boolean;
  /** Whether the caller's protocol has freeform calls at all. */
  freeform: boolean;
  /** Seconds since the epoch, where the target's protocol tells no time. */
  createdS: number;
}

export function answerContext(from: SpokenProtocol, request: unknown, createdS: number): AnswerContext {
  const body: Json = record(request) ?? {};
  const tools = from === 'responses' ? responsesTools(body) : from === 'chat-completions' ? chatTools(body) : [];
  return {
    tools: new Map(tools.filter(({ freeform, namespaced }) => freeform ?? namespaced).map((tool) => [tool.name, tool])),
    includeUsage: record(body['stream_options'])?.['include_usage'] === true,
    freeform: from !== 'messages',
    createdS,
  };
}

/** The calls of a whole answer as the caller knows them: freeform tools get their text back. */
export function withCallersCalls(answer: Answer, context: AnswerContext): Answer {
  return { ...answer, blocks: answer.blocks.map((block) => callersCall(block, context)) };
}

function callersCall(block: Block, context: AnswerContext): Block {
  if (block.kind !== 'call') return block;
  const { id, name, text } = block;
  switch (changeOf(block, context)) {
    case 'unwrap':
      return { ...block, text: freeformInput(text), freeform: true };
    case 'wrap':
      return { kind: 'call', id, name, text: freeformArguments(text) };
    case undefined:
      return block;
  }
}

/** `unwrap`: a freeform tool that the target was told as a function; `wrap`: the other way, for who has no such calls. */
function changeOf({ name, freeform }: { name: string; freeform?: true }, context: AnswerContext): 'unwrap' | 'wrap' | undefined {
  if (freeform) return context.freeform ? undefined : 'wrap';
  return context.tools.get(name)?.freeform ? 'unwrap' : undefined;
}

/** What the model wrote where it did not keep to the schema. */
function freeformInput(told: string): string {
  const input = parsedRecord(told)?.['input'];
  return typeof input === 'string' ? input : told;
}

/** The same for a stream: the text of a freeform tool is known when its JSON is whole. */
export class CallersCalls {
  private readonly context: AnswerContext;
  private readonly held = new Map<number, { text: string; change: 'unwrap' | 'wrap' }>();

  constructor(context: AnswerContext) {
    this.context = context;
  }

  take(event: AnswerEvent): AnswerEvent[] {
    if (event.type === 'open') return [this.opened(event)];
    if (event.type !== 'grow' && event.type !== 'close') return [event];
    const held = this.held.get(event.block);
    if (!held) return [event];
    if (event.type === 'grow') {
      held.text += event.text;
      return [];
    }
    this.held.delete(event.block);
    const text = held.change === 'wrap' ? freeformArguments(held.text) : freeformInput(held.text);
    return text === '' ? [event] : [{ type: 'grow', block: event.block, text }, event];
  }

  private opened(event: AnswerEvent & { type: 'open' }): AnswerEvent {
    const { block, what } = event;
    const change = what.kind === 'call' ? changeOf(what, this.context) : undefined;
    if (what.kind !== 'call' || !change) return event;
    this.held.set(block, { text: '', change });
    const { id, name } = what;
    return { type: 'open', block, what: { kind: 'call', id, name, ...(change === 'unwrap' ? { freeform: true } : {}) } };
  }
}
