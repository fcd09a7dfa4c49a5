import { ownTurn } from './own-turn.ts';

/** Thinking that can pause between its steps, so that whoever runs it can let others have a turn. */
export type Steps<Result> = Generator<undefined, Result>;

/** Goes through all steps without a pause. */
export function atOnce<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Goes through the steps and gives the others their turn whenever it has held the thread for `turnMs`. */
export async function inTurns<Result>(steps: Steps<Result>, turnMs = 8): Promise<Result> {
  let began = performance.now();
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    if (performance.now() - began < turnMs) continue;
    await ownTurn();
    began = performance.now();
  }
}
