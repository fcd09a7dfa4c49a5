import { t } from '@vscode/l10n';
import type { Scenario } from '../scenario.ts';

/** Complete for HTTP, and not even an event long. */
export const cutMidEvent: Scenario = {
  name: 'cut-mid-event',
  title: () => t('End inside an event'),
  description: () => t('A chat answer ends cleanly after a few words, in the middle of an event.'),
  forEndpoint: true,
  async chat(reply) {
    reply.open();
    reply.keepAlive();
    await reply.say(4);
    reply.sayPart();
    reply.end();
  },
};
