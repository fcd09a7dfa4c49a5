import { t } from '@vscode/l10n';
import { alternatives } from '../chat-request.ts';
import { modelNotFound } from '../error-answer.ts';
import type { Scenario } from '../scenario.ts';

/** Every model is unknown to the chat endpoint. */
export const unknownModel: Scenario = {
  name: 'unknown-model',
  title: () => t('Unknown model'),
  description: () => t('A chat request is refused with 400: the gateway knows no model of that name.'),
  async chat(reply) {
    const { modelId } = reply.request;
    reply.refuse(modelNotFound(modelId, alternatives().filter((one) => one !== modelId)));
  },
};
