/** Asking a core that was found, and evaluating its rows. Changes nothing. */
import * as path from 'node:path';
import { readConfiguration } from '../../clash/configuration/read.ts';
import { isLocalController } from '../../clash/controller/address.ts';
import { tunOwners } from '../../clash/controller/alignment.ts';
import type { CoreDnsAnswer } from '../../clash/controller/answers/dns.ts';
import type { CoreProxy } from '../../clash/controller/answers/proxies.ts';
import type { CoreRule } from '../../clash/controller/answers/rules.ts';
import type { ControllerClient } from '../../clash/controller/client.ts';
import { diskFiles } from '../../clash/controller/discovery-files.ts';
import { askDnsListener, dnsListenerOf } from '../../clash/controller/dns-listener.ts';
import { ControllerError } from '../../clash/controller/fault.ts';
import { firstOtherRow } from '../../clash/controller/running-rules.ts';
import { readGeosite } from '../../clash/geosite-beside.ts';
import { readRuleSets } from '../../clash/rule-set-files.ts';
import { interfaceWith } from '../../path/network-interfaces.ts';
import { boundListeners } from './compare-policies.ts';
import { connectionsSeen, exposureOf, groupsSeen, nodesSeen } from './core-seen.ts';
import type { ClashCoreSeen } from './evidence.ts';
import { explainHosts, type RunningRows } from './explain-hosts.ts';
import type { FoundCore, LookRequest } from './find-core.ts';
import { dnsModeOf, dnsSeen, withNames, type NamesAround } from './names-seen.ts';
import { waysOf } from './ways.ts';

/** What a core that was found does with the hosts at the moment, worked out on this thread. Its rows, where they were asked for before. */
export async function seeHere(found: FoundCore, request: LookRequest, signal: AbortSignal, known?: { rules: readonly CoreRule[] | undefined }): Promise<ClashCoreSeen> {
  const { client } = found;
  const [configs, listed, rules, connections, ruleProviders] = await Promise.all([
    client.configs(signal),
    client.proxies(signal),
    known ? known.rules : client.rules(signal).catch(orUndefined(signal)),
    client.connections(signal),
    client.ruleProviders(signal).catch(orUndefined(signal)),
  ]);
  const proxies = await withProviderNodes(listed, client, signal);
  const file = await readFile(found.file);
  const otherRow = file && rules ? firstOtherRow(file.configuration.rules, rules) : undefined;
  const sameRows = file !== undefined && rules !== undefined && otherRow === undefined;
  const mode = configs.mode === 'global' || configs.mode === 'direct' ? configs.mode : 'rule';
  const rows: RunningRows = {
    mode,
    rules: rules ?? [],
    ...(file && sameRows && (await rowsOf(file, request.namedLists === true))),
  };
  const resolver = resolverOf(client, signal);
  const running = sameRows ? file.configuration : undefined;
  const local = isLocalController(client.address);
  const { network = null, systemAddresses } = request;
  const [first] = request.hosts;
  const listener = running && local ? dnsListenerOf(running) : undefined;
  const [hosts, listened, upstream] = await Promise.all([
    explainHosts({ client, hosts: request.hosts, rows, proxies, ruleProviders: ruleProviders ?? new Map(), connections: connections.connections, ...(request.process !== undefined && { process: request.process }), addressOf: async (host) => addressIn(await resolver(host)) }, signal),
    listener && first ? askDnsListener(listener, first.host, signal) : undefined,
    // Only where its answer is compared with the system's.
    systemAddresses && first ? resolver(first.host) : undefined,
  ]);
  const seen = connectionsSeen(connections.connections, request.hosts.map(({ host, addresses }) => ({ host, ...(addresses && { addresses }) })), true, proxies, request.own);
  const explanations = hosts.flatMap(({ explanation, udp }) => [explanation, udp].filter((one) => one !== null));
  const owners = network && local ? tunOwners(network.tuns, configs.tun, interfaceWith) : undefined;
  const tun = configs.tun?.enabled ?? false;
  const otherTuns = tun && owners && owners.core.length > 0 ? owners.others : [];
  const doors = {
    ports: local || 'host' in client.address ? [configs.ports.mixed, configs.ports.http, configs.ports.socks].filter((port) => port !== undefined) : [],
    tun,
    otherTuns,
    host: local || !('host' in client.address) ? '127.0.0.1' : client.address.host,
  };
  const names: NamesAround = { mode: dnsModeOf(running, connections.connections.map(({ dnsMode }) => dnsMode)), system: systemAddresses, listened, upstream };
  return {
    place: found.place,
    title: found.title,
    mode,
    proxyPorts: doors.ports,
    tun,
    configuration: sameRows ? 'read' : rules && rules.length > 0 ? 'rows-only' : 'none',
    ...(file && rules && rules.length > 0 && otherRow !== undefined && { otherFile: { path: file.path, row: otherRow } }),
    exposure: running ? exposureOf(running) : null,
    hosts,
    groups: groupsSeen(explanations, proxies, running),
    nodes: nodesSeen(explanations, seen, proxies),
    dns: dnsSeen(names),
    ways: withNames(waysOf(request.paths, doors, network, request.direct), { names, tunKnown: network !== null || !tun, connections: connections.connections.filter((one) => first !== undefined && connectionsSeen([one], [first], true).length > 0) }),
    defaultTun: [network?.defaults.v4, network?.defaults.v6].find((way) => way?.tun)?.interface ?? null,
    ...(otherTuns.length > 0 && { otherTuns }),
    ...(running && { listeners: boundListeners(running.top?.entries.get('listeners')?.value) }),
    connections: seen,
  };
}

