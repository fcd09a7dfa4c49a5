import { t } from '@vscode/l10n';
import type { FaultKind } from '../../gateways/fault.ts';
import { speaker } from '../../gateways/streams.ts';
import type { NetworkPath } from '../../path/network-path.ts';
import { clockRows } from '../clocks.ts';
import type { StreamEvidence } from '../evidence.ts';
import { askGateway, gatewayIdentity } from '../gateway-requests.ts';
import type { Measurements } from '../measurements.ts';
import { httpAccessOnce, tlsOnce } from '../path-measurements.ts';
import { parsePricedModels, plans, type PlannedSpend, type SpendChoice } from '../planned-spend.ts';
import type { Probe } from '../probe.ts';
import { judgeStream } from '../rules/stream.ts';
import { classifyRun } from '../rules/stream-class.ts';
import { askAnotherWay } from '../stream-control.ts';
import { streamMaxTokens, streamOnce, wholeOnce, type Asking } from '../streamed-answer.ts';
import type { Limits, Subject } from '../subject.ts';
import { tlsEnd } from './idle.ts';

/** A deep look needs an answer that is too long to come in one lump honestly. */
export const deepStreamMaxTokens = 192;
/** What the short prompts of these checks come to at most, with whatever a gateway puts around them. */
const promptTokens = 64;
/** Over HTTP/2, over HTTP/1.1, and whole. */
const deepAnswers = 3;
/** One more to compare with, where the first came in one lump. */
const controlAnswers = 1;
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

/**
 * One short streamed completion by the primary path, over the protocol the path offers. It costs tokens, so it runs
 * only with the user's consent, or against the practice gateway on this machine. A deep diagnosis asks over HTTP/2
 * and HTTP/1.1 where both are spoken, and once for a whole answer. What comes in one lump is asked once more another
 * way, to tell who collects it.
 */
export const streamProbe: Probe<StreamEvidence> = {
  id: 'stream',
  leg: 'stream',
  title: () => t('A short streamed answer'),
  deadlineMs: (subject) => {
    const { dnsMs, tcpMs, proxyMs, tlsMs, headersMs, streamMs } = limitsOf(subject);
    const before = dnsMs + tcpMs + proxyMs + 3 * tlsMs + headersMs;
    return answersOf(subject) * (before + streamMs);
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
  const buffered = classifyRun(run).class === 'buffered';
  const controls = buffered
    ? await askAnotherWay(asking, plan, { practice: identity.practice, over: run.protocol, both: otherProtocol !== undefined })
    : [];
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
    ...(buffered && { tlsEnd: await tlsEnd(subject, path, measurements), controls }),
    clocks: rows,
  };
}

/** How many answers this probe asks for at most. */
function answersOf({ depth }: Pick<Subject, 'depth'>): number {
  return (depth === 'deep' ? deepAnswers : 1) + controlAnswers;
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
    answers: answersOf({ ...(depth && { depth }) }),
    promptTokens,
    maxTokens: deep ? deepStreamMaxTokens : streamMaxTokens,
    now: now.toISOString(),
  };
}
