import type { GatewayHost } from '../gateway-host.ts';
import { ruleHostOf, type CoreConnection } from './answers/connections.ts';

/** The gateway that a connection goes to, by the name that rules saw; undefined for every other. Pure. */
export function gatewayOf(connection: Pick<CoreConnection, 'sniffHost' | 'host'>, gateways: readonly GatewayHost[]): GatewayHost | undefined {
  const host = ruleHostOf(connection);
  if (host === '') return undefined;
  return gateways.find((gateway) => host === gateway.host) ?? gateways.find((gateway) => host.endsWith(`.${gateway.host}`));
}
