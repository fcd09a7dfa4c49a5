import { t } from '@vscode/l10n';
import type { Scenario } from '../scenario.ts';

/** Complete for HTTP, incomplete for the API: no client sees an error (measured on Node 20's fetch and http). */
export const endWithoutDone: Scenario = {
  name: 'end-without-done',
  title: () => t('End without [DONE]'),
  description: () => t('A chat answer ends cleanly after a few words, without finish reason and without [DONE].'),
  async chat(reply) {
    reply.open();
    reply.keepAlive();
    await reply.say(4);
    reply.sayHalf();
    reply.end();
  },
};
