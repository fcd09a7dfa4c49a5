import type * as net from 'node:net';
import { t } from '@vscode/l10n';
import { deepestCode } from '../path/network-failure.ts';
import { callerOf } from './caller.ts';
import { Exchange } from './exchange.ts';
import type { HeaderLine } from './http/head-lines.ts';
import type { KnownHeads } from './http/known-heads.ts';
import type { RequestHead } from './http/request-head.ts';
import type { JournalEnd, JournalEntry } from './journal/entry.ts';
import type { JournalSink } from './journal/journal.ts';
import type { Endpoint } from './endpoint/endpoint.ts';
import { EndpointExchange } from './endpoint/endpoint-exchange.ts';
import { endpointRefusal, headRefusal, ownRefusal, refusalBytes, wayRefusal, type Refusal } from './refusal.ts';
import type { Decision } from './route/decide.ts';
import type { Router } from './route/router.ts';
import type { Callers, ShimLimits } from './shim-options.ts';
import { Splice } from './splice.ts';
import type { Names } from './way/names.ts';
import { openWay, WayError, type Opening } from './way/open-way.ts';
import { StreamWire, type Wire } from './way/wire.ts';

/** What every connection of a shim shares. */
export interface Surroundings {
  readonly port: number;
  readonly limits: ShimLimits;
  readonly heads: KnownHeads;
  readonly callers: Callers | undefined;
  readonly router: Router;
  readonly names: Names;
  readonly journal: JournalSink;
  /** The local API; none where nothing is configured. */
  readonly api: Endpoint | undefined;
  own(path: string): { type: string; body: string } | undefined;
  now(): number;
  /** It has shown who it is. */
  recognised(connection: Connection): void;
  closed(connection: Connection): void;
}

/** How long a client may take to read the last word and to end its side, in ms. */
export const lingerMs = 2_000;
const nothing = Buffer.alloc(0);

/** One connection of a client, from its first byte to its end. */
export class Connection {
  /** The entry of what it does now; none before the first request is understood. */
  entry: JournalEntry | undefined;
  readonly #client: StreamWire;
  readonly #around: Surroundings;
  #held: Buffer = nothing;
  #opening: Opening | undefined;
  #splice: Splice | undefined;
  #exchange: Exchange | undefined;
  #endpoint: EndpointExchange | undefined;
  /** When the clock that runs now ends; Infinity where none does. Looked at from time to time by the shim. */
  #dueMs: number;
  #onDue: () => void;
  #closed = false;
  /** The client has said its last byte. */
  #ended = false;
  /** A request was answered and the next has not begun. */
  #waiting = false;
  #caller = '';
  #startedMs = 0;

