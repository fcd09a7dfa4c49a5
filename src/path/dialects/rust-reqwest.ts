import { t } from '@vscode/l10n';
import type { RouteDecision, RouteQuestion } from '../route.ts';
import {
  excluded,
  ignoredProxy,
  malformed,
  nothingSet,
  throughProxy,
  type ProxyReading,
  type UsableProxy,
} from './decisions.ts';
import type { Dialect } from './dialect.ts';
import { destinationOf } from './host-matching.ts';
import { buildProxyUrl, problems } from './proxy-url-text.ts';
import { parseHttpUri } from './rust-http-uri.ts';
import { matchingRustEntry } from './rust-no-proxy.ts';
import { firstNonEmpty, firstPresent, variableNamed, type FoundSetting } from './settings-lookup.ts';

/** Whether a program was built with reqwest's feature `socks`; without it, it speaks HTTP to a SOCKS proxy's port. */
type Socks = 'socks' | 'no socks';

/** How a SOCKS proxy is asked; the values are case-sensitive. */
const socksKinds: Readonly<Record<string, UsableProxy['asked']>> = {
  socks4: 'socks4-ip',
  socks4a: 'socks4a-name',
  socks5: 'socks5-ip',
  socks5h: 'socks5-name',
};

/** reqwest resolves the name itself for these and stumbles over the brackets; SOCKS4 has no IPv6. */
const cannotCarryIpv6: ReadonlySet<UsableProxy['asked']> = new Set(['socks4-ip', 'socks4a-name', 'socks5-ip']);

/**
 * hyper-util's proxy matcher, as reqwest uses it since 0.12.16: upper case hides lower case also when it is empty, a
 * value it cannot read falls back to ALL_PROXY, and REQUEST_METHOD switches every proxy off
 * (hyper-util src/client/proxy/matcher.rs).
 */
export function resolveByHyperUtil(question: RouteQuestion, socks: Socks): RouteDecision {
  const scheme = question.url.protocol === 'https:' ? 'https_proxy' : 'http_proxy';
  const own = firstPresent(question, [scheme.toUpperCase(), scheme]);
  const all = firstPresent(question, ['ALL_PROXY', 'all_proxy']);
  const candidates = [own, all].filter((one): one is FoundSetting => one !== undefined && one.value !== '');
  if (candidates.length === 0) return nothingSet();
  const method = variableNamed(question, 'REQUEST_METHOD');
  if (method) return ignoredProxy(candidates[0] ?? method);
  const destination = destinationOf(question.url);
  const list = firstPresent(question, ['NO_PROXY', 'no_proxy']);
  for (const setting of candidates) {
    const reading = readHyperUtilProxy(setting.value, socks);
    if (!reading) continue;
    const traits = { ignoresCase: true, emptyMatchesTrailingDot: false };
    const entry = list && matchingRustEntry(list.value, destination, traits);
    if (list && entry !== undefined) return excluded(list, entry, destination.host);
    if ('asked' in reading && destination.addressFamily === 6 && cannotCarryIpv6.has(reading.asked)) {
      return malformed(setting, t('this client cannot send an IPv6 address through such a proxy.'));
    }
    return throughProxy(question, setting, reading, 'absolute');
  }
  return candidates[0] ? ignoredProxy(candidates[0]) : nothingSet();
}

/** parse_env_uri(), and what reqwest's connector makes of the result: it asks port 80 where a SOCKS URL has none. */
function readHyperUtilProxy(value: string, socks: Socks): ProxyReading | undefined {
  const uri = parseHttpUri(value);
  if (!uri) return undefined;
  const { scheme = 'http', host } = uri;
  const asked = Object.hasOwn(socksKinds, scheme) ? socksKinds[scheme] : undefined;
  if (!asked && scheme !== 'http' && scheme !== 'https') return undefined;
  if (host === '') return { problem: problems.host() };
  const userinfo = uri.userinfo.replace(/@.*$/s, '');
  const url = buildProxyUrl(scheme, userinfo, host, uri.port ?? (scheme === 'https' ? 443 : 80));
  return url ? { url, asked: (socks === 'socks' && asked) || 'http' } : { problem: problems.host() };
}

/** Where ALL_PROXY stood among the variables before reqwest left the reading to hyper-util. */
type AllProxy = 'unread' | 'first' | 'last';

/**
 * reqwest's own reading up to 0.12.15, built without `socks` as by default: an unusable value falls through to the
 * next variable (reqwest src/proxy.rs get_from_environment).
 */
function resolveByItself(question: RouteQuestion, allProxy: AllProxy): RouteDecision {
  const https = question.url.protocol === 'https:';
  const own = https ? ['HTTPS_PROXY', 'https_proxy'] : ['HTTP_PROXY', 'http_proxy'];
  const cgi = !https && variableNamed(question, 'REQUEST_METHOD') !== undefined;
  const all = allProxy === 'unread' ? [] : ['ALL_PROXY', 'all_proxy'];
  const names = allProxy === 'first' ? [...all, ...(cgi ? [] : own)] : [...(cgi ? [] : own), ...all];
  const destination = destinationOf(question.url);
  const list = firstPresent(question, ['NO_PROXY', 'no_proxy']);
  for (const name of names) {
    const setting = variableNamed(question, name);
    const url = setting && readProxyUrl(setting.value);
    if (!setting || !url) continue;
    const traits = { ignoresCase: false, emptyMatchesTrailingDot: true };
    const entry = list?.value ? matchingRustEntry(list.value, destination, traits) : undefined;
    if (list && entry !== undefined) return excluded(list, entry, destination.host);
    return throughProxy(question, setting, { url, asked: 'http' }, 'absolute');
  }
  const unusable = firstNonEmpty(question, [...own, ...all]);
  return unusable ? ignoredProxy(unusable) : nothingSet();
}

/** The URL class, with http:// in front of what has no host; the http crate must take its host and port too. */
function readProxyUrl(value: string): URL | undefined {
  const url = parseUrl(value) ?? (mayLackScheme(value) ? parseUrl(`http://${value}`) : undefined);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) return undefined;
  return parseHttpUri(url.host) ? url : undefined;
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) && new URL(text).host !== '' ? new URL(text) : undefined;
}

/** Only a value without a scheme or a host gets one; one that is wrong in another way does not. */
function mayLackScheme(value: string): boolean {
  return URL.canParse(value) || !/^[a-z][a-z0-9+.-]*:/i.test(value.trim());
}

/** Rust programs on reqwest with its default proxy reading. */
export const rustReqwest: Dialect = {
  id: 'rust-reqwest',
  title: 'Rust reqwest',
  versions: [
    {
      version: '0.13.5',
      since: '0.12.16',
      source: 'measured with the feature socks; hyper-util 0.1.21 src/client/proxy/matcher.rs',
      resolve: (question) => resolveByHyperUtil(question, 'socks'),
    },
    {
      version: '0.12.15',
      since: '0.12.6',
      source: 'measured without the feature socks; reqwest src/proxy.rs at v0.12.15',
      resolve: (question) => resolveByItself(question, 'last'),
    },
    {
      version: '0.11.27',
      since: '0.11.19',
      source: 'reqwest src/proxy.rs at v0.11.27, without the feature socks',
      resolve: (question) => resolveByItself(question, 'first'),
    },
    {
      version: '0.11.13',
      source: 'measured without the feature socks; reqwest src/proxy.rs at v0.11.13',
      resolve: (question) => resolveByItself(question, 'unread'),
    },
  ],
};
