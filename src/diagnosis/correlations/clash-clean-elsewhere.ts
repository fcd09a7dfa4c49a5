import { t } from '@vscode/l10n';
import { reached } from '../rules/clash-egress.ts';
import { carriesPrimary } from '../rules/clash-words.ts';
import type { Correlation } from './correlation.ts';

/** Legs that a look from elsewhere can clear. */
const clearable = ['proxy', 'tcp', 'tls', 'http', 'stream', 'gateway'];

/** Another policy of the same core reached the gateway a moment ago: what fails here is no outage of the gateway. */
export const clashCleanElsewhere: Correlation = (findings, { clash }, facts) => {
  const compared = clash?.compared;
  if (!clash?.core || !compared || compared.host !== facts.host || !carriesPrimary(clash, facts)) return findings;
  const good = compared.policies.find(reached);
  if (!good) return findings;
  const words = t('By the policy {0} it answers, so the outage is local.', good.policy);
  return findings.map((finding) =>
    finding.severity === 'error' && clearable.includes(finding.leg) && !finding.probes.includes('clash')
      ? { ...finding, detail: `${finding.detail} ${words}` }
      : finding,
  );
};
