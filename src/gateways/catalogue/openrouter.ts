import type { Gateway } from '../gateway.ts';

/**
 * OpenRouter. The OpenAPI description lists this one server; `api.openrouter.ai` has never been a host of the API
 * (OpenRouterTeam/docs, openapi/openapi.yaml). `/models` answers without a key; `/key` is the free key check.
 */
export const openrouter: Gateway = {
  id: 'openrouter',
  title: 'OpenRouter',
  baseUrl: 'https://openrouter.ai/api/v1',
  protocol: 'chat-completions',
  auth: 'bearer',
  keyPrefix: 'sk-or-v1-',
  keyVariable: 'OPENROUTER_API_KEY',
  modelsPath: '/models',
  modelsKeyless: true,
  keyPath: '/key',
  wrongHosts: { 'api.openrouter.ai': 'https://openrouter.ai/api/v1' },
  userDefined: false,
};
