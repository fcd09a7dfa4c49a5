import { t } from '@vscode/l10n';
import { redactProxyUrl } from '../proxy-redaction.ts';
import type { ProxyScheme } from '../proxy-value.ts';
import type { DecidedRoute } from '../routes.ts';
import type { MeasuredWay } from './measured-route.ts';
import type { Arrival } from './recorder.ts';

/** The recorder's place for the URL itself, and the one for connections that go anywhere else. */
export const originPlace = 'origin';
export const strayPlace = 'stray';

/** What the places stand for. */
export interface PlaceNames {
  /** Proxies of the variables by the name of their place. */
  proxies: ReadonlyMap<string, { host: string; port: number; portDefaulted: boolean; schemes: readonly ProxyScheme[] }>;
  /** Where connections to the place for strays meant to go, in their order: host and port. */
  strays: readonly { host: string; port: number }[];
  /** The URL's host. */
  targetHost: string;
}

/** What a client was seen to do, with the proxy's parts beside it, as predictions are compared by those. Pure. */
export interface Seen {
  way: MeasuredWay;
  proxy?: { host: string; port: number; portDefaulted: boolean; tls: boolean };
  remarks: string[];
}

/** Makes of what arrived what the client does. Its first connection decides; others are told of. */
export function seenIn(arrivals: readonly Arrival[], names: PlaceNames): Seen {
  let strays = 0;
  const each = arrivals.map((arrival) => {
    const stray = arrival.place === strayPlace ? names.strays[strays++] : undefined;
    return seenAt(arrival, names, stray);
  });
  const [first, ...later] = each;
  if (!first) return { way: { outcome: 'error', proxy: null }, remarks: [] };
  const others = new Set(later.map(({ way }) => wayWords(way)).filter((words) => words !== wayWords(first.way)));
  return { ...first, remarks: [...first.remarks, ...[...others].map((words) => t('Afterwards it tried this way: {0}.', words))] };
}

function seenAt(arrival: Arrival, names: PlaceNames, stray: { host: string; port: number } | undefined): Seen {
  const { place, asked } = arrival;
  const toServer = asked === 'tls' || asked === 'request';
  if (place === originPlace) {
    if (toServer) return { way: { outcome: 'direct', proxy: null }, remarks: [] };
    return { way: { outcome: 'error', proxy: null }, remarks: [t('It asked the host of the URL as if that were a proxy.')] };
  }
  const proxy = names.proxies.get(place) ?? (stray && { ...stray, portDefaulted: false, schemes: [] });
  if (!proxy || asked === 'other' || asked === 'request') {
    return { way: { outcome: 'error', proxy: null }, remarks: [t('It sent a proxy something that no proxy understands.')] };
  }
  if (place === strayPlace && asked === 'tls' && sameHost(arrival.destination, names.targetHost)) {
    return { way: { outcome: 'direct', proxy: null }, remarks: [] };
  }
  const text = redactProxyUrl(`${schemeOf(asked)}://${bracketed(proxy.host)}:${proxy.port}`);
  const plainToTls = asked !== 'tls' && proxy.schemes.length === 1 && proxy.schemes[0] === 'https';
  const remarks: string[] = [];
  if (place === strayPlace) {
    remarks.push(t('No variable names this proxy: it comes from the settings of the client itself or of the system.'));
  }
  if (plainToTls) {
    remarks.push(t('It speaks without TLS to {0}, which is an https proxy and does not understand that.', text));
    return { way: { outcome: 'error', proxy: null }, remarks };
  }
  return {
    way: { outcome: 'proxy', proxy: text, ...(asked !== 'tls' && { mode: asked }) },
    proxy: { host: proxy.host, port: proxy.port, portDefaulted: proxy.portDefaulted, tls: asked === 'tls' },
    remarks,
  };
}

function schemeOf(asked: Arrival['asked']): string {
  if (asked === 'tls') return 'https';
  return asked.startsWith('socks5') ? 'socks5' : asked.startsWith('socks4') ? 'socks4' : 'http';
}

/** True when the client does what its dialect says; how a proxy is asked counts where it is known. */
export function agreesWith({ route, proxyUrl }: DecidedRoute, seen: Seen, modeKnown: boolean): boolean | null {
  if (route.outcome === 'unknown') return null;
  if (route.outcome !== seen.way.outcome) return false;
  if (route.outcome !== 'proxy' || !proxyUrl || !seen.proxy) return true;
  if (!sameHost(proxyUrl.hostname, seen.proxy.host)) return false;
  const port = Number(proxyUrl.port || (proxyUrl.protocol === 'https:' ? 443 : 80));
  if (port !== seen.proxy.port && !seen.proxy.portDefaulted) return false;
  if ((proxyUrl.protocol === 'https:') !== seen.proxy.tls) return false;
  return seen.proxy.tls || !modeKnown || route.mode === seen.way.mode;
}

/** "direct", "http://proxy.example:3128 (connect)", "asks nobody". */
export function wayWords({ outcome, proxy, mode }: MeasuredWay): string {
  switch (outcome) {
    case 'direct':
      return t('direct');
    case 'error':
      return t('error');
    case 'proxy':
      return `${proxy ?? t('proxy')}${mode ? ` (${mode})` : ''}`;
  }
}

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);

function sameHost(one: string, other: string): boolean {
  const plain = (host: string): string => host.toLowerCase().replace(/^\[|\]$/g, '').replace(/\.$/, '');
  return plain(one) === plain(other);
}
