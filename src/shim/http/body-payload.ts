import type { Framing } from './framing.ts';

const nothing = Buffer.alloc(0);
/** A size or a trailer longer than this has no honest sender. */
const maxLineBytes = 8 * 1024;

/**
 * Reads what a body carries: the coding (RFC 9112, 7.1) is taken off, so that another can be put on. What it hands back
 * lies in the bytes it was given, moved together: they are the reader's from then on.
 */
export class BodyPayload {
  #left: number;
  #state: 'length' | 'close' | 'size' | 'extension' | 'data' | 'data-end' | 'trailer' | 'done' | 'bad';
  #digits = 0;
  #lineBytes = 0;
  /** Bytes behind the body's end. */
  #behind = nothing;

  constructor(framing: Framing) {
    this.#left = framing.kind === 'length' ? framing.bytes : 0;
    this.#state =
      framing.kind === 'length' ? 'length' : framing.kind === 'chunked' ? 'size' : framing.kind === 'close' ? 'close' : framing.kind === 'bad' ? 'bad' : 'done';
  }

  get done(): boolean {
    return this.#state === 'done';
  }

  /** The coding is broken: whoever reads on would read something else. */
  get broken(): boolean {
    return this.#state === 'bad';
  }

  /** True when the end of the connection is the end of the body. */
  get endsWithConnection(): boolean {
    return this.#state === 'close';
  }

  /** What came behind the end of the body, once it is done. */
  get behind(): Buffer {
    return this.#behind;
  }

  /** @returns the payload in these bytes; it overwrites their beginning. */
  take(bytes: Buffer): Buffer {
    switch (this.#state) {
      case 'done':
      case 'bad':
        return nothing;
      case 'close':
        return bytes;
      case 'length': {
        const taken = Math.min(this.#left, bytes.length);
        this.#left -= taken;
        if (this.#left === 0) this.#end(bytes, taken);
        return taken === bytes.length ? bytes : bytes.subarray(0, taken);
      }
      default:
        return this.#takeChunked(bytes);
    }
  }

  #end(bytes: Buffer, at: number): void {
    this.#state = 'done';
    this.#behind = at < bytes.length ? Buffer.from(bytes.subarray(at)) : nothing;
  }

  #takeChunked(bytes: Buffer): Buffer {
    let at = 0;
    let first = -1;
    let filled = 0;
    while (at < bytes.length) {
      if (this.#state === 'data') {
        const taken = Math.min(this.#left, bytes.length - at);
        if (first === -1) first = at;
        else if (first + filled !== at) bytes.copyWithin(first + filled, at, at + taken);
        filled += taken;
        at += taken;
        this.#left -= taken;
        if (this.#left === 0) this.#state = 'data-end';
        continue;
      }
      this.#byte(bytes[at++] as number);
      // A getter would be read as what it was before the call.
      const state = this.#state as string;
      if (state === 'done') {
        this.#end(bytes, at);
        break;
      }
      if (state === 'bad') break;
    }
    return filled === 0 ? nothing : bytes.subarray(first, first + filled);
  }

  /** One byte of a line: a size, the empty one behind a chunk, a trailer. Only CR LF ends a line. */
  #byte(byte: number): void {
    if (byte === 0x0a) {
      // The CR before it was counted; alone it ends nothing.
      if (!this.#cr) this.#state = 'bad';
      else this.#lineEnd();
      return;
    }
    if (this.#cr || ++this.#lineBytes > maxLineBytes) {
      this.#state = 'bad';
    } else if (byte === 0x0d) {
      this.#cr = true;
    } else if (this.#state === 'size') {
      this.#sizeByte(byte);
    } else if (this.#state === 'data-end') {
      this.#state = 'bad';
    }
  }

  /** The last byte was a CR, which an LF has to follow. */
  #cr = false;

  #sizeByte(byte: number): void {
    const digit = hexDigit(byte);
    if (digit >= 0 && this.#digits < 13) {
      this.#left = this.#left * 16 + digit;
      this.#digits++;
    } else if (this.#digits > 0 && (byte === 0x3b || byte === 0x20 || byte === 0x09)) {
      this.#state = 'extension';
    } else {
      this.#state = 'bad';
    }
  }

  #lineEnd(): void {
    const empty = this.#lineBytes === 1;
    this.#cr = false;
    this.#lineBytes = 0;
    switch (this.#state) {
      case 'size':
      case 'extension':
        if (this.#digits === 0) this.#state = 'bad';
        else this.#state = this.#left === 0 ? 'trailer' : 'data';
        this.#digits = 0;
        return;
      case 'data-end':
        this.#state = 'size';
        return;
      case 'trailer':
        if (empty) this.#state = 'done';
        return;
      default:
        this.#state = 'bad';
    }
  }
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
