import { networkFailure } from '../path/network-failure.ts';
import { proxyAuthorization } from '../path/http-connect.ts';
import { BodyEnd } from './http/framing.ts';
import type { HeaderLine } from './http/head-lines.ts';
import type { RequestHead } from './http/request-head.ts';
import { readResponseHead, type ResponseHead } from './http/response-head.ts';
import { keepsAlive, requestHeadBytes, responseHeadBytes, wantsUpgrade } from './http/rewrite.ts';
import type { JournalEnd, JournalEntry } from './journal/entry.ts';
import { headRefusal, ownRefusal, wayRefusal, type Refusal } from './refusal.ts';
import type { Decision } from './route/decide.ts';
import { WayError } from './way/open-way.ts';
import type { StreamWire, Wire } from './way/wire.ts';

/** What an exchange asks of the connection it is on. */
export interface ExchangeOwner {
  readonly headBytes: number;
  readonly firstByteMs: number;
  now(): number;
  /** A new journal entry for what goes to this host. */
  begin(kind: JournalEntry['kind'], where: { host: string; port: number }): JournalEntry;
  /** Decides the way; refuses by itself where there is none. */
  route(head: RequestHead, then: (decision: Decision) => void): void;
  open(where: { host: string; port: number }, decision: Decision): Promise<Wire>;
  refuse(refusal: Refusal, headers: readonly HeaderLine[]): void;
  /** Both sides speak another protocol from now on. */
  splice(upstream: Wire): void;
  /** The entry's end; the connection of the client may go on. */
  finish(end: JournalEnd): void;
  /** The answer is out; the client's further bytes, if any. */
  next(rest: Buffer): void;
  /** The answer is out and was the last on this connection. */
  last(): void;
  /** Sets the clock that runs; Infinity for none. */
  due(limitMs: number, onDue: () => void): void;
}

/** A request under way. */
interface Pending {
  head: RequestHead;
  body: BodyEnd;
  /** Of the answer, once its head has come. */
  answer?: { head: ResponseHead; body: BodyEnd; keep: boolean };
  seen: Buffer;
  /** Answers before the answer (1xx) that have come. */
  interim: number;
  /** The connection was used before, and may have been closed by the host in the same moment. */
  reused: boolean;
  /** Bytes of the client behind the body. */
  rest: Buffer;
}

/** The connection to the host that the last request went to. */
interface HostConnection {
  wire: Wire;
  /** Host and port. */
  key: string;
  decision: Decision;
  alive: boolean;
  /** Looks away from how its connection ends. */
  unwatch(): void;
}

type Answer = NonNullable<Pending['answer']>;

/** Proxies take the upgrade out of what they forward, so that it needs a tunnel (RFC 6455, 4.1). */
function inTunnel(decision: Decision): Decision {
  if (decision.outcome !== 'go' || decision.way.kind !== 'http-proxy') return decision;
  return { ...decision, way: { ...decision.way, absolute: false } };
}

const nothing = Buffer.alloc(0);
/** More than any honest host sends before it answers. */
const maxInterim = 64;
/** What may be done twice (RFC 9110, 9.2.2). */
const idempotent = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);

/**
 * Plain requests of one client connection, one after the other, each answered by the host it names. The connection to the
 * host is kept while requests go to the same one. Heads are read and written anew; bodies go by as they come.
 */
export class Exchange {
  readonly #client: StreamWire;
  readonly #owner: ExchangeOwner;
  #upstream: HostConnection | undefined;
  #entry: JournalEntry | undefined;
  #pending: Pending | undefined;
  #lastMs = 0;
  #startedMs = 0;
  /** The client has said its last byte. */
  #clientEnded = false;

  constructor(client: StreamWire, owner: ExchangeOwner) {
    this.#client = client;
    this.#owner = owner;
  }

  /** True between two requests. */
  get idle(): boolean {
    return this.#pending === undefined;
  }

