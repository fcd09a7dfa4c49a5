import ipaddr from 'ipaddr.js';

/**
 * The vocabulary the dialects build their NO_PROXY reading from: splitting a list, splitting an entry, comparing a
 * host. Which of these a client uses, and in which order, is that client's file.
 */

/** Host and port a URL asks for, as most clients see them. */
export interface Destination {
  /** Lower case, without brackets. */
  host: string;
  /** As in a URL: an IPv6 address in brackets. */
  urlHost: string;
  /** The port in use, the scheme's default when the URL names none. */
  port: number;
  /** The port the URL itself names; undefined when it names none, or when it is the usual one and the text is unknown. */
  explicitPort: number | undefined;
  /** 4 or 6 for an address, 0 for a name. */
  addressFamily: 0 | 4 | 6;
}

/** @param urlText the URL as typed; the parsed one has lost a port that is the usual one. */
export function destinationOf(url: URL, urlText?: string): Destination {
  const urlHost = url.hostname.toLowerCase();
  const host = urlHost.replace(/^\[|\]$/g, '');
  return {
    host,
    urlHost,
    port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port),
    explicitPort: url.port === '' ? typedPort(urlText) : Number(url.port),
    addressFamily: urlHost.startsWith('[') ? 6 : ipaddr.IPv4.isValidFourPartDecimal(host) ? 4 : 0,
  };
}

function typedPort(urlText: string | undefined): number | undefined {
  const authority = /^\s*[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(urlText ?? '')?.[1] ?? '';
  const port = /:(\d+)$/.exec(authority.slice(authority.lastIndexOf('@') + 1))?.[1];
  return port === undefined ? undefined : Number(port);
}

/** True when a text is a pattern's, in which `*` is any text; case as given. No pattern takes long. */
export function matchesStars(pattern: string, text: string): boolean {
  let [p, at, star, resume] = [0, 0, -1, 0];
  while (at < text.length) {
    if (pattern[p] === '*') {
      star = p++;
      resume = at;
    } else if (p < pattern.length && pattern[p] === text[at]) {
      p++;
      at++;
    } else if (star !== -1) {
      p = star + 1;
      at = ++resume;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

/** Splits at commas; entries keep their white space. */
export function splitAtCommas(list: string): string[] {
  return list.split(',');
}

/** Splits at commas and at white space; no empty entries. */
export function splitAtCommasAndSpace(list: string): string[] {
  return list.split(/[,\s]+/).filter((entry) => entry !== '');
}

/** Splits `name:123` into name and port; anything else is all name. */
export function splitEntryPort(entry: string): { name: string; port: number | undefined } {
  const match = /^(.+):(\d+)$/.exec(entry);
  return match ? { name: match[1] ?? '', port: Number(match[2]) } : { name: entry, port: undefined };
}

/** True for the domain itself and for names below it, at a label boundary. */
export function isDomainOrBelow(host: string, domain: string): boolean {
  return host === domain || isBelow(host, domain);
}

/** True for names below the domain, at a label boundary, not for the domain itself. */
export function isBelow(host: string, domain: string): boolean {
  return host.endsWith(`.${domain}`);
}

/** Removes every leading dot. */
export function withoutLeadingDots(name: string): string {
  return name.replace(/^\.+/, '');
}

/** Removes one dot at the end: `example.com.` and `example.com` are one name. */
export function withoutTrailingDot(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name;
}

/** The bytes of an address in its one canonical text form, or undefined when the text is no address. */
export function addressBytes(text: string, family: 4 | 6): readonly number[] | undefined {
  if (family === 4) return ipaddr.IPv4.isValidFourPartDecimal(text) ? ipaddr.IPv4.parse(text).toByteArray() : undefined;
  return ipaddr.IPv6.isValid(text) && !text.includes('%') ? ipaddr.IPv6.parse(text).toByteArray() : undefined;
}

/** True when two addresses have the same first `bits` bits. */
export function sharesPrefix(a: readonly number[], b: readonly number[], bits: number): boolean {
  if (a.length !== b.length) return false;
  return a.every((byte, index) => {
    const inByte = Math.min(8, Math.max(0, bits - index * 8));
    const mask = (0xff << (8 - inByte)) & 0xff;
    return (byte & mask) === ((b[index] ?? 0) & mask);
  });
}

/** True when both texts are the same address; `::1` and `0:0:0:0:0:0:0:1` are. IPv4-mapped addresses count as IPv4. */
export function isSameAddress(a: string, b: string): boolean {
  if (!ipaddr.isValid(a) || !ipaddr.isValid(b) || /%/.test(a + b)) return false;
  return ipaddr.process(a).toString() === ipaddr.process(b).toString();
}

/** An IPv4 address in an IPv6 one as people and inet_ntop() write it, with dots; the URL class writes hexadecimal. */
export function mappedInDecimal(host: string): string {
  const match = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(host);
  if (!match) return host;
  const [high, low] = [Number.parseInt(match[1] ?? '', 16), Number.parseInt(match[2] ?? '', 16)];
  return `::ffff:${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
}

/** True for 127.0.0.0/8, `::1` and 127.0.0.0/8 written as IPv6. */
export function isLoopbackAddress(host: string): boolean {
  return ipaddr.isValid(host) && ipaddr.process(host).range() === 'loopback';
}
