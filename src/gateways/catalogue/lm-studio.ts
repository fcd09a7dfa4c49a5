import type { Gateway } from '../gateway.ts';

/**
 * LM Studio at its usual port (lmstudio.ai/docs/developer: OpenAI and Anthropic compatible endpoints). It wants a token only
 * where "Require Authentication" is on.
 */
export const lmStudio: Gateway = {
  id: 'lm-studio',
  title: 'LM Studio on this machine',
  baseUrl: 'http://localhost:1234/v1',
  protocol: 'chat-completions',
  speaks: ['chat-completions', 'responses', 'messages'],
  messagesBaseUrl: 'http://localhost:1234',
  auth: 'bearer',
  keyVariable: 'LM_API_TOKEN',
  modelsPath: '/models',
  modelsKeyless: true,
  selfHosted: true,
  userDefined: true,
};
