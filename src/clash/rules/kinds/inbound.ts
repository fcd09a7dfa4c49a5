import type { RuleKind } from '../kind.ts';
import { inRanges, parseRanges } from '../number-ranges.ts';

const inboundTypes: ReadonlySet<string> = new Set([
  'HTTP', 'HTTPS', 'SOCKS', 'SOCKS4', 'SOCKS5', 'SHADOWSOCKS', 'VMESS', 'VLESS', 'REDIR', 'TPROXY', 'TROJAN', 'TUNNEL', 'TUN', 'TUIC', 'HYSTERIA2', 'ANYTLS', 'MIERU', 'SUDOKU', 'INNER',
]);

/** How the connection came in, and over what it goes (core: rules/common/{in_type,in_user,in_name,network_type,dscp}.go). */
export const inboundKind: RuleKind = {
  types: ['IN-TYPE', 'IN-USER', 'IN-NAME', 'REMATCH-NAME', 'NETWORK', 'DSCP'],
  fault({ type, payload }) {
    switch (type) {
      case 'NETWORK':
        return /^(tcp|udp)$/i.test(payload) ? undefined : payload;
      case 'DSCP':
        return parseRanges(payload, 8)?.every(([, high]) => high <= 63) ? undefined : payload;
      case 'IN-TYPE':
        return parts(payload).find((part) => !inboundTypes.has(part.toUpperCase()));
      default:
        return parts(payload).find((part) => part === '');
    }
  },
  test({ type, payload }) {
    switch (type) {
      case 'NETWORK':
        return ({ connection }) => connection.network === payload.toLowerCase();
      case 'DSCP': {
        const ranges = parseRanges(payload, 8) ?? [];
        return ({ connection }) => (connection.dscp === undefined ? { missing: 'dscp', detail: payload } : inRanges(ranges, connection.dscp ?? 0));
      }
      case 'IN-TYPE': {
        const wanted = new Set(parts(payload.toUpperCase()).flatMap((part) => (part === 'SOCKS' ? ['SOCKS4', 'SOCKS5'] : [part])));
        return ({ connection: { inboundType } }) => (inboundType === undefined ? { missing: 'inbound', detail: payload } : wanted.has((inboundType ?? '').toUpperCase()));
      }
      case 'IN-USER':
        return ({ connection }) => among(payload, connection.inboundUser);
      case 'IN-NAME':
        return ({ connection }) => among(payload, connection.inboundName);
      default:
        // A core that knows it sets the name by a policy of its own, which nothing here tells.
        return () => ({ missing: 'inbound', detail: payload });
    }
  },
};

function among(payload: string, value: string | null | undefined): boolean | { missing: 'inbound'; detail: string } {
  return value === undefined ? { missing: 'inbound', detail: payload } : parts(payload).includes(value ?? '');
}

function parts(payload: string): string[] {
  return payload.split('/').map((part) => part.trim());
}
