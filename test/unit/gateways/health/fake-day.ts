import type { Signal } from '../../../../src/gateways/health/signal.ts';
import type { WatchConditions } from '../../../../src/gateways/health/watch-needs.ts';
import { GatewayWatch } from '../../../../src/gateways/health/watch.ts';
import { FakeClock, seeded } from './fake-clock.ts';
import { answered, intervalMs } from './signals.ts';

export const hourMs = 3_600_000;
const midnightMs = Date.UTC(2026, 10, 29);

/** A simulated day of one gateway, watched. It begins at midnight. */
export interface FakeDay {
  clock: FakeClock;
  watch: GatewayWatch;
  conditions: WatchConditions;
  /** What a look at the gateway shows now; a test replaces it. */
  world: { look: (atMs: number) => Signal };
  /** When looks were made, in hours of the day. */
  looks: number[];
  /** What was told, as `state` or `state by party`, with the hour of the day. */
  told: { hour: number; state: string }[];
  states(): string[];
  /** Lets time pass until an hour of the day. */
  until(hour: number): Promise<void>;
  atMs(hour: number): number;
  /** The hour at which a state was told for the n-th time, from 1. */
  when(state: string, time?: number): number;
}

/** Begins a day. Looks take as long as their latency says, or ten seconds when they get no answer. */
export function fakeDay(changes: Partial<WatchConditions> = {}, seed = 7): FakeDay {
  const clock = new FakeClock(midnightMs);
  const conditions: WatchConditions = {
    monitoring: true,
    intervalMs,
    focused: true,
    online: true,
    onBatterySaver: false,
    othersReachable: null,
    ...changes,
  };
  const world = { look: (atMs: number) => answered(atMs) };
  const looks: number[] = [];
  const told: FakeDay['told'] = [];
  const hourAt = (atMs: number): number => (atMs - midnightMs) / hourMs;
  const watch = new GatewayWatch({ title: 'Acme' }, {
    now: clock.now,
    after: clock.after,
    random: seeded(seed),
    conditions: () => conditions,
    check: () => {
      looks.push(hourAt(clock.nowMs));
      const found = world.look(clock.nowMs);
      return new Promise((resolve) => {
        clock.after(found.latencyMs ?? 10_000, () => resolve({ ...found, atMs: clock.nowMs }));
      });
    },
  });
  watch.onChange(({ to, atMs }) => {
    told.push({ hour: hourAt(atMs), state: to.fault === null ? to.state : `${to.state} by ${to.fault}` });
  });
  const atMs = (hour: number): number => midnightMs + hour * hourMs;
  return {
    clock,
    watch,
    conditions,
    world,
    looks,
    told,
    states: () => told.map(({ state }) => state),
    until: (hour) => clock.until(atMs(hour)),
    atMs,
    when: (state, time = 1) => told.filter((one) => one.state === state)[time - 1]?.hour ?? Number.NaN,
  };
}
