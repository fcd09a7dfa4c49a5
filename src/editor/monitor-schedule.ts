/** The shortest interval between two monitoring checks in ms: gateways and proxies count requests. */
export const shortestIntervalMs = 60_000;

/** Windows that are not looked at check this much less often. */
const unfocusedFactor = 4;

/** Intervals vary by this share either way, so that windows and machines don't check in step. */
const jitter = 0.2;

/**
 * Time until the next monitoring check in ms. Pure.
 *
 * @param intervalSeconds the setting; values below a minute, or none at all, count as a minute.
 * @param random in [0, 1).
 */
export function nextDelayMs(intervalSeconds: number, focused: boolean, random: number): number {
  const wanted = Number.isFinite(intervalSeconds) ? intervalSeconds * 1_000 : shortestIntervalMs;
  const intervalMs = Math.max(wanted, shortestIntervalMs) * (focused ? 1 : unfocusedFactor);
  return Math.round(intervalMs * (1 - jitter + 2 * jitter * random));
}

/** Time from switching on, or from the window's start, to the first check in ms: 2 to 5 seconds. Pure. */
export function firstDelayMs(random: number): number {
  return Math.round(2_000 + 3_000 * random);
}
