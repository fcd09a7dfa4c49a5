import { t } from '@vscode/l10n';
import { redactProxyUrl } from '../proxy-redaction.ts';
import type { RouteDecision, RouteMode, RouteQuestion } from '../route.ts';
import { destinationOf } from './host-matching.ts';
import type { FoundSetting } from './settings-lookup.ts';

/** A proxy a client takes, and how it will speak to it. */
export interface UsableProxy {
  /** With credentials. */
  url: URL;
  /** `http`: HTTP on the proxy's port, whatever the scheme says. */
  asked: 'http' | 'socks4-ip' | 'socks4a-name' | 'socks5-name' | 'socks5-ip';
  /** Families of addresses that this client sends to a SOCKS proxy as if they were names. */
  addressesAsNames?: readonly (4 | 6)[];
}

/** What a client makes of a proxy value: takes it, or says what is wrong with it. */
export type ProxyReading = UsableProxy | { problem: string };

/** How a client sends plain http through an HTTP proxy. */
export type PlainHttp = 'absolute' | 'connect';

/** No setting names a proxy for this URL. */
export function nothingSet(): RouteDecision {
  return {
    outcome: 'direct',
    decidedBy: 'nothing set',
    reason: t('No setting that this client reads names a proxy for this URL.'),
  };
}

/** The client goes to this machine itself without a proxy, whatever is set. */
export function loopbackDirect(host: string): RouteDecision {
  return { outcome: 'direct', decidedBy: 'loopback', reason: t('This client always goes to {0} directly.', host) };
}

/** An exclusion list names the host. */
export function excluded(setting: FoundSetting, entry: string, host: string): RouteDecision {
  return {
    outcome: 'direct',
    decidedBy: setting.name,
    reason: t('The entry "{0}" of {1} matches {2}, so no proxy is used.', shownEntry(entry), setting.name, host),
  };
}

/** An entry as it may be shown: a proxy URL put into the wrong list must not show its password. */
export function shownEntry(entry: string): string {
  const shown = entry.includes('@') ? redactProxyUrl(entry) : entry.trim();
  return shown.length > 80 ? `${shown.slice(0, 79)}…` : shown;
}

/** The proxy a setting names is used, or the setting makes the client fail. */
export function throughProxy(
  question: RouteQuestion,
  setting: FoundSetting,
  reading: ProxyReading,
  plainHttp: PlainHttp,
): RouteDecision {
  if ('problem' in reading) return malformed(setting, reading.problem);
  const mode = modeFor(question.url, reading, plainHttp);
  if (mode === undefined) return malformed(setting, t('SOCKS4 cannot carry an IPv6 address.'));
  return {
    outcome: 'proxy',
    proxyUrl: reading.url,
    mode,
    decidedBy: setting.name,
    reason: t('{0} names the proxy {1}.', setting.name, redactProxyUrl(reading.url)),
  };
}

/** The client fails because of a value it can't use. */
export function malformed(setting: FoundSetting, problem: string): RouteDecision {
  return {
    outcome: 'error',
    decidedBy: setting.name,
    reason: t('{0} is "{1}", which this client cannot use: {2}', setting.name, redactProxyUrl(setting.value), problem),
  };
}

/** A setting names something this client cannot use as a proxy; it then goes directly and says nothing. */
export function ignoredProxy(setting: FoundSetting): RouteDecision {
  return {
    outcome: 'direct',
    decidedBy: setting.name,
    reason: t('{0} names no proxy that this client can use, and it then goes directly without a word.', setting.name),
  };
}

/** An address is never resolved; most clients send it as one, whoever would resolve names. */
function modeFor(url: URL, proxy: UsableProxy, plainHttp: PlainHttp): RouteMode | undefined {
  const { asked, addressesAsNames = [] } = proxy;
  if (asked === 'http') return url.protocol === 'https:' ? 'connect' : plainHttp;
  const { addressFamily } = destinationOf(url);
  if (addressFamily === 0 || addressesAsNames.includes(addressFamily)) return asked;
  if (asked === 'socks5-name' || asked === 'socks5-ip') return 'socks5-ip';
  // SOCKS4 has no IPv6; SOCKS4a carries one as a name.
  return addressFamily === 4 ? 'socks4-ip' : asked === 'socks4a-name' ? asked : undefined;
}
