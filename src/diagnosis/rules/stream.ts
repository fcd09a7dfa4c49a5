import { t } from '@vscode/l10n';
import type { StreamRecord } from '../../path/event-stream.ts';
import type { StreamEvidence } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import type { Judgement } from '../probe.ts';
import type { SubjectFacts } from '../subject.ts';
import { faultFinding, keyNotSendable } from './request-faults.ts';
import { duration } from './wording.ts';

const probes = ['stream'];

/** Fewer events than this can come in one read honestly. */
const minEventsForLump = 8;
/** A producer that took at least this long can't have meant to send everything at once. */
const minTotalForLumpMs = 1_000;
/** All content within this share of the whole time is a lump. */
const lumpShare = 0.1;

/** Judges one short stream: complete, truncated, stalled, buffered, slow, or refused. */
export function judgeStream(evidence: StreamEvidence, facts: SubjectFacts): Judgement {
  if (evidence.skipped) return { status: 'skip', summary: skipReason(evidence.skipped), findings: [] };
  if (evidence.notReached) return { status: 'skip', summary: t('The gateway was not reached.'), findings: [] };
  const findings = found(evidence, facts);
  const status = findings.some(({ severity }) => severity === 'error')
    ? 'fail'
    : findings.some(({ severity }) => severity === 'warning')
      ? 'warn'
      : evidence.record
        ? 'pass'
        : 'unknown';
  return { status, summary: summaryOf(evidence), findings };
}

function skipReason(skipped: NonNullable<StreamEvidence['skipped']>): string {
  switch (skipped) {
    case 'no-consent':
      return t('Not run: a stream spends tokens, and nobody agreed to that.');
    case 'no-key':
      return t('Not run: a stream needs a key, and none was given.');
    case 'not-encrypted':
      return t('Not run: the key is not sent over a connection that is not encrypted.');
    case 'unverified':
      return t('Not run: TLS did not verify, so nothing was sent.');
    case 'no-model':
      return t('Not run: no model was named, and the gateway lists none.');
  }
}

function summaryOf({ record, fault, failure, status }: StreamEvidence): string {
  if (record) {
    const first = record.firstContentMs === null ? t('no content') : t('first content after {0}', duration(record.firstContentMs));
    return t('{0}; content events: {1}, comments: {2}, end: {3}', first, String(record.contentEvents), String(record.comments), endName(record.end));
  }
  if (fault) return t('refused with {0}', String(status ?? fault.status ?? '?'));
  return failure ? failure.code : t('no stream');
}

function endName(end: StreamRecord['end']): string {
  const names: Readonly<Record<StreamRecord['end'], string>> = {
    terminator: t('complete'),
    'clean-end': t('closed without an end mark'),
    cut: t('cut'),
    stalled: t('stalled'),
    'error-event': t('error inside the stream'),
    'out-of-time': t('given up'),
  };
  return names[end];
}

function found(evidence: StreamEvidence, facts: SubjectFacts): Finding[] {
  const { fault, failure, record, eventFault, request = '' } = evidence;
  if (fault) return [faultFinding(fault, { request, status: evidence.status ?? null, headers: evidence.headers ?? {} }, 'error', 'stream')];
  if (eventFault) return [insideStream(evidence)];
  if (record) return judgeRecord(record, evidence, facts);
  if (!failure) return evidence.status === 200 ? [noStream(evidence)] : [];
  if (failure.code === 'UND_ERR_INVALID_ARG') return [keyNotSendable(request, failure, 'error', 'stream')];
  const silent = failure.code === 'DEADLINE' || failure.code === 'UND_ERR_HEADERS_TIMEOUT';
  return [
    {
      id: silent ? 'no-response' : 'stream-not-started',
      leg: silent ? 'gateway' : failure.leg,
      severity: 'error',
      title: silent
        ? t('{0} accepts the request for a stream and never begins to answer.', facts.gateway.title)
        : t('The request for a stream ends before a response begins.'),
      detail: t('{0} ended with {1}: {2}.', request, failure.code, failure.message),
      probes,
      fixes: [
        { id: 'try-again', title: t('Try again'), detail: t('Try again in a minute, with another model too. If only this model hangs, its provider does.') },
      ],
      confidence: 'medium',
    },
  ];
}

/** Asked for a stream and got something else with status 200: a filter's page, or an endpoint that can't stream. */
function noStream({ headers, request = '' }: StreamEvidence): Finding {
  return {
    id: 'not-a-stream',
    leg: 'stream',
    severity: 'error',
    title: t('The answer to a streamed request is no stream.'),
    detail: t('{0} answered 200 with {1} in place of text/event-stream.', request, headers?.['content-type'] ?? '?'),
    probes,
    fixes: [
      {
        id: 'check-streaming',
        title: t('Check who answers, and whether the endpoint streams'),
        detail: t('A filter on the path can answer in place of the gateway. Else switch streaming off for this gateway in the client.'),
      },
    ],
    confidence: 'medium',
  };
}

function insideStream({ eventFault, record, provider, request = '' }: StreamEvidence): Finding {
  const base = faultFinding(
    { ...(eventFault ?? { kind: 'unknown', leg: 'provider', retryable: false, said: '' }), ...(provider && { provider }) },
    { request, status: null, headers: {} },
    'error',
    'stream',
  );
  const seen = t('The error came inside the stream, with HTTP status 200, after {0} content events. A client that does not look for it shows half an answer.', String(record?.contentEvents ?? 0));
  return { ...base, detail: `${base.detail} ${seen}` };
}

