import { t } from '@vscode/l10n';
import type { TlsEvidence } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import { clockOpinion, type ClockOpinion } from './tls-clock.ts';
import { sentences, type Seen } from './tls-seen.ts';
import type { TlsVerdict } from './tls-verdict.ts';

const probes = ['tls'];

/** A certificate that is out of date: the clock of this machine, with evidence, else the certificate. */
export function outOfDate(
  seen: Seen,
  { what, publicChain }: Extract<TlsVerdict, { kind: 'out-of-date' }>,
  evidence: TlsEvidence,
): Finding {
  const { observation, severity, facts } = seen;
  const [leaf] = observation.chain;
  const opinion = clockOpinion(evidence, seen.evidence, publicChain);
  const period = t(
    'It is valid from {0} to {1}, issued by {2}.',
    leaf?.validFrom ?? '?',
    leaf?.validTo ?? '?',
    leaf?.issuer ?? '?',
  );
  if (opinion.wrong === 'clock') {
    return {
      id: 'clock-wrong',
      leg: 'tls',
      severity,
      title:
        opinion.direction === 'ahead'
          ? t('The clock of this machine is ahead, so certificates look expired.')
          : t('The clock of this machine is behind, so certificates look not valid yet.'),
      detail: sentences([
        t('This machine says {0}.', evidence.measuredAt ?? '?'),
        clockSign(opinion, facts.host),
        t('The certificate of {0} is good.', facts.host),
        period,
      ]),
      probes,
      fixes: [
        {
          id: 'set-clock',
          title: t('Set the clock'),
          detail: t(
            'Switch automatic time on, or set date and time zone by hand. A virtual machine or WSL that slept needs its clock synchronised.',
          ),
        },
      ],
    };
  }
  const over = what === 'expired';
  return {
    id: over ? 'tls-expired' : 'tls-not-yet-valid',
    leg: 'tls',
    severity,
    title: over
      ? t('The certificate of {0} has expired.', facts.host)
      : t('The certificate of {0} is not valid yet.', facts.host),
    detail: sentences([
      period,
      opinion.wrong === 'server'
        ? serverSign(opinion)
        : t('Nothing seen here says that the clock of this machine is wrong.'),
    ]),
    probes,
    fixes: [
      {
        id: 'renew-certificate',
        title: t('Have the certificate renewed'),
        detail: t(
          'Whoever runs the gateway, or the box that signs in its place, must renew the certificate. If the date of this machine is wrong, set it first.',
        ),
      },
    ],
    confidence: opinion.wrong === 'server' ? 'high' : 'medium',
  };
}

function clockSign(opinion: Extract<ClockOpinion, { wrong: 'clock' }>, host: string): string {
  switch (opinion.by) {
    case 'date':
      return t('By a path that verifies, an answer was dated {0}.', opinion.shown);
    case 'issuance':
      return t(
        '{0} has a public certificate that begins at {1}, and such certificates are not issued ahead of their time.',
        host,
        opinion.shown,
      );
    case 'other-certificate':
      return t('The certificate of {0}, an unrelated host, is out of date in the same way.', opinion.shown);
  }
}

function serverSign(opinion: Extract<ClockOpinion, { wrong: 'server' }>): string {
  return opinion.by === 'date'
    ? t('The clock of this machine agrees with an answer dated {0}.', opinion.shown)
    : t(
        'The certificate of {0}, an unrelated host, is in its time, so the clock of this machine is not at fault.',
        opinion.shown,
      );
}
