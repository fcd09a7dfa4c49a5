/** Plays a day with one strategy. Every decision is the product's own; only the gateways and the clock are made up. */
import { legOfFault, retryableFault, type Fault, type FaultKind } from '../../../src/gateways/fault.ts';
import type { Price, Race, SpendingCap } from '../../../src/shim/endpoint/chains/chain.ts';
import { breakerAfter, breakerStanding, closedBreaker, type BreakerEvent, type BreakerState } from '../../../src/shim/endpoint/resilience/breaker.ts';
import { attemptClocks } from '../../../src/shim/endpoint/resilience/clocks.ts';
import { requestBudget } from '../../../src/shim/endpoint/resilience/deadline.ts';
import { defaultPolicy, nextStep } from '../../../src/shim/endpoint/resilience/next-step.ts';
import type { FailedAttempt, RetryPolicy, TargetStanding } from '../../../src/shim/endpoint/resilience/plan.ts';
import { raceStep, type Contender } from '../../../src/shim/endpoint/resilience/race.ts';
import { emptyLedger, ledgerAfter, overCap, type Ledger } from '../../../src/shim/endpoint/spend/ledger.ts';
import { seeded } from '../../unit/gateways/health/fake-clock.ts';
import { EventClock } from './events.ts';
import type { Day, DayRequest } from './model.ts';

/** How requests are sent. */
export interface Strategy {
  name: string;
  targets: readonly ('primary' | 'secondary')[];
  policy: RetryPolicy;
  breaker: boolean;
  race?: Race;
  caps?: readonly SpendingCap[];
}

/** A client that sends each request once, to one gateway. */
export const nothing: Strategy = { name: 'nothing', targets: ['primary'], policy: { ...defaultPolicy, maxAttempts: 1, maxPerTarget: 1 }, breaker: false };
export const retryAlone: Strategy = { name: 'retry alone', targets: ['primary'], policy: defaultPolicy, breaker: false };
export const chainAndBreaker: Strategy = { name: 'chain and breaker', targets: ['primary', 'secondary'], policy: defaultPolicy, breaker: true };
export const all: Strategy = { ...chainAndBreaker, name: 'chain, breaker and racing', race: { afterMs: 5_000 } };
export const strategies: readonly Strategy[] = [nothing, retryAlone, chainAndBreaker, all];

/** What became of one request. */
export interface Played {
  atMs: number;
  end: 'answered' | 'failed' | 'broke-off' | 'refused';
  /** From the request to its first content; undefined where none came. */
  firstContentMs?: number;
  attempts: number;
  /** From the request until its first content came or its failure was told. */
  settledMs: number;
}

/** A played day. */
export interface PlayedDay {
  requests: readonly Played[];
  ledger: Ledger;
}

const day = '2026-11-29';
const alias = 'gatehouse/fast';
/** What a request of an agent takes, and what both gateways ask for it. */
export const usage = { inputTokens: 8_000, outputTokens: 600 };
export const price: Price = { inputUsd: 1, outputUsd: 5 };

interface Running {
  target: number;
  contender: Contender;
  stop: () => void;
}

/** What all requests of a day share. */
interface World {
  clock: EventClock;
  strategy: Strategy;
  day: Day;
  breakers: BreakerState[];
  random: () => number;
  played: Played[];
  ledger: Ledger;
}

/** Plays one day. The same seed gives the same day and the same pauses. */
export function simulate(ofDay: Day, strategy: Strategy, seed: number): PlayedDay {
  const clock = new EventClock();
  const world: World = { clock, strategy, day: ofDay, breakers: strategy.targets.map(() => closedBreaker), random: seeded(seed), played: [], ledger: emptyLedger };
  for (const request of ofDay.requests) clock.at(request.atMs, () => new RequestPlay(world, request).begin());
  clock.run();
  return { requests: world.played.toSorted((a, b) => a.atMs - b.atMs), ledger: world.ledger };
}

class RequestPlay {
  readonly #world: World;
  readonly #request: DayRequest;
  readonly #deadlineMs: number;
  readonly #failed: FailedAttempt[] = [];
  readonly #contenders: Contender[] = [];
  #running: Running[] = [];
  #attempts = 0;
  #settled = false;
  #planned = false;

  constructor(world: World, request: DayRequest) {
    this.#world = world;
    this.#request = request;
    this.#deadlineMs = request.atMs + requestBudget([]).budgetMs;
  }

  begin(): void {
    const { strategy, ledger } = this.#world;
    if (overCap(ledger, strategy.caps ?? [], alias, day)) this.#end('refused');
    else this.#next();
  }

