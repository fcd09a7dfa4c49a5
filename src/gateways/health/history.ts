/** What is remembered of a gateway: bounded, and thinner the older it is. Pure. */
import { faultKinds, type FaultKind } from '../fault.ts';
import { legs, type Leg } from '../../path/leg.ts';
import { percentile, median } from './latency.ts';
import type { Health, HealthState, Signal, SignalSource } from './signal.ts';

/** One thing remembered: a signal, or a change of state. Plain JSON, no URLs, no models, no texts. */
export interface HistoryEntry {
  /** In ms since the epoch. */
  atMs: number;
  source: SignalSource | 'state';
  /** The state from then on. */
  state: HealthState;
  /** To the head of the answer, in ms; of several, the median. Null when there was none. */
  latencyMs: number | null;
  /** Set with a failure; of several, the newest. */
  kind: FaultKind | null;
  leg: Leg | null;
  /** Set when the entry stands for several signals of five minutes. */
  merged?: { signals: number; failed: number; p90Ms: number | null };
}

/** How much is kept: nothing older, nothing beyond so many entries, and every detail for so long. */
export const keptMs = 30 * 24 * 3_600_000;
export const keptEntries = 20_000;
const detailedMs = 24 * 3_600_000;
const blockMs = 5 * 60_000;

/** How bad a state is; what is kept of five minutes is their worst. */
const badness: Readonly<Record<HealthState, number>> = {
  paused: 0,
  unknown: 1,
  healthy: 2,
  degraded: 3,
  'account-problem': 4,
  'local-problem': 5,
  down: 6,
};

/** Every state, for tables and checks. */
export const healthStates = Object.keys(badness) as readonly HealthState[];

/** What is remembered of a signal. */
export function signalEntry(signal: Signal, state: HealthState): HistoryEntry {
  const failed = signal.outcome === 'failed';
  return {
    atMs: signal.atMs,
    source: signal.source,
    state,
    latencyMs: signal.latencyMs,
    kind: failed ? signal.kind : null,
    leg: failed ? (signal.leg ?? 'http') : null,
  };
}

/** What is remembered of a change of state. */
export function stateEntry({ state, kind, leg }: Pick<Health, 'state' | 'kind' | 'leg'>, atMs: number): HistoryEntry {
  return { atMs, source: 'state', state, latencyMs: null, kind, leg };
}

/** How many signals an entry stands for, and how many of them failed. */
export function countsOf(entry: HistoryEntry): { signals: number; failed: number } {
  if (entry.source === 'state') return { signals: 0, failed: 0 };
  return entry.merged ?? { signals: 1, failed: entry.leg === null ? 0 : 1 };
}

/**
 * Holds a history to its bounds: what is older than a day is merged to five-minute blocks, what is older than 30 days
 * goes, and then the oldest until the number is kept. Entries of the future stay: the clock may be wrong now.
 *
 * @param entries in any order; a clock can have been set back between them.
 * @returns in order of time.
 */
export function boundHistory(entries: readonly HistoryEntry[], nowMs: number): HistoryEntry[] {
  const ordered = inOrder(entries).filter(({ atMs }) => nowMs - atMs <= keptMs);
  const detailedFrom = Math.floor((nowMs - detailedMs) / blockMs) * blockMs;
  const bounded: HistoryEntry[] = [];
  let block: HistoryEntry[] = [];
  const blockOf = (entry: HistoryEntry): number => Math.floor(entry.atMs / blockMs);
  for (const entry of ordered) {
    const [first] = block;
    if (first && blockOf(first) !== blockOf(entry)) {
      bounded.push(...mergeBlock(block));
      block = [];
    }
    if (entry.atMs < detailedFrom) block.push(entry);
    else bounded.push(entry);
  }
  // Nothing detailed came after it.
  if (block.length > 0) bounded.push(...mergeBlock(block));
  return inOrder(bounded).slice(-keptEntries);
}

/** Entries in order of time; those of one moment as they came. */
export function inOrder(entries: readonly HistoryEntry[]): HistoryEntry[] {
  const sorted = entries.every(({ atMs }, index) => index === 0 || (entries[index - 1]?.atMs ?? 0) <= atMs);
  return sorted ? [...entries] : [...entries].sort((a, b) => a.atMs - b.atMs);
}

/** Five minutes in at most four entries: their signals by who made them, their worst state and their last. */
function mergeBlock(block: readonly HistoryEntry[]): HistoryEntry[] {
  const changes = block.filter(({ source }) => source === 'state');
  const worst = changes.reduce<HistoryEntry | null>((found, one) => (found && badness[found.state] >= badness[one.state] ? found : one), null);
  const kept = changes.length <= 2 ? changes : [...new Set([worst, changes.at(-1)])].flatMap((one) => one ?? []);
  const merged = (['passive', 'active'] as const).flatMap((source) => mergeSignals(block.filter((one) => one.source === source)));
  return inOrder([...kept, ...merged]);
}

function mergeSignals(signals: readonly HistoryEntry[]): HistoryEntry[] {
  const last = signals.at(-1);
  if (!last || signals.length === 1) return last ? [last] : [];
  const latencies = signals.flatMap(({ latencyMs }) => latencyMs ?? []);
  // Of what was merged before, only the p90 is left.
  const slowest = signals.flatMap(({ latencyMs, merged }) => merged?.p90Ms ?? latencyMs ?? []);
  const failure = signals.findLast(({ leg }) => leg !== null);
  const sum = (what: 'signals' | 'failed'): number => signals.reduce((total, one) => total + countsOf(one)[what], 0);
  return [
    {
      ...last,
      latencyMs: median(latencies),
      kind: failure?.kind ?? null,
      leg: failure?.leg ?? null,
      merged: { signals: sum('signals'), failed: sum('failed'), p90Ms: percentile(slowest, 0.9) },
    },
  ];
}

/** An entry as a line of a file, without its end. */
export function historyLine(entry: HistoryEntry): string {
  return JSON.stringify(entry);
}

/** Reads a line back. Null for what is none, such as a line that was torn. */
export function parseHistoryLine(line: string): HistoryEntry | null {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof json !== 'object' || json === null) return null;
  const { atMs, source, state, latencyMs, kind, leg, merged } = json as Record<string, unknown>;
  if (!isCount(atMs) || !isOneOf(source, ['passive', 'active', 'state']) || !isOneOf(state, healthStates)) return null;
  const entry: HistoryEntry = {
    atMs,
    source,
    state,
    latencyMs: isCount(latencyMs) ? latencyMs : null,
    // A kind of a later version is a failure all the same: its leg says so.
    kind: isOneOf(kind, faultKinds) ? kind : null,
    leg: isOneOf(leg, legs) ? leg : null,
  };
  if (typeof merged !== 'object' || merged === null) return entry;
  const { signals, failed, p90Ms } = merged as Record<string, unknown>;
  if (!isCount(signals) || !isCount(failed)) return entry;
  return { ...entry, merged: { signals, failed, p90Ms: isCount(p90Ms) ? p90Ms : null } };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isOneOf<T extends string>(value: unknown, of: readonly T[]): value is T {
  return typeof value === 'string' && (of as readonly string[]).includes(value);
}
