import * as os from 'node:os';
import type { Gateway } from '../gateways/gateway.ts';
import { meantBaseUrl } from '../gateways/wrong-base-url.ts';
import { keyForm } from '../gateways/key-form.ts';
import type { ClientInUse } from '../path/clients-in-use.ts';
import { usualClients } from '../path/dialects/index.ts';
import { isLoopbackHost } from '../path/fake-ip.ts';
import type { ProxySettings } from '../path/proxy-settings.ts';
import type { EditorHost, RouteQuestion } from '../path/route.ts';
import type { NetworkPath } from '../path/network-path.ts';
import { decideRoutes, networkPaths, resolveRoutes, type DecidedRoute } from '../path/routes.ts';
import { Secret } from '../path/secret.ts';
import { defaultLimits, type Depth, type HttpStack, type Limits, type Subject, type SubjectFacts } from './subject.ts';

/** What a caller knows when it asks for a diagnosis. */
export interface SubjectRequest {
  gateway: Gateway;
  model?: string;
  fallbackModels?: readonly string[];
  /** As it was set: what stands around it is remarked and left out. */
  key?: Secret;
  keyElsewhere?: string;
  context: Subject['context'];
  contextLabel: string;
  settings: ProxySettings;
  clientsInUse?: readonly ClientInUse[];
  stacks?: readonly HttpStack[];
  /** Where the extension host runs, and how the editor in it is asked for its proxy; absent in a terminal. */
  editorHost?: EditorHost;
  askEditor?: Subject['askEditor'];
  /** How the Clash core is to be looked for. */
  clash?: Subject['clash'];
  spend: boolean;
  /** Public resolvers may be asked; `false` without. */
  thirdParty?: boolean;
  /** Installed clients may be started; `false` without. */
  programs?: boolean;
  limits?: Partial<Limits>;
  /** `quick` without. */
  depth?: Depth;
}

/** The client whose route is measured first: the one that the context's own callers resemble most. */
const primaryClients: Readonly<Record<Subject['context'], string>> = {
  'extension-host': 'vscode-exthost-http',
  terminal: 'curl',
};

/** The client whose way is measured first in a context. */
export function primaryClient(context: Subject['context']): string {
  return primaryClients[context];
}

/** Clients of the editor exist only inside one. */
const editorClients = ['vscode-exthost-http', 'vscode-exthost-fetch'];

/**
 * More distinct paths than this are not measured; the routes still name them. One takes up to seven connections, and a
 * quick diagnosis opens 40 sockets at most.
 */
const maxPaths: Readonly<Record<Depth, number>> = { quick: 3, deep: 4 };

/** More fallbacks than this are not asked about; OpenRouter takes three on `/messages`. */
export const maxFallbacks = 5;

/** Works out routes and paths for a request. Measures nothing. */
export function buildSubject(request: SubjectRequest): Subject {
  const { gateway, settings, context } = request;
  const editorSettings = Object.fromEntries((settings.editor ?? []).map(({ id, value }) => [id, value]));
  const own = settings.environments.find((snapshot) => snapshot.context === 'this-process');
  const environment = own?.variables ?? {};
  const question = (url: string): RouteQuestion => ({
    url: new URL(url),
    environment,
    editorSettings,
    system: settings.system,
    platform: settings.platform,
    ...(request.editorHost && { editorHost: request.editorHost }),
  });
  const inEditor = context === 'extension-host';
  const clientsHere = (client: string): boolean => inEditor || !editorClients.includes(client);
  const clients = usualClients.filter(clientsHere).map(asRunHere);
  const decided = decideRoutes(question(gateway.baseUrl), clients);
  return {
    gateway,
    ...(request.model !== undefined && request.model !== '' && { model: request.model }),
    ...(request.depth && { depth: request.depth }),
    ...(request.fallbackModels?.length && { fallbackModels: request.fallbackModels.slice(0, maxFallbacks) }),
    ...(request.key && keyOf(request.key, gateway)),
    ...(request.keyElsewhere !== undefined && { keyElsewhere: request.keyElsewhere }),
    context,
    contextLabel: request.contextLabel,
    settings,
    ...(request.clientsInUse && { clientsInUse: request.clientsInUse }),
    editorSettings,
    routes: decided.map(({ route }) => route),
    loopbackRoutes: loopbackUrls(gateway.baseUrl).map((url) => ({
      url,
      routes: resolveRoutes(question(url), clients),
    })),
    paths: pathsToMeasure(decided, request),
    stacks: request.stacks ?? [],
    ...(request.editorHost && { editorHost: request.editorHost }),
    ...(request.askEditor && { askEditor: request.askEditor }),
    ...(request.clash && { clash: request.clash }),
    consent: { spend: request.spend, ...(request.thirdParty && { thirdParty: true }), ...(request.programs && { programs: true }) },
    limits: { ...defaultLimits, ...request.limits },
  };
}

/** A key as it can be sent, and what stands out about it as it was set. */
function keyOf(set: Secret, gateway: Gateway): Pick<Subject, 'key' | 'keyForm'> {
  const text = set.reveal();
  const trimmed = text.trim();
  const remarks = keyForm(text, gateway);
  return {
    key: trimmed === text ? set : new Secret(trimmed),
    ...(remarks.length > 0 && { keyForm: remarks }),
  };
}

/** The distinct ways among decided routes that a diagnosis measures, the one of the context's own callers first. */
export function pathsToMeasure(
  decided: readonly DecidedRoute[],
  { context, depth = 'quick' }: Pick<Subject, 'context' | 'depth'>,
): NetworkPath[] {
  return networkPaths(decided, primaryClients[context]).slice(0, maxPaths[depth]);
}

/** Node's own clients behave as the Node that runs this does; of the others the newest known version is taken. */
function asRunHere(client: string): string {
  return client.startsWith('node-fetch') ? `${client}@${process.versions.node}` : client;
}

/** Each spelling of this machine itself; with the gateway's own port when it is here. */
function loopbackUrls(baseUrl: string): string[] {
  const url = new URL(baseUrl);
  const port = isLoopbackHost(url.hostname) && url.port !== '' ? `:${url.port}` : '';
  return ['127.0.0.1', 'localhost', '[::1]'].map((host) => `http://${host}${port}/`);
}

/** The part of a subject that judging may look at. */
export function subjectFacts(subject: Subject): SubjectFacts {
  const { gateway, paths } = subject;
  const { hostname } = new URL(gateway.baseUrl);
  const meant = meantBaseUrl(gateway.baseUrl);
  return {
    gateway: { id: gateway.id, title: gateway.title, baseUrl: gateway.baseUrl, userDefined: gateway.userDefined },
    host: hostname,
    loopback: isLoopbackHost(hostname),
    ...(subject.model !== undefined && { model: subject.model }),
    hasKey: subject.key !== undefined,
    context: subject.context,
    contextLabel: subject.contextLabel,
    platform: subject.settings.platform,
    paths: paths.map(({ id, label, clients, primary, mode }) => ({ id, label, clients, primary, proxied: mode !== 'direct' })),
    routes: subject.routes,
    networkInterface: Object.values(os.networkInterfaces()).some((addresses) =>
      addresses?.some(({ internal }) => !internal),
    ),
    ...(meant && { rightBaseUrl: meant.baseUrl, wrongPart: meant.wrong }),
    ...(meant?.gatewayId !== undefined && { rightGatewayId: meant.gatewayId }),
    limits: subject.limits,
  };
}
