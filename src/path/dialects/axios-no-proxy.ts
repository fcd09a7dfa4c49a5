import type { Destination } from './host-matching.ts';
import { sharesPrefix } from './host-matching.ts';

/**
 * The entry by which axios leaves the proxy out, after proxy-from-env had its say: exact hosts, a leading dot or star,
 * ports, ranges, every spelling of an address, and any loopback name or address for any other
 * (axios lib/helpers/shouldBypassProxy.js).
 */
export function axiosBypassEntry(list: string, { host, port }: Destination): string | undefined {
  const text = list.toLowerCase();
  if (text === '*') return text;
  const wanted = canonicalHost(host);
  const address = addressBytes(wanted);
  return text.split(/[\s,]+/).find((entry) => {
    if (entry === '') return false;
    if (entry === '*') return true;
    if (entry.includes('/')) {
      const range = readRange(entry);
      return range !== undefined && address !== undefined && sharesPrefix(address, range.network, range.bits);
    }
    const split = splitEntry(entry);
    let name = canonicalHost(split.name);
    if (name === '' || (split.port !== 0 && split.port !== port)) return false;
    if (name.startsWith('*')) name = name.slice(1);
    if (name.startsWith('.')) return wanted.endsWith(name);
    return wanted === name || (isLoopback(wanted) && isLoopback(name));
  });
}

/** `[v6]:port` and `name:port`; an IPv6 address without brackets has no port. */
function splitEntry(entry: string): { name: string; port: number } {
  const bracketed = /^\[([^\]]*)\](?::(\d+)$)?/.exec(entry);
  if (bracketed) return { name: bracketed[1] ?? '', port: Number(bracketed[2] ?? 0) };
  const named = /^([^:]*):(\d+)$/.exec(entry);
  return named ? { name: named[1] ?? '', port: Number(named[2]) } : { name: entry, port: 0 };
}

/** One spelling for each host: no brackets, no dots at the end, ASCII, four decimal parts, IPv4 in IPv6 as IPv4. */
function canonicalHost(text: string): string {
  const bare = withoutDots(text.replace(/^\[(.*)\]$/, '$1'));
  if (bare.includes(':')) {
    const address = ipv6Text(bare);
    return address === undefined ? bare : unmapped(address);
  }
  const named = /[\u0080-\uffff]/.test(bare) ? asciiName(bare) : bare;
  return ipv4Text(named) ?? named;
}

function withoutDots(text: string): string {
  return text.replace(/\.+$/, '');
}

function asciiName(text: string): string {
  const [prefix = ''] = /^[*.]+/.exec(text) ?? [];
  try {
    return prefix + withoutDots(new URL(`http://${text.slice(prefix.length)}/`).hostname);
  } catch {
    return '';
  }
}

function ipv6Text(text: string): string | undefined {
  try {
    return new URL(`http://[${text}]/`).hostname.slice(1, -1);
  } catch {
    return undefined;
  }
}

/** The URL class has written the address already, so that only this form is left. */
function unmapped(address: string): string {
  const match = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(address);
  if (!match) return address;
  const [high, low] = [Number.parseInt(match[1] ?? '', 16), Number.parseInt(match[2] ?? '', 16)];
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
}

/** Two to four parts, decimal, octal or hexadecimal; the last of fewer than four fills the rest. */
function ipv4Text(text: string): string | undefined {
  const parts = text.split('.');
  if (parts.length < 2 || parts.length > 4) return undefined;
  const numbers = parts.map(ipv4Number);
  const last = numbers.pop();
  if (last === undefined || numbers.some((one) => one === undefined || one > 255)) return undefined;
  const slots = 4 - numbers.length;
  if (last >= 2 ** (8 * slots)) return undefined;
  const tail = Array.from({ length: slots }, (_, index) => Math.floor(last / 2 ** (8 * (slots - 1 - index))) & 0xff);
  return [...numbers, ...tail].join('.');
}

function ipv4Number(text: string): number | undefined {
  if (/^0x[0-9a-f]+$/.test(text)) return Number.parseInt(text.slice(2), 16);
  if (/^0[0-7]+$/.test(text)) return Number.parseInt(text, 8);
  return /^(?:0|[1-9]\d*)$/.test(text) ? Number(text) : undefined;
}

function addressBytes(text: string): readonly number[] | undefined {
  if (!text.includes(':')) {
    const parts = text.split('.');
    const isAddress = parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
    return isAddress ? parts.map(Number) : undefined;
  }
  const address = ipv6Text(text);
  if (address === undefined) return undefined;
  const [front = '', back] = address.split('::');
  const groups = (half: string): number[] => (half === '' ? [] : half.split(':').map((group) => Number.parseInt(group, 16)));
  const rear = back === undefined ? [] : groups(back);
  const middle = back === undefined ? 0 : 8 - groups(front).length - rear.length;
  return [...groups(front), ...new Array<number>(middle).fill(0), ...rear].flatMap((group) => [group >> 8, group & 0xff]);
}

/** `base/bits` without a leading zero; brackets only around IPv6. */
function readRange(entry: string): { network: readonly number[]; bits: number } | undefined {
  const match = /^(.+)\/(0|[1-9]\d{0,2})$/.exec(entry);
  if (!match) return undefined;
  const bracketed = /^\[([^[\]]*:[^[\]]*)\]$/.exec(match[1] ?? '');
  const base = bracketed?.[1] ?? match[1] ?? '';
  if (base.endsWith('.') || /[[\]]/.test(base)) return undefined;
  const isIpv6 = base.includes(':');
  const canonical = isIpv6 ? unmapped(ipv6Text(base) ?? '') : (ipv4Text(base) ?? '');
  const network = canonical === '' ? undefined : addressBytes(canonical);
  let bits = Number(match[2]);
  if (isIpv6 && !canonical.includes(':')) bits -= 96;
  return network && bits >= 0 && bits <= network.length * 8 ? { network, bits } : undefined;
}

/** Every loopback stands for every other, and so do the unspecified addresses. */
function isLoopback(host: string): boolean {
  const canonical = canonicalHost(host);
  if (['localhost', '0.0.0.0', '::', '::1'].includes(canonical)) return true;
  const bytes = addressBytes(canonical);
  return bytes?.length === 4 && bytes[0] === 127;
}
