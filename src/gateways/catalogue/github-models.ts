import type { Gateway } from '../gateway.ts';

/**
 * GitHub Models (docs.github.com, REST API endpoints for models). The list stands beside the base URL; to a token without
 * the `models` permission it is empty, so it says nothing about a key. Tokens have many prefixes: none is expected.
 */
export const githubModels: Gateway = {
  id: 'github-models',
  title: 'GitHub Models',
  baseUrl: 'https://models.github.ai/inference',
  protocol: 'chat-completions',
  speaks: ['chat-completions'],
  auth: 'bearer',
  keyVariable: 'GITHUB_TOKEN',
  modelsPath: '/../catalog/models',
  modelsKeyless: true,
  // The address before models.github.ai, which GitHub gave up.
  wrongHosts: { 'models.inference.ai.azure.com': 'https://models.github.ai/inference' },
  statusFeeds: [
    {
      pageUrl: 'https://www.githubstatus.com',
      dataUrl: 'https://www.githubstatus.com/api/v2/summary.json',
      format: 'statuspage',
    },
  ],
  userDefined: false,
};
