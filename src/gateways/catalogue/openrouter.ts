import type { Gateway } from '../gateway.ts';

/**
 * OpenRouter. The OpenAPI description lists this one server; `api.openrouter.ai` has never been a host of the API
 * (OpenRouterTeam/docs, openapi/openapi.yaml). `eu.` and `us.` keep requests in a region (guides/features,
 * in-region-routing). `/models` answers without a key and is about 1 MB, `/key` answers a 401 without one.
 */
export const openrouter: Gateway = {
  id: 'openrouter',
  title: 'OpenRouter',
  baseUrl: 'https://openrouter.ai/api/v1',
  hosts: ['eu.openrouter.ai', 'us.openrouter.ai'],
  protocol: 'chat-completions',
  speaks: ['chat-completions', 'responses', 'messages'],
  messagesBaseUrl: 'https://openrouter.ai/api',
  auth: 'bearer',
  keyPrefix: 'sk-or-v1-',
  keyVariable: 'OPENROUTER_API_KEY',
  modelsPath: '/models',
  modelsKeyless: true,
  keyPath: '/key',
  creditsPath: '/credits',
  checkPath: '/key',
  endpointsPath: '/models/{model}/endpoints',
  wrongHosts: { 'api.openrouter.ai': 'https://openrouter.ai/api/v1' },
  // An older address that clients still carry and correct (openclaw/openclaw, docs, providers.openrouter.baseUrl).
  wrongPaths: ['/v1'],
  // Datadog since September 2026; the feed before it answers 403 (bentleypark/aiwatch, worker/src/parsers/datadog.ts).
  statusFeeds: [
    {
      pageUrl: 'https://status.openrouter.ai',
      dataUrl: 'https://status.openrouter.ai/config.json',
      format: 'datadog',
      components: ['Chat (/api/v1/chat/completions)'],
    },
  ],
  cancelStopsBilling: 'by-provider',
  userDefined: false,
};
