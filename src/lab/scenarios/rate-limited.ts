import { t } from '@vscode/l10n';
import { rateLimited } from '../error-answer.ts';
import type { Scenario } from '../scenario.ts';

const retryAfterSeconds = 7;

/** The gateway's own limit, not a provider's. */
export const rateLimitedScenario: Scenario = {
  name: 'rate-limited',
  title: () => t('Rate limited'),
  description: () => t('A chat request is refused with 429 and told when to come back.'),
  async chat(reply) {
    reply.refuse(rateLimited(retryAfterSeconds, Date.now()));
  },
};
