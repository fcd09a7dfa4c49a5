/** Keys of the top that a Clash file of some form has; `recognise` (src/clash/configuration) then tells for sure. */
const keys =
  /^["']?(?:\+?<?(?:rules|proxies|proxy-groups|rule-providers|proxy-providers|sub-rules|dns|tun|sniffer|hosts|listeners)>?[+!]?|prepend(?:-[a-z-]+)?|append(?:-[a-z-]+)?|payload|(?:mixed|redir|tproxy)-port|external-[a-z-]+|global-client-fingerprint|find-process-mode|geox-url|tcp-concurrent|unified-delay)["']?\s*:/m;

/**
 * Whether a text is worth reading as a Clash file: cheap, so that who edits other YAML pays nothing, and right about
 * every text that is one. Pure.
 */
export function mayBeClash(text: string, path: string): boolean {
  return path.endsWith('.stoverride') || keys.test(text) || /^(?:age-encryption\.org\/|-----BEGIN AGE ENCRYPTED FILE-----)/.test(text) || /^\s*\{/.test(text);
}
