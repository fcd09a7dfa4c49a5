import { t } from '@vscode/l10n';
import { deepestMessage, plainText } from '../network-failure.ts';
import type { RouteQuestion } from '../route.ts';
import { decideRoute, findClient, UnknownClientError, type ClientChoice } from '../routes.ts';
import { askInside, askPatched, askWithOptions, type Asked, type AskRequest } from './ask-client.ts';
import type { Refusal } from './client.ts';
import { clientEnvironment } from './client-environment.ts';
import { findClients, inEmptyFolder, type ReadyClient } from './find-clients.ts';
import { inTurns } from './in-turns.ts';
import type { MeasuredRoute, MeasuredRoutes, MeasuredWay } from './measured-route.ts';
import { OwnNetwork } from './namespace.ts';
import { agreesWith, seenIn } from './outcome.ts';
import { isProxyVariable } from './proxy-places.ts';
import { strayMark } from './programs/places.ts';

export interface MeasureRequest {
  /** The URL and the variables that the clients are asked with. */
  question: RouteQuestion;
  /** This process's environment: what programs need to be found and to start. */
  machine: Readonly<Record<string, string | undefined>>;
  homeDirectory: string;
  /** Dialect ids; without them every client that is neither slow nor writes anything. */
  clients?: readonly string[];
  signal: AbortSignal;
  /** Told when a client is started. */
  onClient?(client: string, index: number, total: number): void;
  /** How long one client may take, in ms. */
  limitMs?: number;
  /** False: no client gets a network of its own, where there could be one. */
  ownNetwork?: false;
}

/** Interpreters behind version managers take seconds to start on a busy machine. */
const usualLimitMs = 20_000;

/**
 * Starts each client of this machine once, has it ask for the URL, and writes down where its connection arrives. Nothing
 * leaves the machine: names lead to loopback, and so do proxies.
 *
 * @throws UnknownClientError for a client that can't be measured; the signal's reason when it is aborted.
 */
export async function measureClients(request: MeasureRequest): Promise<MeasuredRoutes> {
  const { question, machine, clients, signal, limitMs = usualLimitMs } = request;
  const { environment, platform } = question;
  const { ready, absent } = await findClients({ environment, machine, platform, clients, limitMs, signal });
  const network = request.ownNetwork !== false && ready.some(({ client }) => client.containment !== 'patched')
    ? await inEmptyFolder((folder) => OwnNetwork.find(clientEnvironment({}, machine), platform, folder, signal))
    : undefined;
  let started = 0;
  let ownPort: Promise<unknown> = Promise.resolve();
  const routes = await inTurns(ready, async (one) => {
    const measure = (): Promise<MeasuredRoute> => {
      request.onClient?.(one.client.id, started++, ready.length);
      return measureClient(one, request, network);
    };
    if (network || one.client.containment !== 'options') return measure();
    // The URL's own port on this machine can be had by one at a time.
    const mine = ownPort.then(measure);
    ownPort = mine.catch(() => undefined);
    return mine;
  });
  return { url: bareUrl(question).href, measuredAt: new Date().toISOString(), routes, absent };
}

