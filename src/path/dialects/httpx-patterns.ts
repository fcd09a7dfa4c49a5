import ipaddr from 'ipaddr.js';
import { addressBytes, isBelow, isDomainOrBelow, sharesPrefix } from './host-matching.ts';
import { parseHttpxUrl, type HttpxUrl } from './httpx-url.ts';
import { isPythonIpv4, isPythonIpv6 } from './python-literals.ts';

/** A key of the table in which httpx looks a URL up (httpx/_utils.py URLPattern). */
export interface HttpxPattern {
  /** Empty: any. */
  scheme: string;
  /** Empty: any. May start with `*`. */
  host: string;
  port: number | undefined;
  /** From httpx2 2.14.0 on: a network in place of a host. */
  network?: { bytes: readonly number[]; bits: number };
}

/** Which URL pattern an entry of NO_PROXY becomes; undefined when the entry is left out. */
export type EntryRule = (entry: string) => string | undefined;

/** httpx, and what the Anthropic SDK copied from it: CIDR notation ends up in the path or in the address. */
export const httpxEntry: EntryRule = (entry) => {
  if (entry.includes('://')) return entry;
  const address = entry.split('/')[0] ?? '';
  if (isPythonIpv4(address)) return `all://${entry}`;
  if (isPythonIpv6(address)) return `all://[${entry}]`;
  if (entry.toLowerCase() === 'localhost') return `all://${entry}`;
  return `all://*${entry}`;
};

/** httpx2 from 2.5.0 on: the prefix of an IPv6 network stands after the bracket. */
export const httpx2EntryWithSubnet: EntryRule = (entry) => {
  const [address = '', ...subnet] = entry.split('/');
  const isNetwork = !entry.includes('://') && subnet.length > 0 && isPythonIpv6(address);
  return isNetwork ? `all://[${address}]/${subnet.join('/')}` : httpxEntry(entry);
};

/** httpx2 from 2.14.0 on: addresses in brackets are taken, names with a path are left out. */
export const httpx2EntryWithBrackets: EntryRule = (entry) => {
  const pattern = httpx2EntryWithSubnet(entry);
  if (!pattern?.startsWith('all://*')) return pattern;
  if (entry.startsWith('[')) return `all://${entry}`;
  return entry.includes('/') ? undefined : pattern;
};

/** httpx2 from 2.16.1 on: `*.example.com` means what `.example.com` does. */
export const httpx2EntryWithStar: EntryRule = (entry) =>
  entry.startsWith('*.') && !entry.includes('/') ? `all://${entry}` : httpx2EntryWithBrackets(entry);

/** Which library's URLPattern it is. */
export interface PatternTraits {
  /** An address with a prefix is a network, not a host and a path. */
  networks: boolean;
  /** httpx2, see `decodedHost`. */
  decodesAnyLabel: boolean;
}

/** URLPattern(); `fatal` as in `parseHttpxUrl`. */
export function readHttpxPattern(
  text: string,
  { networks, decodesAnyLabel }: PatternTraits,
): HttpxPattern | { problem: string; fatal?: boolean } {
  const url = parseHttpxUrl(text, decodesAnyLabel);
  if ('problem' in url) return url;
  const scheme = url.scheme === 'all' ? '' : url.scheme;
  const network = networks ? networkOf(text, url) : undefined;
  if (network === 'invalid') return { problem: 'network' };
  return { scheme, host: url.host === '*' ? '' : url.host, port: url.port, ...(network ? { network } : {}) };
}

function networkOf(text: string, { host, path }: HttpxUrl): HttpxPattern['network'] | 'invalid' {
  const prefix = path.replace(/^\//, '');
  const family = isPythonIpv4(host) ? 4 : isPythonIpv6(host) ? 6 : undefined;
  if (prefix === '' || family === undefined) return undefined;
  const written = family === 6 ? `[${host}]` : host;
  const asWritten = !/[@%]/.test(text) && /^\d+$/.test(prefix) && text.endsWith(`${written}/${prefix}`);
  const bytes = addressBytes(host, family);
  if (!asWritten || !bytes || Number(prefix) > bytes.length * 8) return 'invalid';
  return { bytes, bits: Number(prefix) };
}

/** URLPattern.matches() */
export function matchesHttpxPattern(pattern: HttpxPattern, scheme: string, host: string, port?: number): boolean {
  if (pattern.scheme !== '' && pattern.scheme !== scheme) return false;
  if (pattern.port !== undefined && pattern.port !== port) return false;
  if (pattern.network) return isInNetwork(host, pattern.network);
  return pattern.host === '' || hostMatches(pattern.host, host);
}

function isInNetwork(host: string, { bytes, bits }: NonNullable<HttpxPattern['network']>): boolean {
  const address = ipaddr.isValid(host) ? addressBytes(host, host.includes(':') ? 6 : 4) : undefined;
  return address !== undefined && sharesPrefix(address, bytes, bits);
}

function hostMatches(pattern: string, host: string): boolean {
  if (pattern.startsWith('*.')) return isBelow(host, pattern.slice(2)) && host.length > pattern.length - 1;
  if (pattern.startsWith('*')) return isDomainOrBelow(host, pattern.slice(1));
  return host === pattern;
}

/** URLPattern.priority: the smaller one is looked at first, and of equals the one that was entered first. */
export function compareHttpxPatterns(a: HttpxPattern, b: HttpxPattern): number {
  const [left, right] = [priority(a), priority(b)];
  for (const [index, value] of left.entries()) {
    const difference = value - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function priority({ scheme, host, port, network }: HttpxPattern): readonly number[] {
  const kind = network ? 1 : host === '' ? 2 : 0;
  const size = network ? network.bytes.length * 8 - network.bits : 0;
  return [port === undefined ? 1 : 0, kind, size, network ? 0 : -host.length, -scheme.length];
}
