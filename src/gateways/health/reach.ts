/** Whether a gateway is reached, folded from signals with hysteresis. Pure. */
import { classOf, hasContent } from './signal-class.ts';
import type { Signal } from './signal.ts';

/** Failures this close together, in ms, are one: a lost packet can end several requests at once. */
export const sameMomentMs = 5_000;

/** Moments of failure in a row that make it bad, and while it comes and goes. */
const failuresToFall = 2;
const failuresToFallFlapping = 3;

/** Answers in a row after which it is good again; one is enough where a model's content came. */
const answersToRise = 2;

/** It comes and goes: of this many samples, so many failed, in more than one run, and the newest are not all good. */
const flapSamples = 10;
const flapFailures = 3;
const flapCalm = 5;

/** What the signals show. */
export interface Reach {
  /** `none`: not enough to tell. */
  state: 'none' | 'good' | 'bad';
  /** True while the newest sample disagrees with the state. */
  wavering: boolean;
  /** The failures since the last answer, oldest first. */
  run: readonly Signal[];
  /** How many moments they are. */
  failures: number;
  /** The failures of the run that made it bad, or of the run under way; the newest is the last. */
  last: Signal | null;
  /** When the run of failures that made it bad began, in ms; null while it is not bad. */
  badSinceMs: number | null;
  /** Set while it comes and goes: how many of the newest samples failed. */
  flapping: { failed: number; of: number } | null;
}

/** Failures of one moment, or one answer. */
interface Sample {
  good: boolean;
  startMs: number;
}

/**
 * Folds signals, oldest first. Only answers and failures to reach count: what a provider, the account or a request did
 * wrong says nothing here.
 *
 * @param forgetMs a longer silence between two signals ends what was known before it.
 */
export function foldReach(signals: readonly Signal[], forgetMs: number): Reach {
  let reach = nothing;
  let samples: Sample[] = [];
  let answers = 0;
  let previousMs: number | null = null;
  for (const signal of signals) {
    const kind = classOf(signal);
    if (kind !== 'good' && kind !== 'reach') continue;
    if (previousMs !== null && Math.abs(signal.atMs - previousMs) > forgetMs) {
      reach = nothing;
      samples = [];
      answers = 0;
    }
    previousMs = signal.atMs;
    if (kind === 'good') {
      answers++;
      push(samples, { good: true, startMs: signal.atMs });
      reach = risen(reach, answers >= answersToRise || hasContent(signal), flappingOf(samples));
      continue;
    }
    answers = 0;
    const newest = samples.at(-1);
    const sameMoment = newest && !newest.good && Math.abs(signal.atMs - newest.startMs) < sameMomentMs;
    if (!sameMoment) push(samples, { good: false, startMs: signal.atMs });
    reach = fallen(reach, signal, reach.failures + (sameMoment ? 0 : 1), flappingOf(samples));
  }
  return reach;
}

const nothing: Reach = { state: 'none', wavering: false, run: [], failures: 0, last: null, badSinceMs: null, flapping: null };

function risen(before: Reach, enough: boolean, flapping: Reach['flapping']): Reach {
  const still = before.state === 'bad' && !enough;
  return {
    ...before,
    state: still ? 'bad' : 'good',
    wavering: still,
    run: [],
    failures: 0,
    badSinceMs: still ? before.badSinceMs : null,
    flapping,
  };
}

function fallen(before: Reach, signal: Signal, failures: number, flapping: Reach['flapping']): Reach {
  // The first and the newest of a long run are all that is ever asked for.
  const run = [...before.run.slice(0, 1), signal];
  const bad = before.state === 'bad' || failures >= (flapping ? failuresToFallFlapping : failuresToFall);
  return {
    state: bad ? 'bad' : before.state,
    wavering: !bad,
    run,
    failures,
    last: signal,
    badSinceMs: bad ? (before.badSinceMs ?? run[0]?.atMs ?? signal.atMs) : null,
    flapping,
  };
}

function push(samples: Sample[], sample: Sample): void {
  samples.push(sample);
  if (samples.length > flapSamples) samples.shift();
}

function flappingOf(samples: readonly Sample[]): Reach['flapping'] {
  let failed = 0;
  let runs = 0;
  let calm = 0;
  let wasGood = true;
  for (const { good } of samples) {
    if (!good) failed++;
    if (!good && wasGood) runs++;
    calm = good ? calm + 1 : 0;
    wasGood = good;
  }
  return failed >= flapFailures && runs >= 2 && calm < flapCalm ? { failed, of: samples.length } : null;
}
