import { Worker } from 'node:worker_threads';
import type { DeskData, FromDesk, Notice, Question, QuestionKind, Questions, ToDesk } from './clash-protocol.ts';

/** One kind of question and what belongs to it. */
type QuestionOf<K extends QuestionKind> = Extract<Question, { kind: K }>;

/** How the thread is started; a test gives its own. */
export type StartThread = () => Thread;

/** What is used of a `Worker`. */
export interface Thread {
  postMessage(message: ToDesk): void;
  terminate(): unknown;
  on(event: 'message', listener: (message: FromDesk) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'exit', listener: () => void): unknown;
}

/** Starts the built thread. It keeps no process alive, and gets nothing of this one's environment. */
export function startThread(program: string | URL, data: DeskData): Thread {
  const worker = new Worker(program, { workerData: data, execArgv: [], env: {} });
  worker.unref();
  return worker;
}

/**
 * The one thread that reads Clash files. Started with the first notice; one that dies is started anew with the next, and
 * whoever holds documents is told to tell them again.
 */
export class WorkerLink {
  readonly #start: StartThread;
  readonly #onLost: (error: Error | undefined) => void;
  readonly #waiting = new Map<number, { resolve(answer: unknown): void; reject(error: Error): void }>();
  #thread: Thread | undefined;
  #last = 0;

  constructor(start: StartThread, onLost: (error: Error | undefined) => void) {
    this.#start = start;
    this.#onLost = onLost;
  }

  get running(): boolean {
    return this.#thread !== undefined;
  }

  tell(notice: Notice): void {
    this.#send({ notice });
  }

  /** Resolves with undefined where the document has changed meanwhile, or the thread was ended. */
  async ask<K extends QuestionKind>(uri: string, version: number, question: QuestionOf<K>): Promise<Questions[K]['answer'] | undefined> {
    const id = ++this.#last;
    const answer = new Promise<unknown>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    this.#send({ id, uri, version, question });
    return (await answer) as Questions[K]['answer'] | undefined;
  }

  /** Ends the thread; what is asked of it resolves with undefined. */
  end(): void {
    const thread = this.#thread;
    this.#thread = undefined;
    void thread?.terminate();
    this.#settleAll();
  }

  #send(message: ToDesk): void {
    const thread = (this.#thread ??= this.#begin());
    thread.postMessage(message);
  }

  #begin(): Thread {
    const thread = this.#start();
    thread.on('message', (message) => this.#heed(message));
    thread.on('error', (error) => this.#lost(thread, error));
    thread.on('exit', () => this.#lost(thread, undefined));
    return thread;
  }

  #heed(message: FromDesk): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if ('error' in message) waiting?.reject(new Error(message.error));
    else waiting?.resolve('answer' in message ? message.answer : undefined);
  }

  #lost(thread: Thread, error: Error | undefined): void {
    if (thread !== this.#thread) return;
    this.#thread = undefined;
    this.#settleAll();
    this.#onLost(error);
  }

  #settleAll(): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { resolve } of waiting) resolve(undefined);
  }
}
