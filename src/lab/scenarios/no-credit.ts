import { t } from '@vscode/l10n';
import { paymentRequired } from '../error-answer.ts';
import type { Scenario } from '../scenario.ts';

/** The key is good and the account is empty. */
export const noCredit: Scenario = {
  name: 'no-credit',
  title: () => t('No credit'),
  description: () => t('The key is good, but the account has nothing left: a chat request is refused with 402.'),
  remainingUsd: 0,
  async chat(reply) {
    reply.refuse(paymentRequired());
  },
};
