/** Progress lines: every slow step says what it does, how long that may take, and how long it took. */

const startedAtMs = Date.now();
const heartbeatMs = 15_000;

/** Prints one line with the time since the command started. */
export function say(text) {
  const seconds = Math.round((Date.now() - startedAtMs) / 1000);
  console.log(`[${String(seconds).padStart(4)} s] ${text}`);
}

/**
 * Runs `work` between two progress lines, with a line every 15 s while it lasts.
 *
 * @template T
 * @param {string} title what is being done, as a sentence without its full stop
 * @param {string} expectation how long it may take, in words
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, expectation, work) {
  say(`${title} (${expectation})`);
  const beganMs = Date.now();
  const elapsed = () => `${Math.round((Date.now() - beganMs) / 1000)} s`;
  const heartbeat = setInterval(() => say(`  still at it after ${elapsed()}: ${title}`), heartbeatMs);
  try {
    const result = await work();
    say(`  done in ${elapsed()}`);
    return result;
  } catch (error) {
    say(`  failed after ${elapsed()}: ${title}`);
    throw error;
  } finally {
    clearInterval(heartbeat);
  }
}
