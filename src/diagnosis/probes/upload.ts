import { t } from '@vscode/l10n';
import { classifyResponse, classifyWebPage } from '../../gateways/classify.ts';
import { speaker } from '../../gateways/streams.ts';
import { proxyAuthorization } from '../../path/http-connect.ts';
import { networkFailure } from '../../path/network-failure.ts';
import { sendUpload, type UploadSeen } from '../../path/upload.ts';
import type { UploadEvidence } from '../evidence.ts';
import { keptHeaders } from '../gateway-requests.ts';
import { httpAccessOnce } from '../path-measurements.ts';
import type { Probe } from '../probe.ts';
import { judgeUpload } from '../rules/upload.ts';
import type { Subject } from '../subject.ts';
import { openConnection, tlsEnd } from './idle.ts';
import { streamKey, streamProbe } from './stream.ts';

const kibibyte = 1024;
/**
 * The first is the control: what fails with it is not the size. The others are long prompts, and prompts with
 * pictures.
 */
const sizesBytes = [kibibyte, 64 * kibibyte, kibibyte * kibibyte, 8 * kibibyte * kibibyte];
/** How many times the headers clock a request may stand still, and may wait for its answer. */
const stallClocks = 2;
const answerClocks = 4;

/** Refused by everyone: it carries no key, and where none is needed there is no such model. */
const model = 'gatehouse/upload-check-no-such-model';
const filler = 'This text is here for its length alone. ';

/** Do large requests arrive: long prompts and pictures. They carry no key and name no model, so nothing is billed. */
export const uploadProbe: Probe<UploadEvidence> = {
  id: 'upload',
  leg: 'http',
  title: () => t('Large requests'),
  deep: true,
  deadlineMs: (subject) => {
    const { limits } = subject;
    const { dnsMs, tcpMs, proxyMs, tlsMs, headersMs } = limits;
    const one = tcpMs + proxyMs + tlsMs + (stallClocks + answerClocks) * headersMs;
    return streamProbe.deadlineMs(subject) + dnsMs + 3 * tlsMs + sizesBytes.length * one;
  },
  async measure(subject, measurements, signal) {
    const [path] = subject.paths;
    if (!path) return { sizes: [] };
    const access = await httpAccessOnce(subject, path, measurements);
    if (!access.ready)
      return { sizes: [], ...(access.notReached ? { notReached: access.notReached } : { unverified: true as const }) };
    // Megabytes on their way up would slow a stream that is being timed.
    await measurements.begun(streamKey)?.catch(() => undefined);
    const url = new URL(`${subject.gateway.baseUrl}${speaker(subject.gateway.protocol).path}`);
    const credentials = path.mode === 'absolute' && path.proxyUrl ? proxyAuthorization(path.proxyUrl) : undefined;
    const { headersMs } = subject.limits;
    const sizes: UploadEvidence['sizes'][number][] = [];
    for (const [index, bodyBytes] of sizesBytes.entries()) {
      subject.onProgress?.('upload', { elapsedMs: index, totalMs: sizesBytes.length });
      let seen: UploadSeen;
      try {
        const { socket } = await openConnection(subject, path, access.roots, measurements, signal);
        try {
          seen = await sendUpload(
            socket,
            {
              host: url.host,
              path: path.mode === 'absolute' ? url.href : url.pathname,
              headers: {
                'content-type': 'application/json',
                accept: 'application/json',
                ...subject.gateway.headers,
                ...(credentials && { 'proxy-authorization': credentials }),
              },
              body: bodyOf(bodyBytes),
            },
            { stallMs: stallClocks * headersMs, answerMs: answerClocks * headersMs },
            signal,
          );
        } finally {
          socket.destroy();
        }
      } catch (error) {
        signal.throwIfAborted();
        // Over plain HTTP this is the first that goes the path; else the way was open a moment ago.
        if (index === 0) return { path: path.id, sizes, notReached: networkFailure('tcp', 'tcp', error) };
        break;
      }
      sizes.push(evidenceOf(seen, subject));
      if (seen.outcome !== 'answered' || seen.status === 413) break;
    }
    return {
      path: path.id,
      request: `POST ${url.pathname}`,
      tlsEnd: await tlsEnd(subject, path, measurements),
      sizes,
    };
  },
  judge: judgeUpload,
};

/** Valid JSON of exactly this size. */
function bodyOf(bytes: number): Buffer {
  const head = `{"model":"${model}","max_tokens":1,"messages":[{"role":"user","content":"`;
  const tail = '"}]}';
  const text = Buffer.alloc(bytes - head.length - tail.length, filler);
  return Buffer.concat([Buffer.from(head), text, Buffer.from(tail)]);
}

function evidenceOf({ bodyStart, headers, ...seen }: UploadSeen, subject: Subject): UploadEvidence['sizes'][number] {
  const answer =
    seen.status === null ? null : { status: seen.status, headers, bodyText: bodyStart, nowMs: Date.now() };
  const fault = answer && (classifyResponse(answer, subject.gateway) ?? classifyWebPage(answer));
  return { ...seen, headers: keptHeaders(headers), ...(fault && { fault }) };
}
