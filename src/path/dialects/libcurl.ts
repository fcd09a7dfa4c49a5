import { t } from '@vscode/l10n';
import type { RouteDecision, RouteQuestion } from '../route.ts';
import { excluded, malformed, throughProxy, type ProxyReading, type UsableProxy } from './decisions.ts';
import {
  addressBytes,
  destinationOf,
  isDomainOrBelow,
  mappedInDecimal,
  sharesPrefix,
  withoutTrailingDot,
  type Destination,
} from './host-matching.ts';
import { buildProxyUrl, isPortText, isResolvable, problems, splitAuthority, splitProxyUrl } from './proxy-url-text.ts';
import { firstNonEmpty, type FoundSetting } from './settings-lookup.ts';

/** What changed between releases of libcurl, for curl, git, cargo and whatever else leaves the proxy to it. */
export interface LibcurlTraits {
  /** Up to 8.8 a blank separated entries of NO_PROXY; from 8.9.0 on it ends the list (curl e78913e6b5). */
  blankSeparates: boolean;
  /** Up to 8.17 an IPv6 address was compared as if it were a name: same text, no prefix (curl ff2aaed9ba). */
  ipv6IsName: boolean;
  /** Up to 8.17 what follows the digits of a prefix was not looked at, as atoi() does (curl 97b0abb46b). */
  laxPrefix: boolean;
  /** Up to 8.17 a user name that decodes to control characters made libcurl forget the proxy. */
  losesProxy: boolean;
  /** Up to 8.20 a host such as `ftp.example` without a scheme was taken for that kind of proxy (curl 73daec6620). */
  guessesScheme: boolean;
  /** Port of an http proxy whose value has none: 1080 up to 8.20, then that of the scheme (curl bc40e09f63). */
  httpPort: 80 | 1080;
  /** The program rewrites the URL before libcurl sees it: an IPv4 address in an IPv6 one is in hexadecimal. */
  mappedInHex?: true;
  /** 8.21.0 alone could not ask an HTTP proxy for plain http to an IPv6 address. */
  failsPlainIpv6?: true;
}

const libcurl788: LibcurlTraits = {
  blankSeparates: true,
  ipv6IsName: true,
  laxPrefix: true,
  losesProxy: true,
  guessesScheme: true,
  httpPort: 1080,
};
const libcurl89: LibcurlTraits = { ...libcurl788, blankSeparates: false };
const libcurl818: LibcurlTraits = { ...libcurl89, ipv6IsName: false, laxPrefix: false, losesProxy: false };
const libcurl822: LibcurlTraits = { ...libcurl818, guessesScheme: false, httpPort: 80 };

/** By the first release that has them; the oldest holds for those before. */
export const libcurlReleases = {
  '7.88': libcurl788,
  '8.9': libcurl89,
  '8.18': libcurl818,
  '8.21': { ...libcurl822, failsPlainIpv6: true },
  '8.22': libcurl822,
} as const satisfies Record<string, LibcurlTraits>;

/** lib/url.c parse_proxy(), Curl_scheme_to_proxytype(): kinds of proxy. */
const kinds: Readonly<Record<string, { asked: UsableProxy['asked']; port?: number; scheme: string }>> = {
  http: { asked: 'http', scheme: 'http' },
  https: { asked: 'http', port: 443, scheme: 'https' },
  socks: { asked: 'socks4-ip', port: 1080, scheme: 'socks4' },
  socks4: { asked: 'socks4-ip', port: 1080, scheme: 'socks4' },
  socks4a: { asked: 'socks4a-name', port: 1080, scheme: 'socks4a' },
  socks5: { asked: 'socks5-ip', port: 1080, scheme: 'socks5' },
  socks5h: { asked: 'socks5-name', port: 1080, scheme: 'socks5h' },
};

/** The variable libcurl takes the proxy from. HTTP_PROXY is left out: under CGI a request header sets it. */
export function libcurlProxyVariable(question: RouteQuestion): FoundSetting | undefined {
  const own = question.url.protocol === 'https:' ? ['https_proxy', 'HTTPS_PROXY'] : ['http_proxy'];
  return firstNonEmpty(question, [...own, 'all_proxy', 'ALL_PROXY']);
}

/** The list libcurl takes exclusions from when its user gives it none. */
export function libcurlListVariable(question: RouteQuestion): FoundSetting | undefined {
  return firstNonEmpty(question, ['no_proxy', 'NO_PROXY']);
}

/**
 * What libcurl does with a proxy and a list, wherever they came from: the list is read first, and only for a host
 * that is not on it the proxy.
 *
 * @param value the proxy as handed to libcurl, where that is not the setting's own text.
 * @param kind the kind of proxy for a value without a scheme, as CURLOPT_PROXYTYPE sets it.
 */
