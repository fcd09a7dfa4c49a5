import { classifyEnding } from '../../gateways/classify-ending.ts';
import { classifyFailure } from '../../gateways/classify-failure.ts';
import { classifyResponse, classifyWebPage, type GatewayAnswer } from '../../gateways/classify.ts';
import { legOfFault, type Fault, type FaultKind } from '../../gateways/fault.ts';
import { DeadlineError } from '../../path/deadline.ts';
import { networkFailure, type NetworkFailure } from '../../path/network-failure.ts';
import type { HeaderLine } from '../http/head-lines.ts';
import type { ResponseHead } from '../http/response-head.ts';
import { WayError } from '../way/open-way.ts';
import type { AttemptClocks, TargetGateway } from './chains/chain.ts';
import type { AttemptEntry } from './journal/request-entry.ts';
import { OnceClock } from './once-clock.ts';
import type { AnswerJudgement, EndpointProtocol, StreamFollower } from './protocols/protocol.ts';
import { DecodedExchange, isEncoded } from './upstream/decoded-exchange.ts';
import { HttpExchange } from './upstream/http-exchange.ts';
import type { GatewayWire, GatewayWires, WireOpening } from './upstream/gateway-wires.ts';
import { requestHead } from './upstream/request-bytes.ts';

/** What is sent to one target. */
export interface AttemptRequest {
  method: string;
  url: URL;
  /** Of the caller. */
  headers: readonly HeaderLine[];
  body: Buffer;
  gateway: TargetGateway;
  key: string | undefined;
  clocks: AttemptClocks;
  /** How the answer is judged; a path that nobody here knows is handed on as it comes. */
  judge: { protocol: EndpointProtocol; stream: boolean } | 'none';
  /** Not on a connection that was used before. */
  fresh: boolean;
}

/** A gateway's answer as it came. */
export interface PlainAnswer {
  status: number;
  headers: readonly HeaderLine[];
  body: Buffer;
}

/** Why an attempt has no answer that could be used. */
export interface AttemptFailure {
  fault: Fault;
  /** What the gateway said, where it said it whole. */
  answer?: PlainAnswer;
  /** Its header `x-should-retry`. */
  shouldRetry?: boolean;
}

/** What an attempt tells. Before `release` only `ready` or `failed`; after it `more` and then `ended`. */
export interface AttemptOwner {
  now(): number;
  /** There is content, or a whole answer: `release` hands it out. */
  ready(): void;
  failed(failure: AttemptFailure): void;
  /** Bytes of whole events, or of the body; the owner's only during the call. False: no more until `resume`. */
  more(bytes: Buffer): boolean;
  /** The stream is over. `broken`: the connection or a clock ended it, not its own end. */
  ended(judgement: AnswerJudgement, broken: boolean): void;
}

/** Start-up events that are held back, so that a failure in them can still be mended: as Bifrost does (gateways.md, 4). */
const maxHeldBytes = 256 * 1024;
/** A whole answer beyond this is handed on before its end is known. */
const maxWholeBytes = 32 * 1024 * 1024;
const maxErrorBytes = 1024 * 1024;
/** Of an error or a page, this much is read for what it says. */
const judgedBytes = 64 * 1024;

type Phase = 'opening' | 'sent' | 'error' | 'whole' | 'held' | 'released' | 'over';

/** One try to have one target answer, from its first step to the last byte of its answer, with a clock for each step. */
export class Attempt {
  readonly entry: AttemptEntry;
  readonly #request: AttemptRequest;
  readonly #owner: AttemptOwner;
  readonly #startedMs: number;
  readonly #clock: OnceClock;
  readonly #totalClock: OnceClock;
  /** What the clock that runs now stands for. */
  #late: FaultKind = 'connect-timeout';
  #phase: Phase = 'opening';
  #opening: WireOpening | undefined;
  #exchange: HttpExchange | DecodedExchange | undefined;
  #head: ResponseHead | undefined;
  #held: Buffer[] = [];
  #heldBytes = 0;
  /** When the clock for the head was set. */
  #unsentBytes = 0;
  #follower: StreamFollower | undefined;
  #contentSeen = 0;
  #lastContentMs = 0;
  longestSilenceMs = 0;

