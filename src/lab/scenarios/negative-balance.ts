import { t } from '@vscode/l10n';
import { paymentRequired } from '../error-answer.ts';
import type { Scenario } from '../scenario.ts';

/** The key has no cap and looks well; the account behind it owes. */
export const negativeBalance: Scenario = {
  name: 'negative-balance',
  title: () => t('Negative balance'),
  description: () => t('The account owes 3.20: every model is refused with 402, free ones too, while the key itself has no cap. Only a management key sees the balance.'),
  limitUsd: null,
  remainingUsd: -3.2,
  async chat(reply) {
    reply.refuse(paymentRequired());
  },
};
