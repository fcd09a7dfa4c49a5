import type { Gateway } from '../gateway.ts';

/**
 * Fireworks AI (docs.fireworks.ai: OpenAI compatibility, Anthropic compatibility; the latter names `us.` as the host for
 * requests that stay in the US).
 */
export const fireworks: Gateway = {
  id: 'fireworks',
  title: 'Fireworks AI',
  baseUrl: 'https://api.fireworks.ai/inference/v1',
  hosts: ['us.api.fireworks.ai'],
  protocol: 'chat-completions',
  speaks: ['chat-completions', 'messages'],
  messagesBaseUrl: 'https://api.fireworks.ai/inference',
  auth: 'bearer',
  keyPrefix: 'fw_',
  keyVariable: 'FIREWORKS_API_KEY',
  modelsPath: '/models',
  modelsKeyless: false,
  // Sources disagree on what runs the page: Better Stack or Statuspage. The adapters find out.
  statusFeeds: [{ pageUrl: 'https://status.fireworks.ai' }],
  cancelStopsBilling: 'yes',
  userDefined: false,
};
