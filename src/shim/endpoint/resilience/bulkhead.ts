/** How many requests run at one target at once, who waits, and for how long. */
export interface BulkheadSettings {
  maxRunning: number;
  /** More are refused at once; a queue that nobody gets through is worth nothing. */
  maxWaiting: number;
  /** Then the next target is better. In ms. */
  maxWaitMs: number;
}

/** One developer's agents at one target; gateways limit an account long before these numbers. */
export const defaultBulkhead: BulkheadSettings = { maxRunning: 32, maxWaiting: 128, maxWaitMs: 10_000 };

/** What is known of one target: plain data. Requests are named by their ids. */
export interface BulkheadState {
  running: readonly number[];
  /** In the order in which they came. */
  waiting: readonly { id: number; sinceMs: number }[];
}

export const emptyBulkhead: BulkheadState = { running: [], waiting: [] };

/** `gone`: one that ran has ended, or one that waited was given up by its caller. `tick`: nothing but time has passed. */
export type BulkheadEvent = { kind: 'came' | 'gone'; id: number } | { kind: 'tick' };

/** The state afterwards, with those who may begin now and those who go to the next target. */
export interface BulkheadStep {
  state: BulkheadState;
  begin: readonly number[];
  refuse: readonly number[];
}

/** Pure. Nobody overtakes: whoever came first begins first. */
export function bulkheadAfter(state: BulkheadState, event: BulkheadEvent, nowMs: number, settings: BulkheadSettings = defaultBulkhead): BulkheadStep {
  let running = state.running;
  let waiting = state.waiting;
  const refuse: number[] = [];
  if (event.kind === 'gone') {
    running = running.filter((id) => id !== event.id);
    waiting = waiting.filter(({ id }) => id !== event.id);
  }
  const tooLong = (one: { sinceMs: number }): boolean => nowMs - one.sinceMs >= settings.maxWaitMs;
  refuse.push(...waiting.filter(tooLong).map(({ id }) => id));
  waiting = waiting.filter((one) => !tooLong(one));
  if (event.kind === 'came' && !state.running.includes(event.id) && !state.waiting.some(({ id }) => id === event.id)) {
    if (waiting.length < settings.maxWaiting || (waiting.length === 0 && running.length < settings.maxRunning)) {
      waiting = [...waiting, { id: event.id, sinceMs: nowMs }];
    } else refuse.push(event.id);
  }
  const begin = waiting.slice(0, Math.max(0, settings.maxRunning - running.length)).map(({ id }) => id);
  return { state: { running: [...running, ...begin], waiting: waiting.slice(begin.length) }, begin, refuse };
}

/** When the first of those who wait has waited too long, so that a `tick` is due; null when nobody waits. Pure. */
export function nextTickMs({ waiting }: BulkheadState, { maxWaitMs }: BulkheadSettings = defaultBulkhead): number | null {
  return waiting.length === 0 ? null : Math.min(...waiting.map(({ sinceMs }) => sinceMs)) + maxWaitMs;
}
