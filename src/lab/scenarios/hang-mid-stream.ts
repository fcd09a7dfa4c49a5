import { t } from '@vscode/l10n';
import type { Scenario } from '../scenario.ts';

/** Keep-alives go on, so clocks that any byte resets never run out. */
export const hangMidStream: Scenario = {
  name: 'hang-mid-stream',
  title: () => t('Hang mid-stream'),
  description: () => t('A chat answer stops after a few words; only keep-alive comments follow, without end.'),
  async chat(reply) {
    reply.open();
    reply.keepAlive();
    await reply.say(4);
    // Ends when the client leaves or the lab closes.
    for (;;) {
      await reply.wait(400);
      reply.keepAlive();
    }
  },
};
