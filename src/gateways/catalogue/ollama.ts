import type { Gateway } from '../gateway.ts';

/** Ollama at its usual port; it takes any key (docs.ollama.com: OpenAI compatibility, Anthropic compatibility). */
export const ollama: Gateway = {
  id: 'ollama',
  title: 'Ollama on this machine',
  baseUrl: 'http://localhost:11434/v1',
  protocol: 'chat-completions',
  speaks: ['chat-completions', 'responses', 'messages'],
  messagesBaseUrl: 'http://localhost:11434',
  auth: 'bearer',
  keyVariable: 'OLLAMA_API_KEY',
  modelsPath: '/models',
  modelsKeyless: true,
  selfHosted: true,
  userDefined: true,
};
