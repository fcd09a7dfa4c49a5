import { t } from '@vscode/l10n';
import { providerOverloaded } from '../error-answer.ts';
import type { Scenario } from '../scenario.ts';

const retryAfterSeconds = 12;

/** The gateway is well and the model's provider is not. */
export const providerOverloadedScenario: Scenario = {
  name: 'provider-overloaded',
  title: () => t('Provider overloaded'),
  description: () => t('The gateway is up, but the provider of the model has no capacity: 503 with Retry-After.'),
  uptimePercent: 61.5,
  async chat(reply) {
    const { modelId, model } = reply.request;
    reply.refuse(providerOverloaded(modelId, model.provider, retryAfterSeconds), true);
  },
};
