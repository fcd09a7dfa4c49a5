import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { t } from '@vscode/l10n';
import { plainText } from '../network-failure.ts';
import { withAddress, isProxyVariable, portsOf, proxyPlaces, type ProxyPlace } from './proxy-places.ts';
import type { Launch, LaunchAsk, Refusal } from './client.ts';
import { addressFor, type OwnNetwork } from './namespace.ts';
import { originPlace, strayPlace, type PlaceNames } from './outcome.ts';
import { namesNetwork, placesVariable, strayMark } from './programs/places.ts';
import { Recorder, type Arrival, type Place } from './recorder.ts';
import { runClient, type ClientRun } from './run-client.ts';

/** What of `LaunchAsk` is the same however a client is kept here. */
export type AskBasics = Omit<LaunchAsk, 'originPort' | 'proxyFor' | 'read' | 'inOwnNetwork'>;

/** A client asked once. */
export interface Asked {
  launch: Launch;
  run: ClientRun;
  arrivals: readonly Arrival[];
  names: PlaceNames;
}

export interface AskRequest {
  basics: AskBasics;
  launch(ask: LaunchAsk): Promise<Launch | Refusal>;
  limitMs: number;
  signal: AbortSignal;
}

/** The name of a proxy's place. */
const placeName = ({ host, port }: { host: string; port: number }): string => `${host}|${port}`;

const urlHost = (host: string): string => host.replace(/^\[|\]$/g, '');

async function start(request: AskRequest, launch: Launch, environment: Readonly<Record<string, string>>): Promise<ClientRun> {
  const { basics, limitMs, signal } = request;
  await writeFiles(basics.folder, launch);
  return runClient(basics.file, launch.args, {
    environment: { ...environment, ...launch.environment },
    directory: basics.folder,
    limitMs,
    signal,
  });
}

async function writeFiles(folder: string, { files = {} }: Launch): Promise<void> {
  for (const [name, text] of Object.entries(files)) await fs.writeFile(path.join(folder, name), text);
}

/** Runs a program that only reads settings. */
function reader({ basics, limitMs, signal }: AskRequest): LaunchAsk['read'] {
  return async (program, args) => {
    const { environment, folder } = basics;
    const run = await runClient(program, args, { environment, directory: folder, limitMs, signal });
    return run.exitCode === 0 ? run.stdout : undefined;
  };
}

/** A program of ours leads every connection to the recorder; variables and URL are the user's own. */
export async function askPatched(request: AskRequest): Promise<Asked | Refusal> {
  const { basics } = request;
  const recorder = new Recorder();
  try {
    const { places } = proxyPlaces(basics.environment);
    const origin = await recorder.open(originPlace, 'origin');
    const stray = await recorder.open(strayPlace, 'proxy');
    const table = new Map([['*|*', stray.port]]);
    for (const place of places) {
      const { port } = await recorder.open(placeName(place), 'proxy');
      for (const one of portsOf(place)) table.set(`${place.host}|${one}`, port);
    }
    // The last word: a port that a proxy only might have is not the URL's own.
    table.set(`${urlHost(basics.host)}|${basics.port}`, origin.port);
    const read = reader(request);
    const launch = await request.launch({
      ...basics,
      originPort: origin.port,
      inOwnNetwork: false,
      read,
      proxyFor: async (value) => value,
    });
    if ('refused' in launch) return launch;
    const listed = [...table].map(([where, port]) => `${where}|${port}`).join(' ');
    const run = await start(request, launch, { ...basics.environment, [placesVariable]: listed });
    const names = { proxies: byName(places), strays: straysIn(run.stderr), targetHost: basics.host };
    return { launch, run, arrivals: await recorder.taken(), names };
  } finally {
    recorder.close();
  }
}

