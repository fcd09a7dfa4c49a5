import type { Gateway } from '../gateway.ts';
import { prismix } from './prismix.ts';

/**
 * Anthropic's own API. Every request needs a version header (platform.claude.com/docs, API overview); `/models` is
 * guarded by the key, so it doubles as the key check. Chat completions: the same docs, OpenAI SDK compatibility.
 */
export const anthropic: Gateway = {
  id: 'anthropic',
  title: 'Anthropic',
  baseUrl: 'https://api.anthropic.com/v1',
  protocol: 'messages',
  speaks: ['messages', 'chat-completions'],
  messagesBaseUrl: 'https://api.anthropic.com',
  auth: 'x-api-key',
  keyPrefix: 'sk-ant-',
  keyVariable: 'ANTHROPIC_API_KEY',
  modelsPath: '/models',
  modelsKeyless: false,
  headers: { 'anthropic-version': '2023-06-01' },
  wrongHosts: { 'anthropic.com': 'https://api.anthropic.com/v1' },
  // A 404 at /messages, reported against several clients; here the part before /models is asked for.
  wrongPaths: [''],
  // robots.txt of the page asks programs to stay out of /api/, so its Atom feed is what is polled.
  statusFeeds: [
    { pageUrl: 'https://status.claude.com', dataUrl: 'https://status.claude.com/history.atom', format: 'rss' },
    prismix('Anthropic'),
  ],
  cancelStopsBilling: 'yes',
  userDefined: false,
};
