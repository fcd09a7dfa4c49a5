import { BodyEnd, type Framing } from './framing.ts';

const nothing = Buffer.alloc(0);

/**
 * Reads what a body carries: the coding (RFC 9112, 7.1) is taken off, so that another can be put on. What it hands back
 * lies in the bytes it was given, moved together: they are the reader's from then on.
 */
export class BodyPayload {
  readonly #end: BodyEnd;
  /** Bytes behind the body's end. */
  #behind: Buffer = nothing;
  #bytes: Buffer = nothing;
  #first = 0;
  #filled = 0;

  /** @param bare see `BodyEnd`. */
  constructor(framing: Framing, bare = false) {
    this.#end = new BodyEnd(framing, bare);
  }

  get done(): boolean {
    return this.#end.done;
  }

  /** The coding is broken: whoever reads on would read something else. */
  get broken(): boolean {
    return this.#end.broken;
  }

  /** True when the end of the connection is the end of the body. */
  get endsWithConnection(): boolean {
    return this.#end.endsWithConnection;
  }

  /** What came behind the end of the body, once it is done. */
  get behind(): Buffer {
    return this.#behind;
  }

  /** @returns the payload in these bytes; it overwrites their beginning. */
  take(bytes: Buffer): Buffer {
    if (this.#end.done) return nothing;
    this.#bytes = bytes;
    this.#filled = 0;
    const taken = this.#end.take(bytes, this.#data);
    this.#bytes = nothing;
    if (this.#end.done && taken < bytes.length) this.#behind = Buffer.from(bytes.subarray(taken));
    return this.#filled === 0 ? nothing : this.#filled === bytes.length ? bytes : bytes.subarray(this.#first, this.#first + this.#filled);
  }

  readonly #data = (at: number, length: number): void => {
    if (this.#filled === 0) this.#first = at;
    else if (this.#first + this.#filled !== at) this.#bytes.copyWithin(this.#first + this.#filled, at, at + length);
    this.#filled += length;
  };
}