  /**
   * Takes one request on. The client's bytes are this object's until it calls `next`.
   *
   * @param rest bytes behind the head.
   */
  start(head: RequestHead, rest: Buffer): void {
    const { target } = head;
    if (target.form !== 'absolute') throw new Error('only whole URLs are sent on');
    const key = `${target.host} ${target.port}`;
    const pending: Pending = { head, body: new BodyEnd(head.framing, true), seen: nothing, interim: 0, reused: true, rest };
    this.#pending = pending;
    // An upgrade changes what the connection is: it gets its own, and an entry of its own.
    if (this.#upstream?.alive && this.#upstream.key === key && !wantsUpgrade(head)) return this.#send(pending);
    this.#dropUpstream({ by: 'shim', how: 'closed' });
    pending.reused = false;
    this.#entry = this.#owner.begin(wantsUpgrade(head) ? 'websocket' : 'request', target);
    this.#startedMs = this.#owner.now();
    this.#lastMs = this.#startedMs;
    this.#owner.route(head, (decision) => this.#connect(pending, key, wantsUpgrade(head) ? inTunnel(decision) : decision));
  }

  /** The client will say no more: an answer may still come, the rest of a body will not. */
  clientEnded(): void {
    this.#clientEnded = true;
    const pending = this.#pending;
    if (pending && this.#upstream && !pending.body.done) this.#tearClient({ by: 'client', how: 'closed', leg: 'request', code: 'BODY_CUT' });
  }

  /** The client is gone, or the shim ends. */
  stop(end: JournalEnd): void {
    this.#pending = undefined;
    this.#dropUpstream(end);
  }

  #connect(pending: Pending, key: string, decision: Decision): void {
    const { target } = pending.head;
    if (target.form !== 'absolute') return;
    this.#owner.open(target, decision).then(
      (wire) => {
        if (this.#pending !== pending) return void wire.socket.destroy();
        let lost: Error | undefined;
        const ended = (): void => this.#hostGone(upstream, undefined);
        const closed = (): void => this.#hostGone(upstream, lost);
        const upstream: HostConnection = { wire, key, decision, alive: true, unwatch: () => void wire.socket.off('end', ended).off('close', closed) };
        this.#upstream = upstream;
        wire.take = (bytes) => this.#fromHost(bytes);
        wire.socket.on('error', (error) => (lost = error));
        wire.socket.once('end', ended);
        wire.socket.once('close', closed);
        this.#send(pending);
      },
      (error: unknown) => {
        if (this.#pending !== pending) return;
        this.#pending = undefined;
        if (error instanceof WayError) this.#owner.refuse(wayRefusal(error.failure), pending.head.headers);
      },
    );
  }

  #send(pending: Pending): void {
    const { wire, decision } = this.#upstream as HostConnection;
    const way = decision.outcome === 'go' ? decision.way : undefined;
    const absolute = way?.kind === 'http-proxy' && way.absolute;
    const credentials = absolute ? proxyAuthorization(way.proxy) : undefined;
    const headBytes = requestHeadBytes(pending.head, { absolute, ...(credentials !== undefined && { proxyAuthorization: credentials }) });
    wire.socket.write(headBytes);
    this.#count(headBytes.length, true);
    const rest = pending.rest;
    pending.rest = nothing;
    this.#client.take = (bytes) => this.#fromClient(pending, bytes);
    this.#waitFor(pending);
    if (rest.length === 0 || this.#fromClient(pending, rest)) this.#client.resume();
    wire.resume();
    if (this.#clientEnded) this.clientEnded();
  }

  /** Until the answer begins, each step of the request has the same time: a host that reads no more hangs as well. */
  #waitFor(pending: Pending): void {
    if (pending.answer) return;
    this.#owner.due(this.#owner.firstByteMs, () => {
      if (this.#pending !== pending) return;
      const asked = pending.body.done || (this.#upstream?.wire.socket.writableLength ?? 0) > 0;
      this.#pending = undefined;
      this.#destroyUpstream();
      this.#owner.refuse(ownRefusal(asked ? 'FIRST_BYTE_TOO_SLOW' : 'HEAD_TOO_SLOW'), pending.head.headers);
    });
  }

  /** The request's body, and behind it what the client says too early. */
  #fromClient(pending: Pending, bytes: Buffer): boolean {
    const taken = pending.body.take(bytes);
    if (pending.body.broken) {
      // Behind the beginning of an answer a refusal would be read as part of it.
      if (pending.answer) {
        this.#tearClient({ by: 'client', how: 'reset', leg: 'request', code: 'BAD_FRAMING' });
        return false;
      }
      this.#pending = undefined;
      this.#destroyUpstream();
      this.#owner.refuse(headRefusal({ status: 400, code: 'BAD_FRAMING' }), pending.head.headers);
      return true;
    }
    if (taken < bytes.length) {
      const behind = bytes.subarray(taken);
      pending.rest = pending.rest.length === 0 ? Buffer.from(behind) : Buffer.concat([pending.rest, behind]);
    }
    if (taken > 0) {
      this.#count(taken, true);
      const { wire } = this.#upstream ?? {};
      if (wire && !wire.socket.destroyed && !wire.write(taken === bytes.length ? bytes : bytes.subarray(0, taken), false)) {
        wire.written(() => {
          if (this.#pending !== pending) return;
          this.#waitFor(pending);
          if (pending.rest.length === 0) this.#client.resume();
        });
        this.#waitFor(pending);
        return false;
      }
      this.#waitFor(pending);
    }
    // The next request waits in the socket until this one is answered.
    return pending.rest.length === 0;
  }

  #count(bytes: number, up: boolean): void {
    const entry = this.#entry;
    if (!entry) return;
    const nowMs = this.#owner.now();
    if (nowMs - this.#lastMs > entry.longestSilenceMs) entry.longestSilenceMs = nowMs - this.#lastMs;
    this.#lastMs = nowMs;
    if (up) {
      entry.bytesUp += bytes;
      entry.timings.firstByteUp ??= nowMs - this.#startedMs;
    } else {
      entry.bytesDown += bytes;
      entry.timings.firstByteDown ??= nowMs - this.#startedMs;
    }
  }

  #fromHost(bytes: Buffer): boolean {
    const pending = this.#pending;
    if (!pending) {
      // Nothing was asked; whatever this is, it would be taken for the next answer.
      this.#destroyUpstream();
      return false;
    }
    if (!pending.answer) {
      pending.seen = pending.seen.length === 0 ? Buffer.from(bytes) : Buffer.concat([pending.seen, bytes]);
      return this.#readAnswer(pending);
    }
    return this.#passBody(pending, pending.answer, bytes);
  }

  #readAnswer(pending: Pending): boolean {
    for (;;) {
      const head = readResponseHead(pending.seen, this.#owner.headBytes, pending.head.method);
      if (!head) return true;
      const upgrading = !('code' in head) && head.status === 101;
      if ('code' in head || (upgrading && !wantsUpgrade(pending.head)) || pending.interim > maxInterim) return this.#noAnswer(pending, ownRefusal('BAD_RESPONSE'));
      // It wants the shim's credentials, not the client's.
      if (head.status === 407 && this.#throughProxy()) {
        return this.#noAnswer(pending, wayRefusal({ leg: 'proxy', step: 'proxy-connect', code: 'PROXY_407', message: 'the proxy answered with 407', chain: ['PROXY_407'] }));
      }
      const rest = pending.seen.subarray(head.bytes);
      if (head.status < 200 && !upgrading) {
        pending.interim++;
        // HTTP/1.0 has none (RFC 9110, 15.2).
        if (pending.head.minor === 1) this.#client.socket.write(responseHeadBytes(head, true));
        pending.seen = rest;
        continue;
      }
      this.#owner.due(Infinity, () => undefined);
      if (upgrading) return this.#upgrade(pending, head, rest);
      const body = new BodyEnd(head.framing);
      const keep = keepsAlive(pending.head) && !body.endsWithConnection && pending.body.done;
      pending.answer = { head, body, keep };
      pending.seen = nothing;
      const headOut = this.#client.write(responseHeadBytes(head, keep), false);
      this.#count(head.bytes, false);
      return this.#passBody(pending, pending.answer, rest, headOut);
    }
  }

  #noAnswer(pending: Pending, refusal: Refusal): false {
    this.#pending = undefined;
    this.#destroyUpstream();
    this.#owner.refuse(refusal, pending.head.headers);
    return false;
  }

