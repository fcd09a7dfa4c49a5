import type { RouteDecision, RouteQuestion } from '../route.ts';
import { excluded, nothingSet, throughProxy, type ProxyReading, type UsableProxy } from './decisions.ts';
import type { Dialect } from './dialect.ts';
import {
  addressBytes,
  destinationOf,
  isDomainOrBelow,
  sharesPrefix,
  withoutTrailingDot,
  type Destination,
} from './host-matching.ts';
import { buildProxyUrl, isPortText, problems, splitAuthority, splitProxyUrl } from './proxy-url-text.ts';
import { firstNonEmpty } from './settings-lookup.ts';

/** What changed between versions of curl. */
interface CurlTraits {
  /** Up to 8.8 a blank separated entries; from 8.9.0 on it ends the list. */
  blankSeparates: boolean;
  /** Up to 8.17 an IPv6 address was compared as if it were a name: same text, no prefix. */
  ipv6IsName: boolean;
}

/** lib/url.c parse_proxy(): kinds of proxy and their default ports. */
const kinds: Readonly<Record<string, { asked: UsableProxy['asked']; port: number; scheme: string }>> = {
  http: { asked: 'http', port: 1080, scheme: 'http' },
  https: { asked: 'http', port: 443, scheme: 'https' },
  socks: { asked: 'socks4-ip', port: 1080, scheme: 'socks4' },
  socks4: { asked: 'socks4-ip', port: 1080, scheme: 'socks4' },
  socks4a: { asked: 'socks4a-name', port: 1080, scheme: 'socks4a' },
  socks5: { asked: 'socks5-ip', port: 1080, scheme: 'socks5' },
  socks5h: { asked: 'socks5-name', port: 1080, scheme: 'socks5h' },
};

function resolveWith(traits: CurlTraits): (question: RouteQuestion) => RouteDecision {
  return (question) => {
    // HTTP_PROXY is left out on purpose: under CGI a request header sets it (curl lib/proxy.c).
    const own = question.url.protocol === 'https:' ? ['https_proxy', 'HTTPS_PROXY'] : ['http_proxy'];
    const proxy = firstNonEmpty(question, [...own, 'all_proxy', 'ALL_PROXY']);
    if (!proxy) return nothingSet();
    const list = firstNonEmpty(question, ['no_proxy', 'NO_PROXY']);
    const destination = destinationOf(question.url);
    const entry = list && matchingEntry(list.value, destination, traits);
    if (list && entry !== undefined) return excluded(list, entry, destination.host);
    return throughProxy(question, proxy, readProxy(proxy.value), 'absolute');
  };
}

/** lib/noproxy.c Curl_check_noproxy(). Ports in entries are part of the name and so match nothing. */
function matchingEntry(list: string, destination: Destination, traits: CurlTraits): string | undefined {
  if (list === '*') return list;
  return listEntries(list, traits).find((entry) =>
    destination.addressFamily === 0 || (destination.addressFamily === 6 && traits.ipv6IsName)
      ? matchesName(entry, destination.host)
      : matchesAddress(entry, destination.host, destination.addressFamily),
  );
}

function listEntries(list: string, traits: CurlTraits): string[] {
  if (traits.blankSeparates) return list.split(/[, \t]+/).filter((entry) => entry !== '');
  const entries: string[] = [];
  for (const piece of list.split(/,+/)) {
    const match = /^[ \t]*([^ \t]*)[ \t]*(.*)$/s.exec(piece);
    if (match?.[1]) entries.push(match[1]);
    if (match?.[2]) break;
  }
  return entries;
}

function matchesName(entry: string, host: string): boolean {
  const domain = withoutTrailingDot(entry.toLowerCase()).replace(/^\./, '');
  return domain !== '' && isDomainOrBelow(withoutTrailingDot(host), domain);
}

function matchesAddress(entry: string, host: string, family: 4 | 6): boolean {
  const slash = entry.indexOf('/');
  const bits = slash === -1 ? 0 : Number.parseInt(entry.slice(slash + 1), 10) || 0;
  const network = addressBytes(slash === -1 ? entry : entry.slice(0, slash), family);
  const address = addressBytes(host, family);
  const width = family === 4 ? 32 : 128;
  if (!network || !address || bits < 0 || bits > width) return false;
  // No prefix and /0 both mean the whole address.
  if (bits === 0) return sharesPrefix(address, network, width);
  return sharesPrefix(address, network, bits);
}

/** lib/url.c parse_proxy() on lib/urlapi.c, with CURLU_GUESS_SCHEME and CURLU_NON_SUPPORT_SCHEME. */
function readProxy(value: string): ProxyReading {
   
  if (/[\u0000-\u0020\u007f]/.test(value)) return { problem: problems.syntax() };
  // One to three slashes are taken for two.
  const slashes = value.replace(/^([a-z][a-z0-9+.-]*):\/{1,3}(?=[^/]|$)/i, '$1://');
  const { scheme = 'http', authority } = splitProxyUrl(slashes);
  const kind = Object.hasOwn(kinds, scheme) ? kinds[scheme] : undefined;
  const { userinfo, host, port } = splitAuthority(authority);
  // Which characters a host may not have: lib/urlapi.c hostname_check().
  const badHost = host === '' || (!host.startsWith('[') && /[\s/:#?!@{}[\]\\$'"^`*<>=;,+&()]/.test(host));
  if (userinfo.includes('@') || badHost) return { problem: problems.syntax() };
  if (!isPortText(port)) return { problem: problems.port() };
  if (!kind) return { problem: problems.scheme(scheme) };
  const url = buildProxyUrl(kind.scheme, userinfo, host, port ? Number(port) : kind.port);
  if (!url) return { problem: problems.host() };
  return { url, asked: kind.asked, ...(kind.asked === 'socks4a-name' ? { addressesAsNames: [4, 6] } : {}) };
}

/** curl and everything built on libcurl that leaves the proxy to it. */
export const curl: Dialect = {
  id: 'curl',
  title: 'curl',
  versions: [
    {
      version: '8.23.0',
      since: '8.18.0',
      source: 'measured; curl lib/proxy.c; IPv6 addresses are addresses since curl ff2aaed9ba',
      resolve: resolveWith({ blankSeparates: false, ipv6IsName: false }),
    },
    {
      version: '8.17.0',
      since: '8.9.0',
      source: 'curl lib/noproxy.c; blanks end the list since curl e78913e6b5',
      resolve: resolveWith({ blankSeparates: false, ipv6IsName: true }),
    },
    {
      version: '7.88.1',
      source: 'measured; curl lib/noproxy.c at curl-7_88_1',
      resolve: resolveWith({ blankSeparates: true, ipv6IsName: true }),
    },
  ],
};
