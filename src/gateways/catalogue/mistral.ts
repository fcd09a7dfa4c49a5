import type { Gateway } from '../gateway.ts';

/**
 * Mistral (docs.mistral.ai, API and migration guides). `api.eu.` keeps requests in the EU (docs.mistral.ai, regional
 * inference; `api.us.` is announced there). The list shows the models a key may use, so it is guarded.
 */
export const mistral: Gateway = {
  id: 'mistral',
  title: 'Mistral',
  baseUrl: 'https://api.mistral.ai/v1',
  hosts: ['api.eu.mistral.ai'],
  protocol: 'chat-completions',
  speaks: ['chat-completions'],
  auth: 'bearer',
  keyVariable: 'MISTRAL_API_KEY',
  modelsPath: '/models',
  modelsKeyless: false,
  // On Rootly since about 2026-09-10, on Checkly before (bentleypark/aiwatch); the shape of the answer decides.
  statusFeeds: [{ pageUrl: 'https://status.mistral.ai', dataUrl: 'https://status.mistral.ai/api/v1/status.json', format: 'rootly' }],
  cancelStopsBilling: 'no',
  userDefined: false,
};
