import * as net from 'node:net';
import type { RequestEntry } from '../endpoint/journal/request-entry.ts';
import type { JournalEntry } from '../journal/entry.ts';
import { deepestCode } from '../../path/network-failure.ts';
import { jsonLine, readJsonLines } from './message-lines.ts';
import type { EndingWhy, FromShim, Greeting, ToShim } from './messages.ts';
import { parseFromShim, parseGreeting } from './parse-answer.ts';
import { readRunning } from './running-file.ts';
import { ShimError } from './shim-problem.ts';
import { existingSocketAddress, thisPlace } from './state-folder.ts';

/** Omits from each of several types alone. */
type OmitSeq<Request> = Request extends unknown ? Omit<Request, 'seq'> : never;

/** A request before it has its number. */
export type ShimRequest = OmitSeq<ToShim>;

/** An answer that says yes. */
export type ShimAnswer = Extract<FromShim, { ok: true }>;

/** How a connection ended: as the shim took leave, or without a word. */
export type LostWhy = EndingWhy | 'crashed';

/** How long the shim may take for an answer, in ms; for its greeting twice as long, as it may be starting. */
const usualAnswerMs = 5_000;
/** How long one that ends may take until its connections are closed, in ms. */
const leaveMs = 2_000;

interface Waiting {
  resolve(answer: ShimAnswer): void;
  reject(error: Error): void;
  timer: NodeJS.Timeout;
}

/** One connection to a shim that has greeted. */
export class ControlConnection {
  readonly greeting: Greeting;
  readonly #folder: string;
  readonly #answerMs: number;
  readonly #socket: net.Socket;
  readonly #waiting = new Map<number, Waiting>();
  #seq = 0;
  #onEntries: ((entries: readonly JournalEntry[]) => void) | undefined;
  #onRequests: ((requests: readonly RequestEntry[]) => void) | undefined;
  #onLost: ((why: LostWhy) => void) | undefined;
  #leave: EndingWhy | undefined;
  #lost: LostWhy | undefined;
  #closed = false;

  /** For `open`, which has heard the greeting and reads what comes after it. */
  constructor(socket: net.Socket, greeting: Greeting, folder: string, answerMs: number) {
    this.#socket = socket;
    this.greeting = greeting;
    this.#folder = folder;
    this.#answerMs = answerMs;
    socket.once('close', () => this.#gone());
  }

  /**
   * @returns undefined when no shim listens there.
   * @throws ShimError when something is there that does not answer or is no shim of this user; the signal's reason.
   */
  static async open(stateFolder: string, signal?: AbortSignal, answerMs = usualAnswerMs): Promise<ControlConnection | undefined> {
    signal?.throwIfAborted();
    const address = await existingSocketAddress(stateFolder, thisPlace());
    if (address === undefined) return undefined;
    const socket = await connected(address);
    if (!socket) return undefined;
    const abort = (): void => void socket.destroy();
    signal?.addEventListener('abort', abort, { once: true });
    try {
      signal?.throwIfAborted();
      const opened = await greeted(socket, address, stateFolder, answerMs);
      signal?.throwIfAborted();
      return opened;
    } catch (error) {
      socket.destroy();
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  get open(): boolean {
    return this.#lost === undefined && !this.#closed;
  }

  /** @throws ShimError what the shim answers, `NO_ANSWER` after 5 s, or `LOST` when the connection ends before. */
  request(request: ShimRequest): Promise<ShimAnswer> {
    if (!this.open) return Promise.reject(new ShimError('LOST'));
    const seq = ++this.#seq;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(seq);
        reject(new ShimError('NO_ANSWER', this.#folder, String(this.#answerMs / 1_000)));
      }, this.#answerMs);
      this.#waiting.set(seq, { resolve, reject, timer });
      this.#socket.write(jsonLine({ ...request, seq }));
    });
  }

  /** Who is told of entries; undefined for nobody. */
  entriesTo(onEntries: ((entries: readonly JournalEntry[]) => void) | undefined, onRequests?: (requests: readonly RequestEntry[]) => void): void {
    this.#onEntries = onEntries;
    this.#onRequests = onRequests;
  }

  /** Called once when the connection is lost, soon if it is already; never after `close()`. */
  onLost(callback: (why: LostWhy) => void): void {
    this.#onLost = callback;
    const lost = this.#lost;
    if (lost !== undefined) queueMicrotask(() => callback(lost));
  }

  /** Lets this process end while the connection is open. */
  unref(): void {
    this.#socket.unref();
  }

  close(): void {
    this.#closed = true;
    this.#socket.destroy();
    this.#rejectWaiting();
  }

  /** Takes a message of the shim; one that is none is of a shim gone wrong. */
  take(message: unknown): void {
    const said = parseFromShim(message);
    if (!said) return void this.#socket.destroy();
    if ('type' in said) {
      if (said.type === 'entries') this.#onEntries?.(said.entries);
      else if (said.type === 'requests') this.#onRequests?.(said.requests);
      else this.#leave = said.why;
      return;
    }
    const waiting = this.#waiting.get(said.seq);
    if (!waiting) return;
    this.#waiting.delete(said.seq);
    clearTimeout(waiting.timer);
    if (said.ok) waiting.resolve(said);
    else waiting.reject(ShimError.of(said.problem));
  }

  #gone(): void {
    this.#rejectWaiting();
    if (this.#closed) return;
    this.#lost = this.#leave ?? 'crashed';
    this.#onLost?.(this.#lost);
  }

  #rejectWaiting(): void {
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(new ShimError('LOST'));
    }
    this.#waiting.clear();
  }
}

async function connected(address: string): Promise<net.Socket | undefined> {
  const socket = net.connect(address);
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(socket));
    socket.once('error', (error) => {
      socket.destroy();
      const code = deepestCode(error);
      if (code === 'ENOENT' || code === 'ECONNREFUSED') resolve(undefined);
      else reject(new ShimError('SOCKET', address, code));
    });
  });
}

/**
 * Waits for the greeting of a shim. It is believed when it holds what the shim has written to a file that no other user
 * can read: a pipe's name on Windows can be taken by anybody once the shim is gone.
 */
async function greeted(socket: net.Socket, address: string, folder: string, answerMs: number): Promise<ControlConnection | undefined> {
  const limitMs = 2 * answerMs;
  const early: unknown[] = [];
  let take: (message: unknown) => void = () => undefined;
  const first = await new Promise<unknown>((resolve, reject) => {
    const timer = setTimeout(() => reject(new ShimError('NO_ANSWER', folder, String(limitMs / 1_000))), limitMs);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      clearTimeout(timer);
      resolve(undefined);
    });
    take = (message) => {
      take = (next) => void early.push(next);
      clearTimeout(timer);
      resolve(message);
    };
    readJsonLines(socket, (message) => take(message));
  });
  // It ended before it was ready, or is ending.
  if (first === undefined) return undefined;
  const greeting = parseGreeting(first);
  if (!greeting) throw new ShimError('STRANGER', address);
  if ((await readRunning(folder))?.run !== greeting.run) {
    // A shim that takes leave removes its file first and closes its connections soon after.
    if (await closesWithin(socket, leaveMs)) return undefined;
    throw new ShimError('STRANGER', address);
  }
  if (socket.destroyed) return undefined;
  const opened = new ControlConnection(socket, greeting, folder, answerMs);
  take = (message) => opened.take(message);
  early.forEach(take);
  return opened;
}

async function closesWithin(socket: net.Socket, limitMs: number): Promise<boolean> {
  if (socket.closed) return true;
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), limitMs);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}
