/** Giving way on the one thread there is: an extension host serves every extension with it. */

/** A timer that comes later than this was kept waiting, in ms. */
const onTimeMs = 3;
const pauseMs = 10;

let last: Promise<void> = Promise.resolve();

/**
 * Resolves in a turn of the event loop that nobody else who asked gets. Work of some ms each, begun in one go, would
 * hold the loop for the sum; each behind a turn of its own, for the longest of them.
 */
export function ownTurn(): Promise<void> {
  last = last.then(() => new Promise((resolve) => void setImmediate(resolve)));
  return last;
}

/**
 * As `ownTurn`, once nothing keeps the thread waiting: neither work of its own nor other programs that want the
 * processors. For what takes tens of ms in one go and can't be divided: begun in a rush, it would also wait for its share.
 * After `limitMs` it is begun all the same.
 */
export async function calmTurn(limitMs: number): Promise<void> {
  const until = performance.now() + limitMs;
  for (;;) {
    const asked = performance.now();
    await new Promise((resolve) => void setTimeout(resolve, pauseMs));
    const now = performance.now();
    if (now - asked - pauseMs <= onTimeMs || now >= until) break;
  }
  await ownTurn();
}
