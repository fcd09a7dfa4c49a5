import * as tls from 'node:tls';

/**
 * Reading a few hundred roots takes 6 to 30 ms, on the one thread there is, and a diagnosis makes dozens of handshakes
 * with two or three sets of roots.
 */
const contexts = new WeakMap<readonly string[], tls.SecureContext>();

/** What a TLS connection verifies with, made once for each list of roots: the same list, not an equal one. */
export function contextOf(roots: readonly string[]): tls.SecureContext {
  const known = contexts.get(roots);
  if (known) return known;
  const made = tls.createSecureContext({ ca: [...roots] });
  contexts.set(roots, made);
  return made;
}
