import { t } from '@vscode/l10n';
import type { Scenario } from '../scenario.ts';

const defaultDelayMs = 1_500;
const slowWords = 6;

/** Slow, and well: no clock for silence may take it for a stall. */
export const slowContent: Scenario = {
  name: 'slow-content',
  title: () => t('Slow content'),
  description: () => t('A chat answer makes long pauses between its first words, and is complete.'),
  forEndpoint: true,
  async chat(reply) {
    reply.open();
    reply.keepAlive();
    await reply.say(slowWords, reply.delayMs ?? defaultDelayMs);
    await reply.say();
    reply.finish();
  },
};
