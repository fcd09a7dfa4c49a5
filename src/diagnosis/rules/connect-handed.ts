import { t } from '@vscode/l10n';
import { fakeIpPool } from '../../path/fake-ip.ts';
import type { Finding, Severity } from '../finding.ts';
import type { SubjectFacts } from '../subject.ts';
import type { PathEvidence } from './connect-path.ts';

const probes = ['connect'];

/**
 * A proxy that fails with a name and works with an address, or the other way round: whose resolver is at fault shows by
 * the difference. Undefined when the form in which the proxy was asked made none.
 */
export function handedFinding(
  { failure, handed, otherForm }: PathEvidence,
  way: string,
  users: string,
  severity: Severity,
  facts: SubjectFacts,
): Finding | undefined {
  if (!handed || !failure || !['socks', 'proxy-connect'].includes(failure.step)) return undefined;
  const code = failure.code;
  const otherWorks = otherForm !== undefined && !otherForm.failure;
  const byName: Finding['fixes'][number] = {
    id: 'let-proxy-resolve',
    title: t('Let the proxy resolve the name'),
    detail: t('Write socks5h:// in place of socks5:// in the proxy address.'),
  };
  const pool = handed.form === 'address' ? fakeIpPool(handed.value) : undefined;
  if (pool && code.startsWith('SOCKS_') && code !== 'SOCKS_AUTH') {
    return {
      id: 'fake-ip-leak',
      leg: 'dns',
      severity,
      title: t('A fake-ip address is handed to a proxy that does not know it ({0}).', way),
      detail: [
        t('{0} was looked up here and is {1}, which only the core that made it up ({2}) can map back. The proxy got the address and answered {3}.', facts.host, handed.value, pool.usedBy, code),
        otherWorks ? t('Given the name, the same proxy connects.') : '',
        users,
      ].filter(Boolean).join(' '),
      probes,
      fixes: [byName],
      ...(!otherWorks && { confidence: 'medium' as const }),
    };
  }
  if (!otherWorks) return undefined;
  if (handed.form === 'address') {
    return {
      id: 'proxy-needs-name',
      leg: 'dns',
      severity,
      title: t('The proxy connects by name and not by the address found here ({0}).', way),
      detail: t('{0} is {1} here, and the proxy answered {2} for it; given the name, it connects. The answer here is wrong for the place where the proxy is. {3}', facts.host, handed.value, code, users),
      probes,
      fixes: [byName],
    };
  }
  return {
    id: 'proxy-cannot-resolve',
    leg: 'proxy',
    severity,
    title: t('The proxy does not get to {0} by its name, and does by its address ({1}).', facts.host, way),
    detail: t('Asked for the name it answered {0}; asked for {1}, which is the address here, it connects. Its own DNS server, or a rule for the name, is at fault. {2}', code, otherForm.value, users),
    probes,
    fixes: [
      {
        id: 'repair-proxy-dns',
        title: t('Repair name resolution of the proxy'),
        detail: t('Check the DNS settings of the proxy and its rules for this host, or ask whoever runs it. Choosing another node in it can help.'),
      },
    ],
    confidence: 'medium',
  };
}
