/** What looks at the events that a cutter finds. Positions are those of the bytes that are passed along. */
export interface EventSink {
  /** A quick look: where the event that begins at `at` ends, behind its blank line, if it is like one seen before; else -1. */
  known(bytes: Buffer, at: number): number;
  /** One event, with the blank line that ends it. */
  event(bytes: Buffer, start: number, end: number): void;
  /** An event longer than `maxEventBytes`: its beginning and its end, both bounded. */
  longEvent(head: Buffer, tail: Buffer): void;
}

/** Longest event that is held back until it is whole. */
export const maxEventBytes = 1024 * 1024;

/** What is kept of a longer one, to tell what it was. */
const headBytes = 4 * 1024;
const tailBytes = 8 * 1024;

const lf = 0x0a;
const cr = 0x0d;
const colon = 0x3a;
const nothing = Buffer.alloc(0);

/**
 * Cuts a stream of Server-Sent Events into whole events without decoding it (HTML standard, 9.2: lines end with LF, CR or
 * CR LF, an empty one ends an event, a BOM may stand in front). All that is handed back ends where an event could begin:
 * behind an empty line or a comment.
 */
export class EventCutter {
  readonly #sink: EventSink;
  #held: Buffer = nothing;
  #heldBytes = 0;
  #begun = false;
  /** Beginning and last bytes of an event that was too long to hold. */
  #long: { head: Buffer; tail: Buffer } | undefined;

  constructor(sink: EventSink) {
    this.#sink = sink;
  }

  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Part of an event has been handed back. */
  get inEvent(): boolean {
    return this.#long !== undefined;
  }

  /** @returns the bytes that may be sent on: a view of `bytes` where nothing was held. */
  take(bytes: Buffer): Buffer {
    if (bytes.length === 0) return bytes;
    const behind = this.#long ? this.#longEnd(bytes) : 0;
    if (behind < 0) return bytes;
    if (this.#heldBytes === 0) {
      const rest = this.#scan(bytes, behind, behind);
      if (rest === bytes.length) return bytes;
      if (this.#tooLong(bytes, rest)) return bytes;
      this.#hold(bytes.subarray(rest));
      return bytes.subarray(0, rest);
    }
    const searched = this.#heldBytes;
    this.#hold(bytes);
    const all = this.#held.subarray(0, this.#heldBytes);
    // An end that stands across the seam begins three bytes before it at most.
    const rest = this.#scan(all, 0, Math.max(0, searched - 3));
    if (rest === 0 && all.length <= maxEventBytes) return nothing;
    // The memory goes to whoever gets the bytes; it is not used again here.
    this.#held = nothing;
    this.#heldBytes = 0;
    if (rest === all.length || this.#tooLong(all, rest)) return all;
    this.#hold(all.subarray(rest));
    return all.subarray(0, rest);
  }

  /** The body has ended: shows the sink an event that lacks its blank line, as some servers leave it out. */
  finish(): void {
    if (this.#long) this.#sink.longEvent(this.#long.head, this.#long.tail);
    else if (this.#heldBytes > 0) this.#sink.event(this.#held, 0, this.#heldBytes);
  }

  /** What is held, which is then held no longer. */
  rest(): Buffer {
    const held = this.#held.subarray(0, this.#heldBytes);
    this.#held = nothing;
    this.#heldBytes = 0;
    return held;
  }

  /** Shows whole events to the sink. @returns where the first one begins that is not whole. */
  #scan(bytes: Buffer, from: number, searchFrom: number): number {
    const sink = this.#sink;
    let at = from;
    if (!this.#begun && bytes.length >= 3) {
      this.#begun = true;
      if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) at = 3;
    }
    const ends = new LineEnds(bytes);
    while (at < bytes.length) {
      const first = bytes[at];
      if (first === lf || first === cr) {
        at++;
        continue;
      }
      // An event that came in parts is looked at when it is whole, and not again with each part.
      const early = at < searchFrom ? -1 : sink.known(bytes, at);
      if (early > 0) {
        at = early;
        continue;
      }
      const lookFrom = Math.max(at, searchFrom);
      const end = first === colon ? ends.next(lookFrom) : ends.empty(lookFrom);
      if (end < 0) break;
      const late = first === colon ? end : at < searchFrom ? sink.known(bytes, at) : -1;
      if (late < 0) this.#show(bytes, at, end);
      at = late < 0 ? end : late;
    }
    if (at > 0) this.#begun = true;
    return at;
  }

  #show(bytes: Buffer, start: number, end: number): void {
    if (end - start <= maxEventBytes) this.#sink.event(bytes, start, end);
    else this.#sink.longEvent(bytes.subarray(start, start + headBytes), bytes.subarray(end - tailBytes, end));
  }

  /** Adds to what is held. */
  #hold(bytes: Buffer): void {
    const needed = this.#heldBytes + bytes.length;
    if (needed > this.#held.length) {
      const larger = Buffer.allocUnsafe(Math.max(1024, 2 * needed));
      this.#held.copy(larger, 0, 0, this.#heldBytes);
      this.#held = larger;
    }
    bytes.copy(this.#held, this.#heldBytes);
    this.#heldBytes = needed;
  }

  /** Whether the event that begins at `start` is longer than may be held; it is then handed back in parts. */
  #tooLong(bytes: Buffer, start: number): boolean {
    if (bytes.length - start <= maxEventBytes) return false;
    this.#long = { head: Buffer.from(bytes.subarray(start, start + headBytes)), tail: Buffer.from(bytes.subarray(-tailBytes)) };
    return true;
  }

  /** Looks for the end of an event that is handed back in parts. @returns the position behind it, or -1. */
  #longEnd(bytes: Buffer): number {
    const long = this.#long as { head: Buffer; tail: Buffer };
    const before = long.tail.subarray(-3);
    const seam = new LineEnds(Buffer.concat([before, bytes.subarray(0, 3)])).empty(0) - before.length;
    const end = seam > 0 ? seam : new LineEnds(bytes).empty(0);
    const part = end < 0 ? bytes : bytes.subarray(0, end);
    long.tail = part.length >= tailBytes ? Buffer.from(part.subarray(-tailBytes)) : Buffer.concat([long.tail, part]).subarray(-tailBytes);
    if (end < 0) return -1;
    this.#sink.longEvent(long.head, long.tail);
    this.#long = undefined;
    return end;
  }
}

/** Finds the ends of lines. Streams end theirs in one way, so where there is no CR it is looked for only once. */
class LineEnds {
  readonly #bytes: Buffer;
  #lf = -2;
  #cr = -2;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** The position behind the line that `from` is in, or -1. A CR at the very end counts; an LF behind it is an empty line then. */
  next(from: number): number {
    if (this.#lf !== -1 && this.#lf < from) this.#lf = this.#bytes.indexOf(lf, from);
    if (this.#cr !== -1 && this.#cr < from) this.#cr = this.#bytes.indexOf(cr, from);
    if (this.#cr !== -1 && (this.#lf === -1 || this.#cr < this.#lf)) return this.#bytes[this.#cr + 1] === lf ? this.#cr + 2 : this.#cr + 1;
    return this.#lf === -1 ? -1 : this.#lf + 1;
  }

  /** The position behind the first empty line that follows the line `from` is in, or -1. */
  empty(from: number): number {
    const bytes = this.#bytes;
    for (let at = this.next(from); at > 0; at = this.next(at)) {
      const byte = bytes[at];
      if (byte === lf) return at + 1;
      if (byte === cr) return bytes[at + 1] === lf ? at + 2 : at + 1;
    }
    return -1;
  }
}
