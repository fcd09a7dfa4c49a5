import type { FragmentMembers, FragmentWish } from '../../../../src/clash/fragment/wish.ts';
import type { GatewayHost } from '../../../../src/clash/gateway-host.ts';
import { findGateway } from '../../../../src/gateways/catalogue/index.ts';
import { calledHosts, keylessUrl } from '../../../../src/gateways/called-hosts.ts';

export function hostsOf(...ids: string[]): GatewayHost[] {
  return ids.flatMap((id) => calledHosts(findGateway(id) ?? assertNever(id)));
}

function assertNever(id: string): never {
  throw new Error(`no gateway ${id}`);
}

/** A wish for OpenRouter, or what is said otherwise. */
export function wishFor(members: FragmentMembers = { filter: undefined }, group = 'OPENROUTER-STABLE', ...ids: string[]): FragmentWish {
  const hosts = hostsOf(...(ids.length > 0 ? ids : ['openrouter']));
  return { hosts, testUrl: keylessUrl(findGateway(ids[0] ?? 'openrouter') ?? assertNever('')), group, members };
}
