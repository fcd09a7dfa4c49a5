import ipaddr from 'ipaddr.js';
import type { RouteDecision, RouteQuestion } from '../route.ts';
import { excluded, ignoredProxy, malformed, nothingSet, throughProxy, type UsableProxy } from './decisions.ts';
import type { Dialect } from './dialect.ts';
import { destinationOf, splitAtCommas } from './host-matching.ts';
import { buildProxyUrl, problems } from './proxy-url-text.ts';
import { firstNonEmpty, firstPresent, variableNamed } from './settings-lookup.ts';

type Kind = readonly [scheme: string, port: number, asked: UsableProxy['asked']];

/** Prefixes that are recognised, whatever their case; anything else is part of the host. */
const since31: readonly Kind[] = [['http', 80, 'http']];
const since6: readonly Kind[] = [
  ...since31,
  ['socks4', 80, 'socks4-ip'],
  ['socks5', 80, 'socks5-name'],
  ['socks4a', 80, 'socks4a-name'],
];
const since8: readonly Kind[] = [...since6, ['https', 443, 'http']];

/**
 * HttpEnvironmentProxy.TryCreate() outside Windows: lower case first, a value that can't be read falls through to the
 * next variable, and GATEWAY_INTERFACE switches HTTP_PROXY off.
 */
function resolve(question: RouteQuestion, kinds: readonly Kind[]): RouteDecision {
  const https = question.url.protocol === 'https:';
  const cgi = variableNamed(question, 'GATEWAY_INTERFACE') !== undefined;
  const own = https ? ['https_proxy', 'HTTPS_PROXY'] : cgi ? ['http_proxy'] : ['http_proxy', 'HTTP_PROXY'];
  const names = [...own, 'all_proxy', 'ALL_PROXY'];
  const destination = destinationOf(question.url);
  for (const name of names) {
    const setting = variableNamed(question, name);
    const reading = setting && readProxy(setting.value, kinds);
    if (!setting || !reading) continue;
    const list = firstPresent(question, ['no_proxy', 'NO_PROXY']);
    const entries = splitAtCommas(list?.value ?? '').map((one) => one.trim().toLowerCase());
    const entry = entries.find((one) => matches(one, destination.urlHost));
    if (list && entry !== undefined) return excluded(list, entry, destination.urlHost);
    // Neither kind of SOCKS 4 takes an IPv6 address here (SocksHelper.cs).
    if (destination.addressFamily === 6 && reading.asked.startsWith('socks4')) {
      return malformed(setting, problems.scheme(reading.asked.startsWith('socks4a') ? 'socks4a' : 'socks4'));
    }
    return throughProxy(question, setting, reading, 'absolute');
  }
  const unusable = firstNonEmpty(question, names);
  return unusable ? ignoredProxy(unusable) : nothingSet();
}

/** IsMatchInBypassList(): the host itself, or with a leading dot the domain and what is below it. */
function matches(entry: string, host: string): boolean {
  const ascii = toAscii(entry);
  if (ascii.startsWith('.')) return host === ascii.slice(1) || host.endsWith(ascii);
  return ascii !== '' && host === ascii;
}

/** .NET compares names as they were written; here a name and its Punycode are one, as the URL has only the latter. */
function toAscii(entry: string): string {
  if (/^[ -~]*$/.test(entry)) return entry;
  const [, dot = '', name = ''] = /^(\.?)(.*)$/s.exec(entry) ?? [];
  return URL.canParse(`http://${name}`) ? dot + new URL(`http://${name}`).hostname : entry;
}

/** GetUriFromString(): user information up to the last `@`, a port behind the last colon, what follows is left out. */
function readProxy(value: string, kinds: readonly Kind[]): UsableProxy | undefined {
  const prefix = /^([a-z0-9]+):\/\//i.exec(value)?.[1]?.toLowerCase();
  const found = kinds.find(([scheme]) => scheme === prefix);
  const [scheme, usual, asked] = found ?? ['http', 80, 'http'];
  const rest = found ? value.slice(scheme.length + 3) : value;
  const at = rest.lastIndexOf('@');
  const hostPort = rest.slice(at + 1);
  const colon = hostPort.lastIndexOf(':');
  const hasPort = colon !== -1 && colon > hostPort.indexOf(']');
  const digits = /^\d*/.exec(hostPort.slice(colon + 1))?.[0] ?? '';
  if (hasPort && (digits === '' || Number(digits) > 65_535)) return undefined;
  const text = hasPort ? hostPort.slice(0, colon) : hostPort;
  // UriBuilder puts brackets around a host with a colon, and reads a host with a slash as host and path.
  const cut = text.search(/[/?#\\]/);
  const whole = text.includes(':') && !text.startsWith('[') ? `[${text}]` : text;
  const host = whole === text && cut !== -1 ? text.slice(0, cut) : whole;
  // UriBuilder refuses a password without a user name.
  if (!isHost(host) || /^:./s.test(at === -1 ? '' : rest.slice(0, at))) return undefined;
  const port = hasPort && host === whole ? Number(digits) : usual;
  const url = buildProxyUrl(scheme, at === -1 ? '' : rest.slice(0, at), host, port);
  return url && { url, asked };
}

/** What the Uri class takes for the host of an http URL. */
function isHost(host: string): boolean {
  if (host.startsWith('[')) return host.endsWith(']') && ipaddr.IPv6.isValid(host.slice(1, -1));
  return /^[\p{L}\p{N}_-][\p{L}\p{N}\p{M}._-]*$/u.test(host);
}

/** .NET's HttpClient with its default handler. */
export const dotnetHttpclient: Dialect = {
  id: 'dotnet-httpclient',
  title: '.NET HttpClient',
  versions: [
    {
      version: '8.0.30',
      since: '8.0.0',
      source: 'dotnet/runtime HttpEnvironmentProxy.cs, HttpEnvironmentProxy.Unix.cs, SocksHelper.cs; measured on 3.1.23',
      resolve: (question) => resolve(question, since8),
    },
    {
      version: '7.0.20',
      since: '6.0.0',
      source: 'dotnet/runtime HttpEnvironmentProxy.cs: SOCKS since 6, https:// proxies since 8',
      resolve: (question) => resolve(question, since6),
    },
    {
      version: '3.1.23',
      source: 'measured; dotnet/runtime HttpEnvironmentProxy.cs',
      resolve: (question) => resolve(question, since31),
    },
  ],
};
