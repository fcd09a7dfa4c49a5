import type { Transform } from 'node:stream';

/** What becomes of the bytes. One of `ended` and `failed` is called last, and once. */
export interface DecoderOwner {
  /** False: no more until `resume`. */
  payload(bytes: Buffer): boolean;
  /** There is room for more after `take` said no. */
  room(): void;
  ended(): void;
  /** The bytes are none of the coding that was named. */
  failed(error: Error): void;
}

/**
 * Undoes the content coding of an answer that was asked for as it is and came encoded all the same, as some gateways and
 * boxes between do (RFC 9110, 12.5.3, lets them). What was decoded comes as soon as the server flushed it.
 */
export class AnswerDecoder {
  readonly #decoder: Transform;
  #over = false;
  #resumed = false;

  constructor(decoder: Transform, owner: DecoderOwner) {
    this.#decoder = decoder;
    decoder.on('data', (bytes: Buffer) => {
      if (this.#over) return;
      this.#resumed = false;
      // Whoever takes the bytes may want more before it has said no.
      if (!owner.payload(bytes) && !this.#resumed) decoder.pause();
    });
    decoder.on('drain', () => {
      if (!this.#over) owner.room();
    });
    decoder.once('end', () => {
      if (this.#over) return;
      this.#over = true;
      owner.ended();
    });
    decoder.on('error', (error) => {
      if (this.#over) return;
      this.#over = true;
      owner.failed(error);
    });
  }

  /** @param bytes the caller's own: they are copied. @returns false: no more until `room`. */
  take(bytes: Buffer): boolean {
    return this.#over || this.#decoder.write(Buffer.from(bytes));
  }

  /** Nothing follows; `ended` is told when all that came is handed out. */
  end(): void {
    if (!this.#over) this.#decoder.end();
  }

  resume(): void {
    this.#resumed = true;
    this.#decoder.resume();
  }

  /** Nobody wants the rest. */
  cancel(): void {
    this.#over = true;
    this.#decoder.destroy();
  }
}
