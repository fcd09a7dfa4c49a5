/** Looking at the Clash core of this machine: finding it, asking it, evaluating its rows. Changes nothing. */
import * as path from 'node:path';
import { readConfiguration } from '../../clash/configuration/read.ts';
import type { ClashConfiguration } from '../../clash/configuration/model.ts';
import { isLocalController, printControllerAddress, sameController, type ControllerAddress } from '../../clash/controller/address.ts';
import { mergedFiles } from '../../clash/controller/candidates.ts';
import type { ControllerClient } from '../../clash/controller/client.ts';
import { discoverController, type CandidateSource, type FoundController, type TriedController } from '../../clash/controller/discover.ts';
import { askDnsListener, dnsListenerOf } from '../../clash/controller/dns-listener.ts';
import { diskFiles, thisMachine } from '../../clash/controller/discovery-files.ts';
import { statedControllers } from '../../clash/controller/stated-controllers.ts';
import { fakeIpPool } from '../../path/fake-ip.ts';
import type { MachineNetwork } from '../../path/network-interfaces.ts';
import type { NetworkPath } from '../../path/network-path.ts';
import type { Secret } from '../../path/secret.ts';
import { connectionsSeen, coreTitle, exposureOf, groupsSeen, nodesSeen } from './core-seen.ts';
import type { ClashCoreSeen, ClashDnsSeen, ClashEvidence, ClashPlace } from './evidence.ts';
import { explainHosts, type AskedHost, type RunningRows } from './explain-hosts.ts';
import { readRuleSets } from '../../clash/rule-set-files.ts';
import { isRunning } from './running-configuration.ts';
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

/** What a core that was found does with the hosts at the moment. */
export async function seeCore(found: FoundCore, request: LookRequest, signal: AbortSignal): Promise<ClashCoreSeen> {
  const { client } = found;
  const [configs, proxies, rules, connections, ruleProviders] = await Promise.all([
    client.configs(signal),
    client.proxies(signal),
    client.rules(signal).catch(orUndefined(signal)),
    client.connections(signal),
    client.ruleProviders(signal).catch(orUndefined(signal)),
  ]);
  const { file } = found;
  const sameRows = file !== undefined && rules !== undefined && isRunning(file.configuration, rules);
  const mode = configs.mode === 'global' || configs.mode === 'direct' ? configs.mode : 'rule';
  const rows: RunningRows = {
    mode,
    rules: rules ?? [],
    ...(file && sameRows && { configuration: file.configuration, ruleSets: await readRuleSets(file.configuration, path.dirname(file.path)) }),
  };
  const seen = connectionsSeen(connections.connections, request.hosts.map(({ host, addresses }) => ({ host, ...(addresses && { addresses }) })), true);
  const hosts = await explainHosts({ client, hosts: request.hosts, rows, proxies, ruleProviders: ruleProviders ?? new Map(), connections: connections.connections, ...(request.process !== undefined && { process: request.process }) }, signal);
  const explanations = hosts.flatMap(({ explanation, udp }) => [explanation, udp].filter((one) => one !== null));
  const local = isLocalController(client.address);
  const doors = {
    ports: local || 'host' in client.address ? [configs.ports.mixed, configs.ports.http, configs.ports.socks].filter((port) => port !== undefined) : [],
    tun: configs.tun?.enabled ?? false,
    host: local || !('host' in client.address) ? '127.0.0.1' : client.address.host,
  };
  const { network = null } = request;
  const running = file && sameRows ? file.configuration : undefined;
  const listener = running && local ? dnsListenerOf(running) : undefined;
  const [first] = request.hosts;
  const listened = listener && first ? await askDnsListener(listener, first.host, signal) : undefined;
  return {
    place: found.place,
    title: found.title,
    mode,
    proxyPorts: doors.ports,
    tun: doors.tun,
    configuration: sameRows ? 'read' : rules && rules.length > 0 ? 'rows-only' : 'none',
    exposure: file && sameRows ? exposureOf(file.configuration) : null,
    hosts,
    groups: groupsSeen(explanations, proxies, file && sameRows ? file.configuration : undefined),
    nodes: nodesSeen(explanations, seen, proxies),
    dns: dnsOf(running, connections.connections.map(({ dnsMode }) => dnsMode), request.systemAddresses, listened),
    ways: waysOf(request.paths, doors, network),
    defaultTun: [network?.defaults.v4, network?.defaults.v6].find((way) => way?.tun)?.interface ?? null,
    connections: seen,
  };
}

function orUndefined(signal: AbortSignal): (error: unknown) => undefined {
  return () => {
    signal.throwIfAborted();
    return undefined;
  };
}

function dnsOf(configuration: ClashConfiguration | undefined, modes: readonly (string | undefined)[], system: readonly string[] | undefined, listened: readonly string[] | undefined): ClashDnsSeen {
  const dns = configuration?.top?.entries.get('dns')?.value;
  const written = typeof dns === 'object' && dns !== null ? (dns as Record<string, unknown>) : undefined;
  const seen = modes.includes('fake-ip') ? 'fake-ip' : modes.includes('redir-host') ? 'redir-host' : null;
  const mode = configuration === undefined ? seen : written?.['enable'] !== true ? 'off' : written['enhanced-mode'] === 'fake-ip' ? 'fake-ip' : 'redir-host';
  return {
    mode,
    system: answerOf(system),
    listener: answerOf(listened),
    ...(areStale(system, listened) && { stale: true }),
  };
}

function answerOf(addresses: readonly string[] | undefined): ClashDnsSeen['system'] {
  if (addresses === undefined) return null;
  if (addresses.length === 0) return 'none';
  return addresses.some((address) => fakeIpPool(address)) ? 'fake' : 'real';
}

function areStale(system: readonly string[] | undefined, listened: readonly string[] | undefined): boolean {
  return answerOf(system) === 'fake' && answerOf(listened) === 'fake' && system?.some((address) => listened?.includes(address)) !== true;
}
