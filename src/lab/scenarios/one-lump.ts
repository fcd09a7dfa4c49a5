import { t } from '@vscode/l10n';
import type { Scenario } from '../scenario.ts';

const defaultDelayMs = 2_500;

/** What a buffering proxy makes of a stream. */
export const oneLump: Scenario = {
  name: 'one-lump',
  title: () => t('Answer in one lump'),
  description: () => t('A chat answer is written word by word but arrives all at once at the end.'),
  async chat(reply) {
    reply.open();
    reply.hold();
    reply.keepAlive();
    await reply.say(reply.words.length, (reply.delayMs ?? defaultDelayMs) / reply.words.length);
    reply.finish();
  },
};
