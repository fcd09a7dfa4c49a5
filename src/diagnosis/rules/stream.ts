import { t } from '@vscode/l10n';
import type { StreamRecord } from '../../path/event-stream.ts';
import type { StreamEvidence, StreamRun } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import type { Judgement } from '../probe.ts';
import type { SubjectFacts } from '../subject.ts';
import { faultFinding, keyNotSendable } from './request-faults.ts';
import { classifyRun } from './stream-class.ts';
import { comparisons } from './stream-comparison.ts';
import { retry } from './stream-delivery.ts';
import { recordFindings } from './stream-record.ts';
import { clauses, duration } from './wording.ts';

const probes = ['stream'];

/** Judges one short stream: complete, truncated, stalled, buffered, slow, or refused. */
export function judgeStream(evidence: StreamEvidence, facts: SubjectFacts): Judgement {
  if (evidence.skipped) return { status: 'skip', summary: skipReason(evidence.skipped), findings: [] };
  if (evidence.notReached) return { status: 'skip', summary: t('The gateway was not reached.'), findings: [] };
  const findings = [...found(evidence, facts), ...comparisons(evidence, facts)];
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
    case 'other-gateway':
      return t('Not run: the key belongs to another gateway, by its beginning.');
    case 'unverified':
      return t('Not run: TLS did not verify, so nothing was sent.');
    case 'no-model':
      return t('Not run: no model was named, and the gateway lists none.');
  }
}

function summaryOf(evidence: StreamEvidence): string {
  const { record, fault, failure, status, otherProtocol, protocol } = evidence;
  if (record) {
    const first =
      record.firstContentMs === null ? t('no content') : t('first content after {0}', duration(record.firstContentMs));
    const line = t(
      '{0}; content events: {1}, comments: {2}, end: {3}',
      first,
      String(record.contentEvents),
      String(record.comments),
      endName(record.end),
    );
    const other = otherProtocol && t('{0}: {1}', protocolName(otherProtocol.protocol), endOf(otherProtocol));
    return other ? clauses([t('{0}: {1}', protocolName(protocol), line), other]) : line;
  }
  if (fault) return t('refused with {0}', String(status ?? fault.status ?? '?'));
  return failure ? failure.code : t('no stream');
}

function protocolName(protocol: StreamRun['protocol']): string {
  return protocol === 'h2' ? 'HTTP/2' : 'HTTP/1.1';
}

/** How the other run went, in a word or two. */
function endOf({ record, failure, fault }: StreamRun): string {
  if (record) return endName(record.end);
  return failure?.code ?? fault?.kind ?? t('no stream');
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

/** What one run shows by itself. */
function found(evidence: StreamEvidence, facts: SubjectFacts): Finding[] {
  const { fault, failure, record, eventFault, request = '' } = evidence;
  const kind = classifyRun(evidence);
  if (kind.class === 'cut-replaced') return [replaced(evidence)];
  if (fault)
    return [
      faultFinding(
        fault,
        {
          request,
          status: evidence.status ?? null,
          headers: evidence.headers ?? {},
          ...(evidence.rateLimits && { rateLimits: evidence.rateLimits }),
        },
        'error',
        'stream',
      ),
    ];
  if (eventFault) return [insideStream(evidence)];
  if (record) return recordFindings(record, kind, evidence, facts);
  if (!failure) return kind.class === 'no-stream' ? [noStream(evidence)] : [];
  if (kind.class === 'not-sent') return [keyNotSendable(request, failure, 'error', 'stream')];
  const silent = kind.class === 'headers-stall';
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
        {
          id: 'try-again',
          title: t('Try again'),
          detail: t('Try again in a minute, with another model too. If only this model hangs, its provider does.'),
        },
      ],
      confidence: 'medium',
    },
  ];
}

/** The whole stream is lost: who collected it, or waited for it, answered with a page of its own. */
function replaced({ status, headers = {}, waterfall, request = '' }: StreamEvidence): Finding {
  const afterMs = waterfall?.steps.find(({ step }) => step === 'first-byte')?.durationMs ?? 0;
  const by = headers['server'] ?? headers['via'] ?? '?';
  return {
    id: 'stream-replaced',
    leg: 'stream',
    severity: 'error',
    title: t('In place of the stream an error page comes, after {0}.', duration(afterMs)),
    detail: t(
      '{0} answered {1} with {2}; the answer came from "{3}". Something on the path held the stream back, lost it or ran out of patience, and answered itself.',
      request,
      String(status),
      headers['content-type'] ?? '?',
      by,
    ),
    probes,
    fixes: [
      {
        id: 'let-streams-pass',
        title: t('Let streams pass'),
        detail: t(
          'Switch response buffering off for the host of the gateway in the box that answered, and raise its read timeout above {0}.',
          duration(afterMs),
        ),
      },
      retry(),
    ],
  };
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
        detail: t(
          'A filter on the path can answer in place of the gateway. Else switch streaming off for this gateway in the client.',
        ),
      },
    ],
    confidence: 'medium',
  };
}

function insideStream({ eventFault, record, provider, request = '' }: StreamEvidence): Finding {
  const base = faultFinding(
    {
      ...(eventFault ?? { kind: 'unknown', leg: 'provider', retryable: false, said: '' }),
      ...(provider && { provider }),
    },
    { request, status: null, headers: {} },
    'error',
    'stream',
  );
  const seen = t(
    'The error came inside the stream, with HTTP status 200, after {0} content events. A client that does not look for it shows half an answer.',
    String(record?.contentEvents ?? 0),
  );
  return { ...base, detail: `${base.detail} ${seen}` };
}
