/** What several answers on one path show together: HTTP/2 against HTTP/1.1, a stream against a whole answer. */
import { t } from '@vscode/l10n';
import type { StreamEvidence, StreamRun } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import type { SubjectFacts } from '../subject.ts';
import { classifyRun, type StreamClass } from './stream-class.ts';
import { duration } from './wording.ts';

const probes = ['stream'];

/** Classes of an answer that arrived whole, however it came. */
const arrived: readonly StreamClass[] = ['complete', 'buffered', 'partly-buffered', 'gap', 'connect-stall'];
/** Classes that are the path's or the protocol's doing, not the model's. */
const broken: readonly StreamClass[] = [
  'headers-stall',
  'first-token-stall',
  'gap',
  'silent-drop',
  'cut',
  'cut-replaced',
  'truncated',
  'tls-stall',
  'no-stream',
];

/** Findings from comparing; empty where there was nothing to compare with. */
export function comparisons(evidence: StreamEvidence, facts: SubjectFacts): Finding[] {
  return [...protocolsDiffer(evidence), ...wholeDiffers(evidence, facts), ...compressed(evidence)];
}

/** Complete, as opposed to a `gap` that never ended. */
function isWhole(run: StreamRun): boolean {
  return run.record?.end === 'terminator' && arrived.includes(classifyRun(run).class);
}

function protocolsDiffer(evidence: StreamEvidence): Finding[] {
  const { otherProtocol } = evidence;
  if (!otherProtocol) return [];
  const [h2, h1] = evidence.protocol === 'h2' ? [evidence, otherProtocol] : [otherProtocol, evidence];
  const how = { h2: classifyRun(h2).class, h1: classifyRun(h1).class };
  if (!isWhole(h2) && broken.includes(how.h2) && isWhole(h1)) {
    return [
      {
        id: 'stream-fails-over-http2',
        leg: 'stream',
        severity: 'error',
        title: t('Streams fail over HTTP/2 and work over HTTP/1.1.'),
        detail: t(
          'The same request on the same path: over HTTP/2 {0}, over HTTP/1.1 complete. Clients that take HTTP/2 (Go programs, curl, browsers, the fetch of the editor) meet this; Node fetch does not.',
          className(how.h2),
        ),
        probes,
        fixes: [
          {
            id: 'force-http1',
            title: t('Use HTTP/1.1'),
            detail: t(
              'Switch HTTP/2 off in the client: "cursor.general.disableHttp2": true in Cursor, curl --http1.1, GODEBUG=http2client=0 for Go programs. Report it to whoever runs the gateway or the box that speaks HTTP/2 for it.',
            ),
          },
        ],
      },
    ];
  }
  if (!isWhole(h1) && broken.includes(how.h1) && isWhole(h2)) {
    return [
      {
        id: 'stream-fails-over-http1',
        leg: 'stream',
        severity: 'error',
        title: t('Streams fail over HTTP/1.1 and work over HTTP/2.'),
        detail: t(
          'The same request on the same path: over HTTP/1.1 {0}, over HTTP/2 complete. Node fetch and most SDKs use HTTP/1.1.',
          className(how.h1),
        ),
        probes,
        fixes: [
          {
            id: 'compare-proxies',
            title: t('Look at what speaks HTTP/1.1 on the way'),
            detail: t(
              'A box that reads HTTP/1.1 and passes HTTP/2 on unread does this. Exempt the host of the gateway in it.',
            ),
          },
        ],
      },
    ];
  }
  return [];
}

function wholeDiffers(evidence: StreamEvidence, facts: SubjectFacts): Finding[] {
  const { whole, otherProtocol } = evidence;
  if (!whole) return [];
  const streams = isWhole(evidence) || (otherProtocol !== undefined && isWhole(otherProtocol));
  const answered = whole.status === 200 && !whole.failure;
  if (streams && !answered && !whole.fault) {
    return [
      {
        id: 'whole-answer-fails',
        leg: 'stream',
        severity: 'warning',
        title: t('A streamed answer arrives, and a whole one does not.'),
        detail: t(
          '{0} without streaming ended after {1} with {2}. Nothing moves on such a connection until the answer is ready, and a clock on the way ends it.',
          whole.request,
          duration(whole.durationMs),
          whole.failure?.code ?? String(whole.status),
        ),
        probes,
        fixes: [
          {
            id: 'switch-streaming-on',
            title: t('Switch streaming on'),
            detail: t('Set stream to true in the client; then {0} sends bytes while it works.', facts.gateway.title),
          },
        ],
        confidence: 'medium',
      },
    ];
  }
  if (!streams && answered && broken.includes(classifyRun(evidence).class)) {
    return [
      {
        id: 'whole-answer-arrives',
        leg: 'stream',
        severity: 'info',
        title: t('A short whole answer of the same model arrives.'),
        detail: t(
          '{0} without streaming was answered after {1}. So key, model and account are fine, and it is streaming that fails on this path.',
          whole.request,
          duration(whole.durationMs),
        ),
        probes,
        fixes: [],
      },
    ];
  }
  return [];
}

/** Nobody asked for it; a compressor on the way can hold events back until its block is full. */
function compressed({ headers, record }: StreamEvidence): Finding[] {
  const coding = headers?.['content-encoding'];
  if (!record || coding === undefined || coding === '' || coding === 'identity') return [];
  return [
    {
      id: 'stream-compressed',
      leg: 'stream',
      severity: 'info',
      title: t('The stream comes compressed ({0}), though nobody asked for that.', coding),
      detail: t('A compressor on the way may hold events back, and clients that read the stream as text get noise.'),
      probes,
      fixes: [],
    },
  ];
}

/** A class in words, for the middle of a sentence. */
function className(kind: StreamClass): string {
  switch (kind) {
    case 'headers-stall':
      return t('no response begins');
    case 'first-token-stall':
      return t('no content comes');
    case 'gap':
      return t('it stops in the middle');
    case 'silent-drop':
      return t('it falls silent');
    case 'truncated':
      return t('it ends too early');
    case 'cut-replaced':
      return t('an error page comes in its place');
    case 'no-stream':
      return t('something else comes');
    case 'tls-stall':
      return t('TLS does not finish');
    default:
      return t('it is cut');
  }
}
