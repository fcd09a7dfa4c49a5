import * as net from 'node:net';
import ipaddr from 'ipaddr.js';

/** A host as rules and the list of allowed targets write it, read. */
export type HostPattern =
  | { kind: 'all' }
  | { kind: 'name'; name: string }
  /** That name's sub-domains; itself too for `.example.com`, as the usual reading of exclusion lists is. */
  | { kind: 'below'; name: string; itself: boolean }
  | { kind: 'range'; range: ReturnType<typeof ipaddr.parseCIDR> };

/** No name is longer (RFC 1035, 2.3.4), with a port and a star. */
const maxChars = 270;

/**
 * Reads `example.com`, `.example.com`, `*.example.com`, `10.1.2.3`, `[::1]`, `10.0.0.0/8`, `*`, each with an optional
 * `:port`. Pure.
 *
 * @returns undefined for anything else.
 */
export function readHostPattern(text: string): { pattern: HostPattern; port?: number } | undefined {
  const trimmed = text.trim().toLowerCase();
  if (trimmed.length > maxChars) return undefined;
  const found = /^(\[[0-9a-f:.]+\](?:\/\d{1,3})?|[^\s:@[\]]+|[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*(?:\/\d{1,3})?)(?::(\d{1,5}))?$/.exec(trimmed);
  if (!found) return undefined;
  const bracketed = /^\[(.*)\]/.exec(found[1] as string)?.[1];
  if (bracketed !== undefined && !net.isIPv6(bracketed)) return undefined;
  const host = (found[1] as string).replace(/^\[(.*)\]/, '$1');
  const port = found[2] === undefined ? undefined : Number(found[2]);
  if (port !== undefined && (port < 1 || port > 65_535)) return undefined;
  const pattern = patternOf(host);
  return pattern && { pattern, ...(port !== undefined && { port }) };
}

function patternOf(host: string): HostPattern | undefined {
  if (host === '*') return { kind: 'all' };
  if (net.isIP(host) !== 0) return { kind: 'range', range: [ipaddr.process(host), ipaddr.process(host).kind() === 'ipv4' ? 32 : 128] };
  if (host.includes('/')) {
    try {
      return { kind: 'range', range: ipaddr.parseCIDR(host) };
    } catch {
      return undefined;
    }
  }
  const name = host.replace(/\.$/, '');
  if (name.startsWith('*.')) return isName(name.slice(2)) ? { kind: 'below', name: name.slice(2), itself: false } : undefined;
  if (name.startsWith('.')) return isName(name.slice(1)) ? { kind: 'below', name: name.slice(1), itself: true } : undefined;
  return isName(name) ? { kind: 'name', name } : undefined;
}

function isName(text: string): boolean {
  return /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/.test(text) && !/^[\d.]+$/.test(text);
}

/** Who writes this has no host in mind: `*`, `0.0.0.0/0`, `::/0`. */
export function meansEverything(pattern: HostPattern): boolean {
  return pattern.kind === 'all' || (pattern.kind === 'range' && pattern.range[1] === 0);
}

/** @param host canonical: lower case, without brackets. */
export function matchesHost({ pattern, port }: { pattern: HostPattern; port?: number }, host: string, ofPort: number): boolean {
  if (port !== undefined && port !== ofPort) return false;
  switch (pattern.kind) {
    case 'all':
      return true;
    case 'name':
      return host === pattern.name;
    case 'below':
      return host.endsWith(`.${pattern.name}`) || (pattern.itself && host === pattern.name);
    case 'range': {
      if (net.isIP(host) === 0) return false;
      const address = ipaddr.process(host);
      return address.kind() === pattern.range[0].kind() && address.match(pattern.range);
    }
  }
}
