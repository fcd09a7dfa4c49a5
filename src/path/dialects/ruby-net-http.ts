import { t } from '@vscode/l10n';
import ipaddr from 'ipaddr.js';
import type { RouteDecision, RouteQuestion } from '../route.ts';
import { excluded, loopbackDirect, malformed, nothingSet, throughProxy, type ProxyReading } from './decisions.ts';
import type { Dialect } from './dialect.ts';
import { destinationOf } from './host-matching.ts';
import { buildProxyUrl, isResolvable, problems, splitAuthority, splitProxyUrl } from './proxy-url-text.ts';
import { firstPresent, variableNamed, type FoundSetting } from './settings-lookup.ts';

/**
 * URI::Generic#find_proxy as Net::HTTP uses it: always for a URL of scheme http, so the http proxy serves https too
 * and `https_proxy` is never read (uri lib/uri/generic.rb, net-http lib/net/http.rb proxy_uri). The host is resolved
 * first: one that is this machine goes directly, and entries that are networks are compared with the address.
 */
function resolve(question: RouteQuestion): RouteDecision {
  const proxy = findProxy(question);
  if (!proxy || proxy.value === '') return nothingSet();
  const { host, port, addressFamily } = destinationOf(question.url);
  const known = addressFamily !== 0 ? host : question.addresses?.[0];
  const address = known ?? (host === 'localhost' ? '::1' : undefined);
  if (address !== undefined && (/^127\./.test(address) || address === '::1')) return loopbackDirect(host);
  const list = firstPresent(question, ['no_proxy', 'NO_PROXY']);
  const entry = list && matchingEntry(list.value, host, address, port);
  if (list && entry !== undefined) return excluded(list, entry, host);
  const reading = readProxy(proxy.value);
  if (!('problem' in reading) && reading.url.protocol === 'https:') {
    return malformed(proxy, t('it speaks to an https proxy without TLS.'));
  }
  return throughProxy(question, proxy, reading, 'absolute');
}

/** Under CGI a variable that a request header could have set is not believed. */
function findProxy(question: RouteQuestion): FoundSetting | undefined {
  if (!variableNamed(question, 'REQUEST_METHOD')) return firstPresent(question, ['http_proxy', 'HTTP_PROXY']);
  const spellings = Object.entries(question.environment).filter(
    ([name, value]) => value !== undefined && name.toLowerCase() === 'http_proxy',
  );
  const lower = variableNamed(question, 'http_proxy');
  const safe = spellings.length > 1 || (lower?.name === 'http_proxy' && question.platform !== 'win32');
  return (safe ? lower : undefined) ?? variableNamed(question, 'CGI_HTTP_PROXY');
}

/** URI::Generic.use_proxy?: entries end at commas, white space and colons, so an IPv6 address is never one. */
function matchingEntry(list: string, host: string, address: string | undefined, port: number): string | undefined {
  for (const [entry, name = '', digits] of list.matchAll(/([^:,\s]+)(?::(\d+))?/g)) {
    if (digits !== undefined && Number(digits) !== port) continue;
    const suffix = name.toLowerCase();
    if (suffix.startsWith('.') ? host.endsWith(suffix) : `.${host}`.endsWith(`.${suffix}`)) return entry;
    if (address !== undefined && isInNetwork(address, name)) return entry;
  }
  return undefined;
}

/** IPAddr.new(entry).include?(address). Of networks only IPv4 can stand here; a number with a leading zero is none. */
function isInNetwork(address: string, entry: string): boolean {
  const [network = '', mask] = entry.split(/\/(.*)/s);
  if (!isPlainIpv4(network) || !isPlainIpv4(address)) return false;
  let bits: number | null = 32;
  if (mask !== undefined) {
    if (/^(?:0|[1-9]\d*)$/.test(mask)) bits = Number(mask);
    else bits = isPlainIpv4(mask) ? ipaddr.IPv4.parse(mask).prefixLengthFromSubnetMask() : null;
  }
  return bits !== null && bits <= 32 && ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parse(network), bits);
}

function isPlainIpv4(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) && !/(?:^|\.)0\d/.test(text);
}

/** URI.parse() by RFC 3986, then a socket to host and port: whatever the scheme, HTTP is spoken to it. */
function readProxy(value: string): ProxyReading {
  const part = String.raw`(?:%[0-9a-f]{2}|[!$&-.0-9:;=@a-z_~/])*`;
  const shape = new RegExp(
    String.raw`^(?:[a-z][a-z0-9+.-]*:)?//(?:(?:%[0-9a-f]{2}|[!$&-.0-9:;=a-z_~])*@)?` +
      String.raw`(?:\[[0-9a-f:.]+\]|(?:%[0-9a-f]{2}|[!$&-.0-9;=a-z_~])*)(?::\d*)?(?:/${part})?(?:\?[^#]*)?(?:#[^#]*)?$`,
    'i',
  );
  if (!shape.test(value) || /[^\u0000-\u007f]/.test(value)) {
    return { problem: value.includes('//') ? problems.syntax() : problems.schemeMissing() };
  }
  const { scheme, authority } = splitProxyUrl(value.startsWith('//') ? `x:${value}` : value);
  const { userinfo, host, port } = splitAuthority(authority);
  const defaults: Readonly<Record<string, number>> = { http: 80, https: 443, ws: 80, wss: 443, ftp: 21, ldap: 389 };
  const number = port ? Number(port) : (defaults[scheme ?? ''] ?? 0);
  // What is percent-encoded in the host stays so, and nobody resolves it.
  if (host === '' || host.includes('%') || !isResolvable(host)) return { problem: problems.host() };
  if (!(number > 0 && number <= 65_535) || scheme === 'file') return { problem: problems.port() };
  const url = buildProxyUrl(value.startsWith('//') ? 'http' : (scheme ?? 'http'), userinfo, host, number);
  return url ? { url, asked: 'http' } : { problem: problems.host() };
}

/** Ruby programs that leave the proxy to Net::HTTP; open-uri asks for the URL's own scheme instead. */
export const rubyNetHttp: Dialect = {
  id: 'ruby-net-http',
  title: 'Ruby Net::HTTP',
  versions: [
    {
      version: '3.3.8',
      source: 'measured on Ruby 3.1.2, and on it with uri 0.13.2 and net-http 0.4.1, those of Ruby 3.3.8',
      resolve,
    },
  ],
};
