import { t } from '@vscode/l10n';
import { internalError } from '../error-answer.ts';
import { messagesError } from '../messages-skin.ts';
import { responsesError } from '../responses-skin.ts';
import type { Scenario } from '../scenario.ts';

/** The gateway itself is broken. */
export const gatewayError: Scenario = {
  name: 'gateway-error',
  title: () => t('Gateway error'),
  description: () => t('Every endpoint answers 500 with a masked message.'),
  api(exchange) {
    const answer = internalError();
    const { path } = exchange;
    const body = path.includes('/messages') ? messagesError(answer) : path.endsWith('/responses') ? responsesError(answer) : answer.body;
    exchange.json(answer.status, body, answer.headers);
  },
};
