import * as net from 'node:net';
import type { GatewayHost } from '../gateway-host.ts';

/** One row, in the parts that the core splits it into. */
export interface GatewayRow {
  readonly type: 'DOMAIN' | 'DOMAIN-SUFFIX' | 'IP-CIDR' | 'IP-CIDR6';
  readonly payload: string;
  readonly noResolve: boolean;
}

/**
 * The rows that catch these hosts and as little else as can be: a host alone, or a name and all below it where another
 * host of the gateway lies there, or where it is a whole domain. Hosts of this machine and of private networks get none:
 * a node does not reach them.
 */
export function gatewayRows(hosts: readonly Pick<GatewayHost, 'host'>[]): GatewayRow[] {
  const names = [...new Set(hosts.map(({ host }) => host.toLowerCase().replace(/\.$/, '')))].filter((host) => host !== '' && !isLocalHost(host));
  const suffixes = names.filter((host) => net.isIP(host) === 0 && (host.split('.').length === 2 || names.some((other) => isBelow(other, host))));
  return names.flatMap((host): GatewayRow[] => {
    const family = net.isIP(host);
    if (family === 4) return [{ type: 'IP-CIDR', payload: `${host}/32`, noResolve: true }];
    if (family === 6) return [{ type: 'IP-CIDR6', payload: `${host}/128`, noResolve: true }];
    if (suffixes.some((suffix) => isBelow(host, suffix))) return [];
    return [{ type: suffixes.includes(host) ? 'DOMAIN-SUFFIX' : 'DOMAIN', payload: host, noResolve: false }];
  });
}

/** A row as a configuration has it. */
export function rowText({ type, payload, noResolve }: GatewayRow, group: string): string {
  return [type, payload, group, ...(noResolve ? ['no-resolve'] : [])].join(',');
}

/** The rows as a configuration has them, for a group. */
export function rowTexts(hosts: readonly Pick<GatewayHost, 'host'>[], group: string): string[] {
  return gatewayRows(hosts).map((row) => rowText(row, group));
}

/** Whether a name lies below another one. */
export function isBelow(host: string, suffix: string): boolean {
  return host.endsWith(`.${suffix}`);
}

/** Of this machine or of a private network: names that no public DNS has, addresses of RFC 1918, 4193, 3927, 6598. */
export function isLocalHost(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '');
  if (net.isIP(name) === 4) return /^(?:0|10|127)\.|^169\.254\.|^192\.168\.|^172\.(?:1[6-9]|2\d|3[01])\.|^100\.(?:6[4-9]|[789]\d|1[01]\d|12[0-7])\./.test(name);
  if (net.isIP(name) === 6) return /^(?:::1?$|f[cd]|fe[89ab])/i.test(name);
  return !name.includes('.') || /\.(?:localhost|local|lan|internal|home\.arpa|test)$/.test(name);
}
