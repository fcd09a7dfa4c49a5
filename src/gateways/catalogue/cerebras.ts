import type { Gateway } from '../gateway.ts';

/** Cerebras (inference-docs.cerebras.ai, API reference): one host, a bearer key. */
export const cerebras: Gateway = {
  id: 'cerebras',
  title: 'Cerebras',
  baseUrl: 'https://api.cerebras.ai/v1',
  protocol: 'chat-completions',
  speaks: ['chat-completions'],
  auth: 'bearer',
  keyVariable: 'CEREBRAS_API_KEY',
  modelsPath: '/models',
  modelsKeyless: false,
  statusFeeds: [
    {
      pageUrl: 'https://status.cerebras.ai',
      dataUrl: 'https://status.cerebras.ai/api/v2/summary.json',
      format: 'statuspage',
    },
  ],
  userDefined: false,
};
