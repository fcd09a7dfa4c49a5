import type { Gateway } from '../gateway.ts';

/**
 * Google's Gemini API by its OpenAI-compatible address (ai.google.dev/gemini-api/docs/openai). Google's own protocol has
 * its root at `/v1beta`, so those addresses are no mistakes. Keys begin with `AIza` or, newer, `AQ.`, and other beginnings
 * are reported (ai.google.dev/gemini-api/docs/api-key), so none is expected. Vertex AI is another service.
 */
export const google: Gateway = {
  id: 'google',
  title: 'Google Gemini',
  baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai',
  otherRoots: ['', '/v1beta', '/v1'],
  protocol: 'chat-completions',
  speaks: ['chat-completions'],
  auth: 'bearer',
  keyVariable: 'GEMINI_API_KEY',
  modelsPath: '/models',
  modelsKeyless: false,
  // Without a version the API has no paths (doctoroyy/novel-copilot, pull request 32).
  wrongPaths: [''],
  // The page asks an undocumented RPC for its data; Vertex AI, whose incidents are data, is another service.
  statusFeeds: [{ pageUrl: 'https://aistudio.google.com/status', linkOnly: true }],
  cancelStopsBilling: 'no',
  userDefined: false,
};
