import { t } from '@vscode/l10n';
import { internalError } from '../error-answer.ts';
import type { Scenario } from '../scenario.ts';

/** The gateway itself is broken. */
export const gatewayError: Scenario = {
  name: 'gateway-error',
  title: () => t('Gateway error'),
  description: () => t('Every endpoint answers 500 with a masked message.'),
  api(exchange) {
    const answer = internalError();
    exchange.json(answer.status, answer.body, answer.headers);
  },
};
