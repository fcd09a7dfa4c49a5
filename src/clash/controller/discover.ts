import { t } from '@vscode/l10n';
import { Secret } from '../../path/secret.ts';
import { isLocalController, parseControllerAddress, printControllerAddress, sameController, type ControllerAddress } from './address.ts';
import { readVersion, type CoreVersion } from './answers/version.ts';
import { mergedFiles, socketPlaces, usualControllers, type DiscoveryMachine } from './candidates.ts';
import { ControllerClient } from './client.ts';
import type { DiscoveryFiles } from './discovery-files.ts';
import { ControllerError, type ControllerFault } from './fault.ts';
import { statedControllers } from './stated-controllers.ts';
import { askController } from './transport.ts';

/** How somebody came to think that a core is there. */
export type CandidateSource = 'setting' | 'open-file' | 'merged-file' | 'socket' | 'usual-port';

/** A place where a core may be. */
export interface ControllerCandidate {
  readonly source: CandidateSource;
  readonly address: ControllerAddress;
  /** The app that puts it there, or the file that names it. */
  readonly from: string;
  readonly secret: Secret | undefined;
}

/** What became of a candidate. `needs-leave`: it is not on this machine, and nobody asked for it. */
export interface TriedController {
  readonly source: CandidateSource;
  readonly address: ControllerAddress;
  readonly from: string;
  readonly outcome: 'found' | 'needs-leave' | ControllerFault;
  /** Says what happened and what to do. */
  readonly message: string;
}

/** A core that answered. */
export interface FoundController {
  readonly client: ControllerClient;
  readonly version: CoreVersion;
  readonly source: CandidateSource;
  readonly from: string;
}

/** What came of looking. */
export interface Discovery {
  readonly found: FoundController | undefined;
  /** In the order in which they were tried, up to the one that was found. */
  readonly tried: readonly TriedController[];
}

export interface DiscoveryOptions {
  /** The user's own setting; the only one that may lead off this machine. */
  readonly setting?: string | undefined;
  /** The configuration that is open in the editor, or named on the command line. */
  readonly openFile?: { readonly path: string | undefined; readonly text: string } | undefined;
  /** A secret that the user has stored for this address. */
  readonly secretFor?: (address: ControllerAddress) => Promise<Secret | undefined>;
  readonly machine: DiscoveryMachine;
  readonly files: DiscoveryFiles;
  /** For each candidate, in ms. Default 1500. */
  readonly limitMs?: number;
  /** PEM roots for a controller that speaks TLS. */
  readonly roots?: readonly string[] | undefined;
}

const defaultLimitMs = 1_500;

/**
 * Looks for a core: the user's setting, the open configuration, the merged files of known apps, their sockets and pipes,
 * the usual ports. The first that shows itself to be a core is taken. A secret is sent only to what has refused a call
 * without one as a core refuses it, and never to a socket, where none is asked for.
 *
 * @throws only the signal's reason.
 */
export async function discoverController(options: DiscoveryOptions, signal: AbortSignal): Promise<Discovery> {
  const tried: TriedController[] = [];
  const seen: ControllerAddress[] = [];
  for await (const candidate of candidates(options)) {
    signal.throwIfAborted();
    // A file may name with a secret what another one names without; a second try costs a millisecond.
    if (candidate.secret === undefined && seen.some((one) => sameController(one, candidate.address))) continue;
    seen.push(candidate.address);
    const { source, address, from } = candidate;
    const note = (outcome: TriedController['outcome'], message: string): number => tried.push({ source, address, from, outcome, message });
    if (source !== 'setting' && !isLocalController(address)) {
      note('needs-leave', t('{0} is not on this machine and was not asked. Set it as the controller to have it asked.', printControllerAddress(address)));
      continue;
    }
    try {
      const { client, version } = await fingerprint(candidate, options, signal);
      note('found', t('A Clash core answers at {0}.', printControllerAddress(address)));
      return { found: { client, version, source, from }, tried };
    } catch (error) {
      if (!(error instanceof ControllerError)) throw error;
      note(error.fault, error.message);
    }
  }
  return { found: undefined, tried };
}

/** Asks without the secret first, and with it only what answers as a core that wants one. */
async function fingerprint({ address, secret }: ControllerCandidate, options: DiscoveryOptions, signal: AbortSignal): Promise<{ client: ControllerClient; version: CoreVersion }> {
  const limitMs = options.limitMs ?? defaultLimitMs;
  const ask = async (access: ControllerClient['access']): Promise<{ client: ControllerClient; version: CoreVersion }> => {
    const { body } = await askController(access, { path: '/version', limitMs, maxBytes: 64 * 1024 }, signal);
    const version = readVersion(body);
    if (!version) throw new ControllerError('not-a-core', address);
    return { client: new ControllerClient(access), version };
  };
  const open = { address, ...(options.roots && { roots: options.roots }) };
  try {
    return await ask(open);
  } catch (error) {
    if (!(error instanceof ControllerError) || error.fault !== 'unauthorized' || 'path' in address) throw error;
    // Every core says this word (core: hub/route/errors.go); a page that wants a password says others.
    if (!/^unauthorized$/i.test(error.said ?? '')) throw new ControllerError('not-a-core', address, { status: error.status ?? 401 });
    // The stored one may be of before the user changed it in the app, whose file has the new one.
    const stored = await options.secretFor?.(address);
    const secrets = [stored, secret].filter((one) => one !== undefined);
    for (const [at, one] of secrets.entries()) {
      try {
        return await ask({ ...open, secret: one });
      } catch (refusal) {
        if (!(refusal instanceof ControllerError) || refusal.fault !== 'unauthorized' || at === secrets.length - 1) throw refusal;
      }
    }
    throw error;
  }
}

async function* candidates({ setting, openFile, machine, files }: DiscoveryOptions): AsyncGenerator<ControllerCandidate> {
  const configured = setting === undefined ? undefined : parseControllerAddress(setting);
  if (configured) yield { source: 'setting', address: configured, from: t('the setting'), secret: undefined };
  if (openFile) yield* stated('open-file', openFile.text, openFile.path ?? t('the open file'), openFile.path);
  for (const { app, path, names } of mergedFiles(machine)) {
    const separator = machine.platform === 'win32' ? '\\' : '/';
    const paths = names ? (await files.list(path)).filter((name) => names.test(name)).map((name) => `${path}${separator}${name}`) : [path];
    for (const file of paths) {
      const text = await files.read(file);
      if (text !== undefined) yield* stated('merged-file', text, `${app}: ${file}`, file);
    }
  }
  for (const { app, kind, folder, names } of socketPlaces(machine)) {
    for (const name of await files.list(folder)) {
      if (!names.test(name)) continue;
      const path = kind === 'pipe' ? `${folder}${name}` : `${folder}/${name}`;
      yield { source: 'socket', address: { kind, path }, from: app, secret: undefined };
    }
  }
  for (const address of usualControllers) yield { source: 'usual-port', address, from: t('a usual port'), secret: undefined };
}

function* stated(source: CandidateSource, text: string, from: string, file: string | undefined): Generator<ControllerCandidate> {
  const { addresses, secret } = statedControllers(text, file?.replace(/[\\/][^\\/]*$/, ''));
  for (const address of addresses) yield { source, address, from, secret: secret === undefined ? undefined : new Secret(secret) };
}
