import { t } from '@vscode/l10n';
import type { Finding } from '../finding.ts';
import { pathOf } from '../rules/wording.ts';
import type { Correlation } from './correlation.ts';

/** How connecting to a proxy ends where there is no way to it; a proxy that refuses is on this machine, and down. */
const noWayCodes = ['ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL', 'EAI_AGAIN', 'ENOTFOUND'];

/** With no interface up, every other fault on the way is its consequence, that of a proxy included. */
export const noNetwork: Correlation = (findings, evidence, facts) => {
  if (facts.networkInterface || facts.loopback) return findings;
  const atProxy = evidence.connect?.paths.find((one) => pathOf(one.path, facts)?.primary)?.failure;
  const proxyCutOff = atProxy?.leg === 'proxy' && noWayCodes.includes(atProxy.code);
  const consequences = findings.filter(
    ({ severity, leg, id }) =>
      severity === 'error' &&
      (leg === 'dns' || leg === 'tcp' || (leg === 'proxy' && (proxyCutOff || id === 'proxy-upstream-failed'))),
  );
  if (consequences.length === 0) return findings;
  const finding: Finding = {
    id: 'no-network',
    leg: 'tcp',
    severity: 'error',
    title: t('This machine has no network connection.'),
    detail: t('No network interface but loopback is up. {0}', consequences.map(({ title }) => title).join(' ')),
    probes: [...new Set(consequences.flatMap(({ probes }) => probes))],
    fixes: [
      { id: 'connect-network', title: t('Connect this machine'), detail: t('Switch Wi-Fi on, plug the cable in, or start the virtual network of the container.') },
    ],
  };
  return [finding, ...findings.filter((one) => !consequences.includes(one))];
};