/** The rows in the file, with what lies beside it. */
async function rowsOf({ configuration, path: place }: Required<NonNullable<FoundCore['file']>>, namedLists: boolean): Promise<Pick<RunningRows, 'configuration' | 'ruleSets' | 'geosite'>> {
  const ruleSets = await readRuleSets(configuration, path.dirname(place));
  const geosite = namedLists ? await readGeosite(configuration, ruleSets, path.dirname(place)) : undefined;
  return { configuration, ruleSets, ...(geosite && { geosite }) };
}

async function readFile(file: FoundCore['file']): Promise<Required<NonNullable<FoundCore['file']>> | undefined> {
  if (!file) return undefined;
  const { path: place, configuration } = file;
  if (configuration) return { path: place, configuration };
  const text = await diskFiles.read(place);
  return text === undefined ? undefined : { path: place, configuration: readConfiguration(text, { path: place }) };
}

/** The core's resolver may take five seconds; nobody here waits that long, in ms. */
const resolverMs = 2_000;

/** Asks the core's resolver, each name once. Null: its DNS section is off. Undefined: it did not say. */
function resolverOf(client: ControllerClient, signal: AbortSignal): (host: string) => Promise<CoreDnsAnswer | null | undefined> {
  const asked = new Map<string, Promise<CoreDnsAnswer | null | undefined>>();
  const ask = async (host: string): Promise<CoreDnsAnswer | null | undefined> => {
    try {
      return await client.dnsQuery(host, 'A', AbortSignal.any([signal, AbortSignal.timeout(resolverMs)]));
    } catch (error) {
      signal.throwIfAborted();
      return error instanceof ControllerError && error.status === 500 && /dns section is disabled/i.test(error.said ?? '') ? null : undefined;
    }
  };
  return (host) => {
    const answer = asked.get(host) ?? ask(host);
    asked.set(host, answer);
    return answer;
  };
}

function addressIn(answer: CoreDnsAnswer | null | undefined): string | null | undefined {
  return answer && (answer.addresses[0] ?? null);
}

/** Cores of before list the nodes of providers with the providers alone (core: hub/route/proxies.go, since Meta). */
async function withProviderNodes(proxies: ReadonlyMap<string, CoreProxy>, client: ControllerClient, signal: AbortSignal): Promise<ReadonlyMap<string, CoreProxy>> {
  const known = [...proxies.values()].every(({ now, members = [] }) => [now, ...members].every((name) => name === undefined || name === '' || proxies.has(name)));
  if (known) return proxies;
  const providers = await client.proxyProviders(signal).catch(orUndefined(signal));
  const theirs = [...(providers?.values() ?? [])].flatMap((provider) => provider.proxies.map((proxy) => [proxy.name, proxy] as const));
  return new Map([...theirs, ...proxies]);
}

/** For what a core may lack. */
export function orUndefined(signal: AbortSignal): (error: unknown) => undefined {
  return () => {
    signal.throwIfAborted();
    return undefined;
  };
}
