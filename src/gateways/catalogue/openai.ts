import type { Gateway } from '../gateway.ts';
import { prismix } from './prismix.ts';

/**
 * OpenAI's own API. `/models` is guarded by the key, so it doubles as the key check. Regional hosts: developers.openai.com
 * (guides, data-residency), `ae` from openai/openai-node, src/internal/data-residency.ts.
 */
export const openai: Gateway = {
  id: 'openai',
  title: 'OpenAI',
  baseUrl: 'https://api.openai.com/v1',
  hosts: ['us', 'eu', 'ae', 'au', 'in', 'jp'].map((region) => `${region}.api.openai.com`),
  protocol: 'chat-completions',
  speaks: ['chat-completions', 'responses'],
  auth: 'bearer',
  keyPrefix: 'sk-',
  keyVariable: 'OPENAI_API_KEY',
  modelsPath: '/models',
  modelsKeyless: false,
  wrongHosts: { 'openai.com': 'https://api.openai.com/v1' },
  // incident.io behind a Statuspage-shaped address; `incidents/unresolved.json` is an HTML 404 there.
  statusFeeds: [
    {
      pageUrl: 'https://status.openai.com',
      dataUrl: 'https://status.openai.com/api/v2/summary.json',
      format: 'incident-io',
    },
    prismix('OpenAI'),
  ],
  cancelStopsBilling: 'yes',
  userDefined: false,
};
