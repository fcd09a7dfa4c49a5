import { t } from '@vscode/l10n';
import { providerUnavailable } from '../error-answer.ts';
import type { Scenario } from '../scenario.ts';

/** Nothing of the answer is lost yet: whoever waits for its first word can ask again. */
export const errorBeforeContent: Scenario = {
  name: 'error-before-content',
  title: () => t('Error before the first word'),
  description: () => t('A chat answer opens with status 200 and then reports a provider failure before its first word.'),
  forEndpoint: true,
  async chat(reply) {
    const answer = providerUnavailable(reply.request.model.provider);
    if (!reply.request.stream) return reply.refuse(answer, true);
    reply.open();
    reply.keepAlive();
    await reply.wait(100);
    reply.keepAlive();
    reply.fail(answer);
  },
};
