import type { Fault } from '../../gateways/fault.ts';
import type { HeaderLine } from '../http/head-lines.ts';
import type { RequestHead } from '../http/request-head.ts';
import { Attempt, type AttemptFailure, type PlainAnswer } from './attempt.ts';
import type { AnswerWriter } from './caller/answer-writer.ts';
import type { Chain } from './chains/chain.ts';
import type { Choice } from './choices.ts';
import { continuationBody, maxContinuations, PartialText, seam } from './continuation.ts';
import { failureHeaders } from './failure-answer.ts';
import { endpointFailure } from './failure-words.ts';
import type { EndpointFailure } from './failure.ts';
import type { AttemptEntry, RequestEntry } from './journal/request-entry.ts';
import { OnceClock } from './once-clock.ts';
import type { AnswerJudgement, EndpointProtocol, StreamFollower } from './protocols/protocol.ts';
import { refusedFailure } from './refusals.ts';
import { attemptClocks } from './resilience/clocks.ts';
import { callerRetries } from './resilience/deadline.ts';
import { leftOutTargets } from './resilience/left-out.ts';
import { nextStep } from './resilience/next-step.ts';
import type { FailedAttempt, RetryPolicy, TargetStanding } from './resilience/plan.ts';
import { lostBySilence, raceStep, type Contender } from './resilience/race.ts';
import { targetName, type TargetStates } from './target-states.ts';
import { streamOf } from './translate/index.ts';
import { translateError } from './translate/error.ts';
import type { TranslatedAnswer } from './translate/translated-answer.ts';
import type { GatewayWires } from './upstream/gateway-wires.ts';

/** What a request needs of the endpoint it came to. */
export interface RunNeeds {
  wires: GatewayWires;
  states: TargetStates;
  policy: RetryPolicy;
  now(): number;
  /** Is told once, when the request is over; `entry.end` says how. */
  ended(): void;
}

/** What was asked, read and decided. */
export interface RunRequest {
  head: RequestHead;
  protocol: EndpointProtocol;
  stream: boolean;
  chain: Chain;
  /** In the order of this request. */
  choices: readonly Choice[];
  entry: RequestEntry;
  budgetMs: number;
  /** It failed a moment ago, and its caller sends it again. */
  repeated?: boolean;
  clocks: readonly (Chain['clocks'] | undefined)[];
}

/** Between two comments that keep the caller's connection warm, in ms: below the 30 s of the shortest idle clocks. */
const warmEveryMs = 15_000;
const eventStream: readonly HeaderLine[] = [
  ['Content-Type', 'text/event-stream; charset=utf-8'],
  ['Cache-Control', 'no-cache'],
];

/** An attempt that runs or ran. */
interface Running {
  index: number;
  choice: Choice;
  attempt: Attempt;
  contender: Contender;
  /** Gives the place among the requests at this target back. */
  leave(): void;
}

/**
 * One request, from the moment it is understood to the last byte of its answer: attempts one after the other, or two in
 * a race, until one has content. From then on that one alone is heard, and nothing is tried again.
 */
export class RequestRun {
  readonly #request: RunRequest;
  readonly #needs: RunNeeds;
  readonly #writer: AnswerWriter;
  readonly #startedMs: number;
  #deadlineMs: number;
  readonly #failed: FailedAttempt[] = [];
  readonly #running = new Set<Running>();
  /** Every attempt, as the race sees it. */
  readonly #contenders: Contender[] = [];
  readonly #pause: OnceClock;
  readonly #race: OnceClock;
  readonly #warm: OnceClock;
  #waitedMs = 0;
  #breaker = 'closed';
  #lastAnswer: { failure: AttemptFailure; choice: Choice } | undefined;
  #winner: Running | undefined;
  #translated: TranslatedAnswer | undefined;
  /** What was sent on, where the rest may be asked for. */
  #partial: PartialText | undefined;
  #continuations = 0;
  #over = false;
  /** Targets at which no place came free in time. */
  readonly #full = new Set<number>();
  /** Places that are waited for. */
  readonly #entering = new Map<number, () => void>();
  /** What follows the pause that runs. */
  #next: (() => void) | undefined;

