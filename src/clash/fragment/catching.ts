import * as net from 'node:net';
import type { Rule, RuleFault } from '../rules/rule.ts';
import { isBelow, type GatewayRow } from './rows.ts';

/**
 * Whether a row of a configuration has to stand below the rows of a gateway: it could catch one of its hosts, it makes
 * the core resolve them, or it depends on what can't be told from the text. In doubt, yes: a row that comes too early
 * costs nothing.
 */
export function mustStandBelow(rule: Rule | RuleFault, hosts: readonly string[]): boolean {
  if ('fault' in rule) return true;
  const payload = rule.payload.toLowerCase();
  const isAddress = (host: string): boolean => net.isIP(host) !== 0;
  switch (rule.type) {
    case 'DOMAIN':
      return hosts.some((host) => host === payload || isBelow(payload, host));
    case 'DOMAIN-SUFFIX':
      return hosts.some((host) => host === payload || isBelow(host, payload) || isBelow(payload, host));
    case 'DOMAIN-KEYWORD':
      return hosts.some((host) => host.includes(payload));
    case 'DOMAIN-WILDCARD':
      return matches(`^${payload.replace(/[\\^$.+()[\]{}|]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')}$`, hosts);
    case 'DOMAIN-REGEX':
      return matches(rule.payload, hosts);
    case 'GEOIP':
    case 'IP-CIDR':
    case 'IP-CIDR6':
    case 'IP-SUFFIX':
    case 'IP-ASN':
      // Without an address there is nothing that such a row could match.
      return !rule.noResolve || hosts.some(isAddress);
    default:
      return true;
  }
}

/** Whether two rows ask and lead the same. */
export function isRow(rule: Rule | RuleFault, row: GatewayRow, group: string): boolean {
  return !('fault' in rule) && rule.type === row.type && rule.payload.toLowerCase() === row.payload && rule.target === group && rule.noResolve === row.noResolve;
}

/** A pattern that can't be read here may match. */
function matches(pattern: string, hosts: readonly string[]): boolean {
  try {
    const expression = new RegExp(pattern.replace(/\(\?[imsnx]+\)/g, ''), 'i');
    return hosts.some((host) => expression.test(host));
  } catch {
    return true;
  }
}
