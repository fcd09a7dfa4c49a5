import type { Gateway } from '../gateway.ts';

/**
 * xAI (docs.x.ai, REST API reference and regional endpoints). Every path wants the key; `/api-key` describes it. Messages
 * are deprecated there and left out.
 */
export const xai: Gateway = {
  id: 'xai',
  title: 'xAI',
  baseUrl: 'https://api.x.ai/v1',
  hosts: ['us.api.x.ai', 'us-east-1.api.x.ai', 'eu-west-1.api.x.ai'],
  protocol: 'chat-completions',
  speaks: ['chat-completions', 'responses'],
  auth: 'bearer',
  keyPrefix: 'xai-',
  keyVariable: 'XAI_API_KEY',
  modelsPath: '/models',
  modelsKeyless: false,
  keyPath: '/api-key',
  statusFeeds: [{ pageUrl: 'https://status.x.ai', dataUrl: 'https://status.x.ai/feed.xml', format: 'rss' }],
  cancelStopsBilling: 'yes',
  userDefined: false,
};
