import { t } from '@vscode/l10n';
import {
  classifyResponse,
  classifyStreamEvent,
  classifyWebPage,
  type GatewayAnswer,
} from '../../gateways/classify.ts';
import { asObject } from '../../gateways/fault-body.ts';
import type { Fault, FaultKind } from '../../gateways/fault.ts';
import { speaker, type Speaker } from '../../gateways/streams.ts';
import { recordStream } from '../../path/event-stream.ts';
import { exchange, readBody, type Exchange, type HttpRequest, type HttpResponse } from '../../path/http.ts';
import { decoded } from '../../path/http-decoding.ts';
import type { NetworkPath } from '../../path/network-path.ts';
import type { Secret } from '../../path/secret.ts';
import { clockRows } from '../clocks.ts';
import type { StreamEvidence, StreamRun, WholeAnswer } from '../evidence.ts';
import { askGateway, authHeaders, gatewayIdentity, keptHeaders } from '../gateway-requests.ts';
import type { Measurements } from '../measurements.ts';
import { beforeHttp, httpAccessOnce, lookupOnce, tlsOnce } from '../path-measurements.ts';
import { parsePricedModels, plans, type PlannedSpend, type SpendChoice } from '../planned-spend.ts';
import type { Probe } from '../probe.ts';
import { judgeStream } from '../rules/stream.ts';
import type { Limits, Subject } from '../subject.ts';

/** Enough text to tell a stream from an answer in one lump, and no more. */
export const streamMaxTokens = 64;
/** A deep look needs an answer that is too long to come in one lump honestly. */
export const deepStreamMaxTokens = 192;
/** What the short prompts of these checks come to at most, with whatever a gateway puts around them. */
const promptTokens = 64;
/** Over HTTP/2, over HTTP/1.1, and whole. */
const deepAnswers = 3;
const deepPrompt = 'Count from one to eighty in words, separated by commas.';

const maxErrorBytes = 64 * 1024;
const pingMs = 2_000;
/** A deep look waits longer, so that it sees pauses and not only that there is one. */
const deepPatience = 3;

/** Faults of a model or its quota, which another model does not have. */
const faultsOfModel: readonly FaultKind[] = [
  'rate-limited',
  'provider-overloaded',
  'provider-error',
  'model-not-found',
  'no-endpoints',
];

/** What the stream's measuring is known by, so that whoever would disturb its times can wait for it. */
export const streamKey = 'stream';

/** What every request of this probe shares. */
interface Asking {
  subject: Subject;
  path: NetworkPath;
  roots: readonly string[] | undefined;
  key: Secret;
  protocol: Speaker;
  limits: Limits;
  measurements: Measurements;
}

/**
 * One short streamed completion by the primary path, over the protocol the path offers. It costs tokens, so it runs
 * only with the user's consent, or against the practice gateway on this machine. A deep diagnosis asks over HTTP/2
 * and HTTP/1.1 where both are spoken, and once for a whole answer.
 */
export const streamProbe: Probe<StreamEvidence> = {
  id: 'stream',
  leg: 'stream',
  title: () => t('A short streamed answer'),
  deadlineMs: (subject) => {
    const { dnsMs, tcpMs, proxyMs, tlsMs, headersMs, streamMs } = limitsOf(subject);
    const before = dnsMs + tcpMs + proxyMs + 3 * tlsMs + headersMs;
    return subject.depth === 'deep' ? deepAnswers * (before + streamMs) : before + streamMs;
  },
  measure: (subject, measurements) => measurements.once(streamKey, () => measureStream(subject, measurements)),
  judge: judgeStream,
};

