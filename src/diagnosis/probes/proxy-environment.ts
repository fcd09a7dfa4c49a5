import { t } from '@vscode/l10n';
import type { ProxyEnvironmentEvidence } from '../evidence.ts';
import type { Probe } from '../probe.ts';
import { judgeProxyEnvironment, judgeProxyEnvironmentInSteps } from '../rules/proxy-environment.ts';

/** Every setting that can choose a proxy here, and where the sources disagree. Gathered when the subject is built. */
export const proxyEnvironmentProbe: Probe<ProxyEnvironmentEvidence> = {
  id: 'proxy-environment',
  leg: 'settings',
  thinks: true,
  title: () => t('Proxy settings and where they come from'),
  deadlineMs: () => 1_000,
  measure: async ({ settings, clientsInUse }) => ({ settings, ...(clientsInUse && { clients: clientsInUse }) }),
  judge: judgeProxyEnvironment,
  judgeInSteps: judgeProxyEnvironmentInSteps,
};
