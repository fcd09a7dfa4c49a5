import type { Socket } from 'node:net';

/** Reads a given number of bytes at a time from a connection, until it is released to someone else. */
export class ByteReader {
  #held = Buffer.alloc(0);
  #wake: (() => void) | undefined;
  #over = false;
  readonly #socket: Socket;
  readonly #onData = (bytes: Buffer): void => {
    this.#held = Buffer.concat([this.#held, bytes]);
    this.#wake?.();
  };
  readonly #onOver = (): void => {
    this.#over = true;
    this.#wake?.();
  };

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', this.#onData);
    socket.once('end', this.#onOver);
    socket.once('close', this.#onOver);
  }

  /** @throws when the connection ends first. */
  async bytes(count: number): Promise<Buffer> {
    while (this.#held.length < count) {
      if (this.#over) throw new Error('the connection ended inside a message');
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const taken = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    return taken;
  }

  /** One byte as a number. */
  async byte(): Promise<number> {
    return (await this.bytes(1)).readUInt8(0);
  }

  /** Gives the connection back, paused, with whatever was read too much. */
  release(): Buffer {
    this.#socket.pause();
    this.#socket.off('data', this.#onData);
    this.#socket.off('end', this.#onOver);
    this.#socket.off('close', this.#onOver);
    return this.#held;
  }
}
