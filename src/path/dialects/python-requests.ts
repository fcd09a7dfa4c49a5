import type { RouteDecision, RouteQuestion } from '../route.ts';
import { excluded, nothingSet, throughProxy, type ProxyReading, type UsableProxy } from './decisions.ts';
import type { Dialect } from './dialect.ts';
import {
  addressBytes,
  destinationOf,
  isDomainOrBelow,
  sharesPrefix,
  splitAtCommas,
  withoutLeadingDots,
  type Destination,
} from './host-matching.ts';
import { buildProxyUrl, isPortText, problems, splitAuthority, splitProxyUrl } from './proxy-url-text.ts';
import { pythonProxies, urllibBypassEntry } from './python-environment.ts';
import { firstNonEmpty } from './settings-lookup.ts';

/** How an entry that is a name is compared with `host` and `host:port`. */
type NameRule = (host: string, entry: string) => boolean;

function resolveWith(matchesName: NameRule): (question: RouteQuestion) => RouteDecision {
  return (question) => {
    const proxies = pythonProxies(question);
    const scheme = question.url.protocol === 'https:' ? 'https' : 'http';
    const proxy = proxies[scheme] ?? proxies['all'];
    if (!proxy) return nothingSet();

    const destination = destinationOf(question.url);
    // requests looks at NO_PROXY itself and then asks urllib, which reads it by other rules (requests/utils.py).
    const list = firstNonEmpty(question, ['no_proxy', 'NO_PROXY']);
    const own = list && ownBypassEntry(list.value, destination, matchesName);
    if (list && own !== undefined) return excluded(list, own, destination.host);
    const urllib = urllibBypassEntry(proxies, destination.host);
    if (proxies['no'] && urllib !== undefined) return excluded(proxies['no'], urllib, destination.host);
    return throughProxy(question, proxy, readProxy(proxy.value), 'absolute');
  };
}

/** requests/utils.py should_bypass_proxies(). */
function ownBypassEntry(list: string, destination: Destination, matchesName: NameRule): string | undefined {
  const entries = splitAtCommas(list.replaceAll(' ', '')).filter((entry) => entry !== '');
  const { host, explicitPort } = destination;
  if (destination.addressFamily === 4) {
    return entries.find((entry) => (isCidr(entry) ? isInCidr(host, entry) : host === entry));
  }
  const withPort = explicitPort === undefined ? host : `${host}:${explicitPort}`;
  return entries.find((entry) => matchesName(host, entry) || matchesName(withPort, entry));
}

/** is_valid_cidr(): IPv4 only, /1 to /32. */
function isCidr(entry: string): boolean {
  const match = /^([\d.]+)\/(\d+)$/.exec(entry);
  const bits = Number(match?.[2] ?? 0);
  return match !== null && addressBytes(match[1] ?? '', 4) !== undefined && bits >= 1 && bits <= 32;
}

function isInCidr(host: string, entry: string): boolean {
  const [network = '', bits = ''] = entry.split('/');
  return sharesPrefix(addressBytes(host, 4) ?? [], addressBytes(network, 4) ?? [], Number(bits));
}

/** From 2.33 on an entry matches at label boundaries. */
const atLabel: NameRule = (host, entry) => isDomainOrBelow(host, withoutLeadingDots(entry));

/** Before, the end of the text was enough: `example.com` matched `notexample.com`. */
const atEnd: NameRule = (host, entry) => host.endsWith(entry);

const socksKinds: Readonly<Record<string, UsableProxy['asked']>> = {
  socks4: 'socks4-ip',
  socks4a: 'socks4a-name',
  socks5: 'socks5-ip',
  socks5h: 'socks5-name',
};

/**
 * prepend_scheme_if_needed() on urllib3's parse_url(). A value such as `localhost:3128` is read as scheme `localhost`
 * and refused, `127.0.0.1:3128` and `proxy.example:3128` are not: a scheme has no dot there and starts with a letter.
 */
function readProxy(value: string): ProxyReading {
  if (/^[a-z][a-z0-9+-]*:(?!\/\/)/i.test(value)) {
    return { problem: /^(?:https?|socks\w*):/i.test(value) ? problems.syntax() : problems.schemeMissing() };
  }
  const text = value.replace(/^\/\//, '');
  const { scheme = 'http', authority } = splitProxyUrl(text);
  const { userinfo, host, port } = splitAuthority(authority);
  if (host === '') return { problem: problems.host() };
  if (!isPortText(port)) return { problem: problems.port() };
  if (!host.startsWith('[') && /[\s"'<>\\^`{|}]/.test(host)) return { problem: problems.host() };

  const socks = Object.hasOwn(socksKinds, scheme) ? socksKinds[scheme] : undefined;
  if (scheme !== 'http' && scheme !== 'https' && !socks) return { problem: problems.scheme(scheme) };
  const url = buildProxyUrl(scheme, userinfo, host, port ? Number(port) : socks ? 1080 : scheme === 'https' ? 443 : 80);
  return url ? { url, asked: socks ?? 'http' } : { problem: problems.host() };
}

/** Python programs on requests, with its `socks` extra for SOCKS proxies. */
export const pythonRequests: Dialect = {
  id: 'python-requests',
  title: 'Python requests',
  versions: [
    {
      version: '2.34.2',
      since: '2.33.0',
      source: 'measured; psf/requests src/requests/utils.py',
      resolve: resolveWith(atLabel),
    },
    { version: '2.32.3', source: 'measured; psf/requests src/requests/utils.py', resolve: resolveWith(atEnd) },
  ],
};
