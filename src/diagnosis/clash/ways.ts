import { isLoopbackHost } from '../../path/fake-ip.ts';
import type { NetworkPath } from '../../path/network-path.ts';
import type { MachineNetwork, WayOut } from '../../path/network-interfaces.ts';
import type { ClashWay } from './evidence.ts';

/** What of a running core decides how calls meet it. */
export interface CoreDoors {
  /** Where it takes a proxy's requests. */
  ports: readonly number[];
  tun: boolean;
  /** TUNs of other programs, where it is known which is the core's. */
  otherTuns?: readonly string[];
  /** The core is on this machine; one on a router has its ports elsewhere. */
  host: string;
}

/**
 * How each path meets the core. Pure.
 *
 * @param direct the way to the gateway's own address, where it is known: a TUN may take stand-in addresses alone, or leave
 *   some out. Without it the default routes count.
 */
export function waysOf(paths: readonly Pick<NetworkPath, 'id' | 'proxyUrl'>[], doors: CoreDoors, network: MachineNetwork | null, direct?: Pick<WayOut, 'interface' | 'tun'>): ClashWay[] {
  const known = direct !== undefined && direct.interface !== null;
  const byTun = doors.tun && (known ? [direct] : [network?.defaults.v4, network?.defaults.v6]).some((way) => way?.tun === true && doors.otherTuns?.includes(way.interface ?? '') !== true);
  return paths.map(({ id, proxyUrl }) => {
    if (!proxyUrl) return { path: id, way: byTun ? 'tun' : 'past' };
    const port = Number(proxyUrl.port) || (proxyUrl.protocol === 'https:' ? 443 : 80);
    const same = isLoopbackHost(proxyUrl.hostname) ? isLoopbackHost(doors.host) : proxyUrl.hostname === doors.host;
    if (!same) return { path: id, way: 'other-proxy' };
    if (doors.ports.length === 0) return { path: id, way: 'unknown' };
    return { path: id, way: doors.ports.includes(port) ? 'proxy' : 'other-proxy' };
  });
}
