import type { CoreConnection } from './answers/connections.ts';

/**
 * How a connection came into the core. `connect`: a client that was told of the proxy. `socks`: likewise. `tun`: taken
 * from a client that knows nothing of it, as `transparent` by other means.
 */
export type InboundWay = 'connect' | 'http' | 'socks' | 'tun' | 'transparent' | 'other';

/** The way, from how the core writes it: `HTTPS`, `Tun`, `mixed/in` of sing-box. Pure. */
export function inboundWay({ inbound }: Pick<CoreConnection, 'inbound'>): InboundWay {
  const type = (inbound.split('/')[0] ?? '').toLowerCase();
  if (type === 'https' || type === 'mixed' || type === 'http connect') return 'connect';
  if (type === 'http') return 'http';
  if (type.startsWith('socks')) return 'socks';
  if (type === 'tun') return 'tun';
  return type.startsWith('redir') || type === 'tproxy' ? 'transparent' : 'other';
}
