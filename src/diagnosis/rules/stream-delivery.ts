/** What the way a complete stream came means for people: at once, in lumps, with pauses, late. */
import { t } from '@vscode/l10n';
import type { StreamRecord } from '../../path/event-stream.ts';
import type { StreamEvidence } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import type { SubjectFacts } from '../subject.ts';
import { bufferedFinding } from './stream-buffered.ts';
import type { StreamClass } from './stream-class.ts';
import { duration } from './wording.ts';

const probes = ['stream'];

/** Judges a stream that ended with its end mark. */
export function completeFindings(
  record: StreamRecord,
  kind: StreamClass,
  evidence: StreamEvidence,
  facts: SubjectFacts,
): Finding[] {
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
  switch (kind) {
    case 'buffered':
      return [bufferedFinding(record, evidence, facts)];
    case 'partly-buffered':
      return [
        {
          id: 'stream-partly-buffered',
          leg: 'stream',
          severity: 'info',
          title: t('The stream arrives in lumps.'),
          detail: t(
            '{0} content events came in a few lumps, the longest pause being {1}. A buffer on the path does this, and so do some providers; compare with another path.',
            String(contentEvents),
            duration(record.maxGapMs),
          ),
          probes,
          fixes: [],
          confidence: 'medium',
        },
      ];
    case 'gap':
      return [
        {
          id: 'stream-gap',
          leg: 'stream',
          severity: 'warning',
          title: t('The stream pauses for {0} and goes on.', duration(record.maxGapMs)),
          detail: t(
            'The answer is complete. A client or a box whose clock is shorter than the pause would have ended it.',
          ),
          probes,
          fixes: [
            {
              id: 'longer-idle-clock',
              title: t('Allow longer pauses'),
              detail: t(
                'Set the idle timeout of the client above {0}, or ask a model that answers more steadily.',
                duration(record.maxGapMs),
              ),
            },
          ],
          confidence: 'medium',
        },
      ];
    case 'connect-stall':
      return [slowConnect(evidence.waterfall)];
    default:
      return firstContentMs > facts.limits.slowFirstContentMs ? [slowFirst(firstContentMs, record.headersMs)] : [];
  }
}

function slowConnect(waterfall: StreamEvidence['waterfall']): Finding {
  const tookMs = Math.max(
    ...(waterfall?.steps ?? [])
      .filter(({ step }) => step === 'tcp' || step === 'proxy-tcp')
      .map(({ durationMs }) => durationMs),
  );
  return {
    id: 'stream-connect-slow',
    leg: 'tcp',
    severity: 'warning',
    title: t('Connecting takes {0}.', duration(tookMs)),
    detail: t(
      'The stream itself is complete. A connection that takes this long has lost its first packets on the way.',
    ),
    probes,
    fixes: [
      {
        id: 'steady-network',
        title: t('Look for loss on the way'),
        detail: t(
          'Compare with another network or another node of the proxy; lost first packets point to an overloaded or broken hop.',
        ),
      },
    ],
    confidence: 'medium',
  };
}

function slowFirst(firstContentMs: number, headersMs: number): Finding {
  return {
    id: 'slow-first-content',
    leg: 'provider',
    severity: 'warning',
    title: t('The first content takes {0}.', duration(firstContentMs)),
    detail: t(
      'The response headers came after {0}; the rest of the wait is the model or its provider, not the path.',
      duration(headersMs),
    ),
    probes,
    fixes: [
      {
        id: 'faster-provider',
        title: t('Choose a faster model or provider'),
        detail: t('Try another model, or let the gateway prefer providers by latency.'),
      },
    ],
    confidence: 'medium',
  };
}

/** The one thing always worth doing again. */
export function retry(): Finding['fixes'][number] {
  return {
    id: 'ask-again',
    title: t('Ask again'),
    detail: t('Run the stream check again. If it repeats, compare with another model and another network.'),
  };
}
