/** What many played days come to. */
import { makeDay, outage, working } from './model.ts';
import { simulate, strategies, type Played, type Strategy } from './simulate.ts';

/** What is printed of one strategy. */
export interface Summary {
  name: string;
  /** Of all requests of a day, and of those that came while the primary was down; from 0 to 1. */
  answeredDay: number;
  answeredOutage: number;
  /** The same, with the first content within half a minute. */
  promptOutage: number;
  /** Median time to the first content of those that were answered in the outage, in ms; null where none was. */
  medianFirstContentMs: number | null;
  /** Median time until a request of the outage had its first content or was told that there is none. */
  medianSettledMs: number;
  /** Attempts beyond one for each request of the outage. */
  extraOutage: number;
  /** The same over the rest of the day. */
  extraElse: number;
  /** Share answered in each bin of `binMs` from `binsFromMs`; null for one without requests. */
  bins: readonly (number | null)[];
}

export const binMs = 5 * 60_000;
export const binsFromMs = 13.5 * 3_600_000;
export const binCount = 27;

/** The figures in the docs are of these. */
export const published = { seed: 20_261_129, days: 40 } as const;

/** Plays so many days with each strategy. The same seed gives the same numbers. */
export function summaries(seed: number, days: number, of: readonly Strategy[] = strategies): Summary[] {
  return of.map((strategy) => {
    const played = Array.from({ length: days }, (_, index) => simulate(makeDay(seed + index), strategy, seed + index)).flatMap(({ requests }) => requests);
    return summarize(strategy.name, played);
  });
}

function summarize(name: string, played: readonly Played[]): Summary {
  const within = played.filter(({ atMs }) => atMs >= outage.fromMs && atMs < outage.toMs);
  const outside = played.filter(({ atMs }) => atMs < outage.fromMs || atMs >= outage.toMs);
  const answered = within.filter(isAnswered);
  return {
    name,
    answeredDay: share(played, isAnswered),
    answeredOutage: share(within, isAnswered),
    promptOutage: share(within, (one) => isAnswered(one) && (one.firstContentMs ?? Infinity) <= 30_000),
    medianFirstContentMs: answered.length === 0 ? null : middle(answered.map(({ firstContentMs = 0 }) => firstContentMs)),
    medianSettledMs: middle(within.map(({ settledMs }) => settledMs)),
    extraOutage: extra(within),
    extraElse: extra(outside),
    bins: Array.from({ length: binCount }, (_, index) => {
      const fromMs = binsFromMs + index * binMs;
      const ofBin = played.filter(({ atMs }) => atMs >= fromMs && atMs < fromMs + binMs);
      return ofBin.length === 0 ? null : share(ofBin, isAnswered);
    }),
  };
}

function isAnswered({ end }: Played): boolean {
  return end === 'answered';
}

function share<T>(all: readonly T[], counts: (one: T) => boolean): number {
  return all.length === 0 ? 0 : all.filter(counts).length / all.length;
}

function extra(of: readonly Played[]): number {
  return of.length === 0 ? 0 : of.reduce((sum, { attempts }) => sum + Math.max(0, attempts - 1), 0) / of.length;
}

function middle(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** What the numbers are of, in one sentence. */
export function modelWords(seed: number, days: number): string {
  const hours = (working.toMs - working.fromMs) / 3_600_000;
  return `Seed ${seed}, ${days} days of ${hours} working hours, a request every ${working.meanGapMs / 1_000} s on average; the primary is down from 14:03 to 15:10.`;
}
