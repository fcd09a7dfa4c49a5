import { t } from '@vscode/l10n';
import { redactProxyUrl } from '../../path/proxy-value.ts';
import type { Finding } from '../finding.ts';
import { httpsProxyOf } from '../rules/proxy-disagreements.ts';
import { contextName } from '../rules/wording.ts';
import { reachableFromHere } from '../rules/wsl-loopback.ts';
import type { Correlation } from './correlation.ts';

/** Direct fails here, and another context of the same machine has a proxy: this one lost it. */
export const proxyMissingHere: Correlation = (findings, evidence, facts) => {
  const primary = facts.paths.find((path) => path.primary);
  const settings = evidence['proxy-environment']?.settings;
  if (!primary || primary.proxied || !settings || facts.loopback || !failsOnTheWay(findings)) return findings;
  const holder = settings.environments.find((snapshot) => {
    if (snapshot.context === 'this-process' || snapshot.obtained === 'unavailable') return false;
    const found = httpsProxyOf(snapshot);
    return found !== undefined && reachableFromHere(snapshot, found.value, settings);
  });
  const proxy = holder && httpsProxyOf(holder);
  if (!holder || !proxy) return findings;
  const there = contextName(holder.context, facts);
  const finding: Finding = {
    id: 'proxy-missing-here',
    leg: 'settings',
    severity: 'error',
    title: t('The {0} has a proxy and the {1} does not.', there, contextName('this-process', facts)),
    detail: t('In the {0}: {1}={2}. Here the connection goes direct and fails.', there, proxy.name, redactProxyUrl(proxy.value)),
    probes: ['proxy-environment', 'connect'],
    fixes: [
      {
        id: 'bring-proxy-here',
        title: t('Give this process the proxy too'),
        detail: t('Start the editor from a terminal that has the variable, or set http.proxy in the settings of the editor.'),
        snippet: `"http.proxy": "${redactProxyUrl(proxy.value)}"`,
      },
    ],
    confidence: 'medium',
  };
  return [finding, ...findings];
};

function failsOnTheWay(findings: readonly Finding[]): boolean {
  return findings.some(({ severity, leg }) => severity === 'error' && (leg === 'dns' || leg === 'tcp'));
}
