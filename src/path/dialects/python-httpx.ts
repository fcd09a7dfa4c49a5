import { t } from '@vscode/l10n';
import ipaddr from 'ipaddr.js';
import type { RouteDecision, RouteQuestion } from '../route.ts';
import { excluded, malformed, nothingSet, throughProxy, type ProxyReading, type UsableProxy } from './decisions.ts';
import type { Dialect } from './dialect.ts';
import { destinationOf, isBelow, isDomainOrBelow, splitAtCommas } from './host-matching.ts';
import { buildProxyUrl, problems, splitProxyUrl } from './proxy-url-text.ts';
import { pythonProxies } from './python-environment.ts';

/** A NO_PROXY entry as the URL pattern httpx makes of it. */
interface Pattern {
  entry: string;
  /** Empty: any. */
  scheme: string;
  /** Empty: any. May start with `*`. */
  host: string;
  port: number | undefined;
}

/**
 * httpx makes a table of patterns out of the environment when a client is created, so one bad value makes every
 * request fail, whatever its URL (httpx/_utils.py get_environment_proxies, URLPattern).
 */
function resolve(question: RouteQuestion): RouteDecision {
  const proxies = pythonProxies(question);
  const list = proxies['no'];
  const entries = splitAtCommas(list?.value ?? '').map((entry) => entry.trim());
  const named = (['https', 'http', 'all'] as const).flatMap((key) => {
    const setting = proxies[key];
    return setting ? [{ key, setting }] : [];
  });
  const destination = destinationOf(question.url);
  const scheme = question.url.protocol === 'https:' ? 'https' : 'http';
  const proxy = named.find(({ key }) => key === scheme) ?? named.find(({ key }) => key === 'all');
  if (list && entries.includes('*')) return proxy ? excluded(list, '*', destination.host) : nothingSet();

  const patterns: Pattern[] = [];
  for (const entry of entries) {
    if (list === undefined || entry === '') continue;
    const pattern = patternOf(entry);
    if ('problem' in pattern) return malformed({ name: list.name, value: entry }, pattern.problem);
    patterns.push(pattern);
  }
  for (const { setting } of named) {
    const reading = readProxy(setting.value);
    if ('problem' in reading && reading.whenCreated) return malformed(setting, reading.problem);
  }
  if (!proxy) return nothingSet();

  const { host, urlHost, explicitPort } = destination;
  const bypass = patterns.find(
    (pattern) =>
      (pattern.scheme === '' || pattern.scheme === scheme) &&
      (pattern.host === '' || hostMatches(pattern.host, host)) &&
      (pattern.port === undefined || pattern.port === explicitPort) &&
      // A pattern that names nothing is weaker than the proxy's own pattern, which names a scheme.
      (pattern.host !== '' || pattern.port !== undefined || pattern.scheme !== '' || proxy.key === 'all'),
  );
  if (list && bypass) return excluded(list, bypass.entry, urlHost);
  return throughProxy(question, proxy.setting, readProxy(proxy.setting.value), 'absolute');
}

/** URL.host gives a host that starts with `xn--` decoded, and patterns stay as they are written. */
function hostMatches(pattern: string, asciiHost: string): boolean {
  if (pattern === asciiHost) return true;
  const host = asciiHost.startsWith('xn--') ? asciiHost.replace(/(?<![^.])xn--[^.]*/g, '\ufffd') : asciiHost;
  if (pattern.startsWith('*.')) return isBelow(host, pattern.slice(2));
  if (pattern.startsWith('*')) return isDomainOrBelow(host, pattern.slice(1));
  return host === pattern;
}

/** The URL that get_environment_proxies() builds from an entry, read as httpx reads URLs. */
function patternOf(entry: string): Pattern | { problem: string } {
  const address = entry.split('/')[0] ?? '';
  if (entry.includes('://')) return readPattern(entry, entry);
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return readPattern(entry, `all://${entry}`);
  if (ipaddr.IPv6.isValid(address)) return readPattern(entry, `all://[${entry}]`);
  if (entry.toLowerCase() === 'localhost') return readPattern(entry, `all://${entry}`);
  return readPattern(entry, `all://*${entry}`);
}

