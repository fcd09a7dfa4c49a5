import type { Gateway } from '../gateway.ts';

/**
 * A LiteLLM proxy at its usual port (docs.litellm.ai, quick start). Its keys begin with `sk-`; without a master key it takes
 * any, so a list that answers proves no key. The variable is the one LiteLLM's own client reads (docs.litellm.ai, LiteLLM
 * Proxy as a provider).
 */
export const litellm: Gateway = {
  id: 'litellm',
  title: 'LiteLLM on this machine',
  baseUrl: 'http://localhost:4000/v1',
  protocol: 'chat-completions',
  speaks: ['chat-completions', 'responses', 'messages'],
  messagesBaseUrl: 'http://localhost:4000',
  auth: 'bearer',
  keyPrefix: 'sk-',
  keyVariable: 'LITELLM_PROXY_API_KEY',
  modelsPath: '/models',
  modelsKeyless: true,
  selfHosted: true,
  userDefined: true,
};
