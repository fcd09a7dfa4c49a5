import type { RouteDecision, RouteQuestion } from '../route.ts';
import { excluded, malformed, nothingSet, throughProxy, type PlainHttp, type ProxyReading } from './decisions.ts';
import type { Dialect } from './dialect.ts';
import {
  destinationOf,
  isDomainOrBelow,
  splitEntryPort,
  withoutTrailingDot,
  type Destination,
} from './host-matching.ts';
import { canDecode, isBare, problems } from './proxy-url-text.ts';
import { firstPresent, type FoundSetting } from './settings-lookup.ts';

/** What changed between majors of undici's EnvHttpProxyAgent and ProxyAgent. */
export interface UndiciTraits {
  /** The entry of NO_PROXY that names the destination. */
  bypassEntry(list: string, destination: Destination): string | undefined;
  plainHttp: PlainHttp;
  /** Up to 7 a user name without a password was not sent, and so not decoded. */
  sendsUserAlone: boolean;
}

/**
 * undici's EnvHttpProxyAgent: lower case wins, also when it is empty; the http proxy serves https too when there is no
 * https proxy. Both proxies are created together, so one bad value makes every request fail
 * (undici lib/dispatcher/env-http-proxy-agent.js).
 */
export function resolveUndici(question: RouteQuestion, traits: UndiciTraits): RouteDecision {
  const named = (setting: FoundSetting | undefined): FoundSetting | undefined => (setting?.value ? setting : undefined);
  const http = named(firstPresent(question, ['http_proxy', 'HTTP_PROXY']));
  const https = named(firstPresent(question, ['https_proxy', 'HTTPS_PROXY']));
  for (const setting of [http, https]) {
    if (!setting) continue;
    const reading = readProxy(setting.value, traits);
    if ('problem' in reading) return malformed(setting, reading.problem);
  }
  const proxy = question.url.protocol === 'https:' ? (https ?? http) : http;
  if (!proxy) return nothingSet();
  const list = firstPresent(question, ['no_proxy', 'NO_PROXY']);
  const destination = destinationOf(question.url);
  const entry = list && traits.bypassEntry(list.value, destination);
  if (list && entry !== undefined) return excluded(list, entry, destination.urlHost);
  return throughProxy(question, proxy, readProxy(proxy.value, traits), traits.plainHttp);
}

function entriesOf(list: string): string[] {
  return list.split(/[,\s]/).filter((entry) => entry !== '');
}

/** undici 7: the whole list may be `*`; a leading dot or `*.` is dropped; hosts keep the brackets of IPv6. */
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

/** undici 8: `*` may be any entry, `*.` leaves the domain itself out, IPv6 and trailing dots are understood. */
export const undici8: UndiciTraits = {
  plainHttp: 'absolute',
  sendsUserAlone: true,
  bypassEntry(list, { host, port }) {
    const wanted = host.length > 1 ? withoutTrailingDot(host) : host;
    return entriesOf(list).find((entry) => {
      const split = splitEntry8(entry);
      if (split.port && split.port !== port) return false;
      const name = split.name.replace(/^\*?\./, '').replace(/^(.+)\.$/, '$1').toLowerCase();
      if (name === '*') return true;
      return (!entry.startsWith('*') && wanted === name) || wanted.endsWith(`.${name}`);
    });
  },
};

function splitEntry8(entry: string): { name: string; port: number | undefined } {
  const bracketed = /^\[(.+)\]:(\d+)$/.exec(entry);
  if (bracketed) return { name: bracketed[1] ?? '', port: Number(bracketed[2]) };
  const name = entry.replace(/^\[(.+)\]$/, '$1');
  return name.split(':').length === 2 ? splitEntryPort(name) : { name, port: undefined };
}

/** ProxyAgent reads the value with the URL class and takes http, https, socks5 and socks. */
function readProxy(value: string, traits: UndiciTraits): ProxyReading {
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    return { problem: /^[a-z][a-z0-9+.-]*:\/\//i.test(value.trim()) ? problems.syntax() : problems.schemeMissing() };
  }
  const scheme = url.protocol.slice(0, -1);
  const web = scheme === 'http' || scheme === 'https';
  if (url.username !== '' && (url.password !== '' || traits.sendsUserAlone || !web) && !canDecode(url)) {
    return { problem: problems.credentials() };
  }
  if (web) return isBare(url) ? { url, asked: 'http' } : { problem: problems.path() };
  if (scheme === 'socks5' || scheme === 'socks') {
    if (url.hostname === '') return { problem: problems.host() };
    const named = new URL(url.href.replace(/^socks:/, 'socks5:'));
    if (named.port === '') named.port = '1080';
    return { url: named, asked: 'socks5-name', addressesAsNames: [6] };
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
      since: '8.0.0',
      source: 'measured; undici lib/dispatcher/env-http-proxy-agent.js, proxy-agent.js',
      resolve: (question) => resolveUndici(question, undici8),
    },
    {
      version: '7.30.2',
      source: 'undici 7.30.2 lib/dispatcher/env-http-proxy-agent.js, proxy-agent.js',
      resolve: (question) => resolveUndici(question, undici7),
    },
  ],
};
