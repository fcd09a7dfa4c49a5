import type { Gateway } from '../gateway.ts';

/**
 * Anthropic's own API. Every request needs a version header (platform.claude.com/docs, API overview); `/models` is
 * guarded by the key, so it doubles as the key check.
 */
export const anthropic: Gateway = {
  id: 'anthropic',
  title: 'Anthropic',
  baseUrl: 'https://api.anthropic.com/v1',
  protocol: 'messages',
  auth: 'x-api-key',
  keyPrefix: 'sk-ant-',
  keyVariable: 'ANTHROPIC_API_KEY',
  modelsPath: '/models',
  modelsKeyless: false,
  headers: { 'anthropic-version': '2023-06-01' },
  wrongHosts: { 'anthropic.com': 'https://api.anthropic.com/v1' },
  userDefined: false,
};
