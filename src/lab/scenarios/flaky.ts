import { t } from '@vscode/l10n';
import { temporarilyUnavailable } from '../error-answer.ts';
import type { Scenario } from '../scenario.ts';
import { healthy } from './healthy.ts';

/** What one retry puts right. */
export const flaky: Scenario = {
  name: 'flaky',
  title: () => t('Every other request fails'),
  description: () => t('The first chat request and every other one behind it are refused with 503; those between are answered.'),
  forEndpoint: true,
  async chat(reply) {
    if (reply.turn % 2 === 1) return healthy.chat(reply);
    reply.refuse(temporarilyUnavailable(reply.request.modelId, reply.request.model.provider), true);
  },
};
