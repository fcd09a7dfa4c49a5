/** When a second target is asked before the first has failed, and who of both is heard. Pure. */
import type { Race } from '../chains/chain.ts';

/** One attempt of a race. Times in ms on one clock. */
export interface Contender {
  startedMs: number;
  /** Its first event with content came, or its whole answer. */
  firstContentMs?: number;
  /** It has failed. */
  failedMs?: number;
}

/** What to do about a race now. */
export type RaceStep =
  | { step: 'start' }
  /** Nothing until then, unless something happens to a contender. */
  | { step: 'wait'; untilMs: number }
  | { step: 'nothing' };

/**
 * Whether the next target is asked too. Two run at once and no more; when one of them fails that is no race any more, and
 * the next step of the request decides.
 */
export function raceStep(race: Race | undefined, contenders: readonly Contender[], nowMs: number): RaceStep {
  if (!race || raceWinner(contenders) !== undefined) return { step: 'nothing' };
  const open = contenders.filter(({ failedMs }) => failedMs === undefined);
  const [only] = open;
  if (open.length !== 1 || !only) return { step: 'nothing' };
  const untilMs = only.startedMs + Math.max(0, race.afterMs);
  return nowMs >= untilMs ? { step: 'start' } : { step: 'wait', untilMs };
}

/** The index of the contender that is heard: whose content came first; of two at once the one that was asked first. */
export function raceWinner(contenders: readonly Contender[]): number | undefined {
  let winner: number | undefined;
  contenders.forEach(({ firstContentMs, failedMs }, index) => {
    if (firstContentMs === undefined || (failedMs !== undefined && failedMs <= firstContentMs)) return;
    const best = winner === undefined ? undefined : contenders[winner]?.firstContentMs;
    if (best === undefined || firstContentMs < best) winner = index;
  });
  return winner;
}

/** A loser that waited for less has not shown anything, in ms. */
const silentAtLeastMs = 1_000;
/** So many times as long as the winner took to its first content. */
const silentFactor = 2;

/**
 * Whether a loser was silent, not just slower: asked before the winner, its gateway had not even begun to answer when the
 * winner was through, in at least twice the time that the winner took. Pure.
 */
export function lostBySilence(loser: { startedMs: number; hasAnswered: boolean }, winner: Contender, nowMs: number): boolean {
  if (loser.hasAnswered || winner.firstContentMs === undefined || loser.startedMs >= winner.startedMs) return false;
  const silentMs = nowMs - loser.startedMs;
  return silentMs >= Math.max(silentAtLeastMs, silentFactor * (winner.firstContentMs - winner.startedMs));
}
