import type { Gateway } from '../gateway.ts';

/**
 * Groq (console.groq.com/docs: openai, responses-api). The models list is guarded by the key
 * (mongodb/kingfisher validates keys with it); keys begin with `gsk_` (the same, groq.yml).
 */
export const groq: Gateway = {
  id: 'groq',
  title: 'Groq',
  baseUrl: 'https://api.groq.com/openai/v1',
  protocol: 'chat-completions',
  speaks: ['chat-completions', 'responses'],
  auth: 'bearer',
  keyPrefix: 'gsk_',
  keyVariable: 'GROQ_API_KEY',
  modelsPath: '/models',
  modelsKeyless: false,
  // The company's website; the API has a host of its own (console.groq.com/docs/api-reference).
  wrongHosts: { 'groq.com': 'https://api.groq.com/openai/v1' },
  // "Unknown request URL" (zeroclaw-labs/zeroclaw #1439).
  wrongPaths: ['/openai'],
  statusFeeds: [
    { pageUrl: 'https://groqstatus.com', dataUrl: 'https://groqstatus.com/api/v2/summary.json', format: 'incident-io' },
  ],
  cancelStopsBilling: 'no',
  userDefined: false,
};
