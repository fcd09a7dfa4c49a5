import type { SpokenProtocol } from '../../gateways/gateway.ts';

/** What a request to the endpoint asks for. */
export type EndpointPath = (
  | { kind: 'protocol'; protocol: SpokenProtocol }
  | { kind: 'count-tokens' }
  /** The list of models, or the one of this id, with escapes undone. */
  | { kind: 'models'; id?: string }
  | { kind: 'embeddings' }
  /** Anything else below the root: passed on as it is. */
  | { kind: 'other' }
) & {
  /** Below a gateway's root, in one spelling: `/chat/completions`. */
  path: string;
  /** With its `?`, as it came; or empty. */
  query: string;
};

/** What stands before `/v1` where clients are given the base URL of a gateway's: OpenRouter's, and those of other shims. */
const prefixes = new Set(['api', 'openai', 'anthropic']);

/** What is the endpoint's without `/v1` too. Clients that are given no `/v1` put none there. */
const known: readonly RegExp[] = [/^chat\/completions$/, /^completions$/, /^responses(\/|$)/, /^messages(\/|$)/, /^models(\/|$)/, /^embeddings$/];

/**
 * Tells what a request target means, in whatever way a base URL and the path behind it were put together:
 * `//v1/chat/completions` for a base URL with a slash at its end, `/v1/v1/messages` where the client adds its own `/v1`.
 *
 * @param target of the request line, in origin form.
 * @returns undefined where it is none of the endpoint's, or could be read as another path by a gateway: dot segments,
 *   escaped dots and slashes, backslashes.
 */
export function endpointPath(method: string, target: string): EndpointPath | undefined {
  // Only what stands in paths as it is (RFC 3986, 3.3): all else is another thing to another program.
  const [, rawPath, query = ''] = /^(\/[\w.~!$&'()*+,;=:@%/-]*)(\?[\x21\x22\x24-\x7e]*)?$/.exec(target) ?? [];
  if (rawPath === undefined || /%(?![0-9a-f]{2})|%(?:25)*(?:2e|5c|[01][0-9a-f]|7f)/i.test(rawPath)) return undefined;
  const segments = rawPath.split('/').filter((segment) => segment !== '');
  if (segments.some((segment) => segment === '.' || segment === '..')) return undefined;
  const { rest, versioned } = belowRoot(segments);
  const reads = method === 'GET' || method === 'HEAD';
  const id = reads && rest[0] === 'models' && rest.length > 1 && rest.at(-1) !== 'endpoints' ? modelId(rest.slice(1)) : undefined;
  if (id !== undefined) return { kind: 'models', id, path: `/models/${id.split('/').map(encodeURIComponent).join('/')}`, query };
  // The id of a model has slashes of its own, which SDKs escape; nowhere else is one of use.
  if (/%(?:25)*2f/i.test(rawPath)) return undefined;
  const path = rest.join('/');
  if (!versioned && !known.some((one) => one.test(path))) return undefined;
  const slash = rest.length > 0 && rawPath.endsWith('/') ? '/' : '';
  return { ...kindOf(method, path), path: `/${path}${isNamed(path) ? '' : slash}`, query };
}

/** Takes off what clients put before the path. */
function belowRoot(segments: readonly string[]): { rest: readonly string[]; versioned: boolean } {
  let at = prefixes.has(segments[0] ?? '') ? 1 : 0;
  let versioned = false;
  for (;;) {
    if (segments[at] === 'v1') at++;
    else if (versioned && prefixes.has(segments[at] ?? '') && segments[at + 1] === 'v1') at += 2;
    else return { rest: segments.slice(at), versioned };
    versioned = true;
  }
}

const protocols: Readonly<Record<string, SpokenProtocol>> = { 'chat/completions': 'chat-completions', responses: 'responses', messages: 'messages' };

function isNamed(path: string): boolean {
  return Object.hasOwn(protocols, path) || path === 'messages/count_tokens' || path === 'models' || path === 'embeddings';
}

/** Other methods at these paths are other requests: OpenAI lists stored completions with a GET. */
function kindOf(method: string, path: string): { kind: 'protocol'; protocol: SpokenProtocol } | { kind: 'count-tokens' | 'models' | 'embeddings' | 'other' } {
  if (path === 'models') return { kind: method === 'GET' || method === 'HEAD' ? 'models' : 'other' };
  if (method !== 'POST') return { kind: 'other' };
  if (path === 'messages/count_tokens') return { kind: 'count-tokens' };
  if (path === 'embeddings') return { kind: 'embeddings' };
  const protocol = Object.hasOwn(protocols, path) ? protocols[path] : undefined;
  return protocol === undefined ? { kind: 'other' } : { kind: 'protocol', protocol };
}

/** The id of a model: `openai/gpt-4o`, also as `openai%2Fgpt-4o`. Undefined where it is none. */
function modelId(segments: readonly string[]): string | undefined {
  let id: string;
  try {
    id = segments.map(decodeURIComponent).join('/');
  } catch {
    return undefined;
  }
  if (id.length > 300 || /[\x00-\x1f\x7f\\?#%]/.test(id)) return undefined;
  return id.split('/').every((segment) => segment !== '' && segment !== '.' && segment !== '..') ? id : undefined;
}
