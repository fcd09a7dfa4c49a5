import type { Gateway } from '../gateway.ts';
import { anthropic } from './anthropic.ts';
import { openai } from './openai.ts';
import { openrouter } from './openrouter.ts';

export { customGateway } from './custom.ts';

/** Every gateway known by name, the default one first. */
export const gateways: readonly Gateway[] = [openrouter, openai, anthropic];

/** Ids of the gateways known by name; `custom` is none of them, it needs a base URL. */
export const gatewayIds: readonly string[] = gateways.map((one) => one.id);

/** The gateway of that id, or undefined. */
export function findGateway(id: string): Gateway | undefined {
  return gateways.find((one) => one.id === id);
}
