/** A stream that came in one lump: who collects it, how that is known, and what to change there. */
import { t } from '@vscode/l10n';
import type { StreamRecord } from '../../path/event-stream.ts';
import type { Leg } from '../../path/leg.ts';
import type { StreamControl, StreamEvidence } from '../evidence.ts';
import type { Finding, Fix } from '../finding.ts';
import type { SubjectFacts } from '../subject.ts';
import { culpritOf, type Culprit } from './stream-culprit.ts';
import { duration, pathOf } from './wording.ts';

/** Judges a complete stream whose content came all at once. */
export function bufferedFinding(record: StreamRecord, evidence: StreamEvidence, facts: SubjectFacts): Finding {
  const { contentEvents, firstContentMs, lastContentMs } = record;
  const culprit = culpritOf(evidence, facts);
  const seen = t(
    '{0} content events came within {1}, {2} after the request.',
    String(contentEvents),
    duration((lastContentMs ?? 0) - (firstContentMs ?? 0)),
    duration(firstContentMs ?? 0),
  );
  return {
    id: 'stream-buffered',
    leg: legOf(culprit),
    severity: 'warning',
    title: titleOf(culprit, evidence),
    detail: [seen, reason(culprit, evidence, facts)].join(' '),
    probes: ['stream'],
    fixes: [fixFor(culprit)],
    confidence: culprit.confidence,
  };
}

function legOf({ who }: Culprit): Leg {
  return who === 'proxy' || who === 'gateway' ? who : 'stream';
}

function titleOf({ who, by }: Culprit, evidence: StreamEvidence): string {
  switch (who) {
    case 'proxy':
      return t('The stream arrives in one lump: the proxy collects it.');
    case 'gateway':
      return t('The stream arrives in one lump: the gateway, or what stands in front of it, collects it.');
    case 'interceptor':
      return t('The stream arrives in one lump: what reads TLS on the way collects it.');
    case 'way':
      return t('The stream arrives in one lump: something on the direct way collects it.');
    case 'protocol':
      return t('The stream arrives in one lump over {0}, and not over {1}.', versionOf(evidence), versionOf(by?.run));
    case 'unknown':
      return t('The stream arrives in one lump.');
  }
}

function reason({ who, by }: Culprit, evidence: StreamEvidence, facts: SubjectFacts): string {
  const [own, other] = [labelOf(evidence.path, facts), labelOf(by?.path, facts)];
  switch (who) {
    case 'proxy':
    case 'way':
      return t('The same question {0} comes as it is made, so it is the way {1} that collects the stream.', other, own);
    case 'protocol':
      return t('The same question over {0} comes as it is made, so whoever speaks {1} collects the stream.', versionOf(by?.run), versionOf(evidence));
    case 'gateway':
      return by
        ? t('The same question {0} came in one lump too, so what both ways share collects the stream: the gateway itself, or a server in front of it.', other)
        : facts.loopback
          ? t('Nothing stands between this machine and itself, so the gateway collects the stream.')
          : t('Nobody on the way reads TLS here, so nobody there knows where an answer ends: the gateway itself, or a server in front of it, collects the stream.');
    case 'interceptor':
      return by
        ? t('The same question {0} came in one lump too, and on both ways somebody reads TLS: most likely that one collects the stream.', other)
        : t('Somebody on the way reads TLS, and most likely that one collects the stream. {0}', whyNotCompared(evidence));
    case 'unknown':
      return t('Something on the way, or the gateway, collects the stream before it passes it on. {0}', whyNotCompared(evidence));
  }
}

/** Why there was nothing to compare with. */
function whyNotCompared({ controls = [] }: StreamEvidence): string {
  const failed = controls.find(({ kind }) => kind === 'path');
  if (!failed) return t('There was no other way to compare with.');
  const code = (failed.failure ?? failed.run?.failure)?.code;
  if (code !== undefined) return t('Another way was tried to compare with and did not lead to the gateway ({0}).', code);
  return t('Another way was tried to compare with and told nothing.');
}

function fixFor({ who }: Culprit): Fix {
  if (who === 'gateway') {
    return {
      id: 'stop-buffering-at-gateway',
      title: t('Switch buffering off in front of the gateway'),
      detail: t(
        'Where the gateway is your own: in nginx set "proxy_buffering off" for its location, or have it answer with "X-Accel-Buffering: no". Else tell whoever runs it, and try another model or provider.',
      ),
    };
  }
  return {
    id: 'exempt-from-scanning',
    title: t('Exempt the host from scanning'),
    detail: t(
      'A proxy or an antivirus that scans whole responses does this. Exempt the host of the gateway, or have response buffering switched off for text/event-stream.',
    ),
  };
}

function versionOf(run: Pick<StreamEvidence, 'protocol'> | undefined): string {
  return run?.protocol === 'h2' ? 'HTTP/2' : 'HTTP/1.1';
}

/** For the middle of a sentence: "direct", "through http://127.0.0.1:3128". */
function labelOf(path: StreamControl['path'] | undefined, facts: SubjectFacts): string {
  return pathOf(path ?? '', facts)?.label ?? t('direct');
}
