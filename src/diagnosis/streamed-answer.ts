/** Asking the gateway for one short answer, streamed or whole, and recording how it came. */
import {
  classifyResponse,
  classifyStreamEvent,
  classifyWebPage,
  type GatewayAnswer,
} from '../gateways/classify.ts';
import { asObject } from '../gateways/fault-body.ts';
import type { Fault } from '../gateways/fault.ts';
import { parseRateLimits } from '../gateways/rate-limits.ts';
import type { Speaker } from '../gateways/streams.ts';
import { recordStream } from '../path/event-stream.ts';
import { exchange, readBody, type Exchange, type HttpRequest, type HttpResponse } from '../path/http.ts';
import { decoded } from '../path/http-decoding.ts';
import type { NetworkPath } from '../path/network-path.ts';
import type { Secret } from '../path/secret.ts';
import type { StreamEvidence, StreamRun, WholeAnswer } from './evidence.ts';
import { authHeaders, keptHeaders } from './gateway-requests.ts';
import type { Measurements } from './measurements.ts';
import { beforeHttp, lookupOnce } from './path-measurements.ts';
import type { PlannedSpend } from './planned-spend.ts';
import type { Limits, Subject } from './subject.ts';

/** Enough text to tell a stream from an answer in one lump, and no more. */
export const streamMaxTokens = 64;
const deepPrompt = 'Count from one to eighty in words, separated by commas.';

const maxErrorBytes = 64 * 1024;
const pingMs = 2_000;

/** What every request of one check shares. */
export interface Asking {
  subject: Subject;
  path: NetworkPath;
  roots: readonly string[] | undefined;
  key: Secret;
  protocol: Speaker;
  limits: Limits;
  measurements: Measurements;
}

/** One streamed answer, and what a proxy said on the way to it. */
export interface Streamed {
  run: StreamRun;
  proxyHeaders?: Readonly<Record<string, string>>;
  /** Over plain HTTP the way itself can fail here; the probes of its legs say how. */
  notReached?: NonNullable<StreamEvidence['notReached']>;
}

/** One streamed answer by the path of `asking`. */
export async function streamOnce(
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
export async function wholeOnce(asking: Asking, { model }: PlannedSpend): Promise<WholeAnswer> {
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
      const url = `${subject.gateway.baseUrl}${protocol.path}`;
      const answer = { status: response.status, headers: response.headers, bodyText: read.bytes.toString('utf8'), url };
      const fault = classifyResponse({ ...answer, nowMs: Date.now() }, subject.gateway) ?? classifyWebPage(answer, subject.gateway);
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
    const url = `${subject.gateway.baseUrl}${protocol.path}`;
    const answer = { status: response.status, headers: response.headers, bodyText: body.bytes.toString('utf8'), url };
    const fault = classifyResponse({ ...answer, nowMs: Date.now() }, subject.gateway) ?? notAStream(answer);
    if (fault) run.fault = fault;
    const rateLimits = parseRateLimits(response.headers, Date.now());
    if (rateLimits.length > 0) run.rateLimits = rateLimits;
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
