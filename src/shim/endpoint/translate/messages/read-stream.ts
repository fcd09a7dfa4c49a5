/** Events of Messages: platform.claude.com/docs/en/build-with-claude/streaming. */
import type { AnswerEvent, AnswerReader, OpenBlock } from '../answer.ts';
import { readError } from '../error.ts';
import { number, parsedRecord, record, text, type Json } from '../json.ts';
import { messagesEnding, messagesTokens } from './answer.ts';

interface Growing {
  /** Undefined until something was written: a block without text is none. */
  block?: number;
  what: OpenBlock;
  /** What a call was opened with, where no part of it follows. */
  input?: Json;
  empty: boolean;
}

export class MessagesStreamReader implements AnswerReader {
  private id = '';
  private blocks = 0;
  private calls = false;
  private readonly growing = new Map<number, Growing>();
  private stop: Json = {};
  /** Counts of `message_start`, gone over by those of `message_delta`. */
  private usage: Json = {};

  read({ data }: { data: string }): AnswerEvent[] {
    const event = parsedRecord(data);
    switch (event?.['type']) {
      case 'message_start':
        return this.start(record(event['message']) ?? {});
      case 'content_block_start':
        return this.opened(number(event['index']) ?? 0, record(event['content_block']) ?? {});
      case 'content_block_delta':
        return this.grown(number(event['index']) ?? 0, record(event['delta']) ?? {});
      case 'content_block_stop':
        return this.closed(number(event['index']) ?? 0);
      case 'message_delta':
        this.stop = { ...this.stop, ...record(event['delta']) };
        this.count(record(event['usage']));
        return [];
      case 'message_stop':
        return this.end();
      case 'error':
        return [{ type: 'error', error: readError('messages', event) }];
      default:
        return [];
    }
  }

  private start(message: Json): AnswerEvent[] {
    this.id = text(message['id']) ?? '';
    this.count(record(message['usage']));
    const usage = messagesTokens(this.usage);
    return [{ type: 'start', id: this.id, model: text(message['model']) ?? '', ...(usage ? { usage } : {}) }];
  }

  private count(usage: Json | undefined): void {
    for (const [name, value] of Object.entries(usage ?? {})) if (value !== null) this.usage[name] = value;
  }

  private opened(index: number, block: Json): AnswerEvent[] {
    const name = text(block['name']);
    if (block['type'] === 'tool_use' && name) {
      const growing: Growing = { block: this.blocks++, what: { kind: 'call', id: text(block['id']) || `call_${this.id}_${index}`, name }, empty: true };
      const input = record(block['input']);
      if (input) growing.input = input;
      this.calls = true;
      this.growing.set(index, growing);
      return [{ type: 'open', block: this.blocks - 1, what: growing.what }];
    }
    if (block['type'] !== 'text' && block['type'] !== 'thinking') return [];
    this.growing.set(index, { what: { kind: block['type'] === 'text' ? 'text' : 'reasoning' }, empty: true });
    return this.grow(index, text(block['text']) ?? text(block['thinking']));
  }

  private grown(index: number, delta: Json): AnswerEvent[] {
    switch (delta['type']) {
      case 'text_delta':
        return this.grow(index, text(delta['text']));
      case 'thinking_delta':
        return this.grow(index, text(delta['thinking']));
      case 'input_json_delta':
        return this.grow(index, text(delta['partial_json']));
      default:
        return [];
    }
  }

  private grow(index: number, told: string | undefined): AnswerEvent[] {
    const growing = this.growing.get(index);
    if (!growing || told === undefined || told === '') return [];
    growing.empty = false;
    if (growing.block !== undefined) return [{ type: 'grow', block: growing.block, text: told }];
    growing.block = this.blocks++;
    return [
      { type: 'open', block: growing.block, what: growing.what },
      { type: 'grow', block: growing.block, text: told },
    ];
  }

  private closed(index: number): AnswerEvent[] {
    const growing = this.growing.get(index);
    this.growing.delete(index);
    if (growing?.block === undefined) return [];
    const { block, empty, input } = growing;
    const whole: AnswerEvent[] = empty ? [{ type: 'grow', block, text: JSON.stringify(input ?? {}) }] : [];
    return [...whole, { type: 'close', block }];
  }

  private end(): AnswerEvent[] {
    const closed = [...this.growing.keys()].flatMap((index) => this.closed(index));
    const usage = messagesTokens(this.usage);
    return [...closed, { type: 'end', ending: messagesEnding(this.stop['stop_reason'], this.stop['stop_sequence'], this.calls), ...(usage ? { usage } : {}) }];
  }
}