function readPattern(entry: string, url: string): Pattern | { problem: string } {
  const { scheme = '', authority } = splitProxyUrl(url);
  const split = httpxAuthority(authority);
  const unreadable = { problem: t('the NO_PROXY entry is no host name that httpx can read.') };
  if ('problem' in split || /[\u0000-\u001f\u007f]/.test(url)) return unreadable;
  // The text of an IPv6 address is kept as it is; a name is lower case.
  const host = split.host.startsWith('[') ? split.host.slice(1, -1) : split.host.toLowerCase();
   
  if (host.startsWith('*') && !/^[\u0000-\u007f]*$/.test(host)) return unreadable;
  const defaults: Readonly<Record<string, number>> = { http: 80, https: 443, ftp: 21, ws: 80, wss: 443 };
  const port = split.port === defaults[scheme] ? undefined : split.port;
  return { entry, scheme: scheme === 'all' ? '' : scheme, host: host === '*' ? '' : toAscii(host), port };
}

function toAscii(host: string): string {
   
  if (/^[\u0000-\u007f]*$/.test(host)) return host;
  try {
    return new URL(`http://${host}`).hostname;
  } catch {
    return host;
  }
}

/** httpx/_urlparse.py: AUTHORITY_REGEX, encode_host() and normalize_port(). */
function httpxAuthority(
  authority: string,
): { userinfo: string; host: string; port: number | undefined } | { problem: string } {
  const match = /^(?:([^@]*(?:@[^@]*)*)@)?(\[.*\]|[^:@]*):?(.*)$/s.exec(authority);
  const userinfo = match?.[1] ?? '';
  const host = match?.[2] ?? '';
  const portText = match?.[3] ?? '';
  if (portText !== '' && !/^[+-]?\d+$/.test(portText.trim())) return { problem: problems.port() };
  const looksLikeIpv4 = /^\d+\.\d+\.\d+\.\d+$/.test(host);
  if (looksLikeIpv4 && !ipaddr.IPv4.isValidFourPartDecimal(host)) return { problem: problems.host() };
  if (host.startsWith('[') && !ipaddr.IPv6.isValid(host.slice(1, -1))) return { problem: problems.host() };
  return { userinfo, host, port: portText === '' ? undefined : Number(portText) };
}

const kinds: Readonly<Record<string, { asked: UsableProxy['asked']; port: number }>> = {
  http: { asked: 'http', port: 80 },
  https: { asked: 'http', port: 443 },
  socks5: { asked: 'socks5-name', port: 1080 },
  socks5h: { asked: 'socks5-name', port: 1080 },
};

/** httpx.Proxy: `whenCreated` tells a value that no client can be made with from one that fails on connecting. */
function readProxy(value: string): ProxyReading & { whenCreated?: boolean } {
  const text = value.includes('://') ? value : `http://${value}`;
   
  if (/[\u0000-\u001f\u007f]/.test(text)) return { problem: problems.syntax(), whenCreated: true };
  const { scheme, authority } = splitProxyUrl(text);
  if (scheme === undefined) return { problem: problems.syntax(), whenCreated: true };
  const split = httpxAuthority(authority);
  if ('problem' in split) return { problem: split.problem, whenCreated: true };
  const kind = Object.hasOwn(kinds, scheme) ? kinds[scheme] : undefined;
  if (!kind) return { problem: problems.scheme(scheme), whenCreated: true };
  if (split.host === '') return { problem: problems.host() };
  const port = split.port ?? kind.port;
  if (port < 0 || port > 65_535) return { problem: problems.port() };
  const url = buildProxyUrl(scheme, split.userinfo, split.host, port);
  return url ? { url, asked: kind.asked } : { problem: problems.host() };
}

/** Python programs on httpx 0.28, with its `socks` extra for SOCKS proxies. */
export const pythonHttpx: Dialect = {
  id: 'python-httpx',
  title: 'Python httpx',
  versions: [{ version: '0.28.1', source: 'measured; encode/httpx httpx/_utils.py, httpx/_urlparse.py', resolve }],
};
