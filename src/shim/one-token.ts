import { timingSafeEqual } from 'node:crypto';
import type { Callers } from './shim-options.ts';
import { tokenDigest } from './token-digest.ts';

/** What stands in a proxy address without being escaped (RFC 3986, unreserved), and is too long to be guessed. */
const tokenForm = /^[A-Za-z0-9._~-]{16,200}$/;

/** Whether a text can be a token. Pure. */
export function isToken(text: string): boolean {
  return tokenForm.test(text);
}

/** Callers that know the one token; they may give themselves any name. */
export function callersWith(token: string): Callers {
  const known = tokenDigest(token);
  const same = (given: string): boolean => timingSafeEqual(tokenDigest(given), known);
  return { accepts: (_client, given) => same(given), whose: (given) => (same(given) ? 'api' : undefined) };
}
