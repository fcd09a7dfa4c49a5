import { t } from '@vscode/l10n';
import type { RouteDecision, RouteQuestion } from '../route.ts';
import { excluded, malformed, nothingSet, throughProxy, type PlainHttp, type ProxyReading, type UsableProxy } from './decisions.ts';
import type { Dialect } from './dialect.ts';
import {
  destinationOf,
  isDomainOrBelow,
  splitEntryPort,
  withoutTrailingDot,
  type Destination,
} from './host-matching.ts';
import { exactOrEndEntry } from './proxy-from-env.ts';
import { canDecode, isBare, problems } from './proxy-url-text.ts';
import { firstPresent, type FoundSetting } from './settings-lookup.ts';
import { libraryProblems, proxyAt, withPort } from './url-class-proxy.ts';

/** What changed between majors of undici's EnvHttpProxyAgent and ProxyAgent. */
export interface UndiciTraits {
  /** The entry of NO_PROXY that names the destination. */
  bypassEntry(list: string, destination: Destination): string | undefined;
  plainHttp: PlainHttp;
  /** Up to 7 a user name without a password was not sent, and so not decoded. */
  sendsUserAlone: boolean;
  /** Up to 7.22 only http and https proxies. */
  refusesSocks?: boolean;
  /** Node 26 refuses an address as the name of a TLS server, and undici passes the proxy's host as that name. */
  refusesTlsToAddress?: boolean;
}

/**
 * undici's EnvHttpProxyAgent: lower case wins, also when it is empty; the http proxy serves https too when there is no
 * https proxy. Both proxies are created together, so one bad value makes every request fail
 * (undici lib/dispatcher/env-http-proxy-agent.js).
 */
export function resolveUndici(question: RouteQuestion, traits: UndiciTraits): RouteDecision {
  const refused = refusedByUndici(question, traits);
  if (refused) return refused;
  const { http, https } = undiciProxies(question);
  const proxy = question.url.protocol === 'https:' ? (https ?? http) : http;
  if (!proxy) return nothingSet();
  const list = firstPresent(question, ['no_proxy', 'NO_PROXY']);
  const destination = destinationOf(question.url);
  const entry = list && traits.bypassEntry(list.value, destination);
  if (list && entry !== undefined) return excluded(list, entry, destination.urlHost);
  return throughProxy(question, proxy, reachable(readUndiciProxy(proxy.value, traits), traits), traits.plainHttp);
}

/** What making the connection comes to; none of this is noticed before. */
function reachable(reading: ProxyReading, traits: UndiciTraits): ProxyReading {
  if ('problem' in reading) return reading;
  const { hostname, protocol } = reading.url;
  if (protocol === 'https:' && traits.refusesTlsToAddress && destinationOf(reading.url).addressFamily !== 0) {
    return { problem: t('Node does not take an address as the name of a TLS server.') };
  }
  return reading.asked !== 'http' && hostname.startsWith('[') ? { problem: libraryProblems.bracketedHost() } : reading;
}

/** The error that making the agent ends in, whatever the URL, when one of the two proxies is of no use to it. */
export function refusedByUndici(question: RouteQuestion, traits: UndiciTraits): RouteDecision | undefined {
  const { http, https } = undiciProxies(question);
  for (const setting of [http, https]) {
    if (!setting) continue;
    const reading = readUndiciProxy(setting.value, traits);
    if ('problem' in reading && !reading.late) return malformed(setting, reading.problem);
  }
  return undefined;
}

function undiciProxies(question: RouteQuestion): { http: FoundSetting | undefined; https: FoundSetting | undefined } {
  const named = (setting: FoundSetting | undefined): FoundSetting | undefined => (setting?.value ? setting : undefined);
  return {
    http: named(firstPresent(question, ['http_proxy', 'HTTP_PROXY'])),
    https: named(firstPresent(question, ['https_proxy', 'HTTPS_PROXY'])),
  };
}

function entriesOf(list: string): string[] {
  return list.split(/[,\s]/).filter((entry) => entry !== '');
}

/** undici 6, and 7 up to 7.18: sub-domains only after a dot or a star. */
export const undici70: UndiciTraits = {
  plainHttp: 'connect',
  sendsUserAlone: false,
  refusesSocks: true,
  bypassEntry: exactOrEndEntry,
};

/** undici 7 later on: the whole list may be `*`; a leading dot or `*.` is dropped; hosts keep the brackets of IPv6. */
export const undici7: UndiciTraits = {
  plainHttp: 'connect',
  sendsUserAlone: false,
  bypassEntry(list, { urlHost, port }) {
    const entries = entriesOf(list);
    if (entries.length > 0 && list === '*') return list;
    return entries.find((entry) => {
      const split = splitEntryPort(entry);
      if (split.port && split.port !== port) return false;
      return isDomainOrBelow(urlHost, split.name.replace(/^\*?\./, '').toLowerCase());
    });
  },
};

