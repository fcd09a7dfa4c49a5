import { t } from '@vscode/l10n';
import { redactProxyUrl } from '../../path/proxy-redaction.ts';
import { parseProxyValue } from '../../path/proxy-value.ts';
import type { PacForUrl } from '../../path/pac/answer.ts';
import { decideRoute, findClient } from '../../path/routes.ts';
import type { Routing } from '../routing.ts';
import { guardedName, type GuardedKind } from './guarded-target.ts';
import { matchesHost, meansEverything, readHostPattern, type HostPattern } from './host-pattern.ts';

/** How a connection goes out. `absolute` is for plain requests alone; a tunnel takes CONNECT. */
export type Way =
  | { kind: 'direct' }
  | { kind: 'http-proxy'; proxy: URL; absolute: boolean }
  | { kind: 'socks5'; proxy: URL; byName: boolean };

/** What becomes of connections to one host and port, and why. */
export type Decision = {
  /** What decided, for people: `rule 1`, `HTTPS_PROXY`, `http.proxy`. */
  decidedBy: string;
  reason: string;
} & (
  | {
      outcome: 'go';
      way: Way;
      /** Proxy without credentials; null when direct. */
      via: string | null;
      /** Guarded targets that this one resolves to may be reached. */
      allowed: boolean;
      /** The settings do not say; it goes direct because nothing else is known. A PAC script that was asked may say more. */
      undecided?: true;
    }
  | { outcome: 'refuse'; code: 'FORBIDDEN_TARGET' | 'RULE' | 'SETTINGS' | 'LOOP'; guarded?: GuardedKind }
);

/** Rules and allowances, read once for each routing. */
export interface ReadRouting {
  routing: Routing;
  rules: readonly { number: number; text: string; host: { pattern: HostPattern; port?: number }; upstream: ReadUpstream }[];
  allow: readonly { pattern: HostPattern; port?: number }[];
}

type ReadUpstream = { kind: 'direct' } | { kind: 'refuse' } | { kind: 'proxy'; url: URL };

/** A rule that can't be read. It is never skipped in silence: the shim would take another way than the user asked for. */
export class RuleError extends Error {
  readonly code = 'BAD_RULE';
}

/**
 * Reads rules and allowances.
 *
 * @throws RuleError naming the one that is wrong.
 */
export function readRouting(routing: Routing): ReadRouting {
  const rules = routing.rules.map(({ host, upstream }, index) => {
    const number = index + 1;
    const read = readHostPattern(host);
    if (!read) throw new RuleError(t('Rule {0} names no host: "{1}". Write a name, .name, *.name, an address, a range such as 10.0.0.0/8, or *.', number, host));
    return { number, text: host, host: read, upstream: readUpstream(upstream, number) };
  });
  const allow = routing.allow.map((host) => {
    const read = readHostPattern(host);
    if (!read) throw new RuleError(t('"{0}" is no host that can be allowed. Write a name, an address, or a range such as 10.0.0.0/8.', host));
    return read;
  });
  findClient(routing.client);
  return { routing, rules, allow };
}

function readUpstream(text: string, number: number): ReadUpstream {
  if (text === 'direct' || text === 'refuse') return { kind: text };
  const value = parseProxyValue(text);
  if (!value.ok) throw new RuleError(t('The upstream of rule {0} is no proxy: {1}', number, value.problem));
  if (value.scheme === 'socks4' || value.scheme === 'socks4a') throw new RuleError(t('The upstream of rule {0} is SOCKS4, which is not spoken here. Use SOCKS5 or an HTTP proxy.', number));
  return { kind: 'proxy', url: value.url };
}

/** Where a connection wants to go. */
export interface Destination {
  /** Canonical: lower case, no brackets. */
  host: string;
  port: number;
  /** True for a plain request in absolute form. */
  plain: boolean;
  /** The user's own gateway: it is reached wherever it is, and on this machine directly. */
  gateway?: true;
}

/** The URL that the dialects are asked about. */
export function destinationUrl({ host, port, plain }: Destination): URL {
  return new URL(`${plain ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${port}/`);
}

/**
 * Decides the way of one destination: the user's rules, then what the client named in the routing would do. Pure.
 *
 * @param ownPort the shim's own, which nothing may be sent to.
 */