  #throughProxy(): boolean {
    const { decision } = this.#upstream ?? {};
    return decision?.outcome === 'go' && decision.way.kind === 'http-proxy' && decision.way.absolute;
  }

  #upgrade(pending: Pending, head: ResponseHead, rest: Buffer): boolean {
    const { wire, unwatch } = this.#upstream as HostConnection;
    this.#pending = undefined;
    this.#upstream = undefined;
    unwatch();
    this.#client.socket.write(responseHeadBytes(head, true));
    if (this.#entry) this.#entry.requests++;
    this.#client.unread(pending.rest);
    wire.take = undefined;
    wire.unread(rest);
    // The host's bytes are being handed on just now: who reads on must wait until that is over, or reading stops for good.
    queueMicrotask(() => this.#owner.splice(wire));
    return false;
  }

  #passBody(pending: Pending, answer: Answer, bytes: Buffer, headOut = true): boolean {
    const taken = answer.body.take(bytes);
    const out = taken === 0 ? headOut : this.#client.write(taken === bytes.length ? bytes : bytes.subarray(0, taken), this.#upstream?.wire.lends ?? true);
    if (taken > 0) this.#count(taken, false);
    if (answer.body.broken) {
      this.#tearClient({ by: 'upstream', how: 'reset', leg: 'stream', code: 'BAD_FRAMING' });
      return false;
    }
    if (answer.body.done) {
      // More than was announced would be taken for the next answer.
      const clean = taken === bytes.length;
      if (out) {
        this.#answered(pending, answer, clean);
        return true;
      }
      // The bytes are lent: nothing may be read from the host before they are with the system.
      this.#client.written(() => {
        if (this.#pending === pending) this.#answered(pending, answer, clean);
      });
      return false;
    }
    if (out) return true;
    this.#client.written(() => this.#upstream?.wire.resume());
    return false;
  }

  #answered(pending: Pending, { head, body, keep }: Answer, clean: boolean): void {
    this.#pending = undefined;
    if (this.#entry) this.#entry.requests++;
    if (!this.#upstream || !clean || !keepsAlive(head) || !pending.body.done || !keep) this.#dropUpstream({ by: body.endsWithConnection ? 'upstream' : 'shim', how: 'closed' });
    if (keep) this.#owner.next(pending.rest);
    else this.#owner.last();
  }

  #hostGone(upstream: HostConnection, error: Error | undefined): void {
    upstream.alive = false;
    if (this.#upstream !== upstream) return;
    const pending = this.#pending;
    this.#destroyUpstream();
    // The whole answer is on its way to the client.
    if (pending?.answer?.body.done) return;
    if (!pending) return this.#endEntry({ by: 'upstream', how: error ? 'reset' : 'closed' });
    if (pending.answer) {
      if (pending.answer.body.endsWithConnection && !error) return this.#answered(pending, pending.answer, true);
      const failure = networkFailure('stream', 'http', error);
      this.#tearClient({ by: 'upstream', how: error ? 'reset' : 'closed', leg: 'stream', code: error ? failure.code : 'BODY_CUT' });
      return;
    }
    // The host closed a kept connection in the moment it was used again. It may have done what it was asked all the same.
    const { method, framing } = pending.head;
    if (pending.reused && idempotent.has(method) && framing.kind === 'none' && pending.seen.length === 0 && pending.interim === 0) {
      this.#client.take = undefined;
      this.#endEntry({ by: 'upstream', how: 'closed' });
      return this.start(pending.head, pending.rest);
    }
    this.#pending = undefined;
    const failure = error ? networkFailure('http', 'http', error) : { leg: 'http' as const, step: 'http', code: 'UND_ERR_SOCKET', message: 'other side closed', chain: [] };
    this.#owner.refuse(wayRefusal(failure), pending.head.headers);
  }

  /** The client must not take what it has for the whole answer. */
  #tearClient(end: JournalEnd): void {
    this.#pending = undefined;
    this.#destroyUpstream();
    this.#endEntry(end);
    this.#client.socket.resetAndDestroy();
  }

  #endEntry(end: JournalEnd): void {
    if (!this.#entry) return;
    this.#entry = undefined;
    this.#owner.finish(end);
  }

  #destroyUpstream(): void {
    const upstream = this.#upstream;
    this.#upstream = undefined;
    if (!upstream) return;
    upstream.alive = false;
    upstream.wire.take = undefined;
    upstream.wire.socket.destroy();
  }

  #dropUpstream(end: JournalEnd): void {
    this.#destroyUpstream();
    this.#endEntry(end);
  }
}