/** undici 8 up to 8.9: as 7 in NO_PROXY. */
export const undici80: UndiciTraits = { ...undici7, plainHttp: 'absolute', sendsUserAlone: true };

/** undici 8.10: IPv6 and trailing dots are understood; the whole list may be `*`. */
export const undici810: UndiciTraits = {
  ...undici80,
  bypassEntry(list, destination) {
    const entries = entriesOf(list);
    if (entries.length > 0 && list === '*') return list;
    return entries.find((entry) => matches8(entry, destination, true));
  },
};

/** undici 8.11 on: `*` may be any entry, and `*.` leaves the domain itself out. */
export const undici8: UndiciTraits = {
  ...undici80,
  bypassEntry(list, destination) {
    return entriesOf(list).find((entry) => {
      const { name, port } = readEntry8(entry);
      if (name === '*') return !port || port === destination.port;
      return matches8(entry, destination, !entry.startsWith('*'));
    });
  },
};

function matches8(entry: string, { host, port }: Destination, domainToo: boolean): boolean {
  const { name, port: wantedPort } = readEntry8(entry);
  if (wantedPort && wantedPort !== port) return false;
  const wanted = host.length > 1 ? withoutTrailingDot(host) : host;
  return (domainToo && wanted === name) || wanted.endsWith(`.${name}`);
}

function readEntry8(entry: string): { name: string; port: number | undefined } {
  const { name, port } = splitEntry8(entry);
  return { name: name.replace(/^\*?\./, '').replace(/^(.+)\.$/, '$1').toLowerCase(), port };
}

function splitEntry8(entry: string): { name: string; port: number | undefined } {
  const bracketed = /^\[(.+)\]:(\d+)$/.exec(entry);
  if (bracketed) return { name: bracketed[1] ?? '', port: Number(bracketed[2]) };
  const name = entry.replace(/^\[(.+)\]$/, '$1');
  return name.split(':').length === 2 ? splitEntryPort(name) : { name, port: undefined };
}

/** What is wrong may be noticed only when the connection is made. */
type UndiciReading = UsableProxy | { problem: string; late?: boolean };

/** ProxyAgent reads the value with the URL class and takes http, https, socks5 and socks. */
export function readUndiciProxy(value: string, traits: UndiciTraits): UndiciReading {
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    return { problem: /^[a-z][a-z0-9+.-]*:\/\//i.test(value.trim()) ? problems.syntax() : problems.schemeMissing() };
  }
  const scheme = url.protocol.slice(0, -1);
  const web = scheme === 'http' || scheme === 'https';
  if (url.username !== '' && (url.password !== '' || traits.sendsUserAlone) && !canDecode(url)) {
    return { problem: problems.credentials() };
  }
  if (web) return isBare(url) ? { url, asked: 'http' } : { problem: problems.path() };
  if (!traits.refusesSocks && (scheme === 'socks5' || scheme === 'socks')) {
    const port = Number(url.port) || 1080;
    const reading = proxyAt(withPort(url, port), port, 'socks5-name', 'socks5');
    return 'problem' in reading ? { ...reading, late: true } : { ...reading, addressesAsNames: [6] };
  }
  return { problem: value.includes('://') ? problems.scheme(scheme) : problems.schemeMissing() };
}

/** Programs that install undici's EnvHttpProxyAgent themselves. */
export const undiciEnvAgent: Dialect = {
  id: 'undici-env-agent',
  title: 'undici EnvHttpProxyAgent',
  versions: [
    {
      version: '8.12.4',
      since: '8.11.0',
      source: 'measured; undici lib/dispatcher/env-http-proxy-agent.js, proxy-agent.js',
      resolve: (question) => resolveUndici(question, undici8),
    },
    {
      version: '8.10.2',
      since: '8.10.0',
      source: 'measured; undici 8.10.2 lib/dispatcher/env-http-proxy-agent.js',
      resolve: (question) => resolveUndici(question, undici810),
    },
    {
      version: '8.8.0',
      since: '8.0.0',
      source: 'measured; undici 8.8.0 lib/dispatcher/env-http-proxy-agent.js',
      resolve: (question) => resolveUndici(question, undici80),
    },
    {
      version: '7.30.2',
      since: '7.24.0',
      source: 'measured; undici 7.30.2 lib/dispatcher/env-http-proxy-agent.js, proxy-agent.js',
      resolve: (question) => resolveUndici(question, undici7),
    },
    {
      version: '7.11.0',
      source: 'measured as built into Node 24.4.1; undici 7.11.0 lib/dispatcher/env-http-proxy-agent.js',
      resolve: (question) => resolveUndici(question, undici70),
    },
  ],
};
