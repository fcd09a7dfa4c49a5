import type { RouteDecision, RouteQuestion } from '../route.ts';
import { excluded, nothingSet, throughProxy, type ProxyReading, type UsableProxy } from './decisions.ts';
import { destinationOf, isDomainOrBelow, sharesPrefix, splitAtCommas, withoutLeadingDots } from './host-matching.ts';
import type { Destination } from './host-matching.ts';
import { buildProxyUrl, isPortText, problems, splitAuthority, splitProxyUrl } from './proxy-url-text.ts';
import { pythonProxies, urllibBypassEntry } from './python-environment.ts';
import { inetAton, isLatin1, latin1Problem, pythonInteger, pythonUnquote } from './python-literals.ts';
import { firstNonEmpty, type FoundSetting } from './settings-lookup.ts';

/** How an entry that is a name is compared with `host` and `host:port`. */
type NameRule = (host: string, entry: string) => boolean;

/** From 2.34.0 on an entry matches at label boundaries. */
const atLabel: NameRule = (host, entry) => isDomainOrBelow(host, withoutLeadingDots(entry));

/** Before, the end of the text was enough: `example.com` matched `notexample.com`. */
const atEnd: NameRule = (host, entry) => host.endsWith(entry);

/** What requests does with the environment, from 2.34.0 on and before. */
export const resolveAsRequests234 = resolveWith(atLabel);
export const resolveAsRequestsBefore234 = resolveWith(atEnd);

function resolveWith(matchesName: NameRule): (question: RouteQuestion) => RouteDecision {
  return (question) => {
    const proxies = pythonProxies(question);
    const scheme = question.url.protocol === 'https:' ? 'https' : 'http';
    const proxy = proxies[scheme] ?? proxies['all'];
    if (!proxy) return nothingSet();

    const destination = destinationOf(question.url, question.urlText);
    // requests looks at NO_PROXY itself and then asks urllib, which reads it by other rules (requests/utils.py).
    const list = firstNonEmpty(question, ['no_proxy', 'NO_PROXY']);
    const own = list && ownBypassEntry(list.value, destination, matchesName);
    if (list && own !== undefined) return excluded(list, own, destination.host);
    const urllib = urllibBypassEntry(proxies, destination.host);
    if (proxies['no'] && urllib !== undefined) return excluded(proxies['no'], urllib, destination.host);
    return throughRequestsProxy(question, proxy);
  };
}

/** The way of a request whose proxy is settled. */
export function throughRequestsProxy(question: RouteQuestion, proxy: FoundSetting): RouteDecision {
  return throughProxy(question, proxy, readProxy(proxy.value), 'absolute');
}

/** requests/utils.py should_bypass_proxies(). */
function ownBypassEntry(list: string, destination: Destination, matchesName: NameRule): string | undefined {
  const entries = splitAtCommas(list.replaceAll(' ', '')).filter((entry) => entry !== '');
  const { host, explicitPort } = destination;
  const address = destination.addressFamily === 4 ? inetAton(host) : undefined;
  if (address) {
    return entries.find((entry) => {
      const network = networkOf(entry);
      return network ? sharesPrefix(address, network.bytes, network.bits) : host === entry;
    });
  }
  const withPort = explicitPort === undefined ? host : `${host}:${explicitPort}`;
  return entries.find((entry) => matchesName(host, entry) || matchesName(withPort, entry));
}

/** is_valid_cidr(): IPv4 only, in any form that inet_aton() takes, /1 to /32. */
function networkOf(entry: string): { bytes: readonly number[]; bits: number } | undefined {
  const [network = '', prefix, ...more] = entry.split('/');
  if (prefix === undefined || more.length > 0) return undefined;
  const bytes = inetAton(network);
  const bits = pythonInteger(prefix);
  return bytes && bits >= 1 && bits <= 32 ? { bytes, bits } : undefined;
}

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
  // A backslash ends the host as a slash does, also the one in `DOMAIN\user`.
  const text = value.replace(/^\/\//, '').replaceAll('\\', '/');
  const { scheme = 'http', authority } = splitProxyUrl(text);
  const { userinfo, host, port } = splitAuthority(authority);
  if (host === '' || /[[\]]/.test(userinfo)) return { problem: problems.host() };
  if (!isPortText(port)) return { problem: problems.port() };
  if (!host.startsWith('[') && /[\s"'<>^`{|}]/.test(host)) return { problem: problems.host() };

  const socks = Object.hasOwn(socksKinds, scheme) ? socksKinds[scheme] : undefined;
  if (scheme !== 'http' && scheme !== 'https' && !socks) return { problem: problems.scheme(scheme) };
  // Only a user with a password makes a Basic header, which has to be Latin-1.
  const makesHeader = !socks && userinfo.includes(':');
  if (makesHeader && !isLatin1(pythonUnquote(userinfo))) return { problem: latin1Problem() };
  const usualPort = socks ? 1080 : scheme === 'https' ? 443 : 80;
  // For SOCKS, port 0 counts as none; for HTTP nobody can be asked there.
  const namesPort = port !== undefined && port !== '' && !(socks && Number(port) === 0);
  const url = buildProxyUrl(scheme, userinfo, host, namesPort ? Number(port) : usualPort);
  return url ? { url, asked: socks ?? 'http' } : { problem: problems.host() };
}
