import type { Gateway } from '../gateway.ts';

/**
 * flo2, a gateway for keys of one's own. Nothing but the vendor's blog describes it: base URL and bearer key from
 * flo2.com/blog/openai-base-url-override (2026-06-03). No status page and no account API could be found; the variable is
 * named here, and the list is asked for where every OpenAI-compatible API has it.
 */
export const flo2: Gateway = {
  id: 'flo2',
  title: 'flo2',
  baseUrl: 'https://gateway.flo2.com/v1',
  protocol: 'chat-completions',
  speaks: ['chat-completions'],
  auth: 'bearer',
  keyVariable: 'FLO2_API_KEY',
  modelsPath: '/models',
  modelsKeyless: false,
  userDefined: false,
};
