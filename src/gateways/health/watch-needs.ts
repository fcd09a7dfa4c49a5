import type { HistoryEntry } from './history.ts';
import type { Health, Signal } from './signal.ts';

/** How things are around a gateway; asked again at every beat. */
export interface WatchConditions {
  /** False while monitoring is off: then nothing is sent. */
  monitoring: boolean;
  /** The setting, in ms. */
  intervalMs: number;
  focused: boolean;
  /** True always for a gateway on this machine. */
  online: boolean;
  onBatterySaver: boolean;
  /** Whether other hosts answered over the same way lately; null when none was asked. */
  othersReachable: boolean | null;
}

/** What a watch needs from around it. */
export interface WatchNeeds {
  /** In ms since the epoch. */
  now(): number;
  /** In [0, 1). */
  random(): number;
  /** Calls back once after `delayMs`; disposing prevents it. */
  after(delayMs: number, callback: () => void): { dispose(): void };
  conditions(): WatchConditions;
  /** One cheap look at the gateway. A rejection says nothing about the gateway. Must heed the abort signal. */
  check(signal: AbortSignal): Promise<Signal>;
  /** Keeps an entry beyond this process, and must not throw. */
  keep?: (entry: HistoryEntry) => void;
}

/** A change of state that has settled. */
export interface HealthChange {
  from: Health;
  to: Health;
  atMs: number;
}
