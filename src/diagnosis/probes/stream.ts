import { t } from '@vscode/l10n';
import { classifyResponse, classifyStreamEvent, classifyWebPage, type GatewayAnswer } from '../../gateways/classify.ts';
import { parseModels } from '../../gateways/models.ts';
import type { Fault } from '../../gateways/fault.ts';
import { speaker } from '../../gateways/streams.ts';
import { recordStream } from '../../path/event-stream.ts';
import { exchange, readBody } from '../../path/http.ts';
import type { StreamEvidence } from '../evidence.ts';
import { askGateway, authHeaders, gatewayIdentity, keptHeaders } from '../gateway-requests.ts';
import type { Measurements } from '../measurements.ts';
import { beforeHttp, httpAccessOnce, lookupOnce } from '../path-measurements.ts';
import type { Probe } from '../probe.ts';
import { judgeStream } from '../rules/stream.ts';
import type { Subject } from '../subject.ts';

/** Enough text to tell a stream from an answer in one lump, and no more. */
export const streamMaxTokens = 64;

const maxErrorBytes = 64 * 1024;

/**
 * One short streamed completion by the primary path. It costs tokens, so it runs only with the user's consent, or
 * against the practice gateway on this machine.
 */
export const streamProbe: Probe<StreamEvidence> = {
  id: 'stream',
  leg: 'stream',
  title: () => t('A short streamed answer'),
  deadlineMs: ({ limits }) => limits.dnsMs + limits.tcpMs + limits.proxyMs + 3 * limits.tlsMs + limits.headersMs + limits.streamMs,
  async measure(subject, measurements) {
    const [path] = subject.paths;
    if (!path) return { skipped: 'no-consent' };
    const identity = await gatewayIdentity(subject, measurements);
    if (!identity.practice && !subject.consent.spend) return { skipped: 'no-consent' };
    const access = await httpAccessOnce(subject, path, measurements);
    if (!access.ready) return access.notReached ? { notReached: access.notReached } : { skipped: 'unverified' };
    if (!identity.usableKey) return { skipped: identity.withheld ?? 'no-key' };
    const model = subject.model ?? (await cheapModel(subject, measurements));
    if (!model) return { skipped: 'no-model' };

    const protocol = speaker(subject.gateway.protocol);
    const { limits } = subject;
    const evidence: StreamEvidence = { path: path.id, model, request: `POST ${protocol.path}` };
    const sentAt = performance.now();
    const result = await exchange(
      {
        url: new URL(`${subject.gateway.baseUrl}${protocol.path}`),
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'text/event-stream',
          ...authHeaders(subject.gateway, identity.usableKey),
        },
        body: JSON.stringify(protocol.request(model, streamMaxTokens)),
      },
      path,
      access.roots,
      (name) => lookupOnce(name, subject, measurements),
      { ...limits, headersMs: Math.max(limits.headersMs, limits.contentStallMs) },
      measurements.signal,
      async (response, signal) => {
        evidence.status = response.status;
        evidence.headers = keptHeaders(response.headers);
        const streamed = (response.headers['content-type'] ?? '').includes('text/event-stream');
        if (response.status !== 200 || !streamed) {
          const body = await readBody(response.body, maxErrorBytes, limits.headersMs, signal);
          const answer = { status: response.status, headers: response.headers, bodyText: body.bytes.toString('utf8') };
          const fault = classifyResponse({ ...answer, nowMs: Date.now() }, subject.gateway) ?? notAStream(answer);
          if (fault) evidence.fault = fault;
          return;
        }
        evidence.record = await recordStream(
          response.body,
          sentAt,
          (event) => {
            const seen = protocol.read(event);
            if (seen.finishReason) evidence.finishReason = seen.finishReason;
            if (seen.provider) evidence.provider = seen.provider;
            return seen.meaning;
          },
          { contentStallMs: limits.contentStallMs, totalMs: limits.streamMs },
          signal,
        );
        const { errorEvent } = evidence.record;
        const fault = errorEvent === undefined ? null : classifyStreamEvent(parsed(errorEvent), subject.gateway);
        if (fault) evidence.eventFault = fault;
      },
    );
    evidence.waterfall = result.waterfall;
    if (!result.ok) {
      // Over plain HTTP the way itself can fail here; the probes of its legs say how.
      if (beforeHttp.includes(result.failure.leg)) return { notReached: result.failure };
      evidence.failure = result.failure;
    }
    return evidence;
  },
  judge: judgeStream,
};

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

/** The first free model of the list, else its first; asked only where a stream was agreed to and no model was named. */
async function cheapModel(subject: Subject, measurements: Measurements): Promise<string | undefined> {
  const [path] = subject.paths;
  if (!path) return undefined;
  const keyed = !subject.gateway.modelsKeyless;
  const reply = await askGateway(subject, path, subject.gateway.modelsPath, { keyed }, measurements);
  const models = parseModels(reply.bodyText)?.models ?? [];
  return (models.find(({ id }) => id.endsWith(':free')) ?? models[0])?.id;
}
