/**
 * Addresses and prefixes as the core's library spells them (Go, net/netip): no leading zeros, no octal, no shortened
 * IPv4. Kept as numbers, as hundreds of thousands are compared for one question.
 */
export interface Address {
  readonly version: 4 | 6;
  /** One unsigned 32-bit word, or four. */
  readonly words: readonly number[];
}

export interface Prefix {
  readonly address: Address;
  readonly bits: number;
}

const v4 = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/;

/** An address without a zone; undefined for everything that is none. */
export function parseAddress(text: string): Address | undefined {
  if (!text.includes(':')) {
    const word = parseV4(text);
    return word === undefined ? undefined : { version: 4, words: [word] };
  }
  const words = parseV6(text);
  return words && { version: 6, words };
}

/** As the core takes what a client asked for: `::ffff:1.2.3.4` is 1.2.3.4, and a zone is left out. */
export function parseDestination(text: string): Address | undefined {
  const address = parseAddress(text.replace(/(?<=:.*)%.+$/, ''));
  if (address?.version !== 6) return address;
  const [a, b, c, d] = address.words;
  return a === 0 && b === 0 && c === 0xffff ? { version: 4, words: [d ?? 0] } : address;
}

export function parsePrefix(text: string): Prefix | undefined {
  const slash = text.lastIndexOf('/');
  if (slash === -1) return undefined;
  const address = parseAddress(text.slice(0, slash));
  const length = text.slice(slash + 1);
  if (!address || !/^(0|[1-9]\d{0,2})$/.test(length)) return undefined;
  const bits = Number(length);
  return bits <= (address.version === 4 ? 32 : 128) ? { address, bits } : undefined;
}

/** Never across versions: an IPv4 address is in no IPv6 prefix. */
export function isInPrefix({ version, words }: Address, { address, bits }: Prefix): boolean {
  if (version !== address.version) return false;
  let left = bits;
  for (let index = 0; left > 0; index++, left -= 32) {
    const mask = left >= 32 ? 0xffffffff : (0xffffffff << (32 - left)) >>> 0;
    if ((((words[index] ?? 0) ^ (address.words[index] ?? 0)) & mask) !== 0) return false;
  }
  return true;
}

/** Whether the last bits are the same (core: rules/common/ipsuffix.go). */
export function hasSuffix({ version, words }: Address, { address, bits }: Prefix): boolean {
  if (version !== address.version) return false;
  let left = bits;
  for (let index = words.length - 1; left > 0; index--, left -= 32) {
    const mask = left >= 32 ? 0xffffffff : 2 ** left - 1;
    if ((((words[index] ?? 0) ^ (address.words[index] ?? 0)) & mask) !== 0) return false;
  }
  return true;
}

const lanPrefixes = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/4', '0.0.0.0/32', 'fc00::/7', '::1/128', '::/128', 'fe80::/10', 'ff00::/8'].map(
  parsePrefix,
);

/** What `GEOIP,LAN` means, which needs no database (core: rules/common/geoip.go). */
export function isLan(address: Address): boolean {
  return lanPrefixes.some((prefix) => prefix !== undefined && isInPrefix(address, prefix));
}

function parseV4(text: string): number | undefined {
  const found = v4.exec(text);
  if (!found) return undefined;
  let word = 0;
  for (let index = 1; index <= 4; index++) {
    const byte = Number(found[index]);
    if (byte > 255) return undefined;
    word = word * 256 + byte;
  }
  return word;
}

function parseV6(text: string): number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = groupsOf(halves[0] ?? '', halves.length === 1);
  const tail = halves.length === 2 ? groupsOf(halves[1] ?? '', true) : [];
  if (!head || !tail) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...new Array<number>(missing).fill(0), ...tail];
  return [0, 2, 4, 6].map((index) => (groups[index] ?? 0) * 65_536 + (groups[index + 1] ?? 0));
}

function groupsOf(text: string, mayEndInV4: boolean): number[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  const groups: number[] = [];
  for (const [index, part] of parts.entries()) {
    if (mayEndInV4 && index === parts.length - 1 && part.includes('.')) {
      const word = parseV4(part);
      if (word === undefined) return undefined;
      groups.push(Math.floor(word / 65_536), word % 65_536);
    } else {
      if (!/^[0-9a-f]{1,4}$/i.test(part)) return undefined;
      groups.push(Number.parseInt(part, 16));
    }
  }
  return groups;
}
