/** What the record of one stream means for people, class by class. */
import { t } from '@vscode/l10n';
import type { StreamRecord } from '../../path/event-stream.ts';
import type { StreamEvidence } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import type { SubjectFacts } from '../subject.ts';
import type { Delivery, StreamClass } from './stream-class.ts';
import { completeFindings, retry } from './stream-delivery.ts';
import { duration } from './wording.ts';

const probes = ['stream'];

/** Judges a stream that began: how it ended, and how it came. */
export function recordFindings(
  record: StreamRecord,
  kind: { class: StreamClass; delivery: Delivery },
  evidence: StreamEvidence,
  facts: SubjectFacts,
): Finding[] {
  const base = { leg: 'stream' as const, severity: 'error' as const, probes };
  const got = t(
    '{0} content events in {1}.',
    String(record.contentEvents),
    duration(record.lastContentMs ?? record.totalMs),
  );
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
      return [stalled(record, kind.class, got, evidence, facts)];
    case 'out-of-time':
      return [
        {
          ...base,
          id: 'stream-endless',
          severity: 'warning',
          title: t('A short answer was asked for, and the stream does not end.'),
          detail: t(
            '{0} Reading stopped after {1} and {2} bytes.',
            got,
            duration(record.totalMs),
            String(record.bytes),
          ),
          fixes: [retry()],
          confidence: 'medium',
        },
      ];
    case 'cut':
      return [cut(record, got, evidence)];
    case 'clean-end':
      return [
        kind.class === 'cut'
          ? cut(record, got, evidence)
          : {
              ...base,
              id: 'stream-truncated',
              title: t('The stream ends cleanly, but the answer is not complete.'),
              detail: truncatedDetail(got, record, evidence),
              fixes: [retry()],
            },
      ];
    case 'terminator':
      return completeFindings(record, kind.class, evidence, facts);
  }
}

/** A clean end so long after the last byte was not made by whoever writes the answer. */
const quietEndMs = 1_000;

function truncatedDetail(got: string, record: StreamRecord, { finishReason, protocol }: StreamEvidence): string {
  const quietMs = record.totalMs - (record.lastByteMs ?? record.headersMs);
  return [
    t(
      '{0} No end mark came ([DONE] or message_stop){1}. SDKs take such an answer for a whole one.',
      got,
      finishReason ? '' : t(', and no finish reason'),
    ),
    // HAProxy's idle cut of an HTTP/2 stream, and a session that is dropped, reach Node's client as a normal end.
    protocol === 'h2' ? t('Over HTTP/2 a cut on the way can look like this too.') : '',
    quietMs >= quietEndMs
      ? t('The end came after {0} without a byte, as when a clock on the way runs out.', duration(quietMs))
      : '',
  ]
    .filter(Boolean)
    .join(' ');
}

function cut(record: StreamRecord, got: string, { ending }: StreamEvidence): Finding {
  const code = record.failure?.code ?? ending?.code ?? '?';
  const undone = code === 'HPE_INVALID_EOF_STATE' || (!record.failure && ending?.code === undefined);
  return {
    id: 'stream-cut',
    leg: 'stream',
    severity: 'error',
    title: t('The stream is cut in the middle.'),
    detail: undone
      ? t('{0} Then the connection was closed, before the answer was complete.', got)
      : t('{0} Then the connection ended with {1}: {2}.', got, code, record.failure?.message ?? ''),
    probes,
    fixes: [
      {
        id: 'steady-way-out',
        title: t('Keep one way out'),
        detail: t(
          'A proxy group that changes its node, a VPN that reconnects, or a box with a short limit cuts streams. Pin one node for the host of the gateway.',
        ),
      },
      retry(),
    ],
  };
}

function stalled(
  record: StreamRecord,
  kind: StreamClass,
  got: string,
  { pingAnswered }: StreamEvidence,
  facts: SubjectFacts,
): Finding {
  // The stall is as long as the clock that saw it, which a deep diagnosis sets higher.
  const silence = duration(
    Math.max(facts.limits.contentStallMs, record.totalMs - (record.lastContentMs ?? record.headersMs)),
  );
  return {
    id: 'stream-stalled',
    leg: 'stream',
    severity: 'error',
    title:
      record.contentEvents === 0
        ? t('The stream opens and no content comes.')
        : t('The stream stops in the middle and stays open.'),
    detail: t('{0} Then no content for {1}. {2}', got, silence, warmth(record, pingAnswered)),
    probes,
    fixes: [
      ...(kind === 'silent-drop' ? [silentDropFix()] : []),
      {
        id: 'other-model',
        title: t('Try another model or provider'),
        detail: t(
          'Ask another model or provider. While keep-alive comments go on, the gateway is waiting for the provider of this one.',
        ),
      },
    ],
    ...(record.comments === 0 && pingAnswered !== true && { confidence: 'medium' as const }),
  };
}

function warmth({ comments }: StreamRecord, pingAnswered: boolean | undefined): string {
  if (comments > 0) return t('Keep-alive comments went on ({0}), so the path is alive.', String(comments));
  if (pingAnswered === true)
    return t('An HTTP/2 ping was answered, so the next hop that speaks HTTP/2 is alive and waits too.');
  if (pingAnswered === false)
    return t(
      'Nothing more came at all, and an HTTP/2 ping was not answered: the connection is dead and nobody said so.',
    );
  return t('Nothing more came at all.');
}

function silentDropFix(): Finding['fixes'][number] {
  return {
    id: 'notice-silence',
    title: t('Have the client notice silence'),
    detail: t(
      'A box that forgot the connection lets it hang for as long as the client waits. Set an idle timeout for streams in the client, and run the idle ladder (deep diagnosis) to see how long a silent connection lives here.',
    ),
  };
}
