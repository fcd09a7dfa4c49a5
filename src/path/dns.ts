import * as dns from 'node:dns';
import * as net from 'node:net';
import { randomBytes } from 'node:crypto';
import { withDeadline } from './deadline.ts';
import { networkFailure, type NetworkFailure } from './network-failure.ts';

/** One address a name resolved to. */
export interface Address {
  address: string;
  family: 4 | 6;
}

/** What the system resolver said about a name, as clients that call `getaddrinfo` see it. */
export interface Lookup {
  name: string;
  /** True when the name is an address already and nothing was asked. */
  literal: boolean;
  addresses: readonly Address[];
  durationMs: number;
  failure?: NetworkFailure;
}

/**
 * Resolves a name the way clients do (`getaddrinfo`: hosts file, nsswitch, VPN split DNS included).
 *
 * @param limitMs getaddrinfo has no deadline of its own; a dead first server costs 5 s and more.
 * @returns never rejects for a network reason; an abort by `signal` rejects.
 */
export async function lookup(name: string, limitMs: number, signal: AbortSignal): Promise<Lookup> {
  const host = unbracket(name);
  const literal = net.isIP(host);
  if (literal !== 0) {
    return { name, literal: true, addresses: [{ address: host, family: literal === 6 ? 6 : 4 }], durationMs: 0 };
  }
  const started = performance.now();
  try {
    const found = await withDeadline(`looking up ${name}`, limitMs, signal, () =>
      dns.promises.lookup(host, { all: true, verbatim: true }),
    );
    const addresses = found.map(({ address, family }) => ({ address, family: family === 6 ? (6 as const) : (4 as const) }));
    return { name, literal: false, addresses, durationMs: performance.now() - started };
  } catch (error) {
    signal.throwIfAborted();
    return {
      name,
      literal: false,
      addresses: [],
      durationMs: performance.now() - started,
      failure: networkFailure('dns', 'dns', error),
    };
  }
}

/** IPv6 addresses stand in brackets in URLs and without them everywhere else. */
export function unbracket(host: string): string {
  return host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
}

/** What the configured DNS servers say when asked directly (c-ares): shows the TTL, ignores the hosts file. */
export interface DirectAnswer {
  servers: readonly string[];
  addresses: readonly { address: string; ttlSeconds: number }[];
  durationMs: number;
  failure?: NetworkFailure;
}

/**
 * Asks the system's DNS servers for A records without the system resolver in between.
 *
 * @param instead other servers (`127.0.0.1:5353`) in place of the system's.
 */
export async function askServers(
  name: string,
  limitMs: number,
  signal: AbortSignal,
  instead?: readonly string[],
): Promise<DirectAnswer> {
  const resolver = new dns.promises.Resolver({ timeout: limitMs, tries: 1 });
  if (instead) resolver.setServers(instead);
  const servers = resolver.getServers();
  const started = performance.now();
  try {
    const found = await withDeadline(`asking DNS for ${name}`, limitMs, signal, (inner) => {
      inner.addEventListener('abort', () => resolver.cancel(), { once: true });
      return resolver.resolve4(name, { ttl: true });
    });
    const addresses = found.map(({ address, ttl }) => ({ address, ttlSeconds: ttl }));
    return { servers, addresses, durationMs: performance.now() - started };
  } catch (error) {
    signal.throwIfAborted();
    const failure = networkFailure('dns', 'dns-servers', error);
    return { servers, addresses: [], durationMs: performance.now() - started, failure };
  }
}

/**
 * A name that is never registered: `.invalid` is reserved for that (RFC 6761). A resolver that gives it an address
 * makes addresses up, whatever range they are from.
 */
export function neverRegisteredName(): string {
  return `gatehouse-${randomBytes(6).toString('hex')}.invalid`;
}