export function decideByLibcurl(
  question: RouteQuestion,
  traits: LibcurlTraits,
  proxy: FoundSetting,
  list: FoundSetting | undefined,
  value: string = proxy.value,
  kind = 'http',
): RouteDecision {
  const destination = destinationOf(question.url);
  const entry = list && matchingEntry(list.value, destination, traits);
  if (list && entry !== undefined) return excluded(list, entry, destination.host);
  const reading = readProxy(value, kind, traits);
  if (reading === 'lost') {
    return {
      outcome: 'direct',
      decidedBy: proxy.name,
      reason: t('The user name in {0} has a control character, and this client then goes directly.', proxy.name),
    };
  }
  const plainIpv6 = question.url.protocol === 'http:' && destination.addressFamily === 6;
  if (traits.failsPlainIpv6 && plainIpv6 && !('problem' in reading) && reading.asked === 'http') {
    return malformed(proxy, t('this version fails to ask a proxy for an IPv6 address over plain http.'));
  }
  return throughProxy(question, proxy, reading, 'absolute');
}

/** lib/noproxy.c, lib/proxy.c: check_noproxy(). Ports in entries are part of the name and so match nothing. */
function matchingEntry(list: string, destination: Destination, traits: LibcurlTraits): string | undefined {
  if (list === '*') return list;
  const { addressFamily } = destination;
  const byName = addressFamily === 0 || (addressFamily === 6 && traits.ipv6IsName);
  const decimal = byName && !traits.mappedInHex;
  const host = decimal ? mappedInDecimal(destination.host) : destination.host;
  return listEntries(list, traits).find((entry) =>
    byName ? matchesName(entry, host) : matchesAddress(entry, host, addressFamily, traits),
  );
}

function listEntries(list: string, traits: LibcurlTraits): string[] {
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

function matchesAddress(entry: string, host: string, family: 0 | 4 | 6, traits: LibcurlTraits): boolean {
  if (family === 0) return false;
  const slash = entry.indexOf('/');
  const prefix = slash === -1 ? '0' : entry.slice(slash + 1);
  if (!traits.laxPrefix && !/^\d+$/.test(prefix)) return false;
  const bits = Number.parseInt(prefix, 10) || 0;
  const network = addressBytes(slash === -1 ? entry : entry.slice(0, slash), family);
  const address = addressBytes(host, family);
  const width = family === 4 ? 32 : 128;
  if (!network || !address || bits < 0 || bits > width) return false;
  // No prefix and /0 both mean the whole address.
  return sharesPrefix(address, network, bits === 0 ? width : bits);
}

/** lib/url.c parse_proxy() on lib/urlapi.c, with CURLU_GUESS_SCHEME and CURLU_NON_SUPPORT_SCHEME. */
function readProxy(value: string, defaultKind: string, traits: LibcurlTraits): ProxyReading | 'lost' {
  if (/[\u0000-\u0020\u007f]/.test(value)) return { problem: problems.syntax() };
  // One to three slashes are taken for two.
  const slashes = value.replace(/^([a-z][a-z0-9+.-]*):\/{1,3}(?=[^/]|$)/i, '$1://');
  const { scheme, authority } = splitProxyUrl(slashes);
  const { userinfo, host, port } = splitAuthority(authority);
  // Which characters a host may not have: lib/urlapi.c hostname_check().
  const badHost = host === '' || (!host.startsWith('[') && /[\s/:#?!@{}[\]\\$'"^`*<>=;,+&()]/.test(host));
  if (userinfo.includes('@') || badHost) return { problem: problems.syntax() };
  if (!isPortText(port) || (scheme === undefined && port === '')) return { problem: problems.port() };
  const guessed = traits.guessesScheme ? /^(ftp|dict|ldap|imap|smtp|pop3)\./i.exec(host)?.[1] : undefined;
  const kindName = scheme ?? guessed ?? defaultKind;
  const kind = Object.hasOwn(kinds, kindName) ? kinds[kindName] : undefined;
  if (!kind) return { problem: problems.scheme(kindName) };
  if (/%(?:[01][0-9a-f]|7f)/i.test(userinfo)) return traits.losesProxy ? 'lost' : { problem: problems.syntax() };
  // The URL class knows no zone.
  const address = host.replace(/^(\[[0-9a-f:.]+)%[^\]]+\]$/i, '$1]');
  const url = buildProxyUrl(kind.scheme, userinfo, address, port ? Number(port) : (kind.port ?? traits.httpPort));
  // Up to 8.20 an IPv4 address with a dot at its end was a name, which nobody resolves.
  if (!url || (traits.guessesScheme && !isResolvable(host))) return { problem: problems.host() };
  return { url, asked: kind.asked, ...(kind.asked === 'socks4a-name' ? { addressesAsNames: [4, 6] } : {}) };
}
