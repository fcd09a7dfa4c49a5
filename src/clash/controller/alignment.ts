import { fakeIpPool } from '../../path/fake-ip.ts';
import type { TunInterface } from '../../path/network-interfaces.ts';
import type { CoreTun } from './answers/configs.ts';
import type { CoreDnsAnswer } from './answers/dns.ts';
import type { InboundWay } from './inbound-way.ts';

/** Who says what about a name, and what the core recorded of a connection to it. Undefined: not asked, not known. */
export interface AlignmentFacts {
  /** What the system's resolver gives the process that calls; empty: nothing. */
  readonly system: readonly string[] | undefined;
  /** What the core's own DNS listener gives. */
  readonly listener?: readonly string[] | undefined;
  /** How the core answers for names, where that is known. */
  readonly mode?: 'fake-ip' | 'redir-host' | 'off' | null | undefined;
  /** What the core's resolver gives past hosts and fake-ip; null: its DNS section is off. */
  readonly upstream?: CoreDnsAnswer | null | undefined;
  /** The connection as the core lists it; null: it was looked for and never came to the core. */
  readonly connection?: { readonly host: string; readonly dnsMode: string | undefined; readonly destinationIp: string | undefined; readonly way: InboundWay } | null | undefined;
  /** Whether a TUN of the core takes what clients send. */
  readonly tunOn: boolean | undefined;
  /** Whether the process that calls is told of the core as its proxy, so that it sends the name. */
  readonly toldOfProxy: boolean;
}

/**
 * How names and the core's picture of them fit, for one process and one host.
 *
 * - `by-name`: the client hands the name to the core; addresses play no part.
 * - `fake-ip`: the client has a stand-in address, and the core knows the name behind it.
 * - `mapped`: the client has a real address, and the core remembers the name for it (redir-host).
 * - `sniffed-or-hosts`: the core knows the name by other means.
 * - `bypasses-core-dns`: a TUN takes the connection, but the name was resolved elsewhere.
 * - `no-mapping`: the connection came with an address alone, so that no rule by name can match.
 * - `orphaned`: the client holds a stand-in address that the core has given away or forgotten.
 * - `dead-end`: the client has a stand-in address, and nothing takes what goes there.
 * - `past-core`: the client goes neither by the proxy nor by a TUN; the core has no say.
 * - `unresolved`: the system gives no address, and the client has no proxy to hand the name to.
 * - `unknown`: what was asked does not tell.
 */
export type AlignmentKind =
  | 'by-name' | 'fake-ip' | 'mapped' | 'sniffed-or-hosts'
  | 'bypasses-core-dns' | 'no-mapping' | 'orphaned' | 'dead-end' | 'past-core' | 'unresolved' | 'unknown';

export interface Alignment {
  readonly kind: AlignmentKind;
  /** True where rules by name work for this process; undefined where that is not known. */
  readonly rulesByNameWork: boolean | undefined;
  /** Stand-in addresses among what the system gave. */
  readonly fakeAddresses: readonly string[];
  /** Real addresses of the system that the core's resolver does not give; two resolvers in two places may rightly differ. */
  readonly notFromCore: readonly string[];
}

/** Compares what is known of a name, as the core's documents have it (Meta-Docs dns/diagram; core: dns/middleware.go). Pure. */
export function alignment(facts: AlignmentFacts): Alignment {
  const fakeAddresses = (facts.system ?? []).filter((address) => fakeIpPool(address) !== undefined);
  const upstream = facts.upstream?.addresses ?? [];
  const notFromCore = upstream.length === 0 ? [] : (facts.system ?? []).filter((address) => !fakeAddresses.includes(address) && !upstream.includes(address));
  const kind = kindOf(facts, fakeAddresses);
  return { kind, rulesByNameWork: worksOf(kind), fakeAddresses, notFromCore };
}

function kindOf({ system, listener, mode, connection, tunOn, toldOfProxy }: AlignmentFacts, fake: readonly string[]): AlignmentKind {
  const orphaned = fake.length > 0 && listener !== undefined && listener.some((address) => fakeIpPool(address) !== undefined) && !fake.some((address) => listener.includes(address));
  if (connection && agrees(connection, system)) {
    const told = connection.way === 'connect' || connection.way === 'http' || connection.way === 'socks';
    if (connection.host === '') return orphaned ? 'orphaned' : told || tunOn !== true ? 'no-mapping' : fake.length > 0 ? 'orphaned' : 'bypasses-core-dns';
    if (connection.dnsMode === 'fake-ip') return 'fake-ip';
    if (connection.dnsMode === 'redir-host') return 'mapped';
    return told ? 'by-name' : 'sniffed-or-hosts';
  }
  if (orphaned && !toldOfProxy) return 'orphaned';
  if (toldOfProxy) return connection === null ? 'past-core' : 'by-name';
  if (system === undefined) return 'unknown';
  if (system.length === 0) return 'unresolved';
  if (fake.length > 0) {
    if (tunOn === false) return 'dead-end';
    // It went to the TUN, and the core dropped it for want of a name.
    if (tunOn === true) return connection === null ? 'orphaned' : 'fake-ip';
    return 'unknown';
  }
  if (tunOn === true) {
    if (listener?.some((address) => system.includes(address)) === true) return 'mapped';
    // Real addresses of one name differ from one answer to the next.
    const asksOthers = listener === undefined ? mode === 'fake-ip' : listener.some((address) => fakeIpPool(address) !== undefined);
    return asksOthers ? 'bypasses-core-dns' : 'unknown';
  }
  return tunOn === false ? 'past-core' : 'unknown';
}

/**
 * Whether a connection can be one of the process that calls: another program may have resolved the name elsewhere. What
 * came by a TUN had a stand-in address where the core says fake-ip, and the real one otherwise.
 */
function agrees({ dnsMode, destinationIp, way }: NonNullable<AlignmentFacts['connection']>, system: AlignmentFacts['system']): boolean {
  if (system === undefined || (way !== 'tun' && way !== 'transparent')) return true;
  const fake = system.some((address) => fakeIpPool(address) !== undefined);
  if (dnsMode === 'fake-ip') return fake;
  return destinationIp === undefined || system.includes(destinationIp);
}

function worksOf(kind: AlignmentKind): boolean | undefined {
  switch (kind) {
    case 'by-name':
    case 'fake-ip':
    case 'mapped':
    case 'sniffed-or-hosts':
      return true;
    case 'bypasses-core-dns':
    case 'no-mapping':
    case 'orphaned':
    case 'dead-end':
    case 'past-core':
      return false;
    case 'unresolved':
    case 'unknown':
      return undefined;
  }
}

/** Interfaces that look like programs that take traffic, apart by whose they are. */
export interface TunOwners {
  /** The core's, as far as it can be told. */
  readonly core: readonly string[];
  /** Another program's: a VPN that takes the same traffic, or is taken by the core's. */
  readonly others: readonly string[];
}

/**
 * Which TUNs are the core's, by the name or an address it says its own has, or by an address of a stand-in pool.
 *
 * @param interfaceWith the interface of this machine that has an address.
 */
export function tunOwners(tuns: readonly TunInterface[], tun: CoreTun | undefined, interfaceWith: (address: string) => string | undefined): TunOwners {
  const said = new Set(tun?.enabled === true ? [tun.device, ...tun.addresses.map((address) => interfaceWith(address.replace(/\/\d+$/, '')))] : []);
  const own = ({ name, signs }: TunInterface): boolean => said.has(name) || signs.includes('fake-ip-address');
  return { core: tuns.filter(own).map(({ name }) => name), others: tuns.filter((one) => !own(one)).map(({ name }) => name) };
}
