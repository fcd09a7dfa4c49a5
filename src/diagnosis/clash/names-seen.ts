/** How the names of a process and a core's picture of them fit, as evidence. Pure. */
import type { ClashConfiguration } from '../../clash/configuration/model.ts';
import { alignment } from '../../clash/controller/alignment.ts';
import { ruleHostOf, type CoreConnection } from '../../clash/controller/answers/connections.ts';
import type { CoreDnsAnswer } from '../../clash/controller/answers/dns.ts';
import { inboundWay } from '../../clash/controller/inbound-way.ts';
import { fakeIpPool } from '../../path/fake-ip.ts';
import type { ClashDnsSeen, ClashWay } from './evidence.ts';

/** Who says what of the first host's name; undefined: not asked, or no answer. */
export interface NamesAround {
  mode: ClashDnsSeen['mode'];
  system: readonly string[] | undefined;
  /** The core's own listener. */
  listened: readonly string[] | undefined;
  /** The core's resolver; null: its DNS section is off. */
  upstream: CoreDnsAnswer | null | undefined;
}

/** How the core answers for names: by its configuration where that is known, else by what its connections show. */
export function dnsModeOf(configuration: ClashConfiguration | undefined, modes: readonly (string | undefined)[]): ClashDnsSeen['mode'] {
  if (configuration === undefined) return modes.includes('fake-ip') ? 'fake-ip' : modes.includes('redir-host') ? 'redir-host' : null;
  const dns = configuration.top?.entries.get('dns')?.value;
  const written = typeof dns === 'object' && dns !== null ? (dns as Record<string, unknown>) : undefined;
  return written?.['enable'] !== true ? 'off' : written['enhanced-mode'] === 'fake-ip' ? 'fake-ip' : 'redir-host';
}

/** The table of who resolves the name to what. */
export function dnsSeen({ mode, system, listened, upstream }: NamesAround): ClashDnsSeen {
  const { notFromCore } = alignment({ system, upstream, tunOn: undefined, toldOfProxy: false });
  return {
    mode,
    system: answerOf(system),
    listener: answerOf(listened),
    ...(areStale(system, listened) && { stale: true }),
    ...(upstream !== undefined && { upstream: upstream === null ? ('off' as const) : upstream.addresses.length > 0 ? ('real' as const) : ('none' as const) }),
    ...(notFromCore.length > 0 && { notFromCore }),
  };
}

/** Ways with how names fit on each of them. Where another proxy comes first, names are that one's matter. */
export function withNames(ways: readonly ClashWay[], { names, tunKnown, connections }: { names: NamesAround; tunKnown: boolean; connections: readonly CoreConnection[] }): ClashWay[] {
  const newestFirst = connections.toSorted((one, other) => (other.startMs ?? 0) - (one.startMs ?? 0));
  return ways.map((one) => {
    const { way } = one;
    if (way === 'other-proxy' || way === 'unknown') return one;
    const taken = ['tun', 'transparent'];
    const seen = way === 'past' ? undefined : newestFirst.find((connection) => taken.includes(inboundWay(connection)) === (way === 'tun'));
    const { kind } = alignment({
      ...names,
      listener: names.listened,
      ...(seen && { connection: { host: ruleHostOf(seen), dnsMode: seen.dnsMode, destinationIp: seen.destinationIp, way: inboundWay(seen) } }),
      tunOn: way === 'tun' ? true : tunKnown ? false : undefined,
      toldOfProxy: way === 'proxy',
    });
    return { ...one, names: kind };
  });
}

function answerOf(addresses: readonly string[] | undefined): ClashDnsSeen['system'] {
  if (addresses === undefined) return null;
  if (addresses.length === 0) return 'none';
  return addresses.some((address) => fakeIpPool(address)) ? 'fake' : 'real';
}

function areStale(system: readonly string[] | undefined, listened: readonly string[] | undefined): boolean {
  return answerOf(system) === 'fake' && answerOf(listened) === 'fake' && system?.some((address) => listened?.includes(address)) !== true;
}
