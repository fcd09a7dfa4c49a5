/**
 * Whether a base URL names this machine, as a practice gateway's does; the URL parser has already turned other spellings
 * of an address into this one. Pure; an unusable URL names nothing.
 */
export function isLoopbackUrl(baseUrl: string): boolean {
  if (!URL.canParse(baseUrl)) return false;
  const { hostname } = new URL(baseUrl);
  return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
