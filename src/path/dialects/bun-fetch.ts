import ipaddr from 'ipaddr.js';
import type { RouteDecision, RouteQuestion } from '../route.ts';
import { excluded, ignoredProxy, malformed, nothingSet, throughProxy, type ProxyReading } from './decisions.ts';
import type { Dialect } from './dialect.ts';
import {
  addressBytes,
  destinationOf,
  isDomainOrBelow,
  sharesPrefix,
  splitAtCommas,
  withoutTrailingDot,
  type Destination,
} from './host-matching.ts';
import { buildProxyUrl, problems } from './proxy-url-text.ts';
import { firstNonEmpty, type FoundSetting } from './settings-lookup.ts';

/** What changed between releases of Bun. */
export interface BunTraits {
  /**
   * From 1.4.3 on ALL_PROXY is read, a no_proxy of two quotes no longer hides NO_PROXY, and a proxy's user information
   * goes to the last `@`; before, to the first one behind a colon, and `#` was part of it.
   */
  recent: boolean;
  /** The entry of NO_PROXY that names the destination. */
  bypassEntry(list: string, destination: Destination): string | undefined;
}

/** src/dotenv/env_loader.rs get_http_proxy(): `""` and `''` count as nothing, and hide the upper case. */
export function resolveByBun(question: RouteQuestion, traits: BunTraits): RouteDecision {
  const scheme = question.url.protocol === 'https:' ? 'https_proxy' : 'http_proxy';
  const named = (name: string): FoundSetting | undefined => {
    const found = firstNonEmpty(question, [name, name.toUpperCase()]);
    return found && !isQuotedNothing(found.value) ? found : undefined;
  };
  const all = traits.recent ? named('all_proxy') : undefined;
  const setting = named(scheme) ?? all;
  if (!setting) return nothingSet();
  const reading = readBunProxy(setting.value, traits);
  // ALL_PROXY often names a SOCKS proxy; Bun leaves it alone then.
  if (setting === all && reading === 'other scheme') return ignoredProxy(all);
  const bypass = bunBypass(question, traits);
  if (bypass) return bypass;
  if (reading !== 'other scheme') return throughProxy(question, setting, reading, 'absolute');
  return malformed(setting, problems.scheme(setting.value.replace(/:.*$/s, '').toLowerCase()));
}

/** What Bun's fetch excludes by itself, also when its caller names a proxy. */
export function bunBypass(question: RouteQuestion, traits: BunTraits): RouteDecision | undefined {
  const listed = (...names: string[]): FoundSetting | undefined => {
    const found = firstNonEmpty(question, names);
    return found && !isQuotedNothing(found.value) ? found : undefined;
  };
  const list = traits.recent ? (listed('no_proxy') ?? listed('NO_PROXY')) : listed('no_proxy', 'NO_PROXY');
  const destination = destinationOf(question.url);
  const entry = list && traits.bypassEntry(list.value, destination);
  return list && entry !== undefined ? excluded(list, entry, destination.urlHost) : undefined;
}

function isQuotedNothing(value: string): boolean {
  return value === '""' || value === "''";
}

/** Since 1.4.3: src/dotenv/no_proxy.rs. */
export const bunSince143: BunTraits = {
  recent: true,
  bypassEntry(list, destination) {
    const host = withoutTrailingDot(destination.host);
    const address = numericAddress(host);
    return list.split(/[, \t\r\n]+/).find((entry) => {
      if (entry === '*') return true;
      if (entry.includes('/')) return address !== undefined && networkContains(entry, address);
      const { name, port } = splitPort(entry);
      if (port !== undefined && wholeNumber(port) !== destination.port) return false;
      const domain = withoutTrailingDot(name.replace(/^\*?\./, '')).toLowerCase();
      if (domain === '') return false;
      return address === undefined ? isDomainOrBelow(host, domain) : numericAddress(domain) === address;
    });
  },
};

/** Up to 1.4.2: an entry with a port is compared with the host as the URL writes it, IPv6 addresses with brackets. */
export const bunBefore143: BunTraits = {
  recent: false,
  bypassEntry(list, { urlHost, explicitPort }) {
    const withPort = explicitPort === undefined ? urlHost : `${urlHost}:${explicitPort}`;
    return splitAtCommas(list).find((entry) => {
      const trimmed = entry.replace(/^[ \t-\r]+|[ \t-\r]+$/g, '').toLowerCase();
      if (trimmed === '*') return true;
      const name = trimmed.replace(/^\./, '');
      const hasPort = name.startsWith('[') ? name.includes(']:') : name.split(':').length === 2;
      return name !== '' && (hasPort ? withPort === name : isDomainOrBelow(urlHost, name));
    });
  },
};

