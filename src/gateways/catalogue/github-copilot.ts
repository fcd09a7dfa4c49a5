import type { Gateway } from '../gateway.ts';

/**
 * The API behind GitHub Copilot. A plan has its own host (docs.github.com, Copilot allowlist reference). Its tokens are
 * short-lived and made by Copilot's own clients, which is why there is no key to check here: reaching it is the question.
 */
export const githubCopilot: Gateway = {
  id: 'github-copilot',
  title: 'GitHub Copilot',
  baseUrl: 'https://api.githubcopilot.com',
  hosts: ['individual', 'business', 'enterprise'].map((plan) => `api.${plan}.githubcopilot.com`),
  protocol: 'chat-completions',
  speaks: ['chat-completions'],
  auth: 'bearer',
  keyVariable: 'GITHUB_COPILOT_API_TOKEN',
  modelsPath: '/models',
  modelsKeyless: false,
  statusFeeds: [
    {
      pageUrl: 'https://www.githubstatus.com',
      dataUrl: 'https://www.githubstatus.com/api/v2/summary.json',
      format: 'statuspage',
      components: ['Copilot'],
    },
  ],
  userDefined: false,
};