/** One client's answer; what goes wrong with it is said in it. */
async function measureClient(
  ready: ReadyClient,
  request: MeasureRequest,
  network: OwnNetwork | undefined,
): Promise<MeasuredRoute> {
  const { client, file, version } = ready;
  const { question, signal, limitMs = usualLimitMs } = request;
  const started = performance.now();
  const environment = { ...clientEnvironment(question.environment, request.machine), ...client.environment };
  const url = bareUrl(question);
  const urlText = bareText(question);
  const decided = decideRoute(choiceOf(client.id, version), { ...question, url, urlText, environment });
  const route: MeasuredRoute = {
    client: client.id,
    version,
    program: file,
    containment: network && client.containment === 'options' ? 'namespace' : client.containment,
    predicted: decided.route,
    measured: null,
    agrees: null,
    remarks: [],
    durationMs: 0,
  };
  const durationMs = (): number => performance.now() - started;
  try {
    return await inEmptyFolder(async (folder) => {
      const asked = await ask(ready, network, {
        basics: {
          url,
          urlText,
          host: url.hostname.toLowerCase(),
          port: Number(url.port || (url.protocol === 'https:' ? 443 : 80)),
          file,
          version,
          environment,
          homeDirectory: request.homeDirectory,
          platform: question.platform,
          folder,
        },
        launch: client.launch,
        limitMs,
        signal,
      });
      if ('refused' in asked) return { ...route, reason: asked.refused, durationMs: durationMs() };
      const { launch, run, arrivals, names } = asked;
      const seen = seenIn(arrivals, names);
      const said = withoutCredentials(saidBy(run.stderr), environment);
      if (arrivals.length === 0 && run.ended !== 'itself') {
        const reason =
          run.ended === 'limit' ? t('It did not end in time and had asked nobody.') : t('It could not be started: {0}', said);
        return { ...route, reason, durationMs: durationMs() };
      }
      return {
        ...route,
        measured: launch.modeKnown ? seen.way : withoutMode(seen.way),
        agrees: agreesWith(decided, seen, launch.modeKnown),
        remarks: [...launch.remarks, ...seen.remarks],
        ...(seen.way.outcome === 'error' && said !== '' && { said }),
        durationMs: durationMs(),
      };
    });
  } catch (error) {
    signal.throwIfAborted();
    const reason = t('It could not be measured: {0}', plainText(deepestMessage(error), 200));
    return { ...route, reason, durationMs: durationMs() };
  }
}

async function ask(
  { client }: ReadyClient,
  network: OwnNetwork | undefined,
  request: AskRequest,
): Promise<Asked | Refusal> {
  switch (client.containment) {
    case 'patched':
      return askPatched(request);
    case 'options':
      return network ? askInside(request, network) : askWithOptions(request);
    case 'namespace':
      if (network) return askInside(request, network);
      return { refused: t('This client can only be kept on this machine in a network of its own, and none can be had here.') };
  }
}

/** The behaviour that holds for a version; the newest for one whose number is none. */
function choiceOf(id: string, version: string): ClientChoice {
  try {
    return findClient(`${id}@${version}`);
  } catch (error) {
    if (error instanceof UnknownClientError) return findClient(id);
    throw error;
  }
}

/** Without what may be secret: arguments of programs can be seen by others. */
function bareUrl({ url }: RouteQuestion): URL {
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  bare.search = '';
  bare.hash = '';
  return bare;
}

/** The URL as typed, where that is a text every program takes. */
function bareText(question: RouteQuestion): string {
  const { url, urlText } = question;
  const bare = bareUrl(question).href;
  if (urlText === undefined || url.username !== '' || url.password !== '') return bare;
  const text = urlText.trim().replace(/[?#].*$/s, '');
  return /^https?:\/\/[\w.:[\]-]+(?:\/[\w./~%-]*)?$/i.test(text) ? text : bare;
}

/** The last line in which something went wrong, else the last. */
function saidBy(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith(strayMark));
  const words = /error|exception|invalid|missing|unsupported|not supported|must be|failed|refused/i;
  const telling = lines.findLast((line) => words.test(line) && !/log files/i.test(line));
  return plainText(telling ?? lines.at(-1) ?? '', 200);
}

/** Programs quote a proxy's value when they don't like it. */
function withoutCredentials(said: string, environment: Readonly<Record<string, string>>): string {
  const parts = Object.entries(environment).flatMap(([name, value]) => {
    if (!isProxyVariable(name) || !value.includes('@')) return [];
    const userinfo = value.slice(0, value.lastIndexOf('@')).replace(/^[a-z][a-z0-9+.-]*:\/\//i, '');
    return [userinfo, ...userinfo.split(':').filter((part) => part.length > 2)].filter((part) => part !== '');
  });
  return parts.toSorted((a, b) => b.length - a.length).reduce((text, part) => text.replaceAll(part, '***'), said);
}

function withoutMode({ outcome, proxy }: MeasuredWay): MeasuredWay {
  return { outcome, proxy };
}
