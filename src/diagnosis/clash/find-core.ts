/** Finding the Clash core of this machine, and the file that it may run. */
import * as path from 'node:path';
import { readConfiguration } from '../../clash/configuration/read.ts';
import type { ClashConfiguration } from '../../clash/configuration/model.ts';
import { printControllerAddress, sameController, type ControllerAddress } from '../../clash/controller/address.ts';
import { mergedFiles } from '../../clash/controller/candidates.ts';
import type { ControllerClient } from '../../clash/controller/client.ts';
import { discoverController, type CandidateSource, type FoundController, type TriedController } from '../../clash/controller/discover.ts';
import { diskFiles, thisMachine } from '../../clash/controller/discovery-files.ts';
import { statedControllers } from '../../clash/controller/stated-controllers.ts';
import type { MachineNetwork, WayOut } from '../../path/network-interfaces.ts';
import type { NetworkPath } from '../../path/network-path.ts';
import type { Secret } from '../../path/secret.ts';
import { coreTitle, type OwnCalls } from './core-seen.ts';
import type { ClashPlace } from './evidence.ts';
import type { AskedHost } from './explain-hosts.ts';

/** A file, or a core's list of rows, from this size on is read aside: some thousand rows take longer than a turn may. */
export const largeBytes = 256 * 1_024;

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
  /** The way that a connection without a proxy takes to the first host's address. */
  direct?: WayOut;
  /** What the system makes of the first host's name. */
  systemAddresses?: readonly string[];
  /** Whether the core's file of named lists is read too: some ten MB, for those who look once. */
  namedLists?: boolean;
  own?: OwnCalls;
}

/** A core that was found, and all that is needed to go on asking it. */
export interface FoundCore {
  client: ControllerClient;
  place: ClashPlace;
  title: string;
  /**
   * The file that names this controller, with what it holds; whether the core runs it is looked at each time. A large one
   * has not been read yet.
   */
  file?: { path: string; configuration?: ClashConfiguration };
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
      return { path: file, ...(text.length < largeBytes && { configuration: readConfiguration(text, { path: file }) }) };
    }
  }
  return undefined;
}

function namesController(text: string, folder: string, address: ControllerAddress): boolean {
  return statedControllers(text, folder).addresses.some((one) => sameController(one, address));
}
