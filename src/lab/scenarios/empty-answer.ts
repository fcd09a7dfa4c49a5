import { t } from '@vscode/l10n';
import type { Scenario } from '../scenario.ts';

/** What some models say when they have nothing to say: no fault of anybody's. */
export const emptyAnswer: Scenario = {
  name: 'empty-answer',
  title: () => t('Empty answer'),
  description: () => t('A chat answer is complete and has not a word in it.'),
  forEndpoint: true,
  async chat(reply) {
    reply.open();
    reply.keepAlive();
    await reply.wait(100);
    reply.finishEmpty();
  },
};
