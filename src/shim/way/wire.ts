import * as net from 'node:net';
import { ReadBuffer } from './read-buffer.ts';

/** Gets the bytes of one read; false: no more until `resume`. The bytes are its own only during the call. */
export type Take = (bytes: Buffer) => boolean;

const nothing = Buffer.alloc(0);

/** A connection whose bytes are handed on one read at a time. */
export interface Wire {
  readonly socket: net.Socket;
  /** The bytes of a read are overwritten by the next one, so that they must be out before. */
  readonly lends: boolean;
  take: Take | undefined;
  /** Reads on after `take` said no. */
  resume(): void;
  /** Puts bytes in front of what will be read; they are copied. */
  unread(bytes: Buffer): void;
  /**
   * Writes; false: whoever wrote has to wait for `written`.
   *
   * @param lent the bytes are, see `lends`: all of them must be out before more is read.
   */
  write(bytes: Buffer, lent: boolean): boolean;
  /** Calls back when everything written so far is out, or the socket is gone. */
  written(callback: () => void): void;
}

/** Bytes of its own that may wait to be written before no more is read: about what two reads bring. */
const maxWaitingBytes = 128 * 1024;

/**
 * Writes, and says whether more may be read. Where the reader will overwrite the bytes, only when all of it is with the
 * system; nearly always that is at once.
 */
function writeOut(socket: net.Socket, bytes: Buffer, lent: boolean): boolean {
  socket.write(bytes);
  return socket.writableLength <= (lent ? 0 : maxWaitingBytes);
}

function whenWritten(socket: net.Socket, callback: () => void): void {
  // 'drain' comes only after a full buffer, and never when the socket is gone; an empty write behind the others always
  // calls back.
  socket.write(nothing, () => callback());
}

/** A connection that was accepted, or that another protocol lies on: read as Node's streams do. */
export class StreamWire implements Wire {
  readonly socket: net.Socket;
  readonly lends = false;
  take: Take | undefined;
  #paused = false;

  constructor(socket: net.Socket) {
    this.socket = socket;
    socket.on('data', (bytes: Buffer) => {
      if (this.take) {
        if (!this.take(bytes)) this.#pause();
        return;
      }
      // Nobody is there yet who wants it.
      this.#pause();
      socket.unshift(bytes);
    });
  }

  resume(): void {
    // Stopping and starting costs the system two calls each: it is left out where nothing came in between.
    if (!this.#paused) return;
    this.#paused = false;
    this.socket.resume();
  }

  unread(bytes: Buffer): void {
    if (bytes.length === 0) return;
    // What is put back is given out only by a stream that starts anew.
    this.#pause();
    this.socket.unshift(bytes);
  }

  #pause(): void {
    this.#paused = true;
    this.socket.pause();
  }

  write(bytes: Buffer, lent: boolean): boolean {
    return writeOut(this.socket, bytes, lent);
  }

  written(callback: () => void): void {
    whenWritten(this.socket, callback);
  }
}

/** A connection that this process opens, read into memory that is used again (`read-buffer.ts`). */
export class LentWire implements Wire {
  readonly socket: net.Socket;
  readonly lends = true;
  take: Take | undefined;
  readonly #buffer = new ReadBuffer();
  #lent = false;
  #paused = false;
  #lastRead = 0;
  /** Bytes to be handed on before the next read. */
  #before: Buffer | undefined;

  constructor(options: { host: string; port: number; family: 4 | 6 }) {
    this.socket = net.connect({
      ...options,
      noDelay: true,
      allowHalfOpen: true,
      onread: {
        buffer: () => this.#next(),
        callback: (length, bytes) => this.#read(length, bytes as Buffer),
      },
    });
    // While lent its bytes may still be on their way out of the other side: then the memory is left to the collector,
    // unless `resume` says that they are out.
    this.socket.on('close', () => {
      if (!this.#lent) this.#buffer.release();
    });
  }

  resume(): void {
    this.#lent = false;
    const before = this.#before;
    if (before) {
      this.#before = undefined;
      this.#paused = true;
      if (this.take?.(before) === false) return void (this.#lent = true);
    }
    if (this.socket.closed) return this.#buffer.release();
    if (!this.#paused) return;
    this.#paused = false;
    if (!this.socket.destroyed) this.socket.resume();
  }

  unread(bytes: Buffer): void {
    if (bytes.length > 0) this.#before = Buffer.from(bytes);
  }

  write(bytes: Buffer, lent: boolean): boolean {
    return writeOut(this.socket, bytes, lent);
  }

  written(callback: () => void): void {
    whenWritten(this.socket, callback);
  }

  #read(length: number, bytes: Buffer): boolean {
    this.#lastRead = length;
    if (!this.take) {
      // Nobody is there yet who wants it; a server may speak first.
      this.#before = Buffer.from(bytes.subarray(0, length));
      this.#paused = true;
      return false;
    }
    const more = this.take(bytes.subarray(0, length));
    this.#lent = !more;
    this.#paused = !more;
    return more;
  }

  /** Node asks for it after each read (nodejs/node, lib/internal/stream_base_commons.js, onStreamRead). */
  #next(): Buffer {
    return this.#lent || this.#lastRead === 0 ? this.#buffer.current() : this.#buffer.next(this.#lastRead);
  }
}
