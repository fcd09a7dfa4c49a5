import { classifyEnding } from '../../../gateways/classify-ending.ts';
import type { Fault } from '../../../gateways/fault.ts';
import type { EndpointFailure } from '../failure.ts';
import type { Usage } from '../usage.ts';
import { EventCutter, type EventSink } from './event-cutter.ts';
import { parsedData, readEventFields, type EventFields } from './event-fields.ts';
import { EventShapes } from './event-shapes.ts';
import type { AnswerJudgement, StreamFollower } from './protocol.ts';

/** What one event says. */
export interface EventFacts {
  /** Text, reasoning, a part of a tool call, an image. */
  content?: boolean;
  /** It is the end mark. */
  ended?: boolean;
  error?: Fault;
  finishReason?: string | undefined;
  usage?: Usage | undefined;
  provider?: string | undefined;
}

/** How one protocol reads the events of one stream. It may remember what they say of the stream. */
export interface StreamReading {
  read(event: EventFields): EventFacts;
  /** An event too long to be held, by its beginning and its end. */
  readLong(head: string, tail: string): EventFacts;
  /** A stream that ended in order without its end mark, and has all the same told everything. */
  wholeWithoutMark?(seen: { finishReason: string | undefined; usage: Usage | undefined }): boolean;
  /** @param count the last number that counts the events, of those that were not read. */
  failureEvent(failure: EndpointFailure, count: number | undefined): string;
}

/**
 * Follows a stream with a protocol's reading. Events that are like one that was read, but for their text, are not read
 * (`event-shapes.ts`); all others are.
 */
export class EventFollower implements StreamFollower, EventSink {
  contentEvents = 0;
  ended = false;
  error: Fault | undefined;
  finishReason: string | undefined;
  usage: Usage | undefined;
  provider: string | undefined;
  readonly #reading: StreamReading;
  readonly #cutter = new EventCutter(this);
  readonly #shapes = new EventShapes();
  #finished = false;

  constructor(reading: StreamReading) {
    this.#reading = reading;
  }

  get heldBytes(): number {
    return this.#cutter.heldBytes;
  }

  get inEvent(): boolean {
    return this.#cutter.inEvent;
  }

  take(bytes: Buffer): Buffer {
    return this.#cutter.take(bytes);
  }

  rest(): Buffer {
    this.#finish();
    return this.#cutter.rest();
  }

  judge(): AnswerJudgement {
    this.#finish();
    return {
      fault: this.#fault(),
      ...(this.finishReason === undefined ? {} : { finishReason: this.finishReason }),
      ...(this.usage === undefined ? {} : { usage: this.usage }),
    };
  }

  failureEvent(failure: EndpointFailure): string {
    return this.#reading.failureEvent(failure, this.#shapes.count);
  }

  known(bytes: Buffer, at: number): number {
    const end = this.#shapes.fit(bytes, at);
    if (end > 0 && !this.#over) this.contentEvents++;
    return end;
  }

  event(bytes: Buffer, start: number, end: number): void {
    if (this.#over) return;
    const fields = readEventFields(bytes, start, end);
    if (!fields) return;
    // A last event may lack its empty line, but nothing of its data.
    if (this.#finished && fields.data.trim() !== '[DONE]' && parsedData(fields.data) === undefined) return;
    const facts = this.#reading.read(fields);
    this.#apply(facts);
    // The first one is on its way to somebody who waits, and seldom like the next.
    if (this.contentEvents > 1 && isPlainContent(facts)) this.#shapes.learn(bytes, start, end);
  }

  longEvent(head: Buffer, tail: Buffer): void {
    if (!this.#over) this.#apply(this.#reading.readLong(head.toString('utf8'), tail.toString('utf8')));
  }

  /** What stands behind the end counts for nothing. */
  get #over(): boolean {
    return this.ended || this.error !== undefined;
  }

  #wholeWithoutMark(): boolean {
    const { finishReason, usage } = this;
    // Part of an event is part of something.
    if (this.heldBytes > 0 || this.inEvent) return false;
    return this.#reading.wholeWithoutMark?.({ finishReason, usage }) ?? false;
  }

  #finish(): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#cutter.finish();
  }

  #apply({ content, ended, error, finishReason, usage, provider }: EventFacts): void {
    if (content === true && !error) this.contentEvents++;
    if (ended === true) this.ended = true;
    if (error) this.error = error;
    if (finishReason !== undefined) this.finishReason = finishReason;
    if (usage) this.usage = { ...this.usage, ...usage };
    if (provider !== undefined) this.provider = provider;
  }

  #fault(): Fault | null {
    const { contentEvents, finishReason } = this;
    // Nobody may repeat a request silently whose answer has begun.
    if (this.error) return contentEvents > 0 ? { ...this.error, retryable: false } : this.error;
    if (!this.ended && !this.#wholeWithoutMark()) return classifyEnding({ end: 'clean-end', contentEvents });
    // Some hosts leave out the finish reason behind tool calls and send the end mark (earendil-works/pi, issue 6226).
    if (finishReason === undefined && contentEvents > 0) return null;
    return classifyEnding({ end: 'terminator', contentEvents, ...(finishReason === undefined ? {} : { finishReason }) });
  }
}

/** Nothing in it but content: such an event may stand for others. A provider is told once. */
function isPlainContent({ content, ended, error, finishReason, usage }: EventFacts): boolean {
  return content === true && ended !== true && error === undefined && finishReason === undefined && usage === undefined;
}