  /** Asks what follows, and does it. */
  #next(): void {
    const { clock, strategy, random } = this.#world;
    const next = nextStep({ failed: this.#failed, standings: this.#standings(), running: this.#running.length, policy: strategy.policy, nowMs: clock.nowMs, deadlineMs: this.#deadlineMs, caller: {}, random });
    if (next.step === 'end') {
      if (this.#running.length === 0) this.#end('failed');
      return;
    }
    this.#planned = true;
    clock.at(clock.nowMs + next.waitMs, () => {
      this.#planned = false;
      if (!this.#settled) this.#attempt(next.target);
    });
  }

  #standings(): TargetStanding[] {
    const { breakers, clock, strategy } = this.#world;
    return strategy.targets.map((_, target) => ({
      parkedUntilMs: null,
      ...(strategy.breaker ? breakerStanding(breakers[target] ?? closedBreaker, clock.nowMs) : { breaker: 'closed' as const }),
      busy: this.#running.some((one) => one.target === target),
    }));
  }

  #attempt(target: number): void {
    const { clock, day: ofDay, strategy } = this.#world;
    const startMs = clock.nowMs;
    const othersLeft = strategy.targets.some((_, other) => other !== target && !this.#failed.some((one) => one.target === other));
    const clocks = attemptClocks({ stream: true, leftMs: this.#deadlineMs - startMs, othersLeft });
    const outcome = ofDay.outcome(this.#request.id, this.#attempts++, strategy.targets[target] ?? 'primary', startMs);
    this.#tell(target, { kind: 'asked' });
    const contender: Contender = { startedMs: startMs };
    const running: Running = { target, contender, stop: () => undefined };
    this.#running.push(running);
    this.#contenders.push(contender);
    const fails = (kind: FaultKind, afterMs: number): void => {
      running.stop = clock.at(startMs + afterMs, () => this.#fail(running, kind));
    };
    switch (outcome.kind) {
      case 'refuses':
        fails('gateway-unavailable', outcome.atMs);
        break;
      case 'hangs':
        fails('no-response', clocks.headersMs);
        break;
      case 'ends-empty':
        fails('truncated', outcome.atMs);
        break;
      case 'answers':
      case 'breaks-off':
        if (outcome.contentMs > clocks.firstContentMs) fails('stream-stalled', clocks.firstContentMs);
        else running.stop = clock.at(startMs + outcome.contentMs, () => this.#commit(running, startMs, outcome));
    }
    this.#planRace();
  }

  #planRace(): void {
    const { clock, strategy } = this.#world;
    const race = raceStep(strategy.race, this.#contenders, clock.nowMs);
    if (race.step === 'wait') clock.at(race.untilMs, () => !this.#settled && this.#planRace());
    else if (race.step === 'start' && !this.#planned) this.#next();
  }

  #fail(running: Running, kind: FaultKind): void {
    const { clock } = this.#world;
    const fault: Fault = { kind, leg: legOfFault(kind), retryable: retryableFault(kind), said: '' };
    running.contender.failedMs = clock.nowMs;
    this.#running = this.#running.filter((one) => one !== running);
    this.#failed.push({ target: running.target, startedMs: running.contender.startedMs, endedMs: clock.nowMs, fault });
    this.#tell(running.target, { kind: 'failed', fault });
    if (this.#running.length === 0 && !this.#planned) this.#next();
    else this.#planRace();
  }

  /** The first content is handed on: whoever else runs has lost. */
  #commit(winner: Running, startMs: number, outcome: { doneMs: number } | { atMs: number }): void {
    const { clock } = this.#world;
    winner.contender.firstContentMs = clock.nowMs;
    for (const loser of this.#running) {
      if (loser === winner) continue;
      loser.stop();
      this.#tell(loser.target, { kind: 'cancelled' });
      // What was sent is paid, where cancelling stops the bill.
      this.#pay(loser.target, 0, false);
    }
    this.#running = [];
    this.#settled = true;
    const firstContentMs = clock.nowMs - this.#request.atMs;
    const whole = 'doneMs' in outcome;
    clock.at(startMs + (whole ? outcome.doneMs : outcome.atMs), () => {
      const fault: Fault = { kind: 'truncated', leg: 'stream', retryable: false, said: '' };
      this.#tell(winner.target, whole ? { kind: 'answered' } : { kind: 'broken', fault });
      this.#pay(winner.target, usage.outputTokens, true);
      this.#note(whole ? 'answered' : 'broke-off', firstContentMs, firstContentMs);
    });
  }

  #tell(target: number, event: BreakerEvent): void {
    const { breakers, clock } = this.#world;
    breakers[target] = breakerAfter(breakers[target] ?? closedBreaker, event, clock.nowMs);
  }

  #pay(target: number, outputTokens: number, countsAsRequest: boolean): void {
    const name = this.#world.strategy.targets[target] ?? 'primary';
    this.#world.ledger = ledgerAfter(this.#world.ledger, { day, alias, target: name, caller: 'agent', usage: { ...usage, outputTokens }, price, countsAsRequest });
  }

  #end(end: 'failed' | 'refused'): void {
    this.#settled = true;
    this.#note(end, this.#world.clock.nowMs - this.#request.atMs);
  }

  #note(end: Played['end'], settledMs: number, firstContentMs?: number): void {
    this.#world.played.push({ atMs: this.#request.atMs, end, attempts: this.#attempts, settledMs, ...(firstContentMs !== undefined && { firstContentMs }) });
  }
}
