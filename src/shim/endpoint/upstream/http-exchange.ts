import { networkFailure, type NetworkFailure } from '../../../path/network-failure.ts';
import { BodyPayload } from '../../http/body-payload.ts';
import { readResponseHead, type ResponseHead } from '../../http/response-head.ts';
import { keepsAlive } from '../../http/rewrite.ts';
import type { GatewayWire } from './gateway-wires.ts';

/** What becomes of a request on a connection. One of `ended` and `failed` is called last, and once. */
export interface ExchangeOwner {
  head(head: ResponseHead): void;
  /** Bytes of the answer's body, the owner's only during the call. False: no more until `resume`. */
  payload(bytes: Buffer): boolean;
  /** The body is whole, or as whole as its framing tells: one that ends with its connection may be cut. */
  ended(): void;
  failed(failure: NetworkFailure): void;
}

const nothing = Buffer.alloc(0);
/** Who is told when nobody is any more. */
const nobody: ExchangeOwner = { head: () => undefined, payload: () => false, ended: () => undefined, failed: () => undefined };
const maxHeadBytes = 64 * 1024;
const smallBodyBytes = 16 * 1024;
/** Answers before the answer (1xx): more than any honest server sends. */
const maxInterim = 16;
/** Of a long body, in one write. */
const pieceBytes = 256 * 1024;

/** One request and its answer on a connection to a gateway; the connection goes back when the answer is whole. */
export class HttpExchange {
  readonly #gateway: GatewayWire;
  readonly #method: string;
  #owner: ExchangeOwner;
  #seen: Buffer = nothing;
  #interim = 0;
  #head: ResponseHead | undefined;
  #body: BodyPayload | undefined;
  #over = false;
  /** Bytes are being handed on just now: a wire that is told to read on meanwhile stops for good. */
  #taking = false;
  #resumed = false;
  /** The connection waits for the next request, and goes on reading: stopping and starting costs the system two calls. */
  #kept = false;
  #lost: Error | undefined;
  /** Of the request's body, what is not written yet. */
  #unsent: Buffer = nothing;

  /** @param head of the request, up to its empty line. */
  constructor(gateway: GatewayWire, method: string, head: Buffer, body: Buffer, owner: ExchangeOwner) {
    this.#gateway = gateway;
    this.#method = method;
    this.#owner = owner;
    const { wire } = gateway;
    const { socket } = wire;
    wire.take = (bytes) => {
      this.#taking = true;
      this.#resumed = false;
      const more = this.#take(bytes);
      this.#taking = false;
      return this.#kept || (!this.#over && (more || this.#resumed));
    };
    socket.on('error', this.#onError);
    socket.once('end', this.#onEnd);
    socket.once('close', this.#onEnd);
    if (body.length > 0 && body.length <= smallBodyBytes) {
      // One piece is less work than two, as long as it is small.
      socket.write(Buffer.concat([head, body]));
    } else {
      socket.cork();
      socket.write(head);
      this.#unsent = body;
      this.#sendMore();
      socket.uncork();
    }
    wire.resume();
    if (socket.destroyed || socket.readableEnded) queueMicrotask(this.#onEnd);
  }

  /** Bytes of the request that the system has not taken yet. */
  get unsentBytes(): number {
    return this.#unsent.length + this.#gateway.wire.socket.writableLength;
  }

  /** In pieces: Node tells only of whole writes whether they are with the system, and a slow line is told from none by that. */
  readonly #sendMore = (): void => {
    if (this.#over || this.#unsent.length === 0) return;
    const piece = this.#unsent.subarray(0, pieceBytes);
    this.#unsent = this.#unsent.subarray(piece.length);
    this.#gateway.wire.socket.write(piece, this.#sendMore);
  };

  /** Reads on after `payload` said no. */
  resume(): void {
    if (this.#taking) this.#resumed = true;
    else if (!this.#over) this.#gateway.wire.resume();
  }

  /** Nobody wants the rest. */
  cancel(): void {
    if (this.#over) return;
    this.#letGo();
    const { socket } = this.#gateway.wire;
    socket.on('error', () => undefined);
    socket.destroy();
  }

  readonly #onError = (error: Error): void => {
    this.#lost = error;
    // 'close' follows, and is what ends it: bytes that came before are read first.
  };

  readonly #onEnd = (): void => {
    if (this.#over) return;
    if (this.#body?.endsWithConnection && !this.#lost) return this.#finish(false);
    this.#fail(this.#lost ?? Object.assign(new Error(this.#head ? 'the connection ended inside the answer' : 'the connection ended before the answer'), { code: 'UND_ERR_SOCKET' }));
  };

  #take(bytes: Buffer): boolean {
    if (this.#over) return false;
    if (this.#body) return this.#takeBody(this.#body, bytes);
    this.#seen = this.#seen.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.#seen, bytes]);
    for (;;) {
      const head = readResponseHead(this.#seen, maxHeadBytes, this.#method);
      if (!head) return true;
      if ('code' in head || head.status === 101 || this.#interim > maxInterim) {
        this.#fail(Object.assign(new Error('the answer is not HTTP/1.1 as it should be'), { code: 'code' in head && head.code === 'NOT_HTTP' ? 'HPE_INVALID_CONSTANT' : 'HPE_INVALID_HEADER_TOKEN' }));
        return false;
      }
      const rest = this.#seen.subarray(head.bytes);
      if (head.status < 200) {
        this.#interim++;
        this.#seen = rest;
        continue;
      }
      this.#seen = nothing;
      this.#head = head;
      const body = new BodyPayload(head.framing);
      this.#body = body;
      this.#owner.head(head);
      return this.#over ? false : this.#takeBody(body, rest);
    }
  }

  #takeBody(body: BodyPayload, bytes: Buffer): boolean {
    const payload = body.take(bytes);
    const more = payload.length === 0 || this.#owner.payload(payload);
    if (this.#over) return false;
    if (body.broken) {
      this.#fail(Object.assign(new Error('the body is not framed as it should be'), { code: 'HPE_INVALID_CHUNK_SIZE' }));
      return false;
    }
    if (body.done) {
      this.#finish(body.behind.length === 0);
      return false;
    }
    return more;
  }

  #finish(clean: boolean): void {
    const { wire, keep } = this.#gateway;
    const reusable = clean && this.#head !== undefined && keepsAlive(this.#head) && this.unsentBytes === 0;
    const owner = this.#owner;
    this.#letGo();
    if (reusable) {
      this.#kept = true;
      keep();
    } else {
      wire.socket.on('error', () => undefined);
      wire.socket.destroy();
    }
    owner.ended();
  }

  #fail(error: Error): void {
    if (this.#over) return;
    const owner = this.#owner;
    this.#letGo();
    const { socket } = this.#gateway.wire;
    socket.on('error', () => undefined);
    socket.destroy();
    owner.failed(networkFailure('http', 'http', error));
  }

  #letGo(): void {
    this.#over = true;
    // Whoever still holds this for a moment holds nothing else by it: the collector copies what it can reach.
    this.#owner = nobody;
    this.#head = undefined;
    this.#body = undefined;
    this.#unsent = nothing;
    const { wire } = this.#gateway;
    wire.take = undefined;
    wire.socket.off('error', this.#onError).off('end', this.#onEnd).off('close', this.#onEnd);
  }
}
