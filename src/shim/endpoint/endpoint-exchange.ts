import type { HeaderLine } from '../http/head-lines.ts';
import type { RequestHead } from '../http/request-head.ts';
import { headRefusal, ownRefusal, type Refusal } from '../refusal.ts';
import type { StreamWire } from '../way/wire.ts';
import type { EndpointPath } from './base-paths.ts';
import { RequestBody } from './caller/request-body.ts';
import type { Endpoint, Serving } from './endpoint.ts';

/** What it asks of the connection it is on. */
export interface EndpointOwner {
  readonly bodyMs: number;
  refuse(refusal: Refusal, headers: readonly HeaderLine[]): void;
  /** The answer is out; the caller's further bytes, if any. */
  next(rest: Buffer): void;
  /** The answer is out and was the last on this connection. */
  last(): void;
  /** Sets the clock that runs; Infinity for none. */
  due(limitMs: number, onDue: () => void): void;
}

/** Requests for the endpoint on one connection, one after the other. */
export class EndpointExchange {
  readonly #wire: StreamWire;
  readonly #endpoint: Endpoint;
  readonly #owner: EndpointOwner;
  #serving: Serving | undefined;
  #reading = false;

  constructor(wire: StreamWire, endpoint: Endpoint, owner: EndpointOwner) {
    this.#wire = wire;
    this.#endpoint = endpoint;
    this.#owner = owner;
  }

  /** True between two requests. */
  get idle(): boolean {
    return !this.#reading && this.#serving === undefined;
  }

  /** @param rest bytes behind the head. */
  start(head: RequestHead, path: EndpointPath, caller: string, rest: Buffer): void {
    const body = new RequestBody(head);
    this.#reading = true;
    if (head.headers.some(([name, value]) => name.toLowerCase() === 'expect' && /100-continue/i.test(value))) this.#wire.socket.write('HTTP/1.1 100 Continue\r\n\r\n', 'latin1');
    const take = (bytes: Buffer): boolean => {
      body.take(bytes);
      if (body.broken || body.tooLong) {
        this.#reading = false;
        this.#owner.refuse(body.broken ? headRefusal({ status: 400, code: 'BAD_FRAMING' }) : ownRefusal('BODY_TOO_LONG'), head.headers);
        return true;
      }
      if (!body.done) {
        this.#owner.due(this.#owner.bodyMs, () => this.#tooSlow(head));
        return true;
      }
      this.#reading = false;
      this.#owner.due(Infinity, () => undefined);
      this.#serve(head, path, caller, body);
      // Nobody takes them now: the next request waits in the socket until this one is answered.
      return true;
    };
    this.#wire.take = take;
    take(rest);
    this.#wire.resume();
  }

  /** The caller is gone, or the shim ends. */
  stop(): void {
    this.#reading = false;
    const serving = this.#serving;
    this.#serving = undefined;
    serving?.cancel();
  }

  #tooSlow(head: RequestHead): void {
    this.#reading = false;
    this.#owner.refuse(ownRefusal('HEAD_TOO_SLOW'), head.headers);
  }

  #serve(head: RequestHead, path: EndpointPath, caller: string, body: RequestBody): void {
    let over = false;
    const { rest } = body;
    this.#wire.take = undefined;
    const serving = this.#endpoint.serve({
      head,
      path,
      body: body.whole(),
      caller,
      wire: this.#wire,
      ended: (keeps) => {
        over = true;
        this.#serving = undefined;
        if (this.#wire.socket.destroyed) return;
        if (keeps) this.#owner.next(rest);
        else this.#owner.last();
      },
    });
    if (!over) this.#serving = serving;
  }
}

