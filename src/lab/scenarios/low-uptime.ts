import { t } from '@vscode/l10n';
import type { Scenario } from '../scenario.ts';

/** Everything answers here, and by its own numbers the gateway's providers often do not. */
export const lowUptime: Scenario = {
  name: 'low-uptime',
  title: () => t('Low uptime'),
  description: () => t('Calls are answered, but the endpoints of every model report an uptime of 86 %: degraded, by the bands of the gateway.'),
  uptimePercent: 86.4,
};
