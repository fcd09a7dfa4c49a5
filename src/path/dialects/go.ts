import { t } from '@vscode/l10n';
import ipaddr from 'ipaddr.js';
import type { RouteDecision, RouteQuestion } from '../route.ts';
import { excluded, loopbackDirect, malformed, nothingSet, throughProxy, type ProxyReading } from './decisions.ts';
import type { Dialect } from './dialect.ts';
import {
  destinationOf,
  isBelow,
  isLoopbackAddress,
  isSameAddress,
  splitAtCommas,
  type Destination,
} from './host-matching.ts';
import { buildProxyUrl, problems, splitAuthority, splitProxyUrl } from './proxy-url-text.ts';
import { firstNonEmpty, variableNamed } from './settings-lookup.ts';

/** What changed between releases of Go; each was found by playing the same cases to releases on both sides. */
interface GoTraits {
  /** From 1.26 on a host with colons needs brackets (net/url, GODEBUG urlstrictcolons). */
  strictColons: boolean;
  /** Up to 1.23.6 and in 1.24.0 a name in NO_PROXY was held against addresses too: `2.3` excluded 10.1.2.3 (CVE-2025-22870). */
  namesMatchAddresses: boolean;
  /** Up to 1.22 a value of another scheme than http, https and socks5 got `http://` in front (x/net httpproxy parseProxy). */
  knowsThreeSchemes: boolean;
}

const go126: GoTraits = { strictColons: true, namesMatchAddresses: false, knowsThreeSchemes: false };
const go1241: GoTraits = { ...go126, strictColons: false };
const go123: GoTraits = { ...go1241, namesMatchAddresses: true };
const go119: GoTraits = { ...go123, knowsThreeSchemes: true };

/** golang.org/x/net/http/httpproxy, as net/http's ProxyFromEnvironment uses it. ALL_PROXY is not read. */
function resolve(question: RouteQuestion, traits: GoTraits): RouteDecision {
  const https = question.url.protocol === 'https:';
  const proxy = firstNonEmpty(question, https ? ['HTTPS_PROXY', 'https_proxy'] : ['HTTP_PROXY', 'http_proxy']);
  if (!proxy) return nothingSet();
  const reading = readProxy(proxy.value, traits);
  if (reading === 'ignored') {
    return {
      outcome: 'direct',
      decidedBy: proxy.name,
      reason: t('{0} cannot be read as a proxy, and Go then goes directly without a word.', proxy.name),
    };
  }
  if (!https && (variableNamed(question, 'REQUEST_METHOD')?.value ?? '') !== '') {
    return malformed(proxy, t('REQUEST_METHOD is set, and under CGI Go refuses HTTP_PROXY.'));
  }
  const destination = destinationOf(question.url);
  if (destination.host === 'localhost' || isLoopbackAddress(destination.host)) return loopbackDirect(destination.host);
  const list = firstNonEmpty(question, ['NO_PROXY', 'no_proxy']);
  const entry = list && splitAtCommas(list.value).find((one) => matches(one.trim().toLowerCase(), destination, traits));
  if (list && entry !== undefined) return excluded(list, entry, destination.host);
  return throughProxy(question, proxy, reading, 'absolute');
}

/** (*config).init and the matchers of httpproxy/proxy.go. */
function matches(entry: string, destination: Destination, { namesMatchAddresses }: GoTraits): boolean {
  if (entry === '') return false;
  if (entry === '*') return true;
  const { host, addressFamily } = destination;

  if (ipaddr.isValidCIDR(entry) && isPlainCidr(entry)) {
    if (addressFamily === 0) return false;
    const [written, given] = ipaddr.parseCIDR(entry);
    // A network of IPv4-mapped addresses is one of IPv4 addresses (net.IPNet.Contains).
    const mapped = written instanceof ipaddr.IPv6 && written.isIPv4MappedAddress() && given >= 96;
    const [network, bits] = mapped ? [written.toIPv4Address(), given - 96] : [written, given];
    const address = ipaddr.process(host);
    return address.kind() === network.kind() && address.match(network, bits);
  }
  const { name, port } = splitHostPort(entry);
  if (name === '') return false;
  if (port !== undefined && port !== '' && port !== String(destination.port)) return false;
  if (ipaddr.IPv6.isValid(name) || ipaddr.IPv4.isValidFourPartDecimal(name)) return isSameAddress(name, host);
  if (addressFamily !== 0 && !namesMatchAddresses) return false;

  const dotted = name.startsWith('*.') ? name.slice(1) : name;
  const domain = toAscii(dotted.replace(/^\./, ''));
  return isBelow(host, domain) || (!dotted.startsWith('.') && host === domain);
}

/** net.ParseCIDR takes no zone and no shortened IPv4 address. */
function isPlainCidr(entry: string): boolean {
  const address = entry.slice(0, entry.indexOf('/'));
  return !address.includes('%') && (address.includes(':') || ipaddr.IPv4.isValidFourPartDecimal(address));
}

/** net.SplitHostPort: without exactly one port colon, all is host and brackets stay. */
function splitHostPort(entry: string): { name: string; port: string | undefined } {
  const bracketed = /^\[([^\]]*)\]:([^:]*)$/.exec(entry);
  if (bracketed) return { name: bracketed[1] ?? '', port: bracketed[2] };
  const plain = /^([^:[\]]*):([^:[\]]*)$/.exec(entry);
  return plain ? { name: plain[1] ?? '', port: plain[2] } : { name: entry, port: undefined };
}

