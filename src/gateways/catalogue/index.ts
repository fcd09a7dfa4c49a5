import type { Gateway } from '../gateway.ts';
import { anthropic } from './anthropic.ts';
import { cerebras } from './cerebras.ts';
import { deepseek } from './deepseek.ts';
import { fireworks } from './fireworks.ts';
import { flo2 } from './flo2.ts';
import { githubCopilot } from './github-copilot.ts';
import { githubModels } from './github-models.ts';
import { google } from './google.ts';
import { groq } from './groq.ts';
import { litellm } from './litellm.ts';
import { lmStudio } from './lm-studio.ts';
import { mistral } from './mistral.ts';
import { ollama } from './ollama.ts';
import { openai } from './openai.ts';
import { openrouter } from './openrouter.ts';
import { portkey } from './portkey.ts';
import { together } from './together.ts';
import { xai } from './xai.ts';

export { customGateway, customGatewayId } from './custom.ts';

/** Every gateway known by name, the default one first, those of the user's own machine last. */
export const gateways: readonly Gateway[] = [
  openrouter,
  openai,
  anthropic,
  google,
  groq,
  cerebras,
  mistral,
  deepseek,
  xai,
  together,
  fireworks,
  githubModels,
  githubCopilot,
  flo2,
  litellm,
  portkey,
  ollama,
  lmStudio,
];

/** Those that somebody else runs, at hosts that mean nothing else. */
export const publicGateways: readonly Gateway[] = gateways.filter(({ selfHosted }) => !selfHosted);

/** Ids of the gateways known by name; `custom` is none of them, it needs a base URL. */
export const gatewayIds: readonly string[] = gateways.map((one) => one.id);

/** The gateway of that id, or undefined. */
export function findGateway(id: string): Gateway | undefined {
  return gateways.find((one) => one.id === id);
}
