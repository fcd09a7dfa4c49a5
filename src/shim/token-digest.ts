import { hash } from 'node:crypto';

/** Of what was given lately: a program says the same each time, and the digest is most of what asking it costs. */
const known = new Map<string, Buffer>();
const maxKnown = 64;

/**
 * What tokens are compared by: of equal length whatever was given, as a comparison in constant time needs. Looking it up
 * tells nobody anything: only the whole of a text finds it, and what is found is still to be compared.
 */
export function tokenDigest(token: string): Buffer {
  const found = known.get(token);
  if (found) return found;
  const digest = hash('sha256', token, 'buffer');
  // Longer ones are none of ours and would only take room.
  if (token.length > 200) return digest;
  if (known.size >= maxKnown) known.clear();
  known.set(token, digest);
  return digest;
}
