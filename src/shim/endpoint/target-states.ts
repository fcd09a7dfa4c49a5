import type { Fault } from '../../gateways/fault.ts';
import type { Target } from './chains/chain.ts';
import { bulkheadAfter, defaultBulkhead, emptyBulkhead, nextTickMs, type BulkheadEvent, type BulkheadSettings, type BulkheadState } from './resilience/bulkhead.ts';
import { breakerAfter, breakerStanding, closedBreaker, defaultBreaker, type BreakerEvent, type BreakerSettings, type BreakerState } from './resilience/breaker.ts';
import type { TargetStanding } from './resilience/plan.ts';
import { emptyRateMemory, parkedUntil, rateMemoryAfter, type RateMemory } from './resilience/rate-memory.ts';

/** Targets of which anything is remembered; more than anybody has. */
const maxTargets = 1_000;

/** How a target is called: in headers, in the journal, for people. */
export function targetName({ gateway, model }: Target): string {
  return `${gateway}/${model}`;
}

/** What this run of the shim has learned of its targets: which have failed, and which wait for a limit to renew. */
export class TargetStates {
  readonly #breakers = new Map<string, BreakerState>();
  #memory: RateMemory = emptyRateMemory;
  readonly #bulkheads = new Map<string, BulkheadState>();
  readonly #places = new Map<number, { begin(): void; refused(): void }>();
  readonly #ticks = new Map<string, NodeJS.Timeout>();
  #bulkhead: BulkheadSettings = defaultBulkhead;
  #lastId = 0;
  /** When each host last answered, to tell a broken path from a broken target. */
  readonly #reached = new Map<string, number>();
  readonly #breaker: BreakerSettings;

  constructor(breaker: BreakerSettings = defaultBreaker) {
    this.#breaker = breaker;
  }

  standing(target: Target, host: string, nowMs: number): TargetStanding {
    const key = target.key ?? target.gateway;
    return {
      ...breakerStanding(this.#breakers.get(nameOf(target)) ?? closedBreaker, nowMs, this.#breaker),
      parkedUntilMs: parkedUntil(this.#memory, { gateway: target.gateway, key, model: target.model }, nowMs),
      key: `${target.gateway} ${key}`,
      host,
    };
  }

  tell(target: Target, host: string, event: BreakerEvent, nowMs: number): void {
    const name = nameOf(target);
    const state = this.#breakers.get(name) ?? closedBreaker;
    const seen = event.kind === 'failed' || event.kind === 'broken' ? { ...event, othersReachable: this.#othersReachable(host, nowMs) } : event;
    const next = breakerAfter(state, seen, nowMs, this.#breaker);
    if (event.kind === 'answered') this.#reached.set(host, nowMs);
    if (next === state) return;
    if (this.#breakers.size >= maxTargets && !this.#breakers.has(name)) this.#breakers.clear();
    this.#breakers.set(name, next);
  }

  /** A fault that asks for a wait parks its key or its model. */
  limited(target: Target, fault: Fault, nowMs: number): void {
    const { gateway, model, key = gateway } = target;
    this.#memory = rateMemoryAfter(this.#memory, { gateway, key, model }, fault, nowMs);
  }

  /** For requests from now on. */
  limit(maxPerTarget: number | undefined): void {
    this.#bulkhead = { ...defaultBulkhead, ...(maxPerTarget !== undefined && { maxRunning: maxPerTarget }) };
  }

  /** Requests that may run at one target at once. */
  get maxPerTarget(): number {
    return this.#bulkhead.maxRunning;
  }

  /**
   * Asks for a place among the requests that run at a target.
   *
   * @param begin called when there is one: before this returns, or later.
   * @param refused called instead when none came free in time.
   * @returns gives the place back, or stops waiting for it.
   */
  enter(target: Target, begin: () => void, refused: () => void, nowMs: number): () => void {
    const name = nameOf(target);
    const id = ++this.#lastId;
    this.#places.set(id, { begin, refused });
    this.#bulkheadStep(name, { kind: 'came', id }, nowMs);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#places.delete(id);
      this.#bulkheadStep(name, { kind: 'gone', id }, performance.now());
    };
  }

  stop(): void {
    for (const timer of this.#ticks.values()) clearTimeout(timer);
  }

  #bulkheadStep(name: string, event: BulkheadEvent, nowMs: number): void {
    const { state, begin, refuse } = bulkheadAfter(this.#bulkheads.get(name) ?? emptyBulkhead, event, nowMs, this.#bulkhead);
    if (state.running.length === 0 && state.waiting.length === 0) this.#bulkheads.delete(name);
    else this.#bulkheads.set(name, state);
    const dueMs = nextTickMs(state, this.#bulkhead);
    clearTimeout(this.#ticks.get(name));
    this.#ticks.delete(name);
    if (dueMs !== null) this.#ticks.set(name, setTimeout(() => this.#bulkheadStep(name, { kind: 'tick' }, performance.now()), Math.max(1, dueMs - nowMs)).unref());
    for (const id of begin) this.#places.get(id)?.begin();
    for (const id of refuse) this.#places.get(id)?.refused();
  }

  #othersReachable(host: string, nowMs: number): boolean {
    for (const [other, atMs] of this.#reached) if (other !== host && nowMs - atMs < reachedLatelyMs) return true;
    return false;
  }
}

/** So long an answer says that this machine's own path works. */
const reachedLatelyMs = 30_000;

/** Targets are asked for again and again, and are the configuration's own objects. */
const names = new WeakMap<Target, string>();

function nameOf(target: Target): string {
  const known = names.get(target);
  if (known !== undefined) return known;
  const { gateway, model, key = gateway } = target;
  const name = JSON.stringify([gateway, key, model]);
  names.set(target, name);
  return name;
}
