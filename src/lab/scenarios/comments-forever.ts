import { t } from '@vscode/l10n';
import type { Scenario } from '../scenario.ts';

/** Clocks that any byte resets never run out, and no answer begins. */
export const commentsForever: Scenario = {
  name: 'comments-forever',
  title: () => t('Comments without end'),
  description: () => t('A chat answer opens with status 200; then only keep-alive comments follow, without end.'),
  forEndpoint: true,
  async chat(reply) {
    reply.open();
    // Ends when the client leaves or the lab closes.
    for (;;) {
      reply.keepAlive();
      await reply.wait(400);
    }
  },
};
