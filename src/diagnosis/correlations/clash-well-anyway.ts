import { t } from '@vscode/l10n';
import type { Correlation } from './correlation.ts';

/** Faults that clash's own words foretell, and that an answer of the gateway by the same way disproves. */
const foretold = ['clash-node-dead', 'clash-rejected', 'clash-fake-address-dead-end', 'clash-fake-address-stale'];

/** The gateway answered by the way in use: a node that failed another server's test is no fault of these calls. */
export const clashWellAnyway: Correlation = (findings, { http }, facts) => {
  const primary = facts.paths.find((path) => path.primary);
  const status = http?.paths.find(({ path }) => path === primary?.id)?.models?.status ?? null;
  if (status === null || status >= 500 || status === 407) return findings;
  return findings.map((finding) =>
    foretold.includes(finding.id) && finding.severity === 'error'
      ? { ...finding, severity: 'info', detail: `${finding.detail} ${t('Calls from here are answered all the same at the moment.')}` }
      : finding,
  );
};
