import { t } from '@vscode/l10n';
import type { Scenario } from '../scenario.ts';

const defaultDelayMs = 4_500;

/** Headers and keep-alives at once, the first word late: a provider that thinks, or queues. */
export const slowFirstByte: Scenario = {
  name: 'slow-first-byte',
  title: () => t('Slow first byte'),
  description: () => t('A chat answer opens at once, but its first content comes only after several seconds.'),
  async chat(reply) {
    reply.open();
    reply.keepAlive();
    await reply.wait(reply.delayMs ?? defaultDelayMs);
    await reply.say();
    reply.finish();
  },
};
