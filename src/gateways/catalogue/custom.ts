import type { Gateway } from '../gateway.ts';

/** The id that stands for a gateway the user named by its base URL alone. */
export const customGatewayId = 'custom';

/**
 * A gateway the user named by its base URL. Nothing is known about it, so the most widely spoken protocol is assumed.
 * `/key`, `/credits` and the endpoints are OpenRouter's; gateways that copy its API have them, and the others answer 404, which says nothing.
 *
 * @param baseUrl as `parseBaseUrl` gives it, without a trailing slash.
 */
export function customGateway(baseUrl: string): Gateway {
  const trimmed = baseUrl.replace(/\/+$/, '');
  return {
    id: customGatewayId,
    title: hostOf(trimmed),
    baseUrl: trimmed,
    protocol: 'chat-completions',
    speaks: ['chat-completions'],
    auth: 'bearer',
    keyVariable: 'GATEHOUSE_API_KEY',
    modelsPath: '/models',
    modelsKeyless: false,
    keyPath: '/key',
    creditsPath: '/credits',
    endpointsPath: '/models/{model}/endpoints',
    userDefined: true,
  };
}

/** What tells one user's gateways apart in a list. */
function hostOf(baseUrl: string): string {
  try {
    return new URL(baseUrl).host;
  } catch {
    return baseUrl;
  }
}
