/** Looking at the Clash core of this machine: finding it, asking it, evaluating its rows. Changes nothing. */
import * as path from 'node:path';
import { readConfiguration } from '../../clash/configuration/read.ts';
import type { ClashConfiguration } from '../../clash/configuration/model.ts';
import { isLocalController, printControllerAddress, sameController, type ControllerAddress } from '../../clash/controller/address.ts';
import { tunOwners } from '../../clash/controller/alignment.ts';
import type { CoreDnsAnswer } from '../../clash/controller/answers/dns.ts';
import type { CoreProxy } from '../../clash/controller/answers/proxies.ts';
import { mergedFiles } from '../../clash/controller/candidates.ts';
import type { ControllerClient } from '../../clash/controller/client.ts';
import { discoverController, type CandidateSource, type FoundController, type TriedController } from '../../clash/controller/discover.ts';
import { askDnsListener, dnsListenerOf } from '../../clash/controller/dns-listener.ts';
import { diskFiles, thisMachine } from '../../clash/controller/discovery-files.ts';
import { ControllerError } from '../../clash/controller/fault.ts';
import { firstOtherRow } from '../../clash/controller/running-rules.ts';
import { statedControllers } from '../../clash/controller/stated-controllers.ts';
import { interfaceWith, type MachineNetwork } from '../../path/network-interfaces.ts';
import type { NetworkPath } from '../../path/network-path.ts';
import type { Secret } from '../../path/secret.ts';
import { connectionsSeen, coreTitle, exposureOf, groupsSeen, nodesSeen } from './core-seen.ts';
import { dnsModeOf, dnsSeen, withNames, type NamesAround } from './names-seen.ts';
import type { ClashCoreSeen, ClashEvidence, ClashPlace } from './evidence.ts';
import { explainHosts, type AskedHost, type RunningRows } from './explain-hosts.ts';
import { readGeosite } from '../../clash/geosite-beside.ts';
import { readRuleSets } from '../../clash/rule-set-files.ts';
import { waysOf } from './ways.ts';

export interface LookRequest {
  hosts: readonly AskedHost[];
  /** The address in the user's settings; whichever is found on this machine without. */
  controller?: string;
  /** The secret of that controller, or of whichever is found. */
  secret?: Secret;
  /** The secret that is stored for an address. */
  secretFor?(address: string): Promise<Secret | undefined>;
  /** The program that calls, as the core sees it, where that is known. */
  process?: string;
  environment: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
  homeDirectory: string;
  /** The subject's ways, to see which of them meet the core. */
  paths: readonly Pick<NetworkPath, 'id' | 'proxyUrl'>[];
  network?: MachineNetwork | null;
  /** What the system makes of the first host's name. */
  systemAddresses?: readonly string[];
  /** Whether the core's file of named lists is read too: some ten MB, for those who look once. */
  namedLists?: boolean;
}

/** A core that was found, and all that is needed to go on asking it. */
export interface FoundCore {
  client: ControllerClient;
  place: ClashPlace;
  title: string;
  /** The file that names this controller, with what it holds; whether the core runs it is looked at each time. */
  file?: { path: string; configuration: ClashConfiguration };
}

/** Finds the core. No request leaves the machine unless `controller` names one elsewhere. @throws only the signal's reason. */
export async function findCore(request: LookRequest, signal: AbortSignal): Promise<{ tried: ClashPlace[]; found?: FoundCore }> {
  const machine = { ...thisMachine(request.environment), platform: request.platform, homeDirectory: request.homeDirectory };
  const discovery = await discoverController(
    {
      ...(request.controller && { setting: request.controller }),
      secretFor: async (address) => (await request.secretFor?.(printControllerAddress(address))) ?? request.secret,
      machine,
      files: diskFiles,
    },
    signal,
  );
  const tried = discovery.tried.map(placeOf);
  const { found } = discovery;
  if (!found) return { tried };
  const place = tried.at(-1) ?? { place: printControllerAddress(found.client.address), why: 'port', outcome: 'found' };
  const file = await configurationOf(found, machine);
  return { tried, found: { client: found.client, place, title: coreTitle(found.version), ...(file && { file }) } };
}

