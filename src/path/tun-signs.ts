import { addressKind, fakeIpPool } from './fake-ip.ts';

/** One address of a network interface, as `os.networkInterfaces` gives it. */
export interface InterfaceAddress {
  address: string;
  family: 4 | 6;
  /** Length of the network's prefix in bits; null when unknown. */
  prefixBits: number | null;
}

/**
 * Why an interface looks like one that a program made to take traffic (a TUN): its name, an address of a fake-ip pool,
 * or no hardware address on a network of two.
 */
export type TunSign = 'name' | 'fake-ip-address' | 'point-to-point';

/**
 * Names that TUN programs give: `Meta` by mihomo, `utunN` by macOS, `wg*` by WireGuard, `tunN` by OpenVPN and sing-box
 * (MetaCubeX/mihomo, listener/sing_tun/server.go; SagerNet/sing-tun, tun.go; the products' documents for the rest).
 */
const tunNames: readonly RegExp[] = [
  /^(meta|mihomo|clash|sing-?box|surge)$/i,
  /^(utun|tun|tap|wg|ipsec|nebula|outline-tun)\d*$/i,
  /^(wg-|wintun|wireguard|cloudflarewarp|warp|tailscale|v2raya?-?tun|xray-?tun)/i,
  // ZeroTier's are followed by a hash.
  /^zt[a-z0-9]{8,}$/i,
];

/** Modems have no hardware address and networks of two as well, and are no program's (Linux qmi_wwan, ppp). */
const modemNames = /^(wwan|ppp|rmnet|wwp|mbim|cellular|pdp_ip)/i;

/** The signs that hold for an interface; none for an ordinary one. Pure. */
export function tunSigns(
  name: string,
  addresses: readonly InterfaceAddress[],
  hardwareAddress: string,
  internal: boolean,
): readonly TunSign[] {
  if (internal) return [];
  // Link-local addresses come by themselves, on the several `utun` that every macOS has.
  const routable = addresses.filter(({ address }) => addressKind(address) !== 'linkLocal');
  if (routable.length === 0) return [];
  const withoutHardware = /^(00[:-]){5}00$/.test(hardwareAddress) && !modemNames.test(name);
  const ofTwo = routable.some(
    ({ family, prefixBits }) => prefixBits !== null && prefixBits >= (family === 4 ? 30 : 126),
  );
  return [
    ...(tunNames.some((pattern) => pattern.test(name)) ? (['name'] as const) : []),
    ...(routable.some(({ address }) => fakeIpPool(address)) ? (['fake-ip-address'] as const) : []),
    ...(withoutHardware && ofTwo ? (['point-to-point'] as const) : []),
  ];
}
