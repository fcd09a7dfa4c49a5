import ipaddr from 'ipaddr.js';
import { isSameAddress, matchesStars } from '../dialects/host-matching.ts';

/** What somebody who wrote an entry of an exclusion list plainly meant by it, whatever a given client makes of it. */
export type EntryMeaning =
  | { kind: 'everything' }
  /** `name`: the host and what is below it. `dot`, `star`: what is below it, and perhaps the host itself. */
  | { kind: 'domain'; name: string; form: 'name' | 'dot' | 'star'; port?: number }
  /** In its canonical form, IPv6 without brackets. */
  | { kind: 'address'; address: string; port?: number }
  /** `10.0.0.0/8`, canonical: the bits behind the prefix are 0. */
  | { kind: 'range'; range: string }
  /** A pattern, or something that can't be told: kept as it is, and nothing is asked of it. */
  | { kind: 'other' };

/** One entry as it stands in a list, and what it means. */
export interface ReadEntry {
  /** As written, without the white space around it. */
  text: string;
  meaning: EntryMeaning;
  /** The entry as more clients read it: lower case, no scheme, no path, no dot at the end. Often equal to `text`. */
  clean: string;
  /** True when a piece of the list that clients split at commas only holds more than this entry. */
  spaced: boolean;
}

/** No entry is longer; what is, is no entry (RFC 1035 allows a name of 253 characters). */
const maxEntryChars = 300;

/** Splits a list the way people mean it, at commas, semicolons, bars and white space, and reads each entry. */
export function readEntries(list: string): ReadEntry[] {
  return list.split(/[,;|]/).flatMap((piece) => {
    const texts = piece.split(/\s+/).filter((text) => text !== '');
    return texts.map((text) => readEntry(text, texts.length > 1));
  });
}

function readEntry(text: string, spaced: boolean): ReadEntry {
  const other: ReadEntry = { text, meaning: { kind: 'other' }, clean: text, spaced };
  // A user name would make it an address with a password, which is nothing to play with.
  if (text.length > maxEntryChars || text.includes('@')) return other;
  if (text === '*') return { ...other, meaning: { kind: 'everything' } };
  const bare = text
    .replace(/^["']+|["']+$/g, '')
    .replace(/^(?:https?|wss?|ftp):\/\//i, '')
    .replace(/(?<=[a-z0-9\]:.])\/+$/i, '')
    .toLowerCase();
  const meaning = rangeOf(bare) ?? addressOf(bare) ?? domainOf(bare);
  return meaning ? { text, meaning, clean: cleanText(meaning, bare), spaced } : other;
}

function rangeOf(text: string): EntryMeaning | undefined {
  const parts = /^(\d{1,3}(?:\.\d{1,3}){0,2})\.(?:\*(?:\.\*)*)?$/.exec(text)?.[1]?.split('.');
  const written = parts
    ? `${[...parts, '0', '0', '0'].slice(0, 4).join('.')}/${parts.length * 8}`
    : text.replace(/^\[(.*)\](\/\d+)$/, '$1$2');
  if (!written.includes('/') || !ipaddr.isValidCIDR(written) || written.includes('%')) return undefined;
  const [address, bits] = ipaddr.parseCIDR(written);
  // A shorthand such as `10/8` is read in different ways.
  if (address.kind() === 'ipv4' && !ipaddr.IPv4.isValidFourPartDecimal(written.split('/')[0] ?? '')) return undefined;
  const family = address.kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6;
  const first = family.networkAddressFromCIDR(written);
  const plain = first.toString();
  if (bits === address.toByteArray().length * 8) return { kind: 'address', address: plain };
  return { kind: 'range', range: `${plain}/${bits}` };
}

function addressOf(text: string): EntryMeaning | undefined {
  const bracketed = /^\[([0-9a-f:.]+)\](?::(\d+))?$/.exec(text);
  if (bracketed && ipaddr.IPv6.isValid(bracketed[1] ?? '')) {
    return withPort({ kind: 'address', address: ipaddr.IPv6.parse(bracketed[1] ?? '').toString() }, bracketed[2]);
  }
  if (text.includes(':') && ipaddr.IPv6.isValid(text) && !text.includes('%')) {
    return { kind: 'address', address: ipaddr.IPv6.parse(text).toString() };
  }
  const [, host = '', port] = /^([\d.]+?)\.?(?::(\d+))?$/.exec(text) ?? [];
  return ipaddr.IPv4.isValidFourPartDecimal(host) ? withPort({ kind: 'address', address: host }, port) : undefined;
}

function domainOf(text: string): EntryMeaning | undefined {
  const match = /^(\*?\.)?((?:[a-z0-9_-]+\.)*[a-z0-9_-]*[a-z_][a-z0-9_-]*)\.?(?::(\d+))?$/.exec(text);
  if (!match?.[2]) return undefined;
  const form = match[1] === undefined ? 'name' : match[1] === '.' ? 'dot' : 'star';
  return withPort({ kind: 'domain', name: match[2], form }, match[3]);
}

function withPort(
  meaning: Extract<EntryMeaning, { kind: 'domain' | 'address' }>,
  text: string | undefined,
): EntryMeaning | undefined {
  if (text === undefined) return meaning;
  const port = Number(text);
  return port >= 1 && port <= 65_535 ? { ...meaning, port } : undefined;
}

function cleanText(meaning: EntryMeaning, bare: string): string {
  switch (meaning.kind) {
    case 'domain':
      return `${{ name: '', dot: '.', star: '*.' }[meaning.form]}${meaning.name}${portText(meaning.port)}`;
    case 'address': {
      const { address, port } = meaning;
      // Both spellings of an IPv6 address have readers.
      return address.includes(':') && bare.startsWith('[') ? `[${address}]${portText(port)}` : `${address}${portText(port)}`;
    }
    case 'range':
      return bare.includes('/') || !bare.endsWith('*') ? meaning.range : bare;
    case 'everything':
    case 'other':
      return bare;
  }
}

/** `:8443`, or nothing. */
export function portText(port: number | undefined): string {
  return port === undefined ? '' : `:${port}`;
}

/** How surely an entry means a URL: `maybe` where people mean either by it. */
export function meansUrl({ meaning, text }: ReadEntry, url: URL): 'yes' | 'maybe' | 'no' {
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  if ('port' in meaning && meaning.port !== undefined && meaning.port !== port) return 'no';
  switch (meaning.kind) {
    case 'everything':
      return 'yes';
    case 'domain':
      if (host === meaning.name) return meaning.form === 'name' ? 'yes' : 'maybe';
      if (!host.endsWith(`.${meaning.name}`)) return 'no';
      return meaning.name.includes('.') || meaning.form !== 'name' ? 'yes' : 'maybe';
    case 'address':
      return isSameAddress(host, meaning.address) ? 'yes' : 'no';
    case 'range': {
      if (!ipaddr.isValid(host)) return 'no';
      const [range, address] = [ipaddr.parseCIDR(meaning.range), ipaddr.process(host)];
      return range[0].kind() === address.kind() && address.match(range) ? 'yes' : 'no';
    }
    case 'other':
      return matchesStars(text.toLowerCase(), host) || (text === '<local>' && !/[.:]/.test(host)) ? 'maybe' : 'no';
  }
}
