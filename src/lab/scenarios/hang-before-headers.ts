import { t } from '@vscode/l10n';
import type { Scenario } from '../scenario.ts';

/** Connections are accepted, requests are read, nothing is ever said. */
export const hangBeforeHeaders: Scenario = {
  name: 'hang-before-headers',
  title: () => t('Hang before headers'),
  description: () => t('Every endpoint takes the request and never answers.'),
  api(exchange) {
    exchange.request.resume();
  },
};