async function measureStream(subject: Subject, measurements: Measurements): Promise<StreamEvidence> {
  const [path] = subject.paths;
  if (!path) return { skipped: 'no-consent' };
  const identity = await gatewayIdentity(subject, measurements);
  if (!identity.practice && !subject.consent.spend) return { skipped: 'no-consent' };
  const access = await httpAccessOnce(subject, path, measurements);
  if (!access.ready)
    return access.notReached ? { notReached: access.notReached } : unverified(subject, path, measurements);
  if (!identity.usableKey) return { skipped: identity.withheld ?? 'no-key' };
  const planned =
    subject.model === undefined
      ? await listedPlans(subject, path, measurements, identity.practice)
      : plans([], streamSpendChoice(subject, new Date()));
  const [first] = planned;
  if (!first) return { skipped: 'no-model' };

  const asking: Asking = {
    subject,
    path,
    roots: access.roots,
    key: identity.usableKey,
    protocol: speaker(subject.gateway.protocol),
    limits: limitsOf(subject),
    measurements,
  };
  const deep = subject.depth === 'deep';
  let plan = first;
  let { run, proxyHeaders, notReached } = await streamOnce(asking, plan, 'h2-too');
  for (const next of planned.slice(1)) {
    if (!run.fault || !faultsOfModel.includes(run.fault.kind)) break;
    plan = next;
    ({ run, proxyHeaders, notReached } = await streamOnce(asking, plan, 'h2-too'));
  }
  if (notReached) return { notReached };
  // What is refused by one protocol is refused by the other too, and whole; it would only be asked again.
  const lookTwice = deep && !(run.fault && (run.status ?? 0) < 500);
  const otherProtocol =
    lookTwice && run.protocol === 'h2' ? (await streamOnce(asking, plan, 'http/1.1')).run : undefined;
  const whole = lookTwice ? await wholeOnce(asking, plan) : undefined;
  // A named model is asked at once; its price is looked up when the list, which another probe asks for too, is there.
  if (subject.model !== undefined && !identity.practice)
    [plan = plan] = await listedPlans(subject, path, measurements, false);
  const rows = clockRows({
    headers: run.headers ?? {},
    ...(proxyHeaders && { proxyHeaders }),
    context: subject.context,
  });
  return {
    path: path.id,
    model: plan.model,
    ...run,
    ...(!identity.practice && { plan }),
    ...(otherProtocol && { otherProtocol }),
    ...(whole && { whole }),
    clocks: rows,
  };
}

function limitsOf({ limits, depth }: Subject): Limits {
  if (depth !== 'deep') return limits;
  return { ...limits, contentStallMs: deepPatience * limits.contentStallMs, streamMs: deepPatience * limits.streamMs };
}

/** No TLS at all is a way that ends before HTTP; TLS that nobody here trusts is another matter. */
async function unverified(subject: Subject, path: NetworkPath, measurements: Measurements): Promise<StreamEvidence> {
  const seen = await tlsOnce(subject, path, measurements);
  const failure = 'observation' in seen && seen.observation.chain.length === 0 ? seen.observation.failure : undefined;
  return failure ? { notReached: failure } : { skipped: 'unverified' };
}

/**
 * With prices from the gateway's list, best first; asked with the key only where the list wants one. The practice gateway
 * bills nobody, so there the first listed model is as good as any.
 */
async function listedPlans(
  subject: Subject,
  path: NetworkPath,
  measurements: Measurements,
  practice: boolean,
): Promise<PlannedSpend[]> {
  const keyed = !subject.gateway.modelsKeyless;
  const reply = await askGateway(subject, path, subject.gateway.modelsPath, { keyed }, measurements);
  const models = parsePricedModels(reply.bodyText);
  const unpriced = models.map((model) => ({ ...model, promptUsd: null, completionUsd: null }));
  return plans(practice ? unpriced : models, streamSpendChoice(subject, new Date()));
}

/**
 * What this probe will ask of a subject's gateway, as far as it costs; for showing the bound before anything is sent.
 */
export function streamSpendChoice({ model, depth }: Pick<Subject, 'model' | 'depth'>, now: Date): SpendChoice {
  const deep = depth === 'deep';
  return {
    ...(model !== undefined && { model }),
    answers: deep ? deepAnswers : 1,
    promptTokens,
    maxTokens: deep ? deepStreamMaxTokens : streamMaxTokens,
    now: now.toISOString(),
  };
}

interface Streamed {
  run: StreamRun;
  proxyHeaders?: Readonly<Record<string, string>>;
  /** Over plain HTTP the way itself can fail here; the probes of its legs say how. */
  notReached?: NonNullable<StreamEvidence['notReached']>;
}

async function streamOnce(
  asking: Asking,
  plan: PlannedSpend,
  offer: NonNullable<HttpRequest['offer']>,
): Promise<Streamed> {
  const { protocol } = asking;
  const run: StreamRun = { request: `POST ${protocol.path}` };
  const body = bodyOf(asking, plan);
  const result = await post(asking, { body, accept: 'text/event-stream', offer }, (response, signal) =>
    readStream(response, run, asking, signal),
  );
  run.waterfall = result.waterfall;
  if (result.protocol) run.protocol = result.protocol;
  if (result.ok) return { run, ...(result.proxyReply && { proxyHeaders: result.proxyReply.headers }) };
  if (beforeHttp.includes(result.failure.leg)) return { run, notReached: result.failure };
  run.failure = result.failure;
  return { run };
}

