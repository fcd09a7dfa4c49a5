import type { Gateway } from './gateway.ts';

/** A host that a gateway's calls go to. */
export interface CalledHost {
  id: string;
  name: string;
  /** Lower case, without brackets. */
  host: string;
  port: number;
  inUse: boolean;
}

/** Every host that serves a gateway that is in use, regions included: a client may be pointed at any of them. Pure. */
export function calledHosts(gateway: Gateway): CalledHost[] {
  const { protocol, hostname, port } = new URL(gateway.baseUrl);
  const number = port === '' ? (protocol === 'http:' ? 80 : 443) : Number(port);
  return [...new Set([hostname.replace(/^\[|\]$/g, ''), ...(gateway.hosts ?? [])])].map((host) => ({ id: gateway.id, name: gateway.title, host: host.toLowerCase(), port: number, inUse: true }));
}

/**
 * Where the calls of gateways go, in use or only known; the usual host of each first. Servers of this machine are left
 * out: a core on the path does not see calls to them. Pure.
 *
 * @param inUse ids of those that the user calls
 */
export function knownHosts(gateways: readonly Gateway[], inUse: ReadonlySet<string>): CalledHost[] {
  return gateways
    .filter(({ baseUrl }) => !/^(?:localhost|127\.|\[::1\])/.test(new URL(baseUrl).hostname))
    .flatMap((gateway) => calledHosts(gateway).map((one, index) => ({ ...one, inUse: inUse.has(gateway.id) && index === 0 })));
}

/** The cheapest address that only the API itself answers, without a key. Pure. */
export function keylessUrl({ baseUrl, checkPath, modelsPath }: Gateway): string {
  return `${baseUrl}${checkPath ?? modelsPath}`;
}
