/** The day that is played: who asks when, and what the two gateways do. Seeded, so that each strategy meets the same day. */
import { seeded } from '../../unit/gateways/health/fake-clock.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Times of the day, in ms since midnight. */
export const outage = { fromMs: 14 * hourMs + 3 * minuteMs, toMs: 15 * hourMs + 10 * minuteMs, pageGreenUntilMs: 14 * hourMs + 15 * minuteMs } as const;
export const working = { fromMs: 9 * hourMs, toMs: 18 * hourMs, meanGapMs: 45_000 } as const;

/** What becomes of one attempt if nobody ends it before; times from its start. */
export type Outcome =
  | { kind: 'answers'; contentMs: number; doneMs: number }
  /** An answer with an error status. */
  | { kind: 'refuses'; atMs: number }
  /** Nothing comes until a clock runs out. */
  | { kind: 'hangs' }
  /** The stream ends without its end mark, before any content. */
  | { kind: 'ends-empty'; atMs: number }
  /** The same after part of the answer. */
  | { kind: 'breaks-off'; contentMs: number; atMs: number };

/** One request of the day. */
export interface DayRequest {
  id: number;
  atMs: number;
}

/** A day by its number: arrivals, and the outcome of each attempt. */
export interface Day {
  requests: readonly DayRequest[];
  /** @param attempt counts from 0 within a request. */
  outcome(request: number, attempt: number, target: 'primary' | 'secondary', startMs: number): Outcome;
}

/**
 * One developer with an agent: a request every 45 s on average in working hours, independent of each other (Poisson).
 * While it is down, of the attempts at the primary gateway 70 % are refused with 503, 20 % hang, and 10 % are cut short,
 * half of those before any content. Else 0.5 % of its attempts fail, and 1 % of the secondary's, which is a little slower.
 */
export function makeDay(seed: number): Day {
  const random = seeded(seed);
  const requests: DayRequest[] = [];
  for (let atMs: number = working.fromMs; ; ) {
    atMs += -Math.log(1 - random()) * working.meanGapMs;
    if (atMs >= working.toMs) break;
    requests.push({ id: requests.length, atMs });
  }
  return {
    requests,
    outcome(request, attempt, target, startMs) {
      // Its own numbers for each attempt, so that strategies that make fewer of them meet the same ones.
      const draw = seeded(seed * 1_000_003 + request * 64 + attempt * 2 + (target === 'primary' ? 0 : 1));
      draw();
      const [fate, speed, length] = [draw(), normal(draw), normal(draw)];
      const contentMs = (target === 'primary' ? 1_200 : 1_600) * Math.exp(0.6 * speed);
      const doneMs = contentMs + 12_000 * Math.exp(0.8 * length);
      if (target === 'primary' && startMs >= outage.fromMs && startMs < outage.toMs) {
        if (fate < 0.7) return { kind: 'refuses', atMs: 300 };
        if (fate < 0.9) return { kind: 'hangs' };
        return fate < 0.95 ? { kind: 'ends-empty', atMs: 800 } : { kind: 'breaks-off', contentMs, atMs: contentMs + (doneMs - contentMs) / 2 };
      }
      if (fate < (target === 'primary' ? 0.005 : 0.01)) return { kind: 'refuses', atMs: 300 };
      return { kind: 'answers', contentMs, doneMs };
    },
  };
}

/** A number of the normal distribution (Box and Muller). */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
