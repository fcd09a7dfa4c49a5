import type { SpokenProtocol } from '../../../gateways/gateway.ts';
import { anthropicMessages } from './anthropic-messages.ts';
import { openaiChat } from './openai-chat.ts';
import { openaiResponses } from './openai-responses.ts';
import type { EndpointProtocol } from './protocol.ts';

const protocols: Readonly<Record<SpokenProtocol, EndpointProtocol>> = {
  'chat-completions': openaiChat,
  responses: openaiResponses,
  messages: anthropicMessages,
};

/** Every protocol the endpoint speaks. */
export const endpointProtocols: readonly EndpointProtocol[] = Object.values(protocols);

/** The protocol of an id. */
export function endpointProtocol(id: SpokenProtocol): EndpointProtocol {
  return protocols[id];
}
