import { sse, type AnswerEvent, type AnswerWriter, type Ending, type OpenBlock, type Tokens } from '../answer.ts';
import type { AnswerContext } from '../answer-context.ts';
import { errorDocument } from '../error.ts';
import { record, type Json } from '../json.ts';
import { chatCall, chatFinish, chatUsage } from './answer.ts';

/** Writes a stream of chat completions. The finish goes out with the end mark: without it, the answer is not whole. */
export class ChatStreamWriter implements AnswerWriter {
  private readonly context: AnswerContext;
  private envelope: Json = {};
  private readonly open = new Map<number, { what: OpenBlock; index: number }>();
  private calls = 0;

  constructor(context: AnswerContext) {
    this.context = context;
  }

  write(event: AnswerEvent): string {
    switch (event.type) {
      case 'start':
        this.envelope = { id: event.id, object: 'chat.completion.chunk', created: event.createdS ?? this.context.createdS, model: event.model };
        return this.delta({ role: 'assistant', content: '' });
      case 'open':
        return this.opened(event.block, event.what);
      case 'grow':
        return this.grown(event.block, event.text);
      case 'close':
        this.open.delete(event.block);
        return '';
      case 'end':
        return this.end(event.ending, event.usage);
      case 'error':
        // Without choices: openai-node throws at `error`, but @ai-sdk/openai takes what has choices for content.
        return sse({ ...this.envelope, error: record(errorDocument('chat-completions', event.error)['error']) });
    }
  }

  private opened(block: number, what: OpenBlock): string {
    const index = what.kind === 'call' ? this.calls++ : 0;
    this.open.set(block, { what, index });
    return what.kind === 'call' ? this.delta({ tool_calls: [{ index, ...chatCall({ ...what, text: '' }) }] }) : '';
  }

  private grown(block: number, text: string): string {
    const open = this.open.get(block);
    if (!open) return '';
    const { what, index } = open;
    switch (what.kind) {
      case 'text':
        return this.delta({ content: text });
      case 'refusal':
        return this.delta({ refusal: text });
      case 'reasoning':
        return this.delta({ reasoning_content: text });
      case 'call':
        return this.delta({ tool_calls: [{ index, ...(what.freeform ? { custom: { input: text } } : { function: { arguments: text } }) }] });
    }
  }

  private end(ending: Ending, usage: Tokens | undefined): string {
    const finish = sse(this.chunk([{ index: 0, delta: {}, logprobs: null, finish_reason: chatFinish(ending) }]));
    const used = usage && this.context.includeUsage ? sse({ ...this.chunk([]), usage: chatUsage(usage) }) : '';
    return `${finish}${used}data: [DONE]\n\n`;
  }

  private delta(delta: Json): string {
    return sse(this.chunk([{ index: 0, delta, logprobs: null, finish_reason: null }]));
  }

  private chunk(choices: Json[]): Json {
    return { ...this.envelope, choices };
  }
}
