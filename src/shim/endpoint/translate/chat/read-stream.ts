import type { AnswerEvent, AnswerReader, Tokens } from '../answer.ts';
import { readError } from '../error.ts';
import { number, parsedRecord, record, records, saysSomething, text, type Json } from '../json.ts';
import { chatEnding, chatReasoning, chatTokens } from './answer.ts';

interface OpenCall {
  /** Undefined until the name is known. */
  block?: number;
  id: string | undefined;
  freeform: boolean;
  /** What came before the name. */
  early: string;
  empty: boolean;
}

/**
 * Reads a stream of chat completions: the first choice alone. Calls stay open to the end, for their parts come in any
 * order; text and thoughts are over when something else begins.
 */
export class ChatStreamReader implements AnswerReader {
  private started = false;
  private id = '';
  private blocks = 0;
  private telling: { kind: 'text' | 'refusal' | 'reasoning'; block: number } | undefined;
  private readonly calls = new Map<number, OpenCall>();
  private readonly written: OpenCall[] = [];
  private reason: unknown;
  private usage: Tokens | undefined;

  read({ data }: { data: string }): AnswerEvent[] {
    if (data.trim() === '[DONE]') return this.end();
    const chunk = parsedRecord(data);
    if (!chunk) return [];
    const choice = records(chunk['choices']).find(({ index }) => index === undefined || index === 0);
    if (saysSomething(chunk['error'])) return [{ type: 'error', error: readError('chat-completions', chunk) }];
    this.usage = chatTokens(chunk['usage']) ?? this.usage;
    const events = this.start(chunk);
    if (!choice) return events;
    if (choice['finish_reason'] === 'error' || choice['native_finish_reason'] === 'network_error') {
      return [...events, { type: 'error', error: readError('chat-completions', choice) }];
    }
    this.reason = choice['finish_reason'] ?? this.reason;
    const delta = record(choice['delta']) ?? {};
    this.tell(events, 'reasoning', chatReasoning(delta));
    this.tell(events, 'text', text(delta['content']));
    this.tell(events, 'refusal', text(delta['refusal']));
    records(delta['tool_calls']).forEach((one, at) => this.call(events, one, number(one['index']) ?? at));
    return events;
  }

  private start(chunk: Json): AnswerEvent[] {
    if (this.started) return [];
    this.started = true;
    this.id = text(chunk['id']) ?? '';
    const createdS = number(chunk['created']);
    return [{ type: 'start', id: this.id, model: text(chunk['model']) ?? '', ...(createdS === undefined ? {} : { createdS }) }];
  }

  private tell(events: AnswerEvent[], kind: 'text' | 'refusal' | 'reasoning', told: string | undefined): void {
    if (told === undefined || told === '') return;
    if (this.telling?.kind !== kind) {
      this.closeTelling(events);
      this.telling = { kind, block: this.blocks++ };
      events.push({ type: 'open', block: this.telling.block, what: { kind } });
    }
    events.push({ type: 'grow', block: this.telling.block, text: told });
  }

  private closeTelling(events: AnswerEvent[]): void {
    if (this.telling) events.push({ type: 'close', block: this.telling.block });
    this.telling = undefined;
  }

  private call(events: AnswerEvent[], part: Json, index: number): void {
    const freeform = record(part['custom']);
    const told = freeform ?? record(part['function']);
    const id = text(part['id']) || undefined;
    let call = this.calls.get(index);
    // Some gateways give every call the same index; the id tells them apart.
    if (!call || (id !== undefined && call.id !== undefined && id !== call.id)) {
      call = { id, freeform: freeform !== undefined, early: '', empty: true };
      this.calls.set(index, call);
      this.written.push(call);
    }
    call.id ??= id;
    const name = text(told?.['name']);
    const argument = text(freeform ? freeform['input'] : told?.['arguments']) ?? '';
    if (call.block === undefined && name !== undefined && name !== '') {
      this.closeTelling(events);
      call.block = this.blocks++;
      call.id ??= `call_${this.id}_${this.written.indexOf(call)}`;
      events.push({ type: 'open', block: call.block, what: { kind: 'call', id: call.id, name, ...(call.freeform ? { freeform: true } : {}) } });
      if (call.early !== '') events.push({ type: 'grow', block: call.block, text: call.early });
    }
    if (argument === '') return;
    call.empty = false;
    if (call.block === undefined) call.early += argument;
    else events.push({ type: 'grow', block: call.block, text: argument });
  }

  private end(): AnswerEvent[] {
    const events: AnswerEvent[] = [];
    this.closeTelling(events);
    let called = false;
    for (const { block, empty, freeform } of this.written) {
      if (block === undefined) continue;
      called = true;
      if (empty && !freeform) events.push({ type: 'grow', block, text: '{}' });
      events.push({ type: 'close', block });
    }
    return [...events, { type: 'end', ending: chatEnding(this.reason, called), ...(this.usage ? { usage: this.usage } : {}) }];
  }
}
