import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChatRequest } from './chat-request.ts';
import type { ErrorAnswer } from './error-answer.ts';
import type { Exchange } from './exchange.ts';
import type { ReplyFacts, ReplySkin } from './reply-skin.ts';

/** The words of every answer; one is one content chunk. */
const text = 'This answer comes from the practice gateway on this machine. No model wrote it and nothing was spent.';
const words = text.split(/(?<= )/);
const thoughts = 'The practice gateway is asked to think, and pretends to.'.split(/(?<= )/);

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
  /** The pieces of the answer: words, or of a document or the arguments of a tool's call. */
  readonly words: readonly string[];
  /** How many requests for an answer came before this one, since the scenario was chosen. */
  readonly turn: number;
  readonly #exchange: Exchange;
  readonly #skin: ReplySkin;
  readonly #facts: ReplyFacts;
  #said = 0;
  #events = 0;
  #begun = false;
  #held: string[] | undefined;

  constructor(exchange: Exchange, request: ChatRequest, delayMs: number | undefined, skin: ReplySkin, turn = 0) {
    this.#exchange = exchange;
    this.request = request;
    this.delayMs = delayMs;
    this.turn = turn;
    const wanted = request.maxTokens ?? words.length;
    const made = request.tool?.arguments ?? request.document;
    this.words = made === undefined ? words.slice(0, Math.max(minChunks, wanted)) : piecesOf(made);
    this.#skin = skin;
    this.#facts = {
      request,
      generationId: this.generationId,
      created: Math.floor(Date.now() / 1000),
      words: this.words,
      thoughts: request.reasons ? thoughts : [],
      tool: request.tool && { id: `call_${randomBytes(12).toString('hex')}`, name: request.tool.name },
      limited: made === undefined && this.words.length < words.length,
      count: () => this.#events++,
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

  /**
   * Lets the next `count` words out, one at a time; what the model thinks comes before the first.
   *
   * @throws an AbortError when the client has gone.
   */
  async say(count = this.words.length, everyMs = paceMs): Promise<void> {
    await this.#begin();
    for (const word of this.words.slice(this.#said, this.#said + count)) {
      this.#said += 1;
      if (this.request.stream) this.#write(this.#skin.word(this.#facts, word));
      await sleep(everyMs, undefined, { signal: this.#exchange.signal });
    }
  }

  /** Ends the answer as it should end. */
  finish(): void {
    const tail = (): string => (this.#begun ? this.#skin.closing(this.#facts) : '') + this.#skin.tail(this.#facts);
    this.#write(this.request.stream ? tail() : JSON.stringify(this.#skin.whole(this.#facts)));
    this.end();
  }

  /** Ends the answer well, and without a word in it. */
  finishEmpty(): void {
    const facts: ReplyFacts = { ...this.#facts, words: [], thoughts: [], tool: undefined, limited: false };
    this.#write(this.request.stream ? this.#skin.tail(facts) : JSON.stringify(this.#skin.whole(facts)));
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

  /** Lets out the first half of the next event, or of a whole answer, for scenarios that break off inside of one. */
  sayPart(): void {
    if (!this.request.stream) return this.sayHalf();
    const next = this.#skin.word(this.#facts, this.words[this.#said] ?? '');
    this.#write(next.slice(0, Math.floor(next.length / 2)));
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

  async #begin(): Promise<void> {
    if (this.#begun) return;
    this.#begun = true;
    if (!this.request.stream) return;
    if (this.#facts.thoughts.length > 0) {
      for (const thought of this.#skin.thoughts(this.#facts)) {
        this.#write(thought);
        await sleep(paceMs, undefined, { signal: this.#exchange.signal });
      }
    }
    const opening = this.#skin.opening(this.#facts);
    if (opening !== '') this.#write(opening);
  }

  #write(text: string): void {
    if (this.#held) this.#held.push(text);
    else if (!this.#exchange.response.destroyed) this.#exchange.response.write(text);
  }
}

/** Cuts a document into as many pieces as a short answer has words, as far as they go. */
function piecesOf(text: string): readonly string[] {
  const size = Math.max(1, Math.ceil(text.length / minChunks));
  return Array.from({ length: Math.ceil(text.length / size) }, (_, index) => text.slice(index * size, (index + 1) * size));
}
