import { t } from '@vscode/l10n';
import { withDeadline } from '../../path/deadline.ts';
import { networkFailure } from '../../path/network-failure.ts';
import { editorSource } from '../../path/dialects/vscode-source.ts';
import { calmTurn, ownTurn } from '../../path/own-turn.ts';
import type { Route, RouteQuestion } from '../../path/route.ts';
import { resolveRoute } from '../../path/routes.ts';
import type { EditorProxyAnswer, StackEvidence, StackId, StacksEvidence } from '../evidence.ts';
import { keptHeaders } from '../gateway-requests.ts';
import type { Measurements } from '../measurements.ts';
import { lookupOnce, target } from '../path-measurements.ts';
import type { Probe } from '../probe.ts';
import { judgeStacks } from '../rules/stacks.ts';
import { ChildRequestError } from '../stack-child.ts';
import { watchingPeers, type WatchOne } from '../stack-peers.ts';
import type { HttpStack, Subject } from '../subject.ts';

/** One request of a stack takes this long at most, in ms: other probes wait longer for a silent gateway and say so. */
const requestMs = 5_000;

/** How long a stack may take to make ready, in ms; the window, which may have to be asked, may not answer. */
const readyMs = 1_000;

/** How long one that the editor gives its roots to waits for a moment in which nobody else wants the processors, in ms. */
const calmMs = 150;

/** The last release of axios that asks a proxy for https addresses in the clear (axios/axios#10858). */
const lastClearAxios = 'axios@1.16.0';

/** The same small request, without a key, by every HTTP stack that programs here could send it with. */
export const stacksProbe: Probe<StacksEvidence> = {
  id: 'stacks',
  leg: 'settings',
  title: () => t('HTTP stacks compared'),
  deadlineMs: ({ limits }) => limits.dnsMs + requestMs + 1_000,
  async measure(subject, measurements, signal) {
    const url = `${subject.gateway.baseUrl}${subject.gateway.modelsPath}`;
    const question = questionOf(subject, url);
    const compared = subject.stacks.length > 0;
    const asked = subject.stacks.map((stack) => ({ ...stack, ...predictedFor(stack.stack, subject, question) }));
    const proxied = asked.flatMap(({ predicted: route }) => route?.proxy ?? []);
    const named = new Set(proxied.filter((one) => URL.canParse(one)));
    const [stacks, editor, gatewayAddresses, proxies] = await Promise.all([
      watchingPeers((watch) => oneAfterOther(asked, (stack, begun) => byStack(subject, stack, url, watch, signal, begun))),
      askEditor(subject, url, signal),
      compared ? addressesOf(target(subject).host, subject, measurements) : [],
      Promise.all(
        [...named].map(async (proxy) => ({
          proxy,
          addresses: await addressesOf(new URL(proxy).hostname, subject, measurements),
        })),
      ),
    ]);
    const { editorSettings: settings } = subject;
    const listed = settings['http.noProxy'];
    return {
      url,
      stacks,
      editor,
      gatewayAddresses,
      proxies,
      settings: {
        proxySupport: settings['http.proxySupport'],
        fetchAdditionalSupport: settings['http.fetchAdditionalSupport'],
        systemCertificates: settings['http.systemCertificates'],
        ownNoProxy: Array.isArray(listed) && listed.length > 0,
      },
      oldAxios: compared && subject.context === 'extension-host' ? resolveRoute(lastClearAxios, question) : null,
    };
  },
  judge: judgeStacks,
};

function questionOf(subject: Subject, url: string): RouteQuestion {
  const { settings, editorSettings, editorHost } = subject;
  return {
    url: new URL(url),
    environment: settings.environments.find(({ context }) => context === 'this-process')?.variables ?? {},
    editorSettings,
    system: settings.system,
    platform: settings.platform,
    ...(editorHost && { editorHost }),
  };
}

type Prediction = Pick<StackEvidence, 'predicted' | 'source'>;

/** What each stack's dialect says; Chromium's stack asks a session of its own, and no dialect is known for that. */
const clients: Readonly<Partial<Record<StackId, string>>> = {
  'patched-https': 'vscode-exthost-http',
  'patched-fetch': 'vscode-exthost-fetch',
  'original-fetch': 'node-fetch',
  'node-fetch': 'node-fetch',
  'child-fetch': 'node-fetch',
  'undici-env': 'undici-env-agent@7.30.2',
};

