/** What a controller answered, as evidence. Servers' addresses are not taken over. Pure. */
import type { ClashConfiguration, ClashGroup } from '../../clash/configuration/model.ts';
import type { CoreConnection } from '../../clash/controller/answers/connections.ts';
import { nodeOf, policyOf, ruleHostOf } from '../../clash/controller/answers/connections.ts';
import type { CoreProxy } from '../../clash/controller/answers/proxies.ts';
import { healthFor, isAlive } from '../../clash/controller/group-chain.ts';
import { strandedConnections } from '../../clash/controller/stranded.ts';
import { inboundWay } from '../../clash/controller/inbound-way.ts';
import type { CoreVersion } from '../../clash/controller/answers/version.ts';
import type { ClashExplanation } from '../../clash/rules/explanation.ts';
import type { ClashConnectionSeen, ClashExposure, ClashGroupSeen, ClashNodeSeen } from './evidence.ts';

/** `Clash Meta v1.19.20`. A version that the core has invented is shown as it is. */
export function coreTitle({ family, version }: CoreVersion): string {
  const names = { meta: 'Clash Meta', 'sing-box': 'sing-box', premium: 'Clash Premium', clash: 'Clash' } as const;
  return version.startsWith('sing-box') ? version : `${names[family]} ${version}`;
}

/** Types of groups as a configuration writes them. */
const groupTypes: Readonly<Record<string, string>> = { Selector: 'select', URLTest: 'url-test', Fallback: 'fallback', LoadBalance: 'load-balance', Relay: 'relay' };

/** The groups on some chains, each once, with what the core tells and what the configuration says of them. */
export function groupsSeen(explanations: readonly ClashExplanation[], proxies: ReadonlyMap<string, CoreProxy>, configuration: ClashConfiguration | undefined): ClashGroupSeen[] {
  const names = new Set(explanations.flatMap(({ chain, policy }) => [policy, ...chain]));
  return [...names].flatMap((name) => {
    const proxy = proxies.get(name);
    if (!proxy?.members) return [];
    const written = configuration?.groups.find((group) => group.name.value === name);
    return [
      {
        name,
        type: groupTypes[proxy.type] ?? proxy.type.toLowerCase(),
        now: proxy.now ?? null,
        members: proxy.members.length,
        ...(proxy.testUrl !== undefined && proxy.testUrl !== '' && { testUrl: withoutQuery(proxy.testUrl) }),
        ...(written && settingsOf(written)),
      },
    ];
  });
}

/** Settings that only the configuration tells, with the core's own defaults where it says nothing (outboundgroup/parser.go). */
function settingsOf({ map, type }: ClashGroup): Partial<ClashGroupSeen> {
  const value = (key: string): unknown => map.entries.get(key)?.value;
  const number = (key: string, otherwise: number): number => {
    const written = Number(value(key) ?? otherwise);
    return Number.isFinite(written) && written > 0 ? written : otherwise;
  };
  const tests = type.value !== 'select';
  return {
    ...(tests && { intervalSeconds: number('interval', 300), timeoutMs: number('timeout', 5_000), maxFailedTimes: number('max-failed-times', 5), lazy: value('lazy') !== false }),
    ...(type.value === 'url-test' && { tolerance: Math.max(0, Number(value('tolerance') ?? 0) || 0) }),
    ...(type.value === 'load-balance' && { strategy: typeof value('strategy') === 'string' ? String(value('strategy')) : 'consistent-hashing' }),
  };
}

function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/, '').replace(/\/\/[^/@]*@/, '//');
}

/** How many tests of a node are kept. */
const keptDelays = 5;

/** Nodes at the end of chains and of connections, each with its health for the test URL of the group above it. */
export function nodesSeen(explanations: readonly ClashExplanation[], connections: readonly { node: string }[], proxies: ReadonlyMap<string, CoreProxy>): ClashNodeSeen[] {
  const seen = new Map<string, ClashNodeSeen>();
  const add = (name: string, testUrl: string | undefined): void => {
    const proxy = proxies.get(name);
    if (!proxy || proxy.members || seen.has(name)) return;
    seen.set(name, nodeSeen(proxy, testUrl));
  };
  const groupAbove = (names: readonly string[]): string | undefined => names.map((name) => proxies.get(name)).findLast((proxy) => proxy?.testUrl)?.testUrl;
  for (const { chain } of explanations) add(chain.at(-1) ?? '', groupAbove(chain));
  const urls = explanations.map(({ chain }) => groupAbove(chain)).find((url) => url !== undefined);
  for (const { node } of connections) add(node, urls);
  return [...seen.values()];
}

