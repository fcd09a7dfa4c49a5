import { t } from '@vscode/l10n';
import { Secret } from '../../path/secret.ts';
import { isLocalController, parseControllerAddress, printControllerAddress, sameController, type ControllerAddress } from './address.ts';
import { readVersion, type CoreVersion } from './answers/version.ts';
import { mergedFiles, socketPlaces, usualControllers, type DiscoveryMachine, type MergedFile, type SocketPlace } from './candidates.ts';
import { ControllerClient } from './client.ts';
import type { DiscoveryFiles } from './discovery-files.ts';
import { ControllerError, type ControllerFault } from './fault.ts';
import { statedControllers } from './stated-controllers.ts';
import { askController, type ControllerAccess } from './transport.ts';

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
  // Whoever was asked beside the one that is taken has nobody waiting for it.
  const enough = new AbortController();
  const inner = AbortSignal.any([signal, enough.signal]);
  for await (const together of candidates(options)) {
    signal.throwIfAborted();
    // A file may name with a secret what another one names without; a second try costs a millisecond.
    const fresh = together.filter(({ secret, address }) => secret !== undefined || !seen.some((one) => sameController(one, address)));
    seen.push(...fresh.map(({ address }) => address));
    const asked = fresh.map((candidate) => ({ candidate, answer: mayBeAsked(candidate) ? withoutSecret(candidate, options, inner) : undefined }));
    for (const { candidate, answer } of asked) {
      const { source, address, from } = candidate;
      const note = (outcome: TriedController['outcome'], message: string): number => tried.push({ source, address, from, outcome, message });
      if (!answer) {
        note('needs-leave', t('{0} is not on this machine and was not asked. Set it as the controller to have it asked.', printControllerAddress(address)));
        continue;
      }
      const known = await answer;
      signal.throwIfAborted();
      try {
        const { client, version } = 'error' in known ? await withSecret(candidate, known.error, options, signal) : known;
        enough.abort(new Error('a core was found'));
        note('found', t('A Clash core answers at {0}.', printControllerAddress(address)));
        return { found: { client, version, source, from }, tried };
      } catch (error) {
        if (!(error instanceof ControllerError)) throw error;
        note(error.fault, error.message);
      }
    }
  }
  return { found: undefined, tried };
}

/** What is not on this machine is asked only where the user has set it. */
function mayBeAsked({ source, address }: ControllerCandidate): boolean {
  return source === 'setting' || isLocalController(address);
}

interface Asked {
  client: ControllerClient;
  version: CoreVersion;
}

async function askVersion(access: ControllerAccess, { limitMs = defaultLimitMs }: DiscoveryOptions, signal: AbortSignal): Promise<Asked> {
  const { body } = await askController(access, { path: '/version', limitMs, maxBytes: 64 * 1024 }, signal);
  const version = readVersion(body);
  if (!version) throw new ControllerError('not-a-core', access.address);
  return { client: new ControllerClient(access), version };
}

function openAccess({ address }: ControllerCandidate, { roots }: DiscoveryOptions): ControllerAccess {
  return { address, ...(roots && { roots }) };
}

/** What a place answers to a call without a secret. Of several that are asked at once not all are waited for: nothing is thrown. */
async function withoutSecret(candidate: ControllerCandidate, options: DiscoveryOptions, signal: AbortSignal): Promise<Asked | { error: unknown }> {
  return askVersion(openAccess(candidate, options), options, signal).catch((error: unknown) => ({ error }));
}

/** Asks again with the secret, and only what has refused as a core that wants one. @throws what was refused otherwise. */
async function withSecret(candidate: ControllerCandidate, refused: unknown, options: DiscoveryOptions, signal: AbortSignal): Promise<Asked> {
  const { address, secret } = candidate;
  if (!(refused instanceof ControllerError) || refused.fault !== 'unauthorized' || 'path' in address) throw refused;
  // Every core says this word (core: hub/route/errors.go); a page that wants a password says others.
  if (!/^unauthorized$/i.test(refused.said ?? '')) throw new ControllerError('not-a-core', address, { status: refused.status ?? 401 });
  // The stored one may be of before the user changed it in the app, whose file has the new one.
  const stored = await options.secretFor?.(address);
  const secrets = [stored, secret].filter((one) => one !== undefined);
  for (const [at, one] of secrets.entries()) {
    try {
      return await askVersion({ ...openAccess(candidate, options), secret: one }, options, signal);
    } catch (refusal) {
      if (!(refusal instanceof ControllerError) || refusal.fault !== 'unauthorized' || at === secrets.length - 1) throw refusal;
    }
  }
  throw refused;
}

/** In order; what comes together is asked at once, and the first of it counts. */
async function* candidates({ setting, openFile, machine, files }: DiscoveryOptions): AsyncGenerator<readonly ControllerCandidate[]> {
  const configured = setting === undefined ? undefined : parseControllerAddress(setting);
  if (configured) yield [{ source: 'setting', address: configured, from: t('the setting'), secret: undefined }];
  if (openFile) for (const one of stated('open-file', openFile.text, openFile.path ?? t('the open file'), openFile.path)) yield [one];
  // Hardly any of them is there; one after another they would cost a turn of the event loop each.
  const [texts, sockets] = await Promise.all([mergedTexts(machine, files), socketsOf(machine, files)]);
  for (const { app, file, text } of texts) for (const one of stated('merged-file', text, `${app}: ${file}`, file)) yield [one];
  for (const one of sockets) yield [one];
  yield usualControllers.map((address) => ({ source: 'usual-port' as const, address, from: t('a usual port'), secret: undefined }));
}

async function mergedTexts(machine: DiscoveryMachine, files: DiscoveryFiles): Promise<{ app: string; file: string; text: string }[]> {
  const separator = machine.platform === 'win32' ? '\\' : '/';
  const read = async ({ app, path, names }: MergedFile): Promise<{ app: string; file: string; text: string }[]> => {
    const paths = names ? (await files.list(path)).filter((name) => names.test(name)).map((name) => `${path}${separator}${name}`) : [path];
    const texts = await Promise.all(paths.map(async (file) => ({ app, file, text: await files.read(file) })));
    return texts.flatMap(({ text, ...one }) => (text === undefined ? [] : [{ ...one, text }]));
  };
  return (await Promise.all(mergedFiles(machine).map(read))).flat();
}

async function socketsOf(machine: DiscoveryMachine, files: DiscoveryFiles): Promise<ControllerCandidate[]> {
  const look = async ({ app, kind, folder, names }: SocketPlace): Promise<ControllerCandidate[]> =>
    (await files.list(folder))
      .filter((name) => names.test(name))
      .map((name) => ({ source: 'socket', address: { kind, path: kind === 'pipe' ? `${folder}${name}` : `${folder}/${name}` }, from: app, secret: undefined }));
  return (await Promise.all(socketPlaces(machine).map(look))).flat();
}

function* stated(source: CandidateSource, text: string, from: string, file: string | undefined): Generator<ControllerCandidate> {
  const { addresses, secret } = statedControllers(text, file?.replace(/[\\/][^\\/]*$/, ''));
  for (const address of addresses) yield { source, address, from, secret: secret === undefined ? undefined : new Secret(secret) };
}