function predictedFor(stack: StackId, subject: Subject, question: RouteQuestion): Prediction {
  // What was worked out for the diagnosis knows more, a proxy script's answer for one.
  const route = subject.routes.find(({ client }) => client === clients[stack]) ?? predicted(stack, question);
  const source = route && stack.startsWith('patched-') ? editorSource(route, question) : undefined;
  return { predicted: route, ...(source && { source }) };
}

function predicted(stack: StackId, question: RouteQuestion): Route | null {
  const client = clients[stack];
  if (client !== undefined) {
    return resolveRoute(client === 'node-fetch' ? `${client}@${process.versions.node}` : client, question);
  }
  // The editor keeps NODE_OPTIONS from its hosts; what it starts has the host's environment.
  const ofNode = stack === 'node-https' || stack === 'child-https';
  if (ofNode && question.environment['NODE_USE_ENV_PROXY'] === '1') return resolveRoute(`node-http-env@${process.versions.node}`, question);
  return stack === 'electron' ? null : plainDirect(stack);
}

/** An HTTP client that was told of no proxy looks for none. */
function plainDirect(stack: StackId): Route {
  return {
    client: stack === 'undici' ? 'undici' : 'node-https',
    clientVersion: process.versions.node,
    outcome: 'direct',
    proxy: null,
    decidedBy: 'nothing set',
    reason: t('This client reads no proxy settings by itself.'),
  };
}

/**
 * Begins each when the one before has begun. Beginning one takes tens of ms: the editor gives a few hundred roots to the
 * connection, or a child is started, which takes a processor for as long and so comes last.
 */
async function oneAfterOther<One, Result>(all: readonly One[], run: (one: One, begun: () => void) => Promise<Result>): Promise<Result[]> {
  let before = Promise.resolve();
  return Promise.all(
    all.map((one) => {
      const turn = before;
      let begun: () => void = () => undefined;
      before = new Promise((resolve) => (begun = resolve));
      return turn.then(() => run(one, begun)).finally(begun);
    }),
  );
}

async function byStack(
  subject: Subject,
  { stack, title, ready, get, predicted: route, source }: HttpStack & Prediction,
  url: string,
  watch: WatchOne,
  signal: AbortSignal,
  begun: () => void,
): Promise<StackEvidence> {
  await ownTurn();
  if (ready) {
    await withDeadline(title, readyMs, signal, () => ready(url)).catch(() => signal.throwIfAborted());
    await calmTurn(calmMs);
  }
  const started = performance.now();
  const base = { stack, title, predicted: route, ...(source !== undefined && { source }) };
  let seen: ReturnType<WatchOne> | undefined;
  try {
    const answer = await withDeadline(title, Math.min(subject.limits.headersMs, requestMs), signal, (inner) => {
      const headers = { accept: 'application/json', 'user-agent': 'gatehouse', ...subject.gateway.headers };
      const watched = watch(() => get(url, headers, inner));
      seen = watched;
      begun();
      return watched.sent;
    });
    const peer = answer.peer ?? seen?.peer();
    const headers = keptHeaders(answer.headers);
    return { ...base, status: answer.status, headers, ...(peer && { peer }), durationMs: performance.now() - started };
  } catch (error) {
    signal.throwIfAborted();
    const peer = error instanceof ChildRequestError ? error.peer : seen?.peer();
    const failure = networkFailure('http', 'http', error);
    const durationMs = performance.now() - started;
    return { ...base, status: null, headers: {}, failure, ...(peer && { peer }), durationMs };
  }
}

/** The editor may have to ask its window, which may not answer. */
async function askEditor(subject: Subject, url: string, signal: AbortSignal): Promise<EditorProxyAnswer | null> {
  try {
    const asked = withDeadline('editor', requestMs, signal, async () => subject.askEditor?.(url));
    return (await asked) ?? null;
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

async function addressesOf(host: string, subject: Subject, measurements: Measurements): Promise<string[]> {
  return (await lookupOnce(host, subject, measurements)).addresses.map(({ address }) => address);
}
