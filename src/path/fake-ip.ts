import ipaddr from 'ipaddr.js';

/** A range from which some core hands out addresses that stand for names. */
interface Pool {
  range: string;
  usedBy: string;
}

/**
 * Ranges no public gateway can have. 198.18.0.0/15 and 2001:2::/48 are reserved for benchmarks (RFC 2544, RFC 5180);
 * the rest are defaults of the named products' sources. Pools can be configured, so a range proves a fake address, and
 * the absence of one proves nothing.
 */
const pools: readonly Pool[] = [
  { range: '198.18.0.0/15', usedBy: 'Clash (mihomo), sing-box, Surge' },
  { range: '2001:2::/48', usedBy: 'Clash (mihomo)' },
  { range: 'fdfe:dcba:9876::/48', usedBy: 'Clash (mihomo)' },
  { range: 'fd00:6152::/32', usedBy: 'Surge' },
  { range: 'fc00::/18', usedBy: 'sing-box' },
];

const parsedPools = pools.map(({ range, usedBy }) => ({ range, usedBy, cidr: ipaddr.parseCIDR(range) }));

/** The pool an address is from, or undefined when it is from none that is known. */
export function fakeIpPool(address: string): { range: string; usedBy: string } | undefined {
  if (!ipaddr.isValid(address)) return undefined;
  // An IPv4 address may come in IPv6 clothes (::ffff:198.18.0.4).
  const parsed = ipaddr.process(address);
  const hit = parsedPools.find(({ cidr }) => cidr[0].kind() === parsed.kind() && parsed.match(cidr));
  return hit && { range: hit.range, usedBy: hit.usedBy };
}

/** What kind of address this is, in ipaddr.js's words: `unicast`, `private`, `loopback`, `carrierGradeNat` ... */
export function addressKind(address: string): string {
  return ipaddr.isValid(address) ? ipaddr.process(address).range() : 'invalid';
}

/** True for `localhost`, its sub-domains, and loopback addresses in every spelling a URL allows. */
export function isLoopbackHost(host: string): boolean {
  const bare = (host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host).toLowerCase().replace(/\.$/, '');
  if (bare === 'localhost' || bare.endsWith('.localhost')) return true;
  if (!ipaddr.isValid(bare)) return false;
  const address = ipaddr.process(bare);
  return address.range() === 'loopback';
}