  constructor(request: AttemptRequest, entry: AttemptEntry, wires: GatewayWires, owner: AttemptOwner) {
    this.#request = request;
    this.entry = entry;
    this.#owner = owner;
    this.#startedMs = owner.now();
    this.#clock = new OnceClock(() => this.#tooLate(this.#late));
    this.#totalClock = new OnceClock(() => this.#tooLate('client-timeout'));
    const { clocks } = request;
    this.#totalClock.set(clocks.totalMs, this.#startedMs);
    const opening = wires.open({ url: request.url, fresh: request.fresh, limitMs: clocks.connectMs });
    if ('wire' in opening) {
      this.#send(opening);
      return;
    }
    this.#opening = opening;
    opening.opened.then(
      (wire) => {
        this.#opening = undefined;
        if (this.#phase === 'opening') this.#send(wire);
        else wire.wire.socket.destroy();
      },
      (error: unknown) => {
        this.#opening = undefined;
        if (this.#phase !== 'opening') return;
        const failure = error instanceof WayError ? error.failure : networkFailure('tcp', 'tcp', error);
        this.#fail({ fault: classifyFailure(failure) });
      },
    );
  }

  /** Of the answer; undefined before it. */
  get head(): ResponseHead | undefined {
    return this.#head;
  }

  get follower(): StreamFollower | undefined {
    return this.#follower;
  }

  /**
   * Hands out what was held back and, from then on, what comes.
   *
   * @returns the whole answer, or the first bytes of one that goes on by `more`.
   */
  release(): { whole: PlainAnswer & { judgement: AnswerJudgement } } | { first: Buffer } {
    const head = this.#head as ResponseHead;
    const bytes = this.#held.length === 1 ? (this.#held[0] as Buffer) : Buffer.concat(this.#held);
    this.#held = [];
    if (this.#wholeJudgement) {
      this.#over('answered');
      return { whole: { status: head.status, headers: head.headers, body: bytes, judgement: this.#wholeJudgement } };
    }
    this.#phase = 'released';
    return { first: bytes };
  }

  #wholeJudgement: AnswerJudgement | undefined;
  /** It ended before it was released. */
  #pendingEnd: (() => void) | undefined;

  /** Goes on after `release` and what was done with its bytes. */
  started(): void {
    const end = this.#pendingEnd;
    this.#pendingEnd = undefined;
    if (end) end();
    else this.#exchange?.resume();
  }

  resume(): void {
    this.#exchange?.resume();
  }

  /** Nobody wants it any more. */
  cancel(how: 'lost-race' | 'cancelled'): void {
    if (this.#phase === 'over') return;
    this.#opening?.cancel(new Error('nobody waits for it any more'));
    this.#exchange?.cancel();
    this.#over(how);
  }

  #since(): number {
    return Math.round((this.#owner.now() - this.#startedMs + this.entry.startedMs) * 10) / 10;
  }

  #send(gatewayWire: GatewayWire): void {
    const { method, url, headers, body, gateway, key, clocks } = this.#request;
    this.entry.connectedMs = this.#since();
    if (gatewayWire.reused) this.entry.reused = true;
    this.#phase = 'sent';
    const head = requestHead({ method, url, headers, gateway, key, bodyBytes: body.length, decision: gatewayWire.decision });
    this.#late = 'no-response';
    this.#clock.set(clocks.headersMs, this.#owner.now());
    // What nobody here judges goes on as it comes.
    const Exchange = this.#request.judge === 'none' ? HttpExchange : DecodedExchange;
    this.#exchange = new Exchange(gatewayWire, method, head, body, {
      head: (answer) => this.#answerBegins(answer),
      payload: (bytes) => this.#payload(bytes),
      ended: () => this.#bodyEnded(),
      failed: (failure) => this.#torn(failure),
    });
    this.#unsentBytes = this.#exchange.unsentBytes;
  }

  #answerBegins(head: ResponseHead): void {
    this.#head = head;
    this.entry.headersMs = this.#since();
    this.entry.status = head.status;
    const { judge, clocks } = this.#request;
    const nowMs = this.#owner.now();
    const failed = head.status < 200 || head.status > 299;
    // An error tells enough by its status.
    if (judge === 'none' || (isEncoded(head) && !failed)) {
      this.#phase = 'held';
      this.#clock.clear();
      // Nothing is known of it: its head is all that can be judged.
      return this.#becomeReady();
    }
    this.#late = 'stream-stalled';
    this.#clock.set(clocks.firstContentMs, nowMs);
    if (failed) this.#phase = 'error';
    else if (judge.stream && isEventStream(head)) {
      this.#phase = 'held';
      this.#follower = judge.protocol.follow();
    } else this.#phase = 'whole';
  }

  #payload(bytes: Buffer): boolean {
    switch (this.#phase) {
      case 'error':
        if (this.#heldBytes < maxErrorBytes) this.#hold(bytes);
        return true;
      case 'whole':
        this.#hold(bytes);
        // Bytes of a document are all the progress there is; white space before it keeps a connection warm and is none.
        if (hasInk(bytes)) this.#clock.set(this.#request.clocks.firstContentMs, this.#owner.now());
        if (this.#heldBytes > maxWholeBytes) {
          this.#phase = 'held';
          this.#becomeReady();
        }
        return true;
      case 'held':
      case 'released':
        return this.#event(bytes);
      default:
        return false;
    }
  }

  #hold(bytes: Buffer): void {
    this.#held.push(Buffer.from(bytes));
    this.#heldBytes += bytes.length;
  }

  #event(bytes: Buffer): boolean {
    const follower = this.#follower;
    if (!follower) return this.#handOn(bytes);
    const out = follower.take(bytes);
    if (follower.contentEvents !== this.#contentSeen) this.#content(follower.contentEvents);
    if (this.#phase === 'held' && follower.error && this.#contentSeen === 0) {
      this.#exchange?.cancel();
      this.#fail({ fault: follower.error });
      return false;
    }
    const more = this.#handOn(out);
    // Read on to the end of the body, but not for long: some servers keep the connection open behind it.
    if (follower.ended || follower.error) this.#clock.set(endGraceMs, this.#owner.now());
    return more;
  }

  #content(events: number): void {
    const nowMs = this.#owner.now();
    if (this.#contentSeen === 0) this.entry.firstContentMs = this.#since();
    else this.longestSilenceMs = Math.max(this.longestSilenceMs, nowMs - this.#lastContentMs);
    this.#contentSeen = events;
    this.#lastContentMs = nowMs;
    this.#clock.set(this.#request.clocks.silenceMs, nowMs);
  }

  #handOn(out: Buffer): boolean {
    if (this.#phase === 'released') return out.length === 0 || this.#owner.more(out);
    if (out.length > 0) this.#hold(out);
    if (this.#contentSeen === 0 && this.#heldBytes <= maxHeldBytes) return true;
    // Goes on with `started`, which may be called before this returns.
    this.#becomeReady();
    return false;
  }

  #readyTold = false;

  #becomeReady(): void {
    if (this.#readyTold) return;
    this.#readyTold = true;
    this.#owner.ready();
  }

  #bodyEnded(): void {
    const { judge } = this.#request;
    const follower = this.#follower;
    if (this.#phase === 'error') return this.#refused();
    if (this.#phase === 'whole' && judge !== 'none') return this.#wholeEnded(judge.protocol);
    const end = (): void => {
      const judgement = follower ? follower.judge() : { fault: null };
      // A whole answer whose last blank line never came.
      const rest = judgement.fault === null ? follower?.rest() : undefined;
      if (judgement.fault && this.#phase === 'held' && this.#contentSeen === 0) return this.#fail({ fault: judgement.fault });
      if (rest && rest.length > 0 && this.#phase === 'released') this.#owner.more(rest);
      this.#finish(judgement, false);
    };
    // An answer may be whole without any content.
    if (this.#phase === 'held' && follower && this.#contentSeen === 0 && follower.judge().fault === null) {
      this.#pendingEnd = end;
      return this.#becomeReady();
    }
    if (this.#phase === 'held' && this.#readyTold) this.#pendingEnd = end;
    else end();
  }

  #refused(): void {
    const head = this.#head as ResponseHead;
    const body = Buffer.concat(this.#held);
    const fault = classifyResponse(this.#judged(head, body)) ?? { kind: 'unknown', leg: legOfFault('unknown'), retryable: false, status: head.status, said: '' };
    const said = valueIn(head.headers, 'x-should-retry');
    this.#fail({
      fault,
      // A page is nothing that an SDK could show.
      ...(isDocument(body) && { answer: { status: head.status, headers: head.headers, body } }),
      ...((said === 'true' || said === 'false') && { shouldRetry: said === 'true' }),
    });
  }

  #wholeEnded(protocol: EndpointProtocol): void {
    const head = this.#head as ResponseHead;
    const body = Buffer.concat(this.#held);
    this.#held = [body];
    const answer = this.#judged(head, body);
    const page = classifyWebPage(answer);
    const judgement = page ? { fault: page } : protocol.judgeWhole(body);
    if (judgement.fault && !isMild(judgement.fault)) {
      return this.#fail({ fault: judgement.fault, ...(judgement.fault.kind !== 'truncated' && !page && { answer: { status: head.status, headers: head.headers, body } }) });
    }
    this.#wholeJudgement = judgement;
    this.entry.firstContentMs = this.#since();
    this.#clock.clear();
    this.#becomeReady();
  }

  #judged(head: ResponseHead, body: Buffer): GatewayAnswer {
    const headers: Record<string, string> = {};
    for (const [name, value] of head.headers) headers[name.toLowerCase()] = value;
    return { status: head.status, headers, bodyText: body.toString('utf8', 0, judgedBytes), nowMs: Date.now(), url: this.#request.url.href };
  }

  #torn(failure: NetworkFailure): void {
    if (this.#phase === 'over') return;
    const answered = this.#head !== undefined;
    const end = (): void => {
      // The end mark came: what was torn behind it is nothing that anybody misses.
      if (this.#follower?.ended) return this.#finish(this.#follower.judge(), false);
      const fault = this.#follower
        ? (classifyEnding({ end: 'cut', failure, contentEvents: this.#contentSeen }) ?? classifyFailure(failure, { answered }))
        : classifyFailure(failure, { answered });
      if (this.#phase === 'released') this.#finish({ ...this.#follower?.judge(), fault }, true);
      else this.#fail({ fault });
    };
    if (this.#phase === 'held' && this.#readyTold) this.#pendingEnd = end;
    else end();
  }

  #tooLate(kind: FaultKind): void {
    if (this.#phase === 'over') return;
    if (kind === 'no-response' && this.#stillSending()) return this.#clock.set(this.#request.clocks.headersMs, this.#owner.now());
    this.#opening?.cancel(new DeadlineError('opening the way', this.#request.clocks.connectMs));
    this.#exchange?.cancel();
    if (this.#follower?.ended && this.#phase === 'released') return this.#finish(this.#follower.judge(), false);
    const fault: Fault = { kind, leg: legOfFault(kind), retryable: this.#contentSeen === 0, code: 'DEADLINE', said: '' };
    const end = (): void => (this.#phase === 'released' ? this.#finish({ ...this.#follower?.judge(), fault }, true) : this.#fail({ fault }));
    if (this.#phase === 'held' && this.#readyTold) this.#pendingEnd = end;
    else end();
  }

  /** Part of the request has gone out since the clock was set: a slow line is none that hangs. */
  #stillSending(): boolean {
    const unsent = this.#exchange?.unsentBytes ?? 0;
    const less = unsent < this.#unsentBytes;
    this.#unsentBytes = unsent;
    return less;
  }

  #fail(failure: AttemptFailure): void {
    const { kind, leg, code } = failure.fault;
    this.entry.fault = { kind, leg, ...(code !== undefined && { code }) };
    this.#over('failed');
    this.#owner.failed(failure);
  }

  #finish(judgement: AnswerJudgement, broken: boolean): void {
    const { fault } = judgement;
    if (fault && !isMild(fault)) {
      this.entry.fault = { kind: fault.kind, leg: fault.leg, ...(fault.code !== undefined && { code: fault.code }) };
      this.#over('broken');
    } else {
      this.#over('answered');
    }
    this.#owner.ended(judgement, broken);
  }

  #over(end: NonNullable<AttemptEntry['end']>): void {
    this.#phase = 'over';
    this.entry.end ??= end;
    this.entry.endedMs = this.#since();
    this.#clock.clear();
    this.#totalClock.clear();
  }
}

/** How long the end of the body is waited for behind the end mark of the answer, in ms. */
const endGraceMs = 2_000;

/** A JSON object, as every gateway words its errors. */
function isDocument(body: Buffer): boolean {
  try {
    const document: unknown = JSON.parse(body.toString('utf8'));
    return typeof document === 'object' && document !== null;
  } catch {
    return false;
  }
}

function hasInk(bytes: Buffer): boolean {
  for (const byte of bytes) if (byte > 0x20) return true;
  return false;
}

function isMild(fault: Fault): boolean {
  return fault.kind === 'length-limit';
}

function isEventStream(head: ResponseHead): boolean {
  return /^\s*text\/event-stream\b/i.test(valueIn(head.headers, 'content-type') ?? '');
}

function valueIn(headers: readonly HeaderLine[], name: string): string | undefined {
  return headers.find(([one]) => one.toLowerCase() === name)?.[1];
}