function toAscii(name: string): string {
   
  if (/^[\u0000-\u007f]*$/.test(name)) return name;
  try {
    return new URL(`http://${name}`).hostname;
  } catch {
    return name;
  }
}

/** parseProxy: url.Parse, then again with http:// in front. An error there means that no proxy is used at all. */
function readProxy(value: string, traits: GoTraits): ProxyReading | 'ignored' {
  const first = parseGoUrl(value, traits);
  if (first !== 'invalid' && first.scheme !== '' && first.authority !== '') {
    if (!traits.knowsThreeSchemes || ['http', 'https', 'socks5'].includes(first.scheme)) return useProxy(first);
    // `http://` in front of `ftp://host` names a host `ftp`, which no network has.
    return { problem: problems.scheme(first.scheme) };
  }
  const second = parseGoUrl(`http://${value}`, traits);
  if (second !== 'invalid') return useProxy(second);
  return first === 'invalid' ? 'ignored' : { problem: problems.host() };
}

interface GoUrl {
  scheme: string;
  authority: string;
}

/** What net/url.Parse refuses, as far as it matters for a proxy value. */
function parseGoUrl(text: string, { strictColons }: GoTraits): GoUrl | 'invalid' {
   
  if (/[\u0000-\u001f\u007f]/.test(text)) return 'invalid';
  const withoutFragment = text.replace(/#.*$/s, '');
  const schemeMatch = /^([a-z][a-z0-9+.-]*):/i.exec(withoutFragment);
  if (!schemeMatch && withoutFragment.startsWith(':')) return 'invalid';
  const scheme = schemeMatch?.[1]?.toLowerCase() ?? '';
  const rest = withoutFragment.slice(schemeMatch?.[0].length ?? 0);
  if (!rest.startsWith('//')) {
    if (scheme === '' && /^[^/]*:/.test(rest)) return 'invalid';
    return scheme !== '' ? { scheme, authority: '' } : badEscape(rest) ? 'invalid' : { scheme: '', authority: '' };
  }
  const { authority, tail } = splitProxyUrl(`x:${rest}`);
  if (badEscape(tail.replace(/\?.*$/s, ''))) return 'invalid';
  const { userinfo, host } = splitAuthority(authority);
  const hostPort = authority.slice(authority.lastIndexOf('@') + 1);
  if (badEscape(userinfo) || /[^A-Za-z0-9\-._:~!$&'()*+,;=%@]/.test(userinfo)) return 'invalid';
  if (hostPort.startsWith('[')) {
    // A zone begins with %25.
    if (!/^\[[^\]%]*(?:%25[^\]]*)?\](?::\d*)?$/.test(hostPort)) return 'invalid';
  } else {
    const colon = hostPort.lastIndexOf(':');
    if (colon !== -1 && !/^:\d*$/.test(hostPort.slice(colon))) return 'invalid';
    if (strictColons && colon !== hostPort.indexOf(':')) return 'invalid';
    // Only non-ASCII bytes may be percent-encoded in a host; these characters may stand as they are.
    if (/%(?![89a-f][0-9a-f])/i.test(host) || /[\s^`{}|\\]/.test(host)) return 'invalid';
  }
  return { scheme, authority };
}

function badEscape(text: string): boolean {
  return /%(?![0-9a-f]{2})/i.test(text);
}

/** net/http transport.go: socks5 and socks5h send the name; every other scheme is spoken to as an HTTP proxy. */
function useProxy({ scheme, authority }: GoUrl): ProxyReading {
  const { userinfo, host, port } = splitAtLastColon(authority);
  const defaults: Readonly<Record<string, number>> = { http: 80, https: 443, socks5: 1080, socks5h: 1080 };
  const number = port ? Number(port) : (defaults[scheme] ?? 0);
  if (host === '') return { problem: problems.host() };
  if (!(number > 0 && number <= 65_535)) return { problem: problems.port() };
  const url = buildProxyUrl(scheme, userinfo, host, number);
  if (!url) return { problem: problems.host() };
  return { url, asked: scheme === 'socks5' || scheme === 'socks5h' ? 'socks5-name' : 'http' };
}

/** Without brackets all colons but the last are the host's, where they are let through. */
function splitAtLastColon(authority: string): ReturnType<typeof splitAuthority> {
  const { userinfo, host, port } = splitAuthority(authority);
  const last = port?.lastIndexOf(':') ?? -1;
  if (port === undefined || last === -1 || host.startsWith('[')) return { userinfo, host, port };
  return { userinfo, host: `[${host}:${port.slice(0, last)}]`, port: port.slice(last + 1) };
}

const measured = 'measured; golang.org/x/net http/httpproxy/proxy.go';
const holding = (traits: GoTraits) => (question: RouteQuestion): RouteDecision => resolve(question, traits);

/** Go programs that leave the proxy to net/http. */
export const go: Dialect = {
  id: 'go',
  title: 'Go',
  versions: [
    { version: '1.27.3', since: '1.26.0', source: measured, resolve: holding(go126) },
    { version: '1.25.5', since: '1.24.1', source: measured, resolve: holding(go1241) },
    { version: '1.24.0', since: '1.24.0', source: measured, resolve: holding(go123) },
    { version: '1.23.7', since: '1.23.7', source: measured, resolve: holding(go1241) },
    { version: '1.23.6', since: '1.23.0', source: measured, resolve: holding(go123) },
    { version: '1.19.8', source: measured, resolve: holding(go119) },
  ],
};
