import type { AnswerEvent, AnswerReader, AnswerWriter } from './answer.ts';
import { CallersCalls, type AnswerContext } from './answer-context.ts';
import type { StreamEvent, StreamTranslator } from './translation.ts';

/** One stream: read in the target's protocol, written in the caller's, over with its end mark or its first error. */
export class TranslatedStream implements StreamTranslator {
  private readonly reader: AnswerReader;
  private readonly writer: AnswerWriter;
  private readonly calls: CallersCalls;
  private started = false;
  private over = false;

  constructor(reader: AnswerReader, writer: AnswerWriter, context: AnswerContext) {
    this.reader = reader;
    this.writer = writer;
    this.calls = new CallersCalls(context);
  }

  take(event: StreamEvent): string {
    if (this.over) return '';
    let written = '';
    for (const read of this.reader.read(event)) {
      for (const one of this.calls.take(read)) written += this.write(one);
      if (read.type === 'end' || read.type === 'error') {
        this.over = true;
        break;
      }
    }
    return written;
  }

  /** Each answer begins with its start, whether the target told of one or not, and has one. */
  private write(event: AnswerEvent): string {
    if (event.type === 'start' && this.started) return '';
    const opening = this.started || event.type === 'start' || event.type === 'error' ? '' : this.writer.write({ type: 'start', id: '', model: '' });
    this.started ||= event.type !== 'error';
    return opening + this.writer.write(event);
  }
}
