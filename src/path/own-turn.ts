/** Giving way on the one thread there is: an extension host serves every extension with it. */

let last: Promise<void> = Promise.resolve();

/**
 * Resolves in a turn of the event loop that nobody else who asked gets. Work of some ms each, begun in one go, would
 * hold the loop for the sum; each behind a turn of its own, for the longest of them.
 */
export function ownTurn(): Promise<void> {
  last = last.then(() => new Promise((resolve) => void setImmediate(resolve)));
  return last;
}
