import { t } from '@vscode/l10n';
import type { LoopbackEvidence } from '../evidence.ts';
import type { Probe } from '../probe.ts';
import { judgeLoopback } from '../rules/loopback.ts';

/** Would a call to this machine itself be swallowed by a proxy. */
export const loopbackProbe: Probe<LoopbackEvidence> = {
  id: 'loopback',
  leg: 'settings',
  thinks: true,
  title: () => t('Calls to this machine itself'),
  deadlineMs: () => 1_000,
  measure: async (subject) => ({ spellings: subject.loopbackRoutes }),
  judge: judgeLoopback,
};