/** Options of the client's own lead the name here, and the recorder's address stands in its proxy variables. */
export async function askWithOptions(request: AskRequest): Promise<Asked | Refusal> {
  const { basics } = request;
  const { environment, port } = basics;
  const { places, unreadable } = proxyPlaces(environment);
  if (unreadable.length > 0) {
    return {
      refused: t(
        '{0} holds no proxy that every program reads the same way, so nobody knows where this one would go.',
        unreadable.join(', '),
      ),
    };
  }
  const recorder = new Recorder();
  const proxies = byName(places);
  const ports = new Map<string, number>();
  const here = async (value: string): Promise<string> => {
    const [place] = proxyPlaces({ PROXY: value }).places;
    if (!place) throw new Error(t('A proxy in its own settings is written in a way that not every program reads the same.'));
    const name = placeName(place);
    const opened = ports.get(name) ?? (await recorder.open(name, 'proxy')).port;
    ports.set(name, opened);
    if (!proxies.has(name)) proxies.set(name, place);
    return withAddress(value, '127.0.0.1', opened) ?? '';
  };
  try {
    const replaced: Record<string, string> = {};
    for (const [name, value] of Object.entries(environment)) {
      replaced[name] = isProxyVariable(name) && value !== '' ? await here(value) : value;
    }
    const originPort = await openOwnPort(recorder, port);
    const launch = await request.launch({ ...basics, originPort, inOwnNetwork: false, read: reader(request), proxyFor: here });
    if ('refused' in launch) return launch;
    const run = await start(request, launch, replaced);
    return { launch, run, arrivals: await recorder.taken(), names: { proxies, strays: [], targetHost: basics.host } };
  } finally {
    recorder.close();
  }
}

/** The URL's own port on this machine, or any when it is taken or only for the system's own programs. */
async function openOwnPort(recorder: Recorder, port: number): Promise<number> {
  try {
    return (await recorder.open(originPlace, 'origin', '127.0.0.1', port)).port;
  } catch {
    return (await recorder.open(originPlace, 'origin')).port;
  }
}

/** A network of its own, in which every name and address is there and leads to the recorder. */
export async function askInside(request: AskRequest, network: OwnNetwork): Promise<Asked | Refusal> {
  const { basics } = request;
  const proxies = new Map<string, ProxyPlace>();
  const names = new Map<string, string>();
  const opened = new Map<string, Place>();
  const open = (name: string, role: Place['role'], host: string, port: number): void => {
    const address = addressFor(host, names, namesNetwork);
    if (!opened.has(`${address}|${port}`)) opened.set(`${address}|${port}`, { name, role, host: address, port });
  };
  open(originPlace, 'origin', basics.host, basics.port);
  const openProxies = (places: readonly ProxyPlace[]): void => {
    for (const place of places) {
      const name = placeName(place);
      if (!proxies.has(name)) proxies.set(name, place);
      for (const port of portsOf(place)) open(name, 'proxy', place.host, port);
    }
  };
  openProxies(proxyPlaces(basics.environment).places);
  const launch = await request.launch({
    ...basics,
    originPort: basics.port,
    inOwnNetwork: true,
    read: reader(request),
    proxyFor: async (value) => {
      openProxies(proxyPlaces({ PROXY: value }).places);
      return value;
    },
  });
  if ('refused' in launch) return launch;
  await writeFiles(basics.folder, launch);
  const { run, arrivals } = await network.run(
    {
      places: [...opened.values()],
      file: basics.file,
      args: launch.args,
      environment: { ...basics.environment, ...launch.environment },
      directory: basics.folder,
      limitMs: request.limitMs,
    },
    names,
    request.signal,
  );
  return { launch, run, arrivals, names: { proxies, strays: [], targetHost: basics.host } };
}

function byName(places: readonly ProxyPlace[]): Map<string, ProxyPlace> {
  return new Map(places.map((place) => [placeName(place), place]));
}

/** Where a program of ours said that a connection meant to go. */
function straysIn(stderr: string): { host: string; port: number }[] {
  return [...stderr.matchAll(new RegExp(`^${strayMark} (\\S+) (\\d+)$`, 'gm'))].map(([, host = '', port]) => ({
    host: plainText(host, 200),
    port: Number(port),
  }));
}
