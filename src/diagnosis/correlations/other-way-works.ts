import { t } from '@vscode/l10n';
import { listed, pathOf } from '../rules/wording.ts';
import type { Correlation } from './correlation.ts';

/** When the primary path is broken and another is open, that is the way out, and worth saying first. */
export const otherWayWorks: Correlation = (findings, evidence, facts) => {
  const paths = evidence.connect?.paths ?? [];
  const primary = paths.find(({ path }) => pathOf(path, facts)?.primary);
  const open = paths.flatMap((one) => {
    const path = pathOf(one.path, facts);
    return path && !path.primary && !one.failure ? [path] : [];
  });
  if (!primary?.failure || open.length === 0) return findings;
  const words = t('Another way is open: {0}.', listed(open.map(({ label }) => label)));
  return findings.map((finding) =>
    finding.severity === 'error' && finding.probes.includes('connect')
      ? { ...finding, detail: `${finding.detail} ${words}` }
      : finding,
  );
};