/** The protocol's own request; a deep look asks for a longer answer. */
function bodyOf({ subject, protocol }: Asking, { model, maxTokens }: PlannedSpend): object {
  const request = asObject(protocol.request(model, maxTokens)) ?? {};
  return subject.depth === 'deep' ? { ...request, messages: [{ role: 'user', content: deepPrompt }] } : request;
}

/** The same question for a short answer in one piece. */
async function wholeOnce(asking: Asking, { model }: PlannedSpend): Promise<WholeAnswer> {
  const { protocol, subject, limits } = asking;
  const body = { ...asObject(protocol.request(model, streamMaxTokens)), stream: false };
  const whole: WholeAnswer = { request: `POST ${protocol.path}`, status: null, headers: {}, durationMs: 0 };
  const result = await post(
    asking,
    { body, accept: 'application/json', offer: 'http/1.1' },
    async (response, signal) => {
      whole.status = response.status;
      whole.headers = keptHeaders(response.headers);
      const read = await readBody(response.body, maxErrorBytes, limits.streamMs, signal);
      const answer = { status: response.status, headers: response.headers, bodyText: read.bytes.toString('utf8') };
      const fault = classifyResponse({ ...answer, nowMs: Date.now() }, subject.gateway) ?? classifyWebPage(answer);
      if (fault) whole.fault = fault;
    },
  );
  whole.durationMs = result.waterfall.totalMs;
  if (!result.ok) whole.failure = result.failure;
  return whole;
}

function post(
  { subject, path, roots, key, protocol, limits, measurements }: Asking,
  { body, accept, offer }: { body: object; accept: string; offer: NonNullable<HttpRequest['offer']> },
  read: (response: HttpResponse, signal: AbortSignal) => Promise<void>,
): Promise<Exchange<void>> {
  return exchange(
    {
      url: new URL(`${subject.gateway.baseUrl}${protocol.path}`),
      method: 'POST',
      headers: { 'content-type': 'application/json', accept, ...authHeaders(subject.gateway, key) },
      body: JSON.stringify(body),
      offer,
    },
    path,
    roots,
    (name) => lookupOnce(name, subject, measurements),
    { ...limits, headersMs: Math.max(limits.headersMs, limits.contentStallMs) },
    measurements.signal,
    read,
  );
}

async function readStream(
  response: HttpResponse,
  run: StreamRun,
  { subject, protocol, limits }: Asking,
  signal: AbortSignal,
): Promise<void> {
  run.status = response.status;
  run.headers = keptHeaders(response.headers);
  const streamed = (response.headers['content-type'] ?? '').includes('text/event-stream');
  if (response.status !== 200 || !streamed) {
    const body = await readBody(response.body, maxErrorBytes, limits.headersMs, signal);
    const answer = { status: response.status, headers: response.headers, bodyText: body.bytes.toString('utf8') };
    const fault = classifyResponse({ ...answer, nowMs: Date.now() }, subject.gateway) ?? notAStream(answer);
    if (fault) run.fault = fault;
    return;
  }
  run.record = await recordStream(
    decoded(response.body, response.headers['content-encoding']),
    response.sentAt,
    (event) => {
      const seen = protocol.read(event);
      if (seen.finishReason) run.finishReason = seen.finishReason;
      if (seen.provider) run.provider = seen.provider;
      return seen.meaning;
    },
    { contentStallMs: limits.contentStallMs, totalMs: limits.streamMs },
    signal,
  );
  const { end, errorEvent } = run.record;
  if (end === 'stalled' && response.ping) run.pingAnswered = await response.ping(pingMs);
  // After an end mark it is this side that closes.
  if (end === 'cut' || end === 'clean-end' || end === 'stalled') run.ending = response.ending();
  const fault = errorEvent === undefined ? null : classifyStreamEvent(parsed(errorEvent), subject.gateway);
  if (fault) run.eventFault = fault;
}

/** A 200 that is no event stream: a login portal's page, or an error body that came without its status. */
function notAStream(answer: GatewayAnswer): Fault | null {
  return classifyWebPage(answer) ?? classifyStreamEvent(parsed(answer.bodyText));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
