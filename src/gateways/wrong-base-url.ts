import { publicGateways } from './catalogue/index.ts';
import type { Gateway } from './gateway.ts';

/** What a base URL with a well-known mistake was meant to be. */
export interface MeantBaseUrl {
  baseUrl: string;
  /** Which part of it is the mistake. */
  wrong: 'host' | 'path';
  /** Id of the gateway of the catalogue that has exactly this base URL; absent for another region of one. */
  gatewayId?: string;
}

/**
 * Finds a well-known mistake in a base URL: the part before `/chat/completions` or `/messages`.
 *
 * @returns undefined when there is none, or when it is no URL.
 */
export function meantBaseUrl(baseUrl: string): MeantBaseUrl | undefined {
  if (!URL.canParse(baseUrl)) return undefined;
  const url = new URL(baseUrl);
  for (const { id, wrongHosts } of publicGateways) {
    const meant = wrongHosts && Object.hasOwn(wrongHosts, url.hostname) ? wrongHosts[url.hostname] : undefined;
    if (meant !== undefined) return { baseUrl: meant, wrong: 'host', gatewayId: id };
  }
  const gateway = gatewayAtHost(url);
  const path = url.pathname.replace(/\/+$/, '');
  if (!gateway?.wrongPaths?.includes(path)) return undefined;
  const meant = atHost(gateway.baseUrl, url.host);
  return { baseUrl: meant, wrong: 'path', ...(meant === gateway.baseUrl && { gatewayId: gateway.id }) };
}

/** The gateway that serves its API at the host of a URL, at whatever path. */
export function gatewayAtHost({ host }: URL): Gateway | undefined {
  return publicGateways.find(({ baseUrl, hosts }) => new URL(baseUrl).host === host || hosts?.includes(host));
}

/** A URL of a gateway at another of its hosts, without a trailing slash. */
export function atHost(url: string, host: string): string {
  const moved = new URL(url);
  moved.host = host;
  return moved.href.replace(/\/+$/, '');
}
