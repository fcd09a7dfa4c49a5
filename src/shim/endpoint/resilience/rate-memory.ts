import type { Fault } from '../../../gateways/fault.ts';

/** What a wait is remembered for. `key` is the key's name in the configuration, never the key. */
export interface RatedTarget {
  gateway: string;
  key: string;
  model: string;
}

/** Until when each name is parked, in ms. Plain data, bounded; empty where nothing is known. */
export type RateMemory = ReadonlyMap<string, number>;

export const emptyRateMemory: RateMemory = new Map();

/** More keys and models than one machine has in use; beyond it the wait that is over first is forgotten. */
const maxNames = 1_000;

/** Nothing is parked for longer than a day: a daily limit that has not renewed by then says so again. */
const maxParkMs = 24 * 3_600_000;

/**
 * What is remembered after a fault. Pure. A wait that was asked for parks the key, and where the provider is at its limit
 * the model behind that key alone. A success in between frees nothing: it may have been let through by luck. Nothing is
 * parked where no time is known.
 */
export function rateMemoryAfter(memory: RateMemory, target: RatedTarget, fault: Fault, nowMs: number): RateMemory {
  const { retryAfterMs } = fault;
  if (retryAfterMs === undefined || retryAfterMs <= 0 || !parks(fault)) return memory;
  const name = fault.leg === 'provider' ? modelName(target) : keyName(target);
  const untilMs = nowMs + Math.min(retryAfterMs, maxParkMs);
  if ((memory.get(name) ?? 0) >= untilMs) return memory;
  const kept = [...memory].filter(([other, until]) => until > nowMs && other !== name);
  kept.sort((one, other) => other[1] - one[1]);
  return new Map([[name, untilMs] as const, ...kept].slice(0, maxNames));
}

/** Until when a target is parked; null when it is free. Pure. */
export function parkedUntil(memory: RateMemory, target: RatedTarget, nowMs: number): number | null {
  if (memory.size === 0) return null;
  const untilMs = Math.max(memory.get(keyName(target)) ?? 0, memory.get(modelName(target)) ?? 0);
  return untilMs > nowMs ? untilMs : null;
}

/** A 429, a 402 that says when to come again, and a model that says when it will be there again. */
function parks({ kind, retryable }: Fault): boolean {
  return kind === 'rate-limited' || (kind === 'no-credit' && retryable) || kind === 'provider-overloaded' || kind === 'provider-error' || kind === 'gateway-unavailable';
}

function keyName({ gateway, key }: RatedTarget): string {
  return JSON.stringify([gateway, key]);
}

function modelName({ gateway, key, model }: RatedTarget): string {
  return JSON.stringify([gateway, key, model]);
}