  constructor(request: RunRequest, writer: AnswerWriter, needs: RunNeeds) {
    this.#request = request;
    this.#writer = writer;
    this.#needs = needs;
    this.#startedMs = needs.now();
    this.#deadlineMs = this.#startedMs + request.budgetMs;
    this.#pause = new OnceClock(() => {
      const next = this.#next;
      this.#next = undefined;
      next?.();
    });
    if (request.chain.continueTruncated && request.stream && request.protocol.id === 'chat-completions') this.#partial = new PartialText();
    this.#race = new OnceClock(() => this.#planRace());
    this.#warm = new OnceClock(() => this.#keepWarm());
  }

  start(): void {
    if (this.#request.stream && this.#request.protocol.heartbeat !== undefined) this.#warm.set(warmEveryMs, this.#startedMs);
    this.#step();
  }

  /** What the endpoint says of this answer in its head. */
  explain(): readonly HeaderLine[] {
    const { entry, choices } = this.#request;
    const current = this.#winner ?? [...this.#running].at(-1);
    const target = current?.choice.target ?? choices[this.#failed.at(-1)?.target ?? -1]?.target;
    return [
      ['x-gatehouse-request', String(entry.id)],
      ...(target ? ([['x-gatehouse-target', targetName(target)]] as const) : []),
      ['x-gatehouse-attempts', String(entry.attempts.length)],
      ['x-gatehouse-waited-ms', String(Math.round(this.#waitedMs))],
      ['x-gatehouse-breaker', this.#breaker],
    ];
  }

  /** The caller is gone, or the shim ends: nobody wants an answer any more. */
  cancel(): void {
    if (this.#over) return;
    for (const { attempt, choice, leave } of this.#running) {
      attempt.cancel('cancelled');
      leave();
      this.#tell(choice, { kind: 'cancelled' });
    }
    // What came until then is paid for, whoever hears it.
    const { follower } = this.#winner?.attempt ?? {};
    if (follower) this.#note(follower.judge());
    this.#finish('cancelled');
  }

  #step(): void {
    // One that is planned already comes of itself.
    if (this.#over || this.#winner || this.#next) return;
    const { choices, entry, head, repeated } = this.#request;
    const nowMs = this.#needs.now();
    const standings = choices.map((choice, index): TargetStanding => ({
      ...this.#needs.states.standing(choice.target, choice.url.host, nowMs),
      busy: this.#full.has(index) || this.#entering.has(index) || [...this.#running].some((one) => one.index === index),
    }));
    const step = nextStep({
      failed: this.#failed,
      standings,
      running: this.#running.size + this.#entering.size,
      policy: this.#needs.policy,
      nowMs,
      deadlineMs: this.#deadlineMs,
      caller: repeated ? { retryCount: 1 } : callerRetries(head.headers),
      random: Math.random,
    });
    this.#noteLeftOut(standings, step.step === 'end' ? undefined : step.target, nowMs);
    if (step.step === 'end') {
      // Another attempt may still win.
      if (this.#running.size === 0 && this.#entering.size === 0) this.#giveUp(step);
      return;
    }
    const why = this.#running.size > 0 ? 'race' : this.#continuations > 0 ? 'continuation' : entry.attempts.length === 0 ? 'first' : step.why === 'first' ? 'fallback' : step.why;
    this.#after(step.waitMs, () => {
      this.#waitedMs += step.waitMs;
      this.#enter(step.target, why, step.waitMs);
    });
  }

  /** Those before the one that is asked, or all where none is. */
  #noteLeftOut(standings: readonly TargetStanding[], until: number | undefined, nowMs: number): void {
    const { entry, choices } = this.#request;
    const tried = new Set(this.#failed.map(({ target }) => target));
    for (const { index, why } of leftOutTargets(standings, { until, tried, full: this.#full, nowMs })) {
      const target = targetName((choices[index] as Choice).target);
      if (entry.leftOut?.some((one) => one.target === target) !== true) (entry.leftOut ??= []).push({ target, why });
    }
  }

  #after(waitMs: number, next: () => void): void {
    if (waitMs <= 0) return next();
    this.#next = next;
    this.#pause.set(waitMs, this.#needs.now());
  }

  /** Waits for a place at the target, and goes on with the next where none comes free. */
  #enter(index: number, why: AttemptEntry['why'], pausedMs: number): void {
    if (this.#over || this.#winner) return;
    const { target } = this.#request.choices[index] as Choice;
    const fromMs = this.#needs.now();
    let begun = false;
    let leave: (() => void) | undefined = undefined;
    const begin = (): void => {
      begun = true;
      if (!leave) return;
      this.#entering.delete(index);
      const queuedMs = this.#needs.now() - fromMs;
      this.#waitedMs += queuedMs;
      this.#attempt(index, why, pausedMs + Math.round(queuedMs), leave);
    };
    const refused = (): void => {
      leave?.();
      this.#entering.delete(index);
      this.#full.add(index);
      if (leave) this.#step();
    };
    leave = this.#needs.states.enter(target, begin, refused, fromMs);
    if (begun) return begin();
    if (this.#full.has(index)) {
      leave();
      return this.#step();
    }
    this.#entering.set(index, leave);
  }

  #attempt(index: number, why: AttemptEntry['why'], waitedMs: number, leave: () => void): void {
    if (this.#over || this.#winner) return leave();
    const { choices, head, entry, stream, clocks } = this.#request;
    const choice = choices[index] as Choice;
    const nowMs = this.#needs.now();
    this.#breaker = this.#needs.states.standing(choice.target, choice.url.host, nowMs).breaker;
    this.#tell(choice, { kind: 'asked' });
    const partial = this.#continuations > 0 ? this.#partial?.text : undefined;
    const body = (partial === undefined ? undefined : continuationBody(choice.body(), partial)) ?? choice.body();
    entry.bytesUp += body.length;
    const record: AttemptEntry = { target: targetName(choice.target), why, startedMs: Math.round((nowMs - this.#startedMs) * 10) / 10, waitedMs, ...(this.#breaker !== 'closed' && { trial: true }) };
    entry.attempts.push(record);
    const tried = new Set([...this.#failed.map(({ target }) => target), index]);
    const failedBefore = this.#failed.some(({ target }) => target === index);
    const attempt = new Attempt(
      {
        method: head.method,
        url: choice.url,
        headers: head.headers,
        body,
        gateway: choice.gateway,
        key: choice.key,
        clocks: attemptClocks({ stream, leftMs: Math.max(0, this.#deadlineMs - nowMs), othersLeft: tried.size < choices.length, own: clocks }),
        judge: { protocol: choice.protocol, stream },
        fresh: failedBefore || why === 'retry',
      },
      record,
      this.#needs.wires,
      {
        now: () => this.#needs.now(),
        // Nothing of this is called before the constructor is through.
        ready: () => this.#ready(running),
        failed: (failure) => this.#attemptFailed(running, failure),
        more: (bytes) => this.#more(bytes),
        ended: (judgement, broken) => this.#streamEnded(judgement, broken),
      },
    );
    const contender: Contender = { startedMs: nowMs };
    this.#contenders.push(contender);
    const running: Running = { index, choice, attempt, contender, leave };
    this.#running.add(running);
    this.#planRace();
  }

  /** A second target is asked beside the first where that has sent nothing for too long. */
  #planRace(): void {
    if (this.#over || this.#winner) return;
    const nowMs = this.#needs.now();
    const step = raceStep(this.#request.chain.race, this.#contenders, nowMs);
    if (step.step === 'wait') this.#race.set(step.untilMs - nowMs, nowMs);
    else if (step.step === 'start') this.#step();
  }

  #ready(running: Running): void {
    if (this.#over || this.#winner) return;
    this.#winner = running;
    running.contender.firstContentMs = this.#needs.now();
    this.#race.clear();
    this.#pause.clear();
    this.#next = undefined;
    for (const other of this.#running) {
      if (other === running) continue;
      other.attempt.cancel('lost-race');
      other.leave();
      const loser = { startedMs: other.contender.startedMs, hasAnswered: other.attempt.head !== undefined };
      const silent = lostBySilence(loser, running.contender, this.#needs.now());
      this.#tell(other.choice, { kind: silent ? 'silent' : 'cancelled' });
    }
    const { entry, stream } = this.#request;
    const { attempt, choice } = running;
    const { head } = attempt;
    const headers = head?.headers ?? [];
    const generationId = valueIn(headers, 'x-generation-id') ?? valueIn(headers, 'request-id') ?? valueIn(headers, 'x-request-id');
    if (generationId !== undefined) entry.generationId = generationId;
    this.#translated = choice.translated?.();
    const released = attempt.release();
    if ('whole' in released) return this.#answerWhole(released.whole);
    entry.committedMs ??= Math.round((this.#needs.now() - this.#startedMs) * 10) / 10;
    this.#partial?.take(released.first);
    if (this.#continuations > 0) this.#writer.more(seam(targetName(choice.target)));
    const first = this.#translated ? this.#translated.more(released.first) : released.first;
    const out = this.#writer.opened ? this.#writer.more(first) : this.#writer.begin(head?.status ?? 200, stream && this.#translated ? eventStream : headers, first);
    if (stream && this.#request.protocol.heartbeat !== undefined) this.#warm.set(warmEveryMs, this.#needs.now());
    if (out) attempt.started();
    else this.#writer.written(() => attempt.started());
  }

  #answerWhole({ status, headers, body, judgement }: PlainAnswer & { judgement: AnswerJudgement }): void {
    const { entry } = this.#request;
    entry.committedMs = Math.round((this.#needs.now() - this.#startedMs) * 10) / 10;
    entry.contentEvents = 1;
    this.#note(judgement);
    if (this.#winner) this.#tell(this.#winner.choice, { kind: 'answered' });
    const told = this.#translated?.whole(body) ?? body;
    const events = this.#request.stream ? streamOf(this.#request.protocol.id, JSON.parse(told.toString('utf8'))) : undefined;
    if (events !== undefined) {
      if (!this.#writer.opened) this.#writer.begin(status, [...headers.filter(([name]) => name.toLowerCase() !== 'content-type'), ...eventStream]);
      this.#writer.end(Buffer.from(events, 'utf8'));
    } else if (this.#writer.opened) this.#writer.end(told);
    else this.#writer.whole(status, asDocument(headers), told);
    this.#finish('answered');
  }

  #more(bytes: Buffer): boolean {
    if (this.#request.stream && this.#request.protocol.heartbeat !== undefined) this.#warm.set(warmEveryMs, this.#needs.now());
    this.#partial?.take(bytes);
    const out = this.#writer.more(this.#translated ? this.#translated.more(bytes) : bytes);
    if (!out) this.#writer.written(() => this.#winner?.attempt.resume());
    return out;
  }

  #streamEnded(judgement: AnswerJudgement, broken: boolean): void {
    if (this.#over || !this.#winner) return;
    const { attempt, choice } = this.#winner;
    const { entry } = this.#request;
    const { follower } = attempt;
    entry.contentEvents = follower?.contentEvents ?? 0;
    entry.longestSilenceMs = Math.round(attempt.longestSilenceMs);
    if (follower?.provider !== undefined) entry.provider = follower.provider;
    this.#note(judgement);
    const { fault } = judgement;
    if (!fault || fault.kind === 'length-limit' || fault.kind === 'moderation') {
      // Only now: a target that breaks off each time has never answered.
      this.#tell(choice, { kind: 'answered' });
      this.#writer.end(this.#translated?.end());
      return this.#finish('answered');
    }
    this.#tell(choice, { kind: 'broken', fault });
    this.#needs.states.limited(choice.target, fault, this.#needs.now());
    if (this.#goOn(this.#winner, fault)) return;
    const failure = endpointFailure(fault, { target: targetName(choice.target), attempts: entry.attempts.length, nowMs: this.#needs.now() });
    entry.failure = { status: failure.status, leg: failure.leg, code: failure.code };
    // The gateway has said it itself, in the stream.
    const said = follower?.error !== undefined && !broken;
    const inEvent = this.#translated ? false : (follower?.inEvent ?? true);
    if (said) this.#writer.end(this.#translated?.end() ?? saidAgain(this.#request.protocol, failure, follower));
    else if (inEvent) this.#writer.tear();
    else this.#writer.end(Buffer.from((this.#translated ?? follower)?.failureEvent(failure) ?? '', 'utf8'));
    this.#finish('truncated');
  }

  /** Asks for the rest of an answer that broke off, where the user wants it and it can be gone on with. */
  #goOn(winner: Running, fault: Fault): boolean {
    const { follower } = winner.attempt;
    if (this.#partial?.text === undefined || this.#translated || this.#continuations >= maxContinuations) return false;
    // What the gateway said in the stream is with the caller already.
    if (follower?.error !== undefined || follower?.inEvent !== false) return false;
    this.#continuations++;
    this.#running.delete(winner);
    winner.leave();
    this.#winner = undefined;
    const nowMs = this.#needs.now();
    this.#deadlineMs = nowMs + this.#request.budgetMs;
    this.#failed.push({ target: winner.index, startedMs: winner.contender.startedMs, endedMs: nowMs, fault: { ...fault, retryable: true } });
    this.#lastAnswer = { failure: { fault }, choice: winner.choice };
    this.#step();
    return true;
  }

  #attemptFailed(running: Running, failure: AttemptFailure): void {
    this.#running.delete(running);
    running.leave();
    if (this.#over || this.#winner) return;
    const { choice, index, contender } = running;
    const { fault, shouldRetry } = failure;
    const endedMs = this.#needs.now();
    contender.failedMs = endedMs;
    this.#failed.push({ target: index, startedMs: contender.startedMs, endedMs, fault, ...(shouldRetry !== undefined && { shouldRetry }) });
    this.#tell(choice, { kind: 'failed', fault });
    this.#needs.states.limited(choice.target, fault, endedMs);
    this.#lastAnswer = { failure, choice };
    if (this.#running.size === 0) this.#step();
    else this.#planRace();
  }

  #giveUp(step: { why: string; freeAtMs?: number }): void {
    const nowMs = this.#needs.now();
    const last = this.#lastAnswer;
    if (!last) {
      if (this.#full.size > 0) return this.#fail(refusedFailure({ code: 'bulkhead-full', running: this.#needs.states.maxPerTarget }));
      const leftMs = step.freeAtMs === undefined ? undefined : Math.max(0, step.freeAtMs - nowMs);
      return this.#fail(refusedFailure({ code: 'all-parked', ...(leftMs !== undefined && { leftMs }) }));
    }
    const { failure, choice } = last;
    const { entry } = this.#request;
    const told = endpointFailure(failure.fault, {
      target: targetName(choice.target),
      attempts: entry.attempts.length,
      nowMs,
      ...(step.freeAtMs !== undefined && { freeAtMs: step.freeAtMs }),
    });
    const { answer } = failure;
    // In the gateway's own words; an error that came as a 200 would be taken for an answer.
    if (answer && answer.status >= 400 && !this.#writer.opened) {
      const { protocol } = this.#request;
      const body = choice.translated ? Buffer.from(JSON.stringify(translateError(protocol.id, choice.protocol.id, answer.status, JSON.parse(answer.body.toString('utf8')))), 'utf8') : answer.body;
      entry.failure = { status: answer.status, leg: told.leg, code: told.code };
      const leg: readonly HeaderLine[] = [['x-gatehouse-leg', told.leg], ['x-gatehouse-code', told.code]];
      this.#writer.whole(answer.status, [...withoutRetry(answer.headers, failure.fault, entry.attempts.length), ...leg], body);
      return this.#finish('passed-on');
    }
    this.#fail(told);
  }

  /** Tells the caller in its own protocol, whatever of the answer is out. */
  #fail(failure: EndpointFailure): void {
    const { entry, protocol } = this.#request;
    entry.failure = { status: failure.status, leg: failure.leg, code: failure.code };
    if (this.#writer.opened) {
      this.#writer.end(Buffer.from(protocol.follow().failureEvent(failure), 'utf8'));
    } else {
      this.#writer.whole(failure.status, failureHeaders(failure), Buffer.from(`${JSON.stringify(protocol.failureBody(failure))}\n`, 'utf8'));
    }
    this.#finish(entry.committedMs === undefined ? 'failed' : 'truncated');
  }

  #keepWarm(): void {
    const { protocol } = this.#request;
    if (this.#over || protocol.heartbeat === undefined) return;
    const comment = Buffer.from(protocol.heartbeat, 'utf8');
    const inEvent = this.#winner?.attempt.follower?.inEvent ?? false;
    if (!this.#writer.opened) this.#writer.begin(200, eventStream, comment);
    else if (!inEvent) this.#writer.more(comment);
    this.#warm.set(warmEveryMs, this.#needs.now());
  }

  #tell(choice: Choice, event: Parameters<TargetStates['tell']>[2]): void {
    this.#needs.states.tell(choice.target, choice.url.host, event, this.#needs.now());
  }

  #note({ usage }: AnswerJudgement): void {
    const { entry } = this.#request;
    if (usage) entry.usage = usage;
  }

  #finish(end: NonNullable<RequestEntry['end']>): void {
    if (this.#over) return;
    this.#over = true;
    for (const clock of [this.#pause, this.#race, this.#warm]) clock.clear();
    for (const leave of this.#entering.values()) leave();
    this.#winner?.leave();
    const { entry } = this.#request;
    entry.end = end;
    entry.endedMs = Math.round((this.#needs.now() - this.#startedMs) * 10) / 10;
    entry.bytesDown = this.#writer.bytes;
    this.#needs.ended();
  }
}

/**
 * A gateway's error chunk has choices (OpenRouterTeam/docs, streaming.mdx), which @ai-sdk/openai takes for content, and so
 * half an answer for a whole one. Behind it the error stands once more by itself; who has raised it reads no further.
 */
function saidAgain({ id }: EndpointProtocol, failure: EndpointFailure, follower: StreamFollower | undefined): Buffer | undefined {
  return id === 'chat-completions' && follower?.inEvent === false ? Buffer.from(follower.failureEvent(failure), 'utf8') : undefined;
}

/** It was read as JSON, whatever its server calls it; the SDKs go by the name. */
function asDocument(headers: readonly HeaderLine[]): readonly HeaderLine[] {
  if (/\bjson\b/i.test(valueIn(headers, 'content-type') ?? '')) return headers;
  return [...headers.filter(([name]) => name.toLowerCase() !== 'content-type'), ['Content-Type', 'application/json; charset=utf-8']];
}

/** The official SDKs obey it (openai-node, src/client.ts, shouldRetry), and would repeat what was tried here already. */
function withoutRetry(headers: readonly HeaderLine[], fault: Fault, attempts: number): readonly HeaderLine[] {
  const kept = headers.filter(([name]) => name.toLowerCase() !== 'x-should-retry');
  // A limit that says when it renews, met once: the caller may well come again then.
  return attempts === 1 && fault.retryAfterMs !== undefined ? headers : [...kept, ['x-should-retry', 'false']];
}

function valueIn(headers: readonly HeaderLine[], name: string): string | undefined {
  return headers.find(([one]) => one.toLowerCase() === name)?.[1];
}
