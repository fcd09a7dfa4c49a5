import type { Gateway } from '../gateway.ts';

/**
 * Portkey's open gateway at its usual port (Portkey-AI/gateway, README). Whom it asks is said by `x-portkey-*` headers of each
 * request, so `/models` is refused without; its own list of models is not (src/index.ts).
 */
export const portkey: Gateway = {
  id: 'portkey',
  title: 'Portkey gateway on this machine',
  baseUrl: 'http://localhost:8787/v1',
  protocol: 'chat-completions',
  speaks: ['chat-completions'],
  auth: 'bearer',
  keyVariable: 'PORTKEY_API_KEY',
  modelsPath: '/reference/models',
  modelsKeyless: true,
  selfHosted: true,
  userDefined: true,
};