const whys: Readonly<Record<CandidateSource, ClashPlace['why']>> = { setting: 'setting', 'open-file': 'file', 'merged-file': 'file', socket: 'socket', 'usual-port': 'port' };

function placeOf({ source, address, outcome }: TriedController): ClashPlace {
  return {
    place: printControllerAddress(address),
    why: whys[source],
    outcome: outcome === 'found' ? 'found' : outcome === 'unauthorized' ? 'secret-wanted' : outcome === 'not-a-core' ? 'no-controller' : 'nothing',
  };
}

/** The merged file that names this controller; others may lie about from other apps. */
async function configurationOf(found: FoundController, machine: Parameters<typeof mergedFiles>[0]): Promise<FoundCore['file']> {
  const separator = machine.platform === 'win32' ? '\\' : '/';
  for (const { path: where, names } of mergedFiles(machine)) {
    const files = names ? (await diskFiles.list(where)).filter((name) => names.test(name)).map((name) => `${where}${separator}${name}`) : [where];
    for (const file of files) {
      const text = await diskFiles.read(file);
      if (text === undefined || !namesController(text, path.dirname(file), found.client.address)) continue;
      return { path: file, configuration: readConfiguration(text, { path: file }) };
    }
  }
  return undefined;
}

function namesController(text: string, folder: string, address: ControllerAddress): boolean {
  return statedControllers(text, folder).addresses.some((one) => sameController(one, address));
}

/** Looks once: finds the core and sees what it does with the hosts. @throws only the signal's reason, and ControllerError where the core goes away meanwhile. */
export async function lookAtCore(request: LookRequest, signal: AbortSignal): Promise<ClashEvidence> {
  const { tried, found } = await findCore(request, signal);
  return { tried, core: found ? await seeCore(found, request, signal) : null };
}

/** The rows in the file, with what lies beside it. */
async function rowsOf({ configuration, path: place }: NonNullable<FoundCore['file']>, namedLists: boolean): Promise<Pick<RunningRows, 'configuration' | 'ruleSets' | 'geosite'>> {
  const ruleSets = await readRuleSets(configuration, path.dirname(place));
  const geosite = namedLists ? await readGeosite(configuration, ruleSets, path.dirname(place)) : undefined;
  return { configuration, ruleSets, ...(geosite && { geosite }) };
}

/** What a core that was found does with the hosts at the moment. */
export async function seeCore(found: FoundCore, request: LookRequest, signal: AbortSignal): Promise<ClashCoreSeen> {
  const { client } = found;
  const [configs, listed, rules, connections, ruleProviders] = await Promise.all([
    client.configs(signal),
    client.proxies(signal),
    client.rules(signal).catch(orUndefined(signal)),
    client.connections(signal),
    client.ruleProviders(signal).catch(orUndefined(signal)),
  ]);
  const proxies = await withProviderNodes(listed, client, signal);
  const { file } = found;
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
  const seen = connectionsSeen(connections.connections, request.hosts.map(({ host, addresses }) => ({ host, ...(addresses && { addresses }) })), true, proxies);
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
    ways: withNames(waysOf(request.paths, doors, network), { names, tunKnown: network !== null || !tun, connections: connections.connections.filter((one) => first !== undefined && connectionsSeen([one], [first], true).length > 0) }),
    defaultTun: [network?.defaults.v4, network?.defaults.v6].find((way) => way?.tun)?.interface ?? null,
    ...(otherTuns.length > 0 && { otherTuns }),
    connections: seen,
  };
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

function orUndefined(signal: AbortSignal): (error: unknown) => undefined {
  return () => {
    signal.throwIfAborted();
    return undefined;
  };
}
