/** What is wrong with the address of a request, as far as the address itself tells. */
import type { Gateway } from './gateway.ts';

/**
 * `wrong-host`: a host people mistake for the gateway's. `v1-twice`: the version is in the base URL and was added once
 * more. `endpoint-in-base`: the base URL ends in an endpoint. `v1-missing`: the gateway's API begins at another path.
 */
export interface AddressProblem {
  problem: 'wrong-host' | 'v1-twice' | 'endpoint-in-base' | 'v1-missing';
  /** The base URL that was meant, without user, query and fragment. */
  baseUrl: string;
}

/** What clients put behind a base URL. */
const endpoint = /\/(chat\/completions|completions|responses|messages|models|embeddings)$/;

/**
 * Looks at the address a request went to. Pure.
 *
 * @param url what was asked for, the endpoint's path included.
 * @param gateway the gateway that was meant, when it is known.
 * @returns undefined when nothing is wrong with it, or when that can't be told.
 */
export function addressProblem(url: string, gateway?: Gateway): AddressProblem | undefined {
  let asked: URL;
  try {
    asked = new URL(url);
  } catch {
    return undefined;
  }
  const meant = gateway?.wrongHosts?.[asked.hostname];
  if (meant !== undefined) return { problem: 'wrong-host', baseUrl: meant };
  const path = asked.pathname.replace(/\/+$/, '');
  const base = path.replace(endpoint, '');
  const at = (basePath: string): string => `${asked.origin}${basePath}`;
  const twice = /^(.*\/v\d{1,2})(?:\/v\d{1,2})+$/.exec(base)?.[1];
  if (twice !== undefined) return { problem: 'v1-twice', baseUrl: at(twice.replace(/(\/v\d{1,2})(?:\/v\d{1,2})+$/, '$1')) };
  // Only of what a client added itself can be said that it is there twice.
  if (base !== path && endpoint.test(base)) return { problem: 'endpoint-in-base', baseUrl: at(base.replace(endpoint, '')) };
  const right = gateway && !gateway.userDefined ? new URL(gateway.baseUrl) : undefined;
  if (right && right.host === asked.host) {
    // Below the right base the endpoint is mistyped, which the address can't tell.
    return `${path}/`.startsWith(`${right.pathname}/`) ? undefined : { problem: 'v1-missing', baseUrl: gateway?.baseUrl ?? '' };
  }
  return /\/v\d/.test(path) ? undefined : { problem: 'v1-missing', baseUrl: at(`${base}/v1`) };
}
