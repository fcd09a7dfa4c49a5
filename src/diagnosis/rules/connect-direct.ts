import { t } from '@vscode/l10n';
import type { Finding, Severity } from '../finding.ts';
import type { SubjectFacts } from '../subject.ts';
import type { Path, PathEvidence } from './connect-path.ts';
import { duration, listed } from './wording.ts';

const probes = ['connect'];

/** A direct connection that does not open. */
export function directFinding(evidence: PathEvidence, path: Path, severity: Severity, facts: SubjectFacts): Finding {
  const { failure, steps, attempts } = evidence;
  const code = failure?.code ?? 'UNKNOWN';
  const each = (attempts.length > 1 ? attempts : []).map(({ address, failure: why }) => `${address} ${why?.code ?? t('open')}`).join(t(', '));
  const detail = [
    t('Connecting to {0} ended with {1} after {2}.', facts.host, code, lastStep(steps)),
    each === '' ? '' : t('Each address alone: {0}.', each),
    path.primary ? '' : t('Clients that go this way: {0}.', listed(path.clients)),
  ].filter(Boolean).join(' ');
  const base = { leg: 'tcp' as const, severity, detail, probes };
  if (code === 'ECONNREFUSED') {
    return {
      ...base,
      id: 'connection-refused',
      title: t('{0} refuses connections on that port.', facts.host),
      fixes: [
        facts.loopback
          ? { id: 'start-local-gateway', title: t('Start the local gateway'), detail: t('Nothing listens on that port of this machine. Start the program, or correct the port in the base URL.') }
          : { id: 'check-port', title: t('Check host and port'), detail: t('Check host and port in the base URL. A firewall that refuses looks the same.') },
      ],
    };
  }
  const unreachable = code === 'ENETUNREACH' || code === 'EHOSTUNREACH' || code === 'EADDRNOTAVAIL';
  return {
    ...base,
    id: unreachable ? 'network-unreachable' : 'connection-timeout',
    title: unreachable
      ? t('There is no way to {0} from this network.', facts.host)
      : t('{0} cannot be reached: the connection never opens.', facts.host),
    fixes: [
      {
        id: 'check-way-out',
        title: t('Check how this network reaches the internet'),
        detail: t('If it needs a proxy or a VPN, switch it on and set it here too; a firewall that drops packets looks just like this.'),
      },
    ],
  };
}

/** How long the last step took: the one that failed. */
export function lastStep(steps: PathEvidence['steps']): string {
  return duration(steps.at(-1)?.durationMs ?? 0);
}
