import { t } from '@vscode/l10n';
import type { Scenario } from '../scenario.ts';

/** Everything as it should be; what other scenarios leave out is as here. */
export const healthy = {
  name: 'healthy',
  title: () => t('Healthy'),
  description: () => t('Every endpoint answers as it should, over HTTP and over TLS.'),
  async chat(reply) {
    reply.open();
    reply.keepAlive();
    await reply.wait(100);
    await reply.say();
    reply.finish();
  },
} satisfies Scenario;
