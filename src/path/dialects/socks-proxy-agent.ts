import type { ProxyReading, UsableProxy } from './decisions.ts';
import { destinationOf } from './host-matching.ts';
import { canDecode, problems } from './proxy-url-text.ts';
import { isOutOfReach, libraryProblems, proxyAt, withPort } from './url-class-proxy.ts';

/** Who resolves the name: without an `h` or `a` in the scheme the client does. */
const kinds: Readonly<Record<string, { asked: UsableProxy['asked']; scheme: string }>> = {
  socks: { asked: 'socks5-name', scheme: 'socks5h' },
  socks4: { asked: 'socks4-ip', scheme: 'socks4' },
  socks4a: { asked: 'socks4a-name', scheme: 'socks4a' },
  socks5: { asked: 'socks5-ip', scheme: 'socks5' },
  socks5h: { asked: 'socks5-name', scheme: 'socks5h' },
};

/**
 * socks-proxy-agent: parseSocksURL() in its src/index.ts. SOCKS4 has no IPv6, which is then sent as a name.
 *
 * @param url the proxy's.
 * @param target what is asked for.
 * @returns undefined when the scheme is none of its.
 */
export function readSocksProxy(url: URL, target: URL): ProxyReading | undefined {
  const scheme = url.protocol.slice(0, -1);
  const kind = Object.hasOwn(kinds, scheme) ? kinds[scheme] : undefined;
  if (!kind) return undefined;
  if (!canDecode(url)) return { problem: problems.credentials() };
  if (isOutOfReach(url)) return { problem: libraryProblems.bracketedHost() };
  const asName = kind.asked === 'socks4-ip' && destinationOf(target).addressFamily === 6;
  const port = Number(url.port) || 1080;
  return proxyAt(withPort(url, port), port, asName ? 'socks4a-name' : kind.asked, kind.scheme);
}