  constructor(socket: net.Socket, around: Surroundings) {
    this.#client = new StreamWire(socket);
    this.#around = around;
    this.#dueMs = around.now() + around.limits.headMs;
    this.#onDue = () => this.#headTooSlow();
    socket.on('error', this.#onClientError);
    socket.on('close', this.#onClientClose);
    socket.on('end', this.#onClientEnd);
    this.#client.take = (bytes) => this.#readHead(bytes);
  }

  /** Ends what has waited for too long. */
  tick(nowMs: number): void {
    this.#splice?.tick(nowMs, this.#around.limits.halfClosedMs);
    if (nowMs < this.#dueMs) return;
    this.#dueMs = Infinity;
    this.#onDue();
  }

  /** True while it waits for a request and has none under way, so that nobody misses it. */
  get idle(): boolean {
    return this.#asksNothing && this.#client.socket.writableLength === 0;
  }

  get #asksNothing(): boolean {
    if (this.#opening || this.#splice || this.#endpoint?.idle === false) return false;
    return this.#exchange ? this.#exchange.idle : this.entry === undefined;
  }

  /** Ends it from outside. */
  stop(end: JournalEnd): void {
    this.#opening?.cancel(new Error('stopped'));
    if (this.#splice) return this.#splice.stop(end);
    this.#exchange?.stop(end);
    this.#endpoint?.stop();
    this.#finishEntry(end);
    this.#client.socket.destroy();
  }

  #readHead(bytes: Buffer): boolean {
    this.#held = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    const head = this.#around.heads.read(this.#held);
    if (!head) {
      this.#headBegins();
      return true;
    }
    if ('code' in head) {
      this.#refuseCaller(headRefusal(head), []);
      return true;
    }
    this.#held = this.#held.subarray(head.bytes);
    this.#dueMs = Infinity;
    this.#client.take = undefined;
    this.#serve(head);
    // Where nobody takes them yet, further bytes wait in the socket.
    return true;
  }

  /** A further request has begun to come on a connection that was kept: it has no more time than the first. */
  #headBegins(): void {
    if (!this.#waiting) return;
    this.#waiting = false;
    this.#dueAt(this.#around.limits.headMs, () => this.#headTooSlow());
  }

  #serve(head: RequestHead): void {
    const { port, callers } = this.#around;
    const caller = callerOf(head, callers, port);
    if (!('refused' in caller)) this.#around.recognised(this);
    const { target } = head;
    const meant = target.form === 'origin' ? this.#around.api?.meant(head) : undefined;
    if ('refused' in caller) return this.#refuseCaller(meant ? endpointRefusal(caller.refused) : ownRefusal(caller.refused), head.headers);
    if (target.form === 'origin') {
      if (!meant) return this.#answerItself(head, target.path);
      this.#endExchange();
      const rest = this.#held;
      this.#held = nothing;
      this.#endpoint ??= this.#newEndpoint(this.#around.api as Endpoint);
      return this.#endpoint.start(head, meant, caller.client, rest);
    }
    this.#caller = caller.client;
    if (target.form === 'authority') {
      this.#endExchange();
      this.#begin('tunnel', target);
      this.#route(head, (decision) => this.#openTunnel(head, target, decision));
      return;
    }
    this.#exchange ??= this.#newExchange();
    const rest = this.#held;
    this.#held = nothing;
    this.#exchange.start(head, rest);
  }

  /** What was asked before on this connection has been answered, and ends in order. */
  #endExchange(): void {
    this.#exchange?.stop({ by: 'client', how: 'closed' });
    this.#exchange = undefined;
  }

  #newExchange(): Exchange {
    const { limits } = this.#around;
    return new Exchange(this.#client, {
      headBytes: limits.headBytes,
      firstByteMs: limits.firstByteMs,
      now: () => this.#around.now(),
      begin: (kind, where) => this.#begin(kind, where),
      route: (head, then) => this.#route(head, then),
      open: (where, decision) => new Promise((opened, failed) => this.#open(where, decision, opened, failed)),
      refuse: (refusal, headers) => this.#refuse(refusal, headers),
      splice: (upstream) => this.#beginSplice(upstream),
      finish: (end) => this.#finishEntry(end),
      next: (rest) => this.#next(rest),
      last: () => this.#farewell(),
      due: (limitMs, onDue) => this.#dueAt(limitMs, onDue),
    });
  }

  #newEndpoint(endpoint: Endpoint): EndpointExchange {
    return new EndpointExchange(this.#client, endpoint, {
      bodyMs: this.#around.limits.idleMs,
      refuse: (refusal, headers) => this.#refuseCaller(refusal, headers),
      next: (rest) => this.#next(rest),
      last: () => this.#farewell(),
      due: (limitMs, onDue) => this.#dueAt(limitMs, onDue),
    });
  }

  /** The next request on the same connection. */
  #next(rest: Buffer): void {
    this.#held = nothing;
    this.#waiting = true;
    this.#dueAt(this.#around.limits.idleMs, () => this.#farewell());
    this.#client.take = (bytes) => this.#readHead(bytes);
    if (rest.length === 0 || this.#readHead(rest)) this.#client.resume();
    // It may have asked for more before it ended its side.
    if (this.#ended && this.#asksNothing) this.#farewell();
  }

  /** Ends this side; a client that does not end its own is not waited for. What it says now is not heard. */
  #farewell(): void {
    const { socket } = this.#client;
    this.#held = nothing;
    this.#client.take = () => true;
    this.#dueAt(Infinity, () => undefined);
    // Counted from when the client has it all: a slow one is none that hangs.
    socket.end(() => this.#dueAt(lingerMs, () => socket.destroy()));
    socket.resume();
  }

  readonly #clientPort = (): number | undefined => this.#client.socket.remotePort;

  #begin(kind: JournalEntry['kind'], { host, port }: { host: string; port: number }): JournalEntry {
    const entry = this.#around.journal.open(kind, this.#clientPort);
    entry.caller = this.#caller;
    entry.host = host;
    entry.port = port;
    this.entry = entry;
    this.#startedMs = this.#around.now();
    return entry;
  }

  /** Goes on in the same turn, but where a PAC script has to be asked. */
  #route(head: RequestHead, then: (decision: Decision) => void): void {
    const { target } = head;
    if (target.form === 'origin') return;
    const { router } = this.#around;
    const decision = router.way({ host: target.host, port: target.port, plain: target.form === 'absolute' });
    const go = (decided: Decision): void => {
      const { entry } = this;
      if (this.#closed || !entry) return;
      entry.timings.routed = this.#sinceStart();
      const { outcome, decidedBy, reason } = decided;
      const via = outcome === 'go' ? decided.via : null;
      entry.route = { outcome: outcome === 'refuse' ? 'refused' : via === null ? 'direct' : 'proxy', via, decidedBy, reason };
      if (outcome === 'refuse') return this.#refuse(refusalOf(decided), head.headers);
      then(decided);
    };
    if (decision instanceof Promise) void decision.then(go);
    else go(decision);
  }

  #openTunnel(head: RequestHead, target: { host: string; port: number }, decision: Decision): void {
    const opened = (upstream: Wire): void => {
      if (this.#closed) return void upstream.socket.destroy();
      this.#client.socket.write('HTTP/1.1 200 Connection established\r\n\r\n', 'latin1');
      this.#beginSplice(upstream);
    };
    this.#open(target, decision, opened, (error) => {
      if (error instanceof WayError) this.#refuse(wayRefusal(error.failure), head.headers);
    });
  }

  #open(target: { host: string; port: number }, decision: Decision, opened: (wire: Wire) => void, failed: (error: Error) => void): void {
    const { names, limits, port } = this.#around;
    const { entry } = this;
    if (decision.outcome !== 'go') return failed(new Error('refused'));
    const done = (): void => {
      if (this.#opening !== opening) return;
      this.#opening = undefined;
      this.#dueMs = Infinity;
    };
    const opening = openWay({
      way: decision.way,
      host: target.host,
      port: target.port,
      allowed: decision.allowed,
      ownPort: port,
      names,
      limitMs: limits.openMs,
      mark: (step) => {
        if (entry) entry.timings[step] = this.#sinceStart();
      },
      opened: (wire) => {
        done();
        opened(wire);
      },
      failed: (error) => {
        done();
        failed(error);
      },
    });
    this.#opening = opening;
    this.#dueAt(limits.openMs, () => opening.late());
  }

  #beginSplice(upstream: Wire): void {
    const { entry } = this;
    if (!entry) return void upstream.socket.destroy();
    const { keepAliveMs } = this.#around.router;
    if (keepAliveMs !== undefined) {
      this.#client.socket.setKeepAlive(true, keepAliveMs);
      upstream.socket.setKeepAlive(true, keepAliveMs);
    }
    const { socket } = this.#client;
    socket.off('error', this.#onClientError);
    socket.off('end', this.#onClientEnd);
    this.#exchange = undefined;
    const held = this.#held;
    this.#held = nothing;
    this.#client.unread(held);
    this.#splice = new Splice(this.#client, upstream, entry, {
      startedMs: this.#startedMs,
      now: () => this.#around.now(),
      ended: (end) => {
        this.#finishEntry(end);
        if (this.#closed) this.#around.closed(this);
      },
    });
  }

  /** Answers for the shim itself. */
  #answerItself(head: RequestHead, path: string): void {
    const known = head.method === 'GET' || head.method === 'HEAD' ? this.#around.own(path.replace(/\?.*$/s, '')) : undefined;
    if (!known) return this.#refuse(ownRefusal('NO_SUCH_PATH'), head.headers);
    const body = Buffer.from(known.body, 'utf8');
    const text = `HTTP/1.1 200 OK\r\nContent-Type: ${known.type}\r\nContent-Length: ${body.length}\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n`;
    this.#goodbye(Buffer.concat([Buffer.from(text, 'latin1'), head.method === 'HEAD' ? nothing : body]));
  }

  /** Refuses before it is known where the request wants to go. */
  #refuseCaller(refusal: Refusal, headers: readonly HeaderLine[]): void {
    this.#endExchange();
    this.#refuse(refusal, headers);
  }

  #refuse(refusal: Refusal, headers: readonly HeaderLine[]): void {
    const { journal } = this.#around;
    const { code, leg, status } = refusal;
    if (this.entry) this.#finishEntry({ by: leg === undefined || leg === 'settings' ? 'shim' : 'upstream', how: status === 504 ? 'deadline' : 'refused', ...(leg && { leg }), code, status });
    else journal.refused(code);
    this.#goodbye(refusalBytes(refusal, headers));
  }

  /** Writes the last bytes and lets the client read them: a connection with unread bytes that is closed is torn. */
  #goodbye(bytes: Buffer): void {
    const { socket } = this.#client;
    if (socket.destroyed) return;
    this.#endExchange();
    this.#held = nothing;
    this.#client.take = () => true;
    socket.end(bytes);
    socket.resume();
    this.#dueAt(lingerMs, () => socket.destroy());
  }

  #dueAt(limitMs: number, onDue: () => void): void {
    this.#dueMs = limitMs === Infinity ? Infinity : this.#around.now() + limitMs;
    this.#onDue = onDue;
  }

  #headTooSlow(): void {
    // Who never said anything opened a connection to spare, and needs no answer.
    if (this.#held.length === 0) this.#farewell();
    else this.#refuseCaller(ownRefusal('HEAD_TOO_SLOW'), []);
  }

  readonly #onClientError = (error: Error): void => {
    this.#opening?.cancel(error);
    const end: JournalEnd = { by: 'client', how: 'reset', leg: 'stream', code: deepestCode(error) };
    this.#exchange?.stop(end);
    this.#endpoint?.stop();
    this.#finishEntry(end);
    this.#client.socket.destroy();
  };

  readonly #onClientEnd = (): void => {
    this.#ended = true;
    if (this.#asksNothing) {
      if (this.#held.length > 0) this.#around.journal.refused('HEAD_CUT');
      this.#client.socket.end();
    } else if (this.#endpoint) {
      // SDKs never close one half alone: nobody waits for the answer, which costs money.
      this.#endpoint.stop();
      this.#client.socket.destroy();
    } else if (this.#exchange) {
      // No further request can come; one that is under way is still answered.
      this.#exchange.clientEnded();
    } else {
      // Nothing can be said any more through a tunnel that is not open yet.
      this.#client.socket.destroy();
    }
  };

  readonly #onClientClose = (): void => {
    this.#closed = true;
    this.#opening?.cancel(new Error('the client is gone'));
    const end: JournalEnd = { by: 'client', how: 'closed' };
    this.#exchange?.stop(end);
    this.#endpoint?.stop();
    // A tunnel is over when its other side is, too.
    if (this.#splice && this.entry) return;
    this.#finishEntry(end);
    this.#around.closed(this);
  };

  #finishEntry(end: JournalEnd): void {
    const { entry } = this;
    if (!entry) return;
    this.entry = undefined;
    entry.timings.ended = this.#sinceStart();
    this.#around.journal.ended(entry, end);
  }

  #sinceStart(): number {
    return this.#around.now() - this.#startedMs;
  }
}

function refusalOf(decision: Extract<Decision, { outcome: 'refuse' }>): Refusal {
  if (decision.code === 'SETTINGS') {
    return { status: 502, code: 'SETTINGS', leg: 'settings', title: decision.reason, nextStep: t('Correct {0}. "gatehouse resolve URL" shows what each program makes of it.', decision.decidedBy) };
  }
  return ownRefusal(decision.code);
}