/** An address in one form, IPv4-mapped ones as IPv4. */
function numericAddress(text: string): string | undefined {
  if (ipaddr.IPv6.isValid(text)) return text.includes('%') ? undefined : ipaddr.process(text).toString();
  return ipaddr.IPv4.isValidFourPartDecimal(text) ? text : undefined;
}

function networkContains(entry: string, address: string): boolean {
  const slash = entry.indexOf('/');
  const written = entry.slice(0, slash).replace(/^\[(.*)\]$/, '$1');
  const network = numericAddress(written);
  const given = wholeNumber(entry.slice(slash + 1));
  if (network === undefined || given === undefined || given > 255) return false;
  const family = network.includes(':') ? 6 : 4;
  // `::ffff:10.0.0.0/104` is `10.0.0.0/8`.
  const bits = family === 4 && written.includes(':') ? given - 96 : given;
  const [bytes, wanted] = [addressBytes(network, family), addressBytes(address, family)];
  return bytes !== undefined && wanted !== undefined && bits >= 0 && bits <= bytes.length * 8
    ? sharesPrefix(wanted, bytes, bits)
    : false;
}

function splitPort(entry: string): { name: string; port: string | undefined } {
  const bracketed = /^\[([^\]]*)\](?::(.*))?/s.exec(entry);
  if (bracketed) return { name: bracketed[1] ?? '', port: bracketed[2] };
  const [name = '', port, ...more] = entry.split(':');
  return more.length === 0 ? { name, port } : { name: entry, port: undefined };
}

function wholeNumber(text: string): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

/** src/url/lib.rs URL::parse(), which never fails: a port that is no number is the scheme's own. */
export function readBunProxy(value: string, traits: BunTraits): ProxyReading | 'other scheme' {
  const [prefix = '', scheme] = /^(?:([^/?%:]+):\/\/|\/\/|@)/.exec(value) ?? [];
  const protocol = scheme?.toLowerCase() ?? '';
  if (protocol !== '' && protocol !== 'http' && protocol !== 'https') return 'other scheme';
  if (!/^[\w/:@[-]/.test(value)) return { problem: problems.host() };
  const rest = prefix === '//' && !traits.recent ? '' : value.slice(prefix.length);
  const authority = (traits.recent ? /^[^/?#]*/ : /^[^/?]*/).exec(rest)?.[0] ?? '';
  // Without a scheme all up to the first colon is the host, user information too.
  const at = prefix === '' ? -1 : endOfUserinfo(authority, traits);
  const hostPort = authority.slice(at + 1);
  const [, host = '', port = ''] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/s.exec(hostPort) ?? [];
  const number = wholeNumber(port.replace(/^\+/, ''));
  const usual = protocol === 'https' ? 443 : 80;
  const url =
    host === '' || host.includes('@')
      ? undefined
      : buildProxyUrl(
        protocol || 'http',
        at === -1 ? '' : authority.slice(0, at),
        host,
        number === undefined || number > 65_535 ? usual : number,
      );
  return url ? { url, asked: 'http' } : { problem: problems.host() };
}

function endOfUserinfo(authority: string, { recent }: BunTraits): number {
  const at = recent ? authority.lastIndexOf('@') : authority.indexOf('@');
  return recent || at > Math.max(0, authority.indexOf(':')) ? at : -1;
}

/** Bun's global fetch. */
export const bunFetch: Dialect = {
  id: 'bun-fetch',
  title: 'Bun fetch',
  versions: [
    {
      version: '1.4.5',
      since: '1.4.3',
      source: 'measured; bun src/dotenv/no_proxy.rs, env_loader.rs, src/url/lib.rs',
      resolve: (question) => resolveByBun(question, bunSince143),
    },
    {
      version: '1.4.0',
      source: 'measured; bun src/dotenv/env_loader.rs',
      resolve: (question) => resolveByBun(question, bunBefore143),
    },
  ],
};
