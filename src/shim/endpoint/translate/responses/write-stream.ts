import { sse, type AnswerEvent, type AnswerWriter, type Block, type Ending, type OpenBlock, type Tokens } from '../answer.ts';
import type { AnswerContext } from '../answer-context.ts';
import { BlockOrder } from '../block-order.ts';
import { failedResponseError } from '../error.ts';
import type { Json } from '../json.ts';
import { itemId, outputItem, responseHead, responseStatus, responsesUsage } from './answer.ts';

/**
 * Writes the events of Responses, in the order of openai-node's types: an item is added, its part is added and grows, the
 * part is done, the item is done. A failure is `response.failed`, the one event of failure that Codex reads
 * (openai/codex codex-rs/codex-api/src/sse/responses.rs).
 */
export class ResponsesStreamWriter implements AnswerWriter {
  private readonly context: AnswerContext;
  private readonly order = new BlockOrder();
  private sequence = 0;
  private head: Json;
  private id = '';
  private readonly output: Json[] = [];
  private current: { what: OpenBlock; id: string; text: string } | undefined;

  constructor(context: AnswerContext) {
    this.context = context;
    this.head = responseHead({ id: '', model: '', createdS: context.createdS });
  }

  write(event: AnswerEvent): string {
    return this.order
      .take(event)
      .map((one) => this.one(one))
      .join('');
  }

  private one(event: AnswerEvent): string {
    switch (event.type) {
      case 'start':
        this.id = event.id;
        this.head = responseHead({ id: event.id, model: event.model, createdS: event.createdS ?? this.context.createdS });
        return this.told('response.created', { response: this.head }) + this.told('response.in_progress', { response: this.head });
      case 'open':
        return this.opened(event.what);
      case 'grow':
        return this.grown(event.text);
      case 'close':
        return this.closed();
      case 'end':
        return this.end(event.ending, event.usage);
      case 'error':
        return this.told('response.failed', { response: { ...this.head, status: 'failed', error: failedResponseError(event.error), output: this.output } });
    }
  }

  private opened(what: OpenBlock): string {
    const id = itemId(what.kind, this.id, this.output.length);
    this.current = { what, id, text: '' };
    const item = outputItem({ ...what, text: '' } as Block, id, this.context);
    const status = what.kind === 'reasoning' ? {} : { status: 'in_progress' };
    const added = this.told('response.output_item.added', { ...this.at(), item: { ...item, ...status, ...(what.kind === 'call' ? {} : what.kind === 'reasoning' ? { summary: [] } : { content: [] }) } });
    switch (what.kind) {
      case 'text':
      case 'refusal':
        return added + this.told('response.content_part.added', { ...this.part(), part: partOf(what.kind, '') });
      case 'reasoning':
        return added + this.told('response.reasoning_summary_part.added', { ...this.part(), part: { type: 'summary_text', text: '' } });
      case 'call':
        return added;
    }
  }

  private grown(text: string): string {
    if (!this.current) return '';
    this.current.text += text;
    const { what } = this.current;
    switch (what.kind) {
      case 'text':
        return this.told('response.output_text.delta', { ...this.part(), delta: text, logprobs: [] });
      case 'refusal':
        return this.told('response.refusal.delta', { ...this.part(), delta: text });
      case 'reasoning':
        return this.told('response.reasoning_summary_text.delta', { ...this.part(), delta: text });
      case 'call':
        return this.told(what.freeform ? 'response.custom_tool_call_input.delta' : 'response.function_call_arguments.delta', { ...this.part(), delta: text });
    }
  }

  private closed(): string {
    if (!this.current) return '';
    const { what, id, text } = this.current;
    const item = outputItem({ ...what, text } as Block, id, this.context);
    const events = this.partDone(what, text, item) + this.told('response.output_item.done', { ...this.at(), item });
    this.output.push(item);
    this.current = undefined;
    return events;
  }

  private partDone(what: OpenBlock, text: string, item: Json): string {
    switch (what.kind) {
      case 'text':
        return this.told('response.output_text.done', { ...this.part(), text, logprobs: [] }) + this.told('response.content_part.done', { ...this.part(), part: partOf('text', text) });
      case 'refusal':
        return this.told('response.refusal.done', { ...this.part(), refusal: text }) + this.told('response.content_part.done', { ...this.part(), part: partOf('refusal', text) });
      case 'reasoning':
        return this.told('response.reasoning_summary_text.done', { ...this.part(), text }) + this.told('response.reasoning_summary_part.done', { ...this.part(), part: { type: 'summary_text', text } });
      case 'call':
        return what.freeform
          ? this.told('response.custom_tool_call_input.done', { ...this.part(), input: text })
          : this.told('response.function_call_arguments.done', { ...this.part(), name: item['name'], arguments: text });
    }
  }

  private end(ending: Ending, usage: Tokens | undefined): string {
    const status = responseStatus(ending);
    const response = { ...this.head, ...status, output: this.output, usage: usage ? responsesUsage(usage) : null };
    return this.told(status.status === 'incomplete' ? 'response.incomplete' : 'response.completed', { response });
  }

  private at(): Json {
    return { output_index: this.output.length };
  }

  private part(): Json {
    const { what, id } = this.current ?? { what: { kind: 'text' }, id: '' };
    const index = what.kind === 'reasoning' ? { summary_index: 0 } : what.kind === 'call' ? {} : { content_index: 0 };
    return { item_id: id, ...this.at(), ...index };
  }

  private told(type: string, data: Json): string {
    return sse({ type, sequence_number: this.sequence++, ...data }, type);
  }
}

function partOf(kind: 'text' | 'refusal', text: string): Json {
  return kind === 'text' ? { type: 'output_text', text, annotations: [], logprobs: [] } : { type: 'refusal', refusal: text };
}
