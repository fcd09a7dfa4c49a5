import type { Gateway } from '../gateway.ts';

/**
 * DeepSeek (api-docs.deepseek.com). `/v1` is the same API under another address, `/anthropic` speaks messages. The balance
 * is `GET /user/balance`.
 */
export const deepseek: Gateway = {
  id: 'deepseek',
  title: 'DeepSeek',
  baseUrl: 'https://api.deepseek.com',
  protocol: 'chat-completions',
  speaks: ['chat-completions', 'messages'],
  messagesBaseUrl: 'https://api.deepseek.com/anthropic',
  auth: 'bearer',
  keyVariable: 'DEEPSEEK_API_KEY',
  modelsPath: '/models',
  modelsKeyless: false,
  creditsPath: '/user/balance',
  // deepseek.statuspage.io still answers, and has been frozen since May 2026: never read it.
  statusFeeds: [
    {
      pageUrl: 'https://status.deepseek.com',
      dataUrl: 'https://status.deepseek.com/api/status-page/6410630422455/summary/active',
      format: 'flashduty',
    },
  ],
  cancelStopsBilling: 'yes',
  userDefined: false,
};
