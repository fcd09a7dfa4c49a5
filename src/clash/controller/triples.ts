import type { GatewayHost } from '../gateway-host.ts';
import { nodeOf, policyOf, ruleHostOf, type CoreConnection } from './answers/connections.ts';
import { newestFirst, type WatchedConnection, type WatchedConnections } from './connection-diff.ts';
import { nodeRegion } from './node-region.ts';

/**
 * How a connection came into the core. `connect`: a client that was told of the proxy. `socks`: likewise. `tun`: taken
 * from a client that knows nothing of it, as `transparent` by other means.
 */
export type InboundWay = 'connect' | 'http' | 'socks' | 'tun' | 'transparent' | 'other';

/** The way, from how the core writes it: `HTTPS`, `Tun`, `mixed/in` of sing-box. Pure. */
export function inboundWay({ inbound }: Pick<CoreConnection, 'inbound'>): InboundWay {
  const type = (inbound.split('/')[0] ?? '').toLowerCase();
  if (type === 'https' || type === 'mixed' || type === 'http connect') return 'connect';
  if (type === 'http') return 'http';
  if (type.startsWith('socks')) return 'socks';
  if (type === 'tun') return 'tun';
  return type.startsWith('redir') || type === 'tproxy' ? 'transparent' : 'other';
}

/** A call to a gateway as the core carried it: host name, policy, destination. */
export interface ConnectionTriple {
  readonly id: string;
  readonly gateway: GatewayHost;
  readonly hostname: string;
  /** What the rule named; undefined where the core does not tell. */
  readonly policy: string | undefined;
  /** The node that carried it. */
  readonly destination: string | undefined;
  /** What lies between, from the policy down to the node. */
  readonly chain: readonly string[];
  /** By the node's name; a guess. */
  readonly region: string | undefined;
  /** `DomainSuffix(openrouter.ai)`; undefined where no rule matched or the core tells none. */
  readonly rule: string | undefined;
  readonly way: InboundWay;
  readonly process: string | undefined;
  readonly network: 'tcp' | 'udp';
  readonly dnsMode: string | undefined;
  /** True where something made the core resolve the name. */
  readonly resolved: boolean;
  readonly startMs: number;
  /** Undefined while it is open. */
  readonly closedMs: number | undefined;
  readonly uploadBytes: number;
  readonly downloadBytes: number;
}

/** The gateway that a connection goes to, by the name that rules saw; undefined for every other. Pure. */
export function gatewayOf(connection: CoreConnection, gateways: readonly GatewayHost[]): GatewayHost | undefined {
  const host = ruleHostOf(connection);
  if (host === '') return undefined;
  return gateways.find((gateway) => host === gateway.host) ?? gateways.find((gateway) => host.endsWith(`.${gateway.host}`));
}

/** The calls to gateways, closed ones too, newest first. Pure. */
export function triplesOf(watched: WatchedConnections, gateways: readonly GatewayHost[]): readonly ConnectionTriple[] {
  return newestFirst(watched).flatMap((one) => {
    const gateway = gatewayOf(one.connection, gateways);
    return gateway ? [tripleOf(one, gateway)] : [];
  });
}

function tripleOf({ connection, firstSeenMs, closedMs }: WatchedConnection, gateway: GatewayHost): ConnectionTriple {
  const destination = nodeOf(connection);
  const { rule, rulePayload } = connection;
  return {
    id: connection.id,
    gateway,
    hostname: ruleHostOf(connection),
    policy: policyOf(connection),
    destination,
    chain: connection.chains.toReversed(),
    region: destination === undefined ? undefined : nodeRegion(destination),
    rule: rule === '' ? undefined : rulePayload === '' ? rule : `${rule}(${rulePayload})`,
    way: inboundWay(connection),
    process: connection.process,
    network: connection.network,
    dnsMode: connection.dnsMode,
    resolved: connection.destinationIp !== undefined && connection.host !== '',
    startMs: connection.startMs ?? firstSeenMs,
    closedMs,
    uploadBytes: connection.uploadBytes,
    downloadBytes: connection.downloadBytes,
  };
}

/** How a call went another way than the one before it. */
export interface CallChange {
  readonly earlier: ConnectionTriple;
  readonly later: ConnectionTriple;
  /** What differs, what matters most first. Never empty. */
  readonly changed: readonly ('region' | 'policy' | 'node' | 'rule' | 'way')[];
}

/** Compares each call with the one before it to the same host name from the same process. Newest first. Pure. */
export function callChanges(triples: readonly ConnectionTriple[]): readonly CallChange[] {
  const last = new Map<string, ConnectionTriple>();
  const changes: CallChange[] = [];
  for (const later of triples.toReversed()) {
    const key = JSON.stringify([later.hostname, later.process ?? '', later.network]);
    const earlier = last.get(key);
    last.set(key, later);
    const changed = earlier ? differences(earlier, later) : [];
    if (earlier && changed.length > 0) changes.push({ earlier, later, changed });
  }
  return changes.toReversed();
}

function differences(earlier: ConnectionTriple, later: ConnectionTriple): CallChange['changed'] {
  const region = earlier.region !== undefined && later.region !== undefined && earlier.region !== later.region;
  return [
    ...(region ? ['region' as const] : []),
    ...(earlier.policy !== later.policy ? ['policy' as const] : []),
    ...(earlier.destination !== later.destination ? ['node' as const] : []),
    ...(earlier.rule !== later.rule ? ['rule' as const] : []),
    ...(earlier.way !== later.way ? ['way' as const] : []),
  ];
}

/** A process whose calls to one host are taken twice: it knows the proxy, and a TUN takes what goes past it. */
export interface DoubleWay {
  readonly hostname: string;
  /** Undefined where the core does not know processes; then it may be two programs. */
  readonly process: string | undefined;
  readonly told: ConnectionTriple;
  readonly taken: ConnectionTriple;
}

/** The newest pair of each process and host name that came both ways. Pure. */
export function doubleWays(triples: readonly ConnectionTriple[]): readonly DoubleWay[] {
  const found = new Map<string, { told?: ConnectionTriple; taken?: ConnectionTriple }>();
  for (const triple of triples) {
    const key = JSON.stringify([triple.hostname, triple.process ?? '']);
    const pair = found.get(key) ?? {};
    found.set(key, pair);
    if (triple.way === 'connect' || triple.way === 'http' || triple.way === 'socks') pair.told ??= triple;
    else if (triple.way === 'tun' || triple.way === 'transparent') pair.taken ??= triple;
  }
  return [...found.values()].flatMap(({ told, taken }) => (told && taken ? [{ hostname: told.hostname, process: told.process, told, taken }] : []));
}
