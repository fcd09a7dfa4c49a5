/** Events of Responses: openai-node 7.59.0, `ResponseStreamEvent`. */
import type { AnswerEvent, AnswerReader, OpenBlock } from '../answer.ts';
import { readError } from '../error.ts';
import { number, parsedRecord, record, records, saysSomething, text, type Json } from '../json.ts';
import { blocksOf, responsesEnding, responsesTokens } from './answer.ts';

interface Growing {
  block: number;
  what: OpenBlock;
  empty: boolean;
  /** Which of the two ways of telling thoughts is followed, and its part. */
  way?: string;
  part?: number;
}

export class ResponsesStreamReader implements AnswerReader {
  private started = false;
  private id = '';
  private blocks = 0;
  private calls = false;
  /** By output index, and by the part of a message. */
  private readonly growing = new Map<string, Growing>();
  /** Items of which something was told in parts. */
  private readonly told = new Set<number>();
  private readonly done = new Set<number>();

  read({ event: name, data }: { event?: string; data: string }): AnswerEvent[] {
    const event = parsedRecord(data);
    if (!event) return [];
    const type = text(event['type']) ?? name;
    const output = number(event['output_index']) ?? 0;
    const part = `${output}.${number(event['content_index']) ?? 0}`;
    switch (type) {
      case 'response.created':
      case 'response.in_progress':
        return this.start(record(event['response']) ?? {});
      case 'response.output_item.added':
        return this.added(output, record(event['item']) ?? {});
      case 'response.output_text.delta':
        return this.grow(part, { kind: 'text' }, event['delta']);
      case 'response.refusal.delta':
        return this.grow(part, { kind: 'refusal' }, event['delta']);
      case 'response.content_part.done':
        return this.close(part);
      case 'response.reasoning_text.delta':
        return this.think(output, 'content', number(event['content_index']) ?? 0, event['delta']);
      case 'response.reasoning_summary_text.delta':
        return this.think(output, 'summary', number(event['summary_index']) ?? 0, event['delta']);
      case 'response.function_call_arguments.delta':
      case 'response.custom_tool_call_input.delta':
        return this.growCall(output, event['delta']);
      case 'response.output_item.done':
        return this.itemDone(output, record(event['item']) ?? {});
      case 'response.completed':
      case 'response.incomplete':
        return this.end({ status: type === 'response.incomplete' ? 'incomplete' : 'completed', ...record(event['response']) });
      case 'response.failed':
        return [{ type: 'error', error: readError('responses', record(event['response']) ?? event) }];
      case 'error':
      case 'response.error':
        return [{ type: 'error', error: readError('responses', event) }];
      default:
        return saysSomething(event['error']) ? [{ type: 'error', error: readError('responses', event) }] : [];
    }
  }

  private start(response: Json): AnswerEvent[] {
    if (this.started) return [];
    this.started = true;
    this.id = text(response['id']) ?? '';
    const createdS = number(response['created_at']);
    return [{ type: 'start', id: this.id, model: text(response['model']) ?? '', ...(createdS === undefined ? {} : { createdS }) }];
  }

  private added(output: number, item: Json): AnswerEvent[] {
    const [block] = item['type'] === 'function_call' || item['type'] === 'custom_tool_call' ? blocksOf(item, `call_${this.id}_${output}`) : [];
    if (block?.kind !== 'call' || this.growing.has(`${output}`)) return [];
    const { id, name, freeform } = block;
    const [opened, growing] = this.open(`${output}`, { kind: 'call', id, name, ...(freeform ? { freeform: true } : {}) });
    const early = text(item['arguments']) ?? text(item['input']) ?? '';
    return [opened, ...this.grown(growing, early)];
  }

  private open(key: string, what: OpenBlock): [AnswerEvent, Growing] {
    const growing: Growing = { block: this.blocks++, what, empty: true };
    this.growing.set(key, growing);
    this.told.add(parseInt(key, 10));
    this.calls ||= what.kind === 'call';
    return [{ type: 'open', block: growing.block, what }, growing];
  }

  private grown(growing: Growing, told: unknown): AnswerEvent[] {
    if (typeof told !== 'string' || told === '') return [];
    growing.empty = false;
    return [{ type: 'grow', block: growing.block, text: told }];
  }

  private grow(key: string, what: OpenBlock, told: unknown): AnswerEvent[] {
    if (typeof told !== 'string' || told === '') return [];
    const known = this.growing.get(key);
    if (known) return this.grown(known, told);
    const [opened, growing] = this.open(key, what);
    return [opened, ...this.grown(growing, told)];
  }

  private growCall(output: number, told: unknown): AnswerEvent[] {
    const growing = this.growing.get(`${output}`);
    return growing?.what.kind === 'call' ? this.grown(growing, told) : [];
  }

  /** Thoughts and their summary are the same told twice: the first that comes is followed. */
  private think(output: number, way: string, part: number, told: unknown): AnswerEvent[] {
    const before = this.growing.get(`${output}`);
    if (before && (before.what.kind !== 'reasoning' || before.way !== way)) return [];
    const separator = way === 'summary' && before && before.part !== part ? '\n\n' : '';
    const events = this.grow(`${output}`, { kind: 'reasoning' }, typeof told === 'string' ? `${separator}${told}` : told);
    const growing = this.growing.get(`${output}`);
    if (growing) Object.assign(growing, { way, part });
    return events;
  }

  private close(key: string): AnswerEvent[] {
    const growing = this.growing.get(key);
    if (!growing) return [];
    this.growing.delete(key);
    const { block, empty, what } = growing;
    const none: AnswerEvent[] = empty && what.kind === 'call' && !what.freeform ? [{ type: 'grow', block, text: '{}' }] : [];
    return [...none, { type: 'close', block }];
  }

  /** The whole item: what of it was not told in parts is told now. */
  private itemDone(output: number, item: Json): AnswerEvent[] {
    if (this.done.has(output)) return [];
    this.done.add(output);
    const events: AnswerEvent[] = [];
    const call = this.growing.get(`${output}`);
    if (call?.what.kind === 'call' && call.empty) events.push(...this.grown(call, text(item['arguments']) ?? text(item['input'])));
    const keys = [...this.growing.keys()].filter((key) => key === `${output}` || key.startsWith(`${output}.`));
    for (const key of keys) events.push(...this.close(key));
    return this.told.has(output) ? events : this.whole(item, output);
  }

  private whole(item: Json, output: number): AnswerEvent[] {
    return blocksOf(item, `call_${this.id}_${output}`).flatMap((block) => {
      const { text: told, ...what } = block;
      const number = this.blocks++;
      this.calls ||= block.kind === 'call';
      return [{ type: 'open', block: number, what } as AnswerEvent, ...(told === '' ? [] : [{ type: 'grow', block: number, text: told } as AnswerEvent]), { type: 'close', block: number } as AnswerEvent];
    });
  }

  private end(response: Json): AnswerEvent[] {
    const events = this.start(response);
    for (const key of [...this.growing.keys()]) events.push(...this.close(key));
    // Some gateways tell the answer at the end alone.
    if (this.blocks === 0) records(response['output']).forEach((item, at) => events.push(...this.whole(item, at)));
    const usage = responsesTokens(response['usage']);
    return [...events, { type: 'end', ending: responsesEnding(response, this.calls), ...(usage ? { usage } : {}) }];
  }
}
