import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChatRequest } from './chat-request.ts';
import type { ErrorAnswer } from './error-answer.ts';
import type { Exchange } from './exchange.ts';
import type { ReplyFacts, ReplySkin } from './reply-skin.ts';

/** The words of every answer; one is one content chunk. */
const text = 'This answer comes from the practice gateway on this machine. No model wrote it and nothing was spent.';
const words = text.split(/(?<= )/);

/** Clients tell a buffered stream by the spread of its chunks, so there are always enough of them. */
const minChunks = 8;
const paceMs = 20;
const keepAliveEveryMs = 400;

/**
 * One answer to a chat request, in whatever protocol, while it lasts. Scenarios play it: they open it, let words out, and end it well or
 * badly. The same calls work for a streaming and for a whole answer; a whole answer is one JSON document at `finish()`,
 * with white space as its keep-alive.
 */
export class ChatReply {
  readonly request: ChatRequest;
  /** The pause a scenario makes where it makes one, in ms; undefined lets the scenario choose. */
  readonly delayMs: number | undefined;
  readonly generationId = `gen-${Math.floor(Date.now() / 1000)}-${randomBytes(10).toString('hex')}`;
  readonly words: readonly string[];
  readonly #exchange: Exchange;
  readonly #skin: ReplySkin;
  readonly #facts: ReplyFacts;
  #said = 0;
  #held: string[] | undefined;

  constructor(exchange: Exchange, request: ChatRequest, delayMs: number | undefined, skin: ReplySkin) {
    this.#exchange = exchange;
    this.request = request;
    this.delayMs = delayMs;
    const wanted = request.maxTokens ?? words.length;
    this.words = words.slice(0, Math.max(minChunks, wanted));
    this.#skin = skin;
    this.#facts = {
      request,
      generationId: this.generationId,
      created: Math.floor(Date.now() / 1000),
      words: this.words,
      limited: this.words.length < words.length,
    };
  }

  /** Answers with an error in place of a completion. `pastEdge`: inference had begun, so there is a generation id. */
  refuse(answer: ErrorAnswer, pastEdge = false): void {
    const id = pastEdge ? { 'X-Generation-Id': this.generationId } : {};
    this.#exchange.json(answer.status, this.#skin.refusal(answer), { ...answer.headers, ...id });
  }

  /** Sends the head at once. */
  open(): void {
    this.#exchange.open(200, {
      'content-type': this.request.stream ? 'text/event-stream' : 'application/json',
      'cache-control': 'no-cache',
      'X-Generation-Id': this.generationId,
    });
    const head = this.request.stream ? this.#skin.head(this.#facts) : '';
    if (head !== '') this.#write(head);
  }

  /** From here on nothing but the head leaves before the end. */
  hold(): void {
    this.#held = [];
  }

  /** Shows that the gateway is alive: an SSE comment, or white space before a JSON document. */
  keepAlive(): void {
    // A client that has stopped reading gets no more of them: they would only pile up here.
    if (this.#exchange.response.writableNeedDrain) return;
    this.#write(this.request.stream ? ': OPENROUTER PROCESSING\n\n' : ' ');
  }

  /** Waits, with keep-alives. @throws an AbortError when the client has gone. */
  async wait(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= keepAliveEveryMs) {
      await sleep(Math.min(left, keepAliveEveryMs), undefined, { signal: this.#exchange.signal });
      if (left > keepAliveEveryMs) this.keepAlive();
    }
  }

  /** Lets the next `count` words out, one at a time. @throws an AbortError when the client has gone. */
  async say(count = this.words.length, everyMs = paceMs): Promise<void> {
    for (const word of this.words.slice(this.#said, this.#said + count)) {
      this.#said += 1;
      if (this.request.stream) this.#write(this.#skin.word(this.#facts, word));
      await sleep(everyMs, undefined, { signal: this.#exchange.signal });
    }
  }

  /** Ends the answer as it should end. */
  finish(): void {
    this.#write(this.request.stream ? this.#skin.tail(this.#facts) : JSON.stringify(this.#skin.whole(this.#facts)));
    this.end();
  }

  /** Reports a failure inside the stream: the status is long sent. */
  fail(answer: ErrorAnswer): void {
    this.#write(this.#skin.failure(this.#facts, answer));
    this.end();
  }

  /** Ends cleanly, whatever has been said so far. */
  end(): void {
    const held = this.#held;
    this.#held = undefined;
    this.#exchange.response.end(held?.join(''));
  }

  /** Lets out the first half of a whole answer, for scenarios that break off; a stream has said its part already. */
  sayHalf(): void {
    if (this.request.stream) return;
    const whole = JSON.stringify(this.#skin.whole(this.#facts));
    this.#write(whole.slice(0, Math.floor(whole.length / 2)));
  }

  /** Breaks the connection with a TCP reset, after what was written has left. */
  async reset(): Promise<void> {
    // The last chunk has to be with the client first: a reset discards what is still on its way.
    await sleep(50, undefined, { signal: this.#exchange.signal });
    this.#exchange.reset();
  }

  #write(text: string): void {
    if (this.#held) this.#held.push(text);
    else if (!this.#exchange.response.destroyed) this.#exchange.response.write(text);
  }
}
