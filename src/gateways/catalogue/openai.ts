import type { Gateway } from '../gateway.ts';

/** OpenAI's own API. `/models` is guarded by the key, so it doubles as the key check. */
export const openai: Gateway = {
  id: 'openai',
  title: 'OpenAI',
  baseUrl: 'https://api.openai.com/v1',
  protocol: 'chat-completions',
  auth: 'bearer',
  keyPrefix: 'sk-',
  keyVariable: 'OPENAI_API_KEY',
  modelsPath: '/models',
  modelsKeyless: false,
  wrongHosts: { 'openai.com': 'https://api.openai.com/v1' },
  userDefined: false,
};
