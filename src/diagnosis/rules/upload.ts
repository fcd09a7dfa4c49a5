import { t } from '@vscode/l10n';
import { describeFault } from '../../gateways/fault.ts';
import type { UploadEvidence } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import type { Judgement } from '../probe.ts';
import type { SubjectFacts } from '../subject.ts';
import { duration } from './wording.ts';

const probes = ['upload'];

type Size = UploadEvidence['sizes'][number];

/** A prompt of this size is usual; a larger one has pictures in it or is a very long conversation. */
const usualBytes = 1024 * 1024;

/** Judges whether large requests arrive. */
export function judgeUpload(evidence: UploadEvidence, _facts: SubjectFacts): Judgement {
  if (evidence.unverified)
    return { status: 'skip', summary: t('Not run: TLS did not verify, so nothing was sent.'), findings: [] };
  const { sizes } = evidence;
  const last = sizes.at(-1);
  const control = sizes[0];
  if (evidence.notReached || !last || !control)
    return { status: 'skip', summary: t('The gateway was not reached.'), findings: [] };
  // What already happens to a tiny request is not about size; the other probes say what it is.
  if (last === control)
    return {
      status: 'unknown',
      summary: t('a small request gets no usable answer either ({0})', outcomeName(last)),
      findings: [],
    };
  const findings = found(last, sizes, evidence.request ?? '');
  const early = last.outcome === 'answered-early' && findings.length === 0;
  return {
    status: findings.some(({ severity }) => severity === 'error')
      ? 'fail'
      : findings.some(({ severity }) => severity === 'warning')
        ? 'warn'
        : early
          ? 'unknown'
          : 'pass',
    summary: early
      ? t('answered {0} before {1} were sent, so it can not be told', String(last.status), size(last.bodyBytes))
      : sizes.map((one) => t('{0}: {1}', size(one.bodyBytes), outcomeName(one))).join(t(', ')),
    findings,
  };
}

function outcomeName({ outcome, status }: Size): string {
  switch (outcome) {
    case 'answered':
      return t('arrives ({0})', String(status));
    case 'answered-early':
      return t('refused early ({0})', String(status));
    case 'reset':
      return t('reset');
    case 'closed':
      return t('closed');
    case 'stalled':
      return t('stalled');
  }
}

/** For people: `64 KB`, `8 MB`. */
function size(bytes: number): string {
  return bytes < usualBytes
    ? t('{0} KB', String(Math.round(bytes / 1024)))
    : t('{0} MB', String(Math.round((bytes / usualBytes) * 10) / 10));
}

function found(last: Size, sizes: readonly Size[], request: string): Finding[] {
  const { outcome, status } = last;
  const largest = sizes.filter((one) => one.outcome === 'answered' && one.status !== 413).at(-1)?.bodyBytes ?? 0;
  if (status === 413) return [tooLarge(last, largest, request)];
  // Refused by a page that is nobody's API: a filter that looked at the content.
  if (status !== null && last.fault?.kind === 'not-an-api') return [filtered(last, largest, request)];
  if (outcome === 'answered' || outcome === 'answered-early') return [];
  return [outcome === 'stalled' ? stuck(last, largest, request) : cut(last, largest, request)];
}

function severityOf({ bodyBytes }: Size): Finding['severity'] {
  return bodyBytes <= usualBytes ? 'error' : 'warning';
}

function answeredBy({ headers }: Size): string {
  return headers['via'] ?? headers['server'] ?? '?';
}

function tooLarge(last: Size, largest: number, request: string): Finding {
  return {
    id: 'upload-too-large',
    leg: 'http',
    // A limit above 1 MB is somebody's choice; one at or below it is usually nobody's.
    severity: last.bodyBytes <= usualBytes ? 'warning' : 'info',
    title: t('Requests of {0} are refused as too large (413).', size(last.bodyBytes)),
    detail: t(
      '{0} with {1} was answered 413 by "{2}" after {3} bytes; {4} still arrive.',
      request,
      size(last.bodyBytes),
      answeredBy(last),
      String(last.sentBytes),
      size(largest),
    ),
    probes,
    fixes: [
      {
        id: 'raise-body-limit',
        title: t('Raise the limit, or send less'),
        detail: t(
          'Raise the limit of the box that answered (nginx: client_max_body_size), or shorten prompts and pictures to less than {0}.',
          size(last.bodyBytes),
        ),
      },
    ],
  };
}

function filtered(last: Size, largest: number, request: string): Finding {
  const words = last.fault && describeFault(last.fault);
  return {
    id: 'upload-filtered',
    leg: 'http',
    severity: severityOf(last),
    title: t('A web page answers large requests in place of the gateway.'),
    detail: t(
      '{0} with {1} was answered {2} by "{3}"; {4} still arrive. {5}',
      request,
      size(last.bodyBytes),
      String(last.status),
      answeredBy(last),
      size(largest),
      words?.cause ?? '',
    ),
    probes,
    fixes: [exempt()],
    confidence: 'medium',
  };
}

function cut(last: Size, largest: number, request: string): Finding {
  return {
    id: 'upload-cut',
    leg: 'http',
    severity: severityOf(last),
    title: t('Large requests are cut: {0} do not arrive, {1} do.', size(last.bodyBytes), size(largest)),
    detail: t(
      '{0}: the connection ended with {1} after at most {2} bytes and {3}, without an answer.',
      request,
      last.failure?.code ?? '?',
      String(last.sentBytes),
      duration(last.durationMs),
    ),
    probes,
    fixes: [exempt()],
    confidence: 'medium',
  };
}

function stuck(last: Size, largest: number, request: string): Finding {
  return {
    id: 'upload-stalls',
    leg: 'http',
    severity: severityOf(last),
    title: t('Large requests get stuck: {0} do not arrive, {1} do.', size(last.bodyBytes), size(largest)),
    detail: t(
      '{0}: after at most {1} bytes nothing moved any more, and no answer came within {2}. That is why only long prompts fail.',
      request,
      String(last.sentBytes),
      duration(last.durationMs),
    ),
    probes,
    fixes: [
      {
        id: 'lower-mtu',
        title: t('Try a smaller MTU'),
        detail: t(
          'A VPN or tunnel whose packets are too large for the way loses exactly the full ones. Set the MTU of its interface to 1280 and try again.',
        ),
      },
      exempt(),
    ],
    confidence: 'medium',
  };
}

function exempt(): Finding['fixes'][number] {
  return {
    id: 'exempt-from-inspection',
    title: t('Exempt the host from inspection'),
    detail: t(
      'A proxy or a data-loss filter that reads requests does this. Have the host of the gateway exempted, or compare with another network.',
    ),
  };
}
