import { t } from '@vscode/l10n';
import type { RouteEvidence } from '../evidence.ts';
import { hasPac, pacLimitMs, pacOnce, routesWithPac } from '../pac-routes.ts';
import type { Probe } from '../probe.ts';
import { judgeRoute } from '../rules/route.ts';

/** What each client would do for the gateway's URL, and where clients disagree; the system's PAC script is asked. */
export const routeProbe: Probe<RouteEvidence> = {
  id: 'route',
  leg: 'settings',
  thinks: true,
  title: () => t('Route of each client'),
  deadlineMs: (subject) => 1_000 + (hasPac(subject) ? pacLimitMs : 0),
  async measure(subject, measurements) {
    const { system } = subject.settings;
    const pac = await pacOnce(subject, measurements);
    const routes = pac ? routesWithPac(subject, pac).map(({ route }) => route) : subject.routes;
    return {
      url: subject.gateway.baseUrl,
      routes,
      ...(pac && { pac }),
      ...(system.autoDetect && { autoDetect: { alone: system.mode === 'automatic' && system.pacUrl === undefined } }),
    };
  },
  judge: judgeRoute,
};
