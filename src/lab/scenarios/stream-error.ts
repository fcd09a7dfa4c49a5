import { t } from '@vscode/l10n';
import { providerUnavailable } from '../error-answer.ts';
import type { Scenario } from '../scenario.ts';

/** HTTP 200 and a failure all the same (OpenRouterTeam/docs, streaming.mdx). */
export const streamError: Scenario = {
  name: 'stream-error',
  title: () => t('Error inside the stream'),
  description: () => t('After a few words the stream itself reports a provider failure; the status stays 200.'),
  async chat(reply) {
    const answer = providerUnavailable(reply.request.model.provider);
    // Without a stream nothing is sent before the end, so the failure is the answer's status.
    if (!reply.request.stream) return reply.refuse(answer, true);
    reply.open();
    reply.keepAlive();
    await reply.say(4);
    reply.fail(answer);
  },
};
