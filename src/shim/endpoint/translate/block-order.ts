import type { AnswerEvent } from './answer.ts';

/**
 * Lets one block through at a time, in the order in which they were opened: Messages and Responses close a block before
 * the next begins, while chat completions writes several calls at once. What belongs to a later block waits.
 */
export class BlockOrder {
  private current: number | undefined;
  private readonly waiting = new Map<number, AnswerEvent[]>();

  take(event: AnswerEvent): AnswerEvent[] {
    switch (event.type) {
      case 'start':
      case 'error':
        return [event];
      case 'end':
        return [...this.rest(), event];
      default:
        break;
    }
    if (this.current === undefined) this.current = event.block;
    if (event.block !== this.current) {
      const waiting = this.waiting.get(event.block) ?? [];
      waiting.push(event);
      this.waiting.set(event.block, waiting);
      return [];
    }
    return event.type === 'close' ? [event, ...this.next()] : [event];
  }

  /** The blocks that waited, as far as they are closed; the first that is not goes on from here. */
  private next(): AnswerEvent[] {
    const events: AnswerEvent[] = [];
    this.current = undefined;
    for (const [block, waited] of this.waiting) {
      this.waiting.delete(block);
      events.push(...waited);
      if (waited.at(-1)?.type !== 'close') {
        this.current = block;
        break;
      }
    }
    return events;
  }

  private rest(): AnswerEvent[] {
    const events: AnswerEvent[] = [];
    while (this.current !== undefined) events.push({ type: 'close', block: this.current }, ...this.next());
    return events;
  }
}
