import { t } from '@vscode/l10n';
import type { RouteEvidence } from '../evidence.ts';
import type { Probe } from '../probe.ts';
import { judgeRoute } from '../rules/route.ts';

/** What each client would do for the gateway's URL, and where clients disagree. */
export const routeProbe: Probe<RouteEvidence> = {
  id: 'route',
  leg: 'settings',
  title: () => t('Route of each client'),
  deadlineMs: () => 1_000,
  measure: async (subject) => ({ url: subject.gateway.baseUrl, routes: subject.routes }),
  judge: judgeRoute,
};
