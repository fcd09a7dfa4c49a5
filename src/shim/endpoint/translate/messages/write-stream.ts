import { sse, type AnswerEvent, type AnswerWriter, type OpenBlock } from '../answer.ts';
import { BlockOrder } from '../block-order.ts';
import { messagesError } from '../error.ts';
import type { Json } from '../json.ts';
import { messageHead, messagesStop, messagesUsage } from './answer.ts';
import { messagesId } from './id.ts';

/** Writes the events of Messages. Input tokens that are not known at the start are told with the stop reason. */
export class MessagesStreamWriter implements AnswerWriter {
  private readonly order = new BlockOrder();
  private index = 0;
  private refused = false;
  private what: OpenBlock = { kind: 'text' };

  write(event: AnswerEvent): string {
    return this.order
      .take(event)
      .map((one) => this.one(one))
      .join('');
  }

  private one(event: AnswerEvent): string {
    switch (event.type) {
      case 'start':
        return told('message_start', {
          message: { ...messageHead(event.id, event.model), content: [], stop_reason: null, stop_sequence: null, usage: messagesUsage(event.usage) },
        });
      case 'open':
        this.what = event.what;
        this.refused ||= event.what.kind === 'refusal';
        return told('content_block_start', { index: this.index, content_block: opened(event.what) });
      case 'grow':
        return told('content_block_delta', { index: this.index, delta: grown(this.what, event.text) });
      case 'close':
        return told('content_block_stop', { index: this.index++ });
      case 'end':
        return told('message_delta', { delta: messagesStop(event.ending, this.refused), usage: messagesUsage(event.usage) }) + told('message_stop', {});
      case 'error':
        return told('error', { error: messagesError(event.error) });
    }
  }
}

function opened(what: OpenBlock): Json {
  switch (what.kind) {
    case 'call':
      return { type: 'tool_use', id: messagesId(what.id), name: what.name, input: {} };
    case 'reasoning':
      return { type: 'thinking', thinking: '', signature: '' };
    case 'text':
    case 'refusal':
      return { type: 'text', text: '', citations: null };
  }
}

function grown(what: OpenBlock, text: string): Json {
  switch (what.kind) {
    case 'call':
      return { type: 'input_json_delta', partial_json: text };
    case 'reasoning':
      return { type: 'thinking_delta', thinking: text };
    case 'text':
    case 'refusal':
      return { type: 'text_delta', text };
  }
}

function told(type: string, data: Json): string {
  return sse({ type, ...data }, type);
}
