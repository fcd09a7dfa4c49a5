import { addressBytes, sharesPrefix, splitAtCommas, type Destination } from './host-matching.ts';

/** What differs between the copies of reqwest's NoProxy. */
export interface RustListTraits {
  /** hyper-util compares names without regard to case. */
  ignoresCase: boolean;
  /** An empty entry counts as a name; it matches a host that ends in a dot. */
  emptyMatchesTrailingDot: boolean;
}

/**
 * NoProxy of hyper-util (src/client/proxy/matcher.rs) and of its elder copies in reqwest up to 0.12 (src/proxy.rs) and
 * Deno (ext/fetch/proxy.rs). The entry that names the destination, white space trimmed.
 */
export function matchingRustEntry(list: string, to: Destination, traits: RustListTraits): string | undefined {
  const entries = splitAtCommas(list).map((entry) => entry.trim());
  const { host, addressFamily: family } = to;
  if (family !== 0) return entries.find((entry) => coversAddress(entry, host, family));
  return entries.find((entry) => {
    const name = traits.ignoresCase ? entry.toLowerCase() : entry;
    if (name === '') return traits.emptyMatchesTrailingDot && host.endsWith('.');
    if (name === '*' || name === host || name === `.${host}`) return true;
    return host.endsWith(name.startsWith('.') ? name : `.${name}`);
  });
}

/** An address, or a network as the ipnet crate reads one: its IPv4 octets may have leading zeros. */
function coversAddress(entry: string, host: string, family: 4 | 6): boolean {
  const address = addressBytes(host, family);
  if (!address) return false;
  const [, text = entry, prefix] = /^([^/]*)\/(\d{1,3})$/.exec(entry) ?? [];
  const plain = prefix !== undefined && family === 4 ? text.replace(/(?<![\d])0{1,2}(?=\d)/g, '') : text;
  const network = /(?:^|\.)\d{4}/.test(text) && family === 4 ? undefined : addressBytes(plain, family);
  if (!network) return false;
  const width = address.length * 8;
  const bits = prefix === undefined ? width : Number(prefix);
  return bits <= width && (family === 6 || (prefix ?? '').length <= 2) && sharesPrefix(address, network, bits);
}