function judgeRecord(record: StreamRecord, evidence: StreamEvidence, facts: SubjectFacts): Finding[] {
  const base = { leg: 'stream' as const, severity: 'error' as const, probes };
  const got = t('{0} content events in {1}.', String(record.contentEvents), duration(record.lastContentMs ?? record.totalMs));
  switch (record.end) {
    case 'error-event':
      return [
        {
          ...base,
          id: 'stream-error-event',
          leg: 'provider',
          title: t('The stream carries an error.'),
          detail: t('{0} The error could not be read further.', got),
          fixes: [retry()],
        },
      ];
    case 'stalled':
      return [stalled(record, got, facts)];
    case 'out-of-time':
      return [
        {
          ...base,
          id: 'stream-endless',
          severity: 'warning',
          title: t('A short answer was asked for, and the stream does not end.'),
          detail: t('{0} Reading stopped after {1} and {2} bytes.', got, duration(record.totalMs), String(record.bytes)),
          fixes: [retry()],
          confidence: 'medium',
        },
      ];
    case 'cut':
      return [
        {
          ...base,
          id: 'stream-cut',
          title: t('The stream is cut in the middle.'),
          detail:
            record.failure?.code === 'HPE_INVALID_EOF_STATE'
              ? t('{0} Then the connection was closed, before the answer was complete.', got)
              : t('{0} Then the connection ended with {1}: {2}.', got, record.failure?.code ?? '?', record.failure?.message ?? ''),
          fixes: [
            { id: 'steady-way-out', title: t('Keep one way out'), detail: t('A proxy group that changes its node, a VPN that reconnects, or a box with a short limit cuts streams. Pin one node for the host of the gateway.') },
            retry(),
          ],
        },
      ];
    case 'clean-end':
      return [
        {
          ...base,
          id: 'stream-truncated',
          title: t('The stream ends cleanly, but the answer is not complete.'),
          detail: t('{0} No end mark came ([DONE] or message_stop){1}. SDKs take such an answer for a whole one.', got, evidence.finishReason ? '' : t(', and no finish reason')),
          fixes: [retry()],
        },
      ];
    case 'terminator':
      return complete(record, facts);
  }
}

function stalled(record: StreamRecord, got: string, facts: SubjectFacts): Finding {
  const silence = duration(facts.limits.contentStallMs);
  const warm = record.comments > 0 ? t('Keep-alive comments went on ({0}), so the path is alive.', String(record.comments)) : t('Nothing more came at all.');
  return {
    id: 'stream-stalled',
    leg: 'stream',
    severity: 'error',
    title: record.contentEvents === 0 ? t('The stream opens and no content comes.') : t('The stream stops in the middle and stays open.'),
    detail: t('{0} Then no content for {1}. {2}', got, silence, warm),
    probes,
    fixes: [
      { id: 'other-model', title: t('Try another model or provider'), detail: t('Ask another model or provider. While keep-alive comments go on, the gateway is waiting for the provider of this one.') },
    ],
    ...(record.comments === 0 && { confidence: 'medium' as const }),
  };
}

function complete(record: StreamRecord, facts: SubjectFacts): Finding[] {
  const { firstContentMs, lastContentMs, contentEvents, totalMs } = record;
  if (firstContentMs === null || lastContentMs === null) {
    return [
      {
        id: 'stream-empty',
        leg: 'provider',
        severity: 'error',
        title: t('The stream is complete and holds no content.'),
        detail: t('The answer ended properly after {0} with nothing in it.', duration(totalMs)),
        probes,
        fixes: [retry()],
        confidence: 'medium',
      },
    ];
  }
  // Keep-alive comments that came in time show a path that passes bytes on; whoever collects holds them back too.
  const lump =
    contentEvents >= minEventsForLump &&
    lastContentMs >= minTotalForLumpMs &&
    lastContentMs - (record.firstByteMs ?? firstContentMs) < lumpShare * lastContentMs;
  if (lump) {
    return [
      {
        id: 'stream-buffered',
        leg: 'stream',
        severity: 'warning',
        title: t('The stream arrives in one lump.'),
        detail: t('{0} content events came within {1}, {2} after the request. Something on the path collects the stream before it passes it on.', String(contentEvents), duration(lastContentMs - firstContentMs), duration(firstContentMs)),
        probes,
        fixes: [
          { id: 'exempt-from-scanning', title: t('Exempt the host from scanning'), detail: t('A proxy or an antivirus that scans whole responses does this. Exempt the host of the gateway, or have response buffering switched off for text/event-stream.') },
        ],
      },
    ];
  }
  if (firstContentMs > facts.limits.slowFirstContentMs) {
    return [
      {
        id: 'slow-first-content',
        leg: 'provider',
        severity: 'warning',
        title: t('The first content takes {0}.', duration(firstContentMs)),
        detail: t('The response headers came after {0}; the rest of the wait is the model or its provider, not the path.', duration(record.headersMs)),
        probes,
        fixes: [
          { id: 'faster-provider', title: t('Choose a faster model or provider'), detail: t('Try another model, or let the gateway prefer providers by latency.') },
        ],
        confidence: 'medium',
      },
    ];
  }
  return [];
}

function retry(): Finding['fixes'][number] {
  return { id: 'ask-again', title: t('Ask again'), detail: t('Run the stream check again. If it repeats, compare with another model and another network.') };
}
