import { valuesOf, type HeaderLine } from './http/head-lines.ts';
import type { RequestHead } from './http/request-head.ts';
import type { Callers } from './shim-options.ts';

/** Who asks, or why nobody does. */
export type Caller = { client: string } | { refused: 'NO_TOKEN' | 'WRONG_TOKEN' | 'ORIGIN' | 'WRONG_HOST' };

/** What stands for a client where nobody is asked for a token. */
const anybody = 'anyone';
const clientName = /^[a-z0-9-]{1,40}$/;

/**
 * Says who sends a request to the shim. A page in a browser can send requests to a loopback port, by its address or by a
 * name of its own that it points here (DNS rebinding); so a request for the shim itself must name it in Host, and one
 * with an Origin is refused whatever else it has. Pure but for `callers`.
 *
 * @param callers undefined where no token is asked for.
 * @param port the shim's own.
 */
export function callerOf(head: RequestHead, callers: Callers | undefined, port: number): Caller {
  const own = head.target.form === 'origin';
  if (own) {
    if (valuesOf(head.headers, 'origin').length > 0) return { refused: 'ORIGIN' };
    if (!isOwnHost(valuesOf(head.headers, 'host')[0] ?? '', port)) return { refused: 'WRONG_HOST' };
  }
  if (!callers) {
    // Without a token nothing but this tells a page in a browser from a program.
    return valuesOf(head.headers, 'origin').length > 0 ? { refused: 'ORIGIN' } : { client: anybody };
  }
  const key = own ? apiKey(head.headers) : undefined;
  if (key !== undefined) {
    const client = callers.whose(key);
    return client === undefined ? { refused: 'WRONG_TOKEN' } : { client };
  }
  const given = credentials(head.headers, own);
  if (!given) return { refused: 'NO_TOKEN' };
  if (!callers.accepts(given.client, given.token)) return { refused: 'WRONG_TOKEN' };
  return { client: clientName.test(given.client) ? given.client : anybody };
}

function isOwnHost(host: string, port: number): boolean {
  return [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`].includes(host.toLowerCase());
}

/**
 * The token where SDKs put a key: `Authorization: Bearer`, or Anthropic's `x-api-key`. Claude Code sends both, with the
 * same value or an empty one.
 */
function apiKey(headers: readonly HeaderLine[]): string | undefined {
  const bearer = valuesOf(headers, 'authorization').map((value) => /^Bearer +(\S{1,200})$/i.exec(value)?.[1]);
  const keys = [...bearer, ...valuesOf(headers, 'x-api-key')].filter((one): one is string => one !== undefined && one !== '');
  return keys.length > 0 && keys.every((one) => one === keys[0]) ? keys[0] : undefined;
}

/** Basic, as every program that is given a proxy with a password sends it (RFC 7617). `Authorization` at the shim itself. */
function credentials(headers: readonly HeaderLine[], own: boolean): { client: string; token: string } | undefined {
  const forProxy = valuesOf(headers, 'proxy-authorization');
  const values = own ? [...forProxy, ...valuesOf(headers, 'authorization')] : forProxy;
  const [only = ''] = values;
  if (values.length !== 1) return undefined;
  return basic(only);
}

/**
 * What the last values said. Whether it is accepted is asked each time anew: nothing here has to be forgotten, and only
 * who knows the whole of a value finds out that somebody sent it before.
 */
const knownBasic = new Map<string, { client: string; token: string }>();
const maxKnown = 64;

function basic(value: string): { client: string; token: string } | undefined {
  const known = knownBasic.get(value);
  if (known) return known;
  const found = /^Basic +([A-Za-z0-9+/=_-]{1,1024})$/i.exec(value)?.[1];
  if (found === undefined) return undefined;
  const text = Buffer.from(found, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon === -1) return undefined;
  const said = { client: text.slice(0, colon), token: text.slice(colon + 1) };
  if (knownBasic.size >= maxKnown) knownBasic.clear();
  knownBasic.set(value, said);
  return said;
}
