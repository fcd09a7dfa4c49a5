import { t } from '@vscode/l10n';
import type { ProxyReading, UsableProxy } from './decisions.ts';
import { buildProxyUrl, canDecode, problems } from './proxy-url-text.ts';

/** What libraries for Node make of a proxy value: the URL class reads it, and each takes from that what it needs. */

/** The value as the URL class reads it. */
export function readWithUrlClass(value: string): URL | { problem: string } {
  try {
    return new URL(value);
  } catch {
    const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(value.trim());
    return { problem: hasScheme ? problems.syntax() : problems.schemeMissing() };
  }
}

/**
 * The proxy a library will connect to: the port written out where the scheme stands for another one than the library
 * takes.
 *
 * @param defaultPort the port taken when the value names none.
 * @param asked how the library speaks to it.
 * @param scheme another than the value's, where that is not what the library makes of it.
 */
export function proxyAt(url: URL, defaultPort: number, asked: UsableProxy['asked'] = 'http', scheme?: string): ProxyReading {
  const { hostname, username, password } = url;
  // Outside the schemes of the web the URL class leaves the host as it is: what is no name stays none.
  const isSpelledOddly = hostname.includes('%') || /^[\d.]+\.$/.test(hostname);
  if (hostname === '' || isSpelledOddly) return { problem: problems.host() };
  const port = url.port === '' ? defaultPort : Number(url.port);
  const userinfo = password === '' ? username : `${username}:${password}`;
  const named =
    buildProxyUrl(scheme ?? url.protocol.slice(0, -1), userinfo, hostname, port) ??
    buildProxyUrl('http', userinfo, hostname, port);
  return named ? { url: named, asked } : { problem: problems.host() };
}

/** The same URL with this port: some libraries take port 0 for none. */
export function withPort(url: URL, port: number): URL {
  const copy = new URL(url.href);
  copy.port = String(port);
  return copy;
}

/**
 * https-proxy-agent, whatever its version: HTTP to the port the value names, also when its scheme says otherwise, with
 * TLS for https only; user name and password must be percent-encoded (TooTallNate/proxy-agents https-proxy-agent).
 */
export function tunnelProxy(url: URL): ProxyReading {
  if (!canDecode(url)) return { problem: problems.credentials() };
  return proxyAt(url, url.protocol === 'https:' ? 443 : 80);
}

/** http.request() is given the proxy's host as the URL class spells it, and looks a bracketed address up as a name. */
export function isOutOfReach(url: URL): boolean {
  return url.hostname.startsWith('[');
}

/** Sentences for what is wrong, shared by the libraries for Node. */
export const libraryProblems = {
  bracketedHost: (): string => t('it looks an IPv6 address in brackets up as if it were a name.'),
  assumedTls: (): string =>
    t('for an https URL it takes a value without a scheme for an https:// proxy and speaks TLS to it.'),
} as const;
