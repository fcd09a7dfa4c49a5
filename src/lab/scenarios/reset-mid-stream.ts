import { t } from '@vscode/l10n';
import type { Scenario } from '../scenario.ts';

/** What a middlebox does that forgot the connection. */
export const resetMidStream: Scenario = {
  name: 'reset-mid-stream',
  title: () => t('Reset mid-stream'),
  description: () => t('A chat answer is cut by a TCP reset after a few words.'),
  async chat(reply) {
    reply.open();
    reply.keepAlive();
    await reply.say(4);
    reply.sayHalf();
    await reply.reset();
  },
};
