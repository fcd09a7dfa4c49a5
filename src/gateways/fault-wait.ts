/** How long an answer asks to wait, wherever it says so. */

/** Longest wait believed, in ms; anything longer is no instruction to a program. */
const maxWaitMs = 7 * 24 * 3_600_000;

type Headers = Readonly<Record<string, string | undefined>>;

/**
 * A wait asked for in seconds or as an HTTP date, in ms.
 *
 * @param nowMs what the date is counted from; a date is ignored without it.
 */
export function parseRetryAfter(value: unknown, nowMs: number | undefined): number | undefined {
  const seconds = secondsIn(value);
  if (seconds !== undefined) return bounded(seconds * 1000);
  // An HTTP date starts with its weekday (RFC 9110, 5.6.7); Date.parse would read much else as a date.
  if (typeof value !== 'string' || nowMs === undefined || !/^[A-Z][a-z]{2,8},? /.test(value)) return undefined;
  const atMs = Date.parse(value);
  return Number.isNaN(atMs) ? undefined : bounded(atMs - nowMs);
}

/**
 * The wait that the headers of an answer ask for, in ms. `retry-after-ms` is Azure's and OpenAI's, and the exacter one;
 * where no wait is given, the time at which a limit that is used up renews.
 */
export function waitInHeaders(headers: Headers, nowMs: number | undefined): number | undefined {
  const exact = headers['retry-after-ms'];
  if (exact !== undefined && /^\d{1,9}$/.test(exact.trim())) return bounded(Number(exact));
  return parseRetryAfter(headers['retry-after'], nowMs) ?? renewal(headers, nowMs);
}

/**
 * When the limit that is used up renews: Anthropic's are times (platform.claude.com/docs/en/api/rate-limits), OpenAI's
 * and Groq's durations such as `6m0s` (platform.openai.com/docs/guides/rate-limits), OpenRouter's ms since the epoch.
 */
function renewal(headers: Headers, nowMs: number | undefined): number | undefined {
  const waits: number[] = [];
  for (const [name, left] of Object.entries(headers)) {
    const limit = /^(anthropic-ratelimit-[a-z-]{1,40}|x-ratelimit)-remaining(-requests|-tokens)?$/.exec(name);
    if (!limit || left?.trim() !== '0') continue;
    const wait = untilReset(headers[`${limit[1]}-reset${limit[2] ?? ''}`], nowMs);
    if (wait !== undefined) waits.push(wait);
  }
  // All that are used up have to renew.
  return waits.length === 0 ? undefined : Math.max(...waits);
}

/** A reset as ms since the epoch, as an RFC 3339 time, or as a duration; in ms from now. */
export function untilReset(value: unknown, nowMs: number | undefined): number | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value).trim();
  if (/^\d{12,14}$/.test(text)) return nowMs === undefined ? undefined : bounded(Number(text) - nowMs);
  if (/^\d{4}-\d\d-\d\dT/.test(text)) {
    const atMs = Date.parse(text);
    return nowMs === undefined || Number.isNaN(atMs) ? undefined : bounded(atMs - nowMs);
  }
  return parseDuration(text);
}

/** `6m0s`, `2m59.56s`, `850ms`, `1h2m`, `36s` in ms; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const found = /^(?:(\d{1,4})h)?(?:(\d{1,5})m(?!s))?(?:(\d{1,6}(?:\.\d{1,9})?)s)?(?:(\d{1,9}(?:\.\d{1,6})?)ms)?$/.exec(text.trim());
  if (!found || found[0] === '') return undefined;
  const [hours = 0, minutes = 0, seconds = 0, ms = 0] = found.slice(1).map((one) => Number(one ?? 0));
  return bounded(hours * 3_600_000 + minutes * 60_000 + seconds * 1000 + ms);
}

/** The wait in words such as "Please try again in 6m0s" (OpenAI, Groq) or "Please retry in 36.2s" (Google), in ms. */
export function waitInWords(message: string): number | undefined {
  const found = /\b(?:try again|retry) in (\d[\dhms.]{1,20}?)(?=[.,;)]?(?:\s|$))/i.exec(message.slice(0, 2_000));
  return found ? parseDuration(found[1] ?? '') : undefined;
}

function secondsIn(value: unknown): number | undefined {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
  if (typeof value === 'string' && /^\d{1,15}(\.\d{1,6})?$/.test(value.trim())) return Number(value);
  return undefined;
}

function bounded(ms: number): number {
  return Math.min(Math.max(0, Math.round(ms)), maxWaitMs);
}
