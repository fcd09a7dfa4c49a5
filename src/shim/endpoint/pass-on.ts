import type { HeaderLine } from '../http/head-lines.ts';
import type { RequestHead } from '../http/request-head.ts';
import { Attempt, type AttemptFailure } from './attempt.ts';
import type { AnswerWriter } from './caller/answer-writer.ts';
import type { AttemptClocks, Target, TargetGateway } from './chains/chain.ts';
import { endpointFailure } from './failure-words.ts';
import type { AttemptEntry, RequestEntry } from './journal/request-entry.ts';
import type { EndpointProtocol } from './protocols/protocol.ts';
import { attemptClocks } from './resilience/clocks.ts';
import { failureHeaders } from './failure-answer.ts';
import { targetName } from './target-states.ts';
import type { GatewayWires } from './upstream/gateway-wires.ts';

export interface PassedRequest {
  head: RequestHead;
  url: URL;
  gateway: TargetGateway;
  key: string | undefined;
  body: Buffer;
  target: Target;
  entry: RequestEntry;
  budgetMs: number;
  clocks?: Partial<AttemptClocks>;
  /** Whose words a failure is told in. */
  protocol: EndpointProtocol;
  /** Changes a whole 200; it is then held until its end. */
  change?(body: Buffer): Buffer | undefined;
}

/**
 * A request whose answer nobody here can judge: it is asked once and handed on as it comes, with the clocks of connecting
 * and of the head.
 */
export class PassOn {
  readonly #request: PassedRequest;
  readonly #writer: AnswerWriter;
  readonly #needs: { wires: GatewayWires; now(): number; ended(): void };
  readonly #startedMs: number;
  readonly #changed: Buffer[] = [];
  #attempt: Attempt | undefined;
  #over = false;

  constructor(request: PassedRequest, writer: AnswerWriter, needs: { wires: GatewayWires; now(): number; ended(): void }) {
    this.#request = request;
    this.#writer = writer;
    this.#needs = needs;
    this.#startedMs = needs.now();
  }

  start(): void {
    const { head, url, gateway, key, body, target, entry, budgetMs, clocks } = this.#request;
    const record: AttemptEntry = { target: targetName(target), why: 'first', startedMs: 0, waitedMs: 0 };
    entry.attempts.push(record);
    entry.bytesUp = body.length;
    this.#attempt = new Attempt(
      {
        method: head.method,
        url,
        headers: head.headers,
        body,
        gateway,
        key,
        clocks: attemptClocks({ stream: false, leftMs: budgetMs, othersLeft: false, own: [clocks] }),
        judge: 'none',
        fresh: false,
      },
      record,
      this.#needs.wires,
      {
        now: () => this.#needs.now(),
        ready: () => this.#ready(),
        failed: (failure) => this.#failed(failure),
        more: (bytes) => this.#more(bytes),
        ended: ({ fault }) => this.#ended(fault !== null),
      },
    );
  }

  explain(): readonly HeaderLine[] {
    const { entry, target } = this.#request;
    return [
      ['x-gatehouse-request', String(entry.id)],
      ['x-gatehouse-target', targetName(target)],
      ['x-gatehouse-attempts', '1'],
    ];
  }

  cancel(): void {
    if (this.#over) return;
    this.#attempt?.cancel('cancelled');
    this.#finish('cancelled');
  }

  get #changes(): boolean {
    return this.#request.change !== undefined && this.#attempt?.head?.status === 200;
  }

  #ready(): void {
    const attempt = this.#attempt as Attempt;
    const head = attempt.head;
    attempt.release();
    this.#request.entry.committedMs = this.#sinceStart();
    if (this.#changes) return attempt.started();
    if (this.#writer.begin(head?.status ?? 200, head?.headers ?? [])) attempt.started();
    else this.#writer.written(() => attempt.started());
  }

  #more(bytes: Buffer): boolean {
    if (this.#changes) {
      this.#changed.push(Buffer.from(bytes));
      return true;
    }
    const out = this.#writer.more(bytes);
    if (!out) this.#writer.written(() => this.#attempt?.resume());
    return out;
  }

  #ended(cut: boolean): void {
    if (this.#over) return;
    const { head } = this.#attempt as Attempt;
    if (this.#changes && !cut) {
      const body = Buffer.concat(this.#changed);
      this.#writer.whole(200, head?.headers ?? [], this.#request.change?.(body) ?? body);
    } else if (cut) {
      this.#writer.tear();
    } else {
      this.#writer.end();
    }
    const bad = (head?.status ?? 200) >= 400;
    this.#finish(cut ? 'truncated' : bad ? 'passed-on' : 'answered');
  }

  #failed({ fault }: AttemptFailure): void {
    if (this.#over) return;
    const { entry, target, protocol } = this.#request;
    const failure = endpointFailure(fault, { target: targetName(target), attempts: 1, nowMs: this.#needs.now() });
    entry.failure = { status: failure.status, leg: failure.leg, code: failure.code };
    this.#writer.whole(failure.status, failureHeaders(failure), Buffer.from(`${JSON.stringify(protocol.failureBody(failure))}\n`, 'utf8'));
    this.#finish('failed');
  }

  #sinceStart(): number {
    return Math.round((this.#needs.now() - this.#startedMs) * 10) / 10;
  }

  #finish(end: NonNullable<RequestEntry['end']>): void {
    this.#over = true;
    const { entry } = this.#request;
    entry.end = end;
    entry.endedMs = this.#sinceStart();
    entry.bytesDown = this.#writer.bytes;
    this.#needs.ended();
  }
}