export function decide(read: ReadRouting, destination: Destination, ownPort: number, platform: NodeJS.Platform, pac?: PacForUrl): Decision {
  const { routing } = read;
  const { host, port } = destination;
  const guarded = guardedName(host);
  if (guarded === 'loopback' && port === ownPort) {
    return { outcome: 'refuse', code: 'LOOP', decidedBy: 'shim', reason: t('The request would come back to the shim itself.') };
  }
  const rule = read.rules.find((one) => matchesHost(one.host, host, port));
  const allowed = destination.gateway === true || read.allow.some((one) => matchesHost(one, host, port)) || (rule !== undefined && !meansEverything(rule.host.pattern));
  if (guarded && !allowed) {
    return { outcome: 'refuse', code: 'FORBIDDEN_TARGET', guarded, decidedBy: 'shim', reason: t('Loopback, private, link-local and metadata addresses are not reached through the shim unless a rule allows them.') };
  }
  if (rule) {
    const decidedBy = t('rule {0}', rule.number);
    const reason = t('Rule {0} says so for {1}.', rule.number, rule.text);
    if (rule.upstream.kind === 'refuse') return { outcome: 'refuse', code: 'RULE', decidedBy, reason };
    if (rule.upstream.kind === 'direct') return { outcome: 'go', way: { kind: 'direct' }, via: null, allowed, decidedBy, reason };
    return through(rule.upstream.url, undefined, destination, { decidedBy, reason, allowed, ownPort });
  }
  if (destination.gateway && guarded === 'loopback') {
    return { outcome: 'go', way: { kind: 'direct' }, via: null, allowed, decidedBy: 'shim', reason: t('The gateway is on this machine, where no proxy could reach it.') };
  }
  const { route, proxyUrl } = decideRoute(findClient(routing.client), {
    url: destinationUrl(destination),
    environment: routing.environment,
    ...(routing.editorSettings && { editorSettings: routing.editorSettings }),
    ...(routing.system && { system: routing.system }),
    ...(routing.editorHost && { editorHost: routing.editorHost }),
    ...(pac && { pac }),
    platform,
  });
  const { decidedBy, reason } = route;
  if (route.outcome === 'error') return { outcome: 'refuse', code: 'SETTINGS', decidedBy, reason };
  // What is not known is asked of nobody: the host is reached as a program without settings would.
  if (route.outcome !== 'proxy' || !proxyUrl) {
    return { outcome: 'go', way: { kind: 'direct' }, via: null, allowed, decidedBy, reason, ...(route.outcome === 'unknown' && { undecided: true }) };
  }
  if (route.mode === 'socks4-ip' || route.mode === 'socks4a-name') {
    return { outcome: 'refuse', code: 'SETTINGS', decidedBy, reason: t('The proxy is SOCKS4, which is not spoken here. Use SOCKS5 or an HTTP proxy.') };
  }
  return through(proxyUrl, route.mode, destination, { decidedBy, reason, allowed, ownPort });
}

function through(
  proxy: URL,
  mode: 'connect' | 'absolute' | 'socks5-name' | 'socks5-ip' | undefined,
  { plain }: Destination,
  { decidedBy, reason, allowed, ownPort }: { decidedBy: string; reason: string; allowed: boolean; ownPort: number },
): Decision {
  const via = redactProxyUrl(proxy);
  // A shim of ours whose address is still in the settings: by it every connection would come back here.
  if (isLoopback(proxy.hostname) && Number(proxy.port) === ownPort) {
    return { outcome: 'go', way: { kind: 'direct' }, via: null, allowed, decidedBy, reason: t('{0} is the shim itself and was passed over.', via) };
  }
  if (proxy.protocol.startsWith('socks')) {
    // By a rule the proxy gets the name: a resolver here may be the very thing that is broken.
    return { outcome: 'go', way: { kind: 'socks5', proxy, byName: mode !== 'socks5-ip' }, via, allowed, decidedBy, reason };
  }
  return { outcome: 'go', way: { kind: 'http-proxy', proxy, absolute: plain && mode !== 'connect' }, via, allowed, decidedBy, reason };
}

function isLoopback(hostname: string): boolean {
  return guardedName(hostname.replace(/^\[|\]$/g, '')) === 'loopback';
}