/** A node's health for one test URL. Releases that keep one state a node have that alone. */
export function nodeSeen(proxy: CoreProxy, testUrl: string | undefined): ClashNodeSeen {
  const health = healthFor(proxy, testUrl);
  const tested = health.history.length > 0;
  const builtIn = ['Direct', 'Reject', 'RejectDrop', 'Pass', 'Compatible'].includes(proxy.type);
  return {
    name: proxy.name,
    type: proxy.type,
    udp: proxy.udp ?? false,
    // A node that nobody tested is called alive by the core, and a test of DIRECT says nothing of a gateway.
    alive: builtIn || !tested ? null : (isAlive(health) ?? null),
    delaysMs: health.history.slice(-keptDelays).map(({ delayMs }) => delayMs),
  };
}

/** A host the connections of which are wanted, and its known addresses where it has any. */
export interface WatchedHost {
  host: string;
  addresses?: readonly string[];
}

/** What a diagnosis calls by itself: the program it runs in, by its file's name, and since when. */
export interface OwnCalls {
  program: string;
  /** Ms since 1970. */
  sinceMs: number;
}

/** The part of the core's connections that goes to gateways. Without `proxies` nobody can say which were left behind. */
export function connectionsSeen(connections: readonly CoreConnection[], hosts: readonly WatchedHost[], live: boolean, proxies: ReadonlyMap<string, CoreProxy> = new Map(), own?: OwnCalls): ClashConnectionSeen[] {
  const left = new Map(live ? strandedConnections(connections, proxies).map(({ id, why, now }) => [id, { why, now: now ?? null }]) : []);
  return connections.flatMap((connection) => {
    const wanted = hostOf(connection, hosts);
    if (!wanted) return [];
    const leftBehind = left.get(connection.id);
    return [
      {
        id: connection.id,
        host: wanted.host,
        withoutName: ruleHostOf(connection) === '',
        network: connection.network,
        policy: policyOf(connection) ?? '',
        node: nodeOf(connection) ?? '',
        door: doorOf(connection),
        process: programName(connection.process ?? ''),
        ...(own && programName(connection.process ?? '') === programName(own.program) && (connection.startMs ?? 0) >= own.sinceMs && { own: true as const }),
        live,
        startedAtMs: connection.startMs ?? 0,
        silentMs: null,
        ...(connection.rule !== '' && { rule: ruleText(connection) }),
        ...(connection.dnsMode !== undefined && { dnsMode: connection.dnsMode }),
        ...(leftBehind && { left: leftBehind }),
      },
    ];
  });
}

/** The rule in the core's own words: `DomainSuffix(openrouter.ai)`. */
export function ruleText({ rule, rulePayload }: Pick<CoreConnection, 'rule' | 'rulePayload'>): string {
  return rulePayload === '' ? rule : `${rule}(${rulePayload})`;
}

function programName(file: string): string {
  return file.replace(/\.exe$/i, '');
}

function hostOf(connection: CoreConnection, hosts: readonly WatchedHost[]): WatchedHost | undefined {
  const name = ruleHostOf(connection);
  if (name !== '') return hosts.find(({ host }) => host === name) ?? hosts.find(({ host }) => name.endsWith(`.${host}`));
  const { destinationIp } = connection;
  return destinationIp === undefined ? undefined : hosts.find(({ addresses }) => addresses?.includes(destinationIp));
}

/** By which door it came; what is taken by other transparent means is taken as by a TUN. */
function doorOf(connection: CoreConnection): ClashConnectionSeen['door'] {
  const way = inboundWay(connection);
  return way === 'transparent' ? 'tun' : way;
}

/** Who can reach the controller that a configuration asks for; undefined where it asks for none on the network. */
export function exposureOf(configuration: ClashConfiguration): ClashExposure | null {
  const text = (key: string): string => {
    const value = configuration.top?.entries.get(key)?.value;
    return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  };
  const listens = text('external-controller') || text('external-controller-tls');
  if (listens === '') return null;
  const host = listens.replace(/:\d*$/, '').replace(/^\[|\]$/g, '');
  const loopback = /^(127\.|localhost$|::1$)/i.test(host);
  const secret = text('secret');
  return { listens, loopback, guard: secret === '' || secret === 'set-your-secret' ? 'none' : secret.length < 8 ? 'short' : 'good' };
}
