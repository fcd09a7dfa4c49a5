import type { TargetGateway } from './chains/chain.ts';
import type { EndpointProtocol } from './protocols/protocol.ts';

/**
 * Where a target is asked. Anthropic's SDKs put `/v1/messages` behind their base URL, OpenAI's `/chat/completions` behind
 * one that has `/v1` already; a gateway may have a root for each. Pure.
 *
 * @param below what comes behind the protocol's own path: `/count_tokens`.
 * @param query with its `?`, or empty.
 */
export function targetUrl(gateway: TargetGateway, protocol: Pick<EndpointProtocol, 'id' | 'path'>, query = '', below = ''): URL {
  const root = protocol.id === 'messages' && gateway.messagesBaseUrl !== undefined ? `${gateway.messagesBaseUrl}/v1` : gateway.baseUrl;
  const text = `${root}${protocol.path}${below}${query}`;
  // Nobody changes it, and reading one costs more than all else of choosing a target.
  const known = read.get(text);
  if (known) return known;
  const url = new URL(text);
  if (read.size >= maxRead) read.clear();
  read.set(text, url);
  return url;
}

const read = new Map<string, URL>();
const maxRead = 64;

/** Where a path is asked that is none of the protocols'. Pure. */
export function passedUrl(gateway: TargetGateway, path: string, query: string): URL {
  return new URL(`${gateway.baseUrl}${path}${query}`);
}
