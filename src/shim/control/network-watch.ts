import { networkMark } from '../../path/network-mark.ts';

/** What this machine looked like at one moment. */
export interface NetworkLook {
  mark: string;
  /** The time of day, which goes on while a machine sleeps. */
  atMs: number;
}

/** Timers of a busy machine are late by less. */
const sleptMs = 15_000;

/**
 * Why connections that were kept open for later are worth nothing any more: their addresses or the other side's patience
 * are gone. Undefined when nothing has happened. Pure.
 *
 * @param everyMs how long after the other the second look was meant to be taken.
 */
export function staleBecause(before: NetworkLook, after: NetworkLook, everyMs: number): 'slept' | 'network' | undefined {
  if (after.mark !== before.mark) return 'network';
  return Math.abs(after.atMs - before.atMs - everyMs) > sleptMs ? 'slept' : undefined;
}

/** Looks every few seconds and keeps no process alive. Nothing is sent by it. */
export function watchNetwork(onStale: (why: 'slept' | 'network') => void, everyMs = 5_000): { dispose(): void } {
  const look = (): NetworkLook => ({ mark: networkMark().mark, atMs: Date.now() });
  let before = look();
  const timer = setInterval(() => {
    const after = look();
    const why = staleBecause(before, after, everyMs);
    before = after;
    if (why) onStale(why);
  }, everyMs);
  timer.unref();
  return { dispose: () => clearInterval(timer) };
}
