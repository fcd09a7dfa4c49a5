import { t } from '@vscode/l10n';
import { namesShim, shimPortOf } from '../../path/shim-address.ts';
import type { Finding, Fix } from '../finding.ts';
import type { Correlation } from './correlation.ts';

/**
 * A proxy variable that names Gatehouse's own shim, and nobody listens there: not a proxy that somebody has to start, but
 * an address that was left behind. Where the shim answers, nothing is said: it is meant to be there.
 */
export const shimGone: Correlation = (findings, evidence, facts) => {
  const environments = evidence['proxy-environment']?.settings.environments ?? [];
  const ports = [...new Set(environments.flatMap(({ variables }) => shimPortOf(variables) ?? []))];
  const refused = (evidence.connect?.paths ?? []).filter(({ failure }) => failure?.step === 'proxy-tcp');
  const labels = facts.paths
    .filter(({ id, label }) => refused.some(({ path }) => path === id) && ports.some((port) => namesShim(label, port)))
    .map(({ label }) => label);
  if (labels.length === 0) return findings;
  const isIt = ({ id, title }: Finding): boolean =>
    (id === 'proxy-unreachable' || id === 'proxy-no-connection') && labels.some((label) => title.includes(label));
  return findings.map((finding) =>
    isIt(finding)
      ? {
          ...finding,
          detail: [finding.detail, t('This is the address of the shim of Gatehouse, and no shim is running there.')].filter(Boolean).join(' '),
          fixes: [startOrLeave()],
        }
      : finding,
  );
};

function startOrLeave(): Fix {
  return {
    id: 'start-shim-or-open-anew',
    title: t('Start the shim again, or open this terminal or editor anew'),
    detail: t('In the editor: Gatehouse: Switch Shim On; it keeps its port. To go without it: open a new terminal, or run: eval "$(gatehouse env --off)". An editor that was started from a terminal with the shim has to be started anew.'),
  };
}
