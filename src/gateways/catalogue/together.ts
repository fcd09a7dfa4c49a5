import type { Gateway } from '../gateway.ts';

/**
 * Together AI. The docs name `api.together.ai` (docs.together.ai, OpenAI compatibility); `api.together.xyz` is the older
 * name, which most clients still carry, and no mistake.
 */
export const together: Gateway = {
  id: 'together',
  title: 'Together AI',
  baseUrl: 'https://api.together.ai/v1',
  hosts: ['api.together.xyz'],
  protocol: 'chat-completions',
  speaks: ['chat-completions'],
  auth: 'bearer',
  keyVariable: 'TOGETHER_API_KEY',
  modelsPath: '/models',
  modelsKeyless: false,
  statusFeeds: [
    {
      pageUrl: 'https://status.together.ai',
      dataUrl: 'https://status.together.ai/index.json',
      format: 'better-stack',
    },
  ],
  cancelStopsBilling: 'yes',
  userDefined: false,
};
