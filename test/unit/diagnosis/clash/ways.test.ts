import assert from 'node:assert/strict';
import { waysOf, type CoreDoors } from '../../../../src/diagnosis/clash/ways.ts';
import type { MachineNetwork } from '../../../../src/path/network-interfaces.ts';

const network = (tun: boolean): MachineNetwork => {
  const way = (to: string) => ({ to, interface: tun ? 'Meta' : 'eth0', tun });
  return { tuns: [], defaults: { v4: way('internet-v4'), v6: way('internet-v6') } };
};
const core: CoreDoors = { ports: [7890, 7891], tun: true, host: '127.0.0.1' };
const rows: readonly [what: string, proxy: string | undefined, doors: Partial<CoreDoors>, network: MachineNetwork | null, way: string][] = [
  ['its port', 'http://127.0.0.1:7890', {}, network(false), 'proxy'],
  ['its port by name', 'socks5://localhost:7891', {}, null, 'proxy'],
  ['another port here', 'http://127.0.0.1:8888', {}, network(true), 'other-proxy'],
  ['a proxy elsewhere', 'http://proxy.example:7890', {}, network(true), 'other-proxy'],
  ['a core on a router', 'http://192.168.1.1:7890', { host: '192.168.1.1' }, network(false), 'proxy'],
  ['a core that does not tell its ports', 'http://127.0.0.1:2080', { ports: [] }, network(false), 'unknown'],
  ['direct, into its TUN', undefined, {}, network(true), 'tun'],
  ['direct, its TUN off', undefined, { tun: false }, network(true), 'past'],
  ['direct, its TUN has no route', undefined, {}, network(false), 'past'],
  ['direct, and nobody knows the network', undefined, {}, null, 'past'],
];

describe('how a path meets a Clash core', () => {
  for (const [what, proxy, doors, seen, way] of rows) {
    it(`${what}: ${way}`, () => {
      assert.deepEqual(waysOf([{ id: 'one', ...(proxy !== undefined && { proxyUrl: new URL(proxy) }) }], { ...core, ...doors }, seen), [{ path: 'one', way }]);
    });
  }

  const direct: readonly [what: string, way: { interface: string | null; tun: boolean }, defaults: boolean, met: string][] = [
    ['its TUN takes stand-in addresses alone', { interface: 'Meta', tun: true }, false, 'tun'],
    ['its TUN leaves this address out', { interface: 'eth0', tun: false }, true, 'past'],
    ['no way is known, and the default route counts', { interface: null, tun: false }, true, 'tun'],
  ];
  for (const [what, way, defaults, met] of direct) {
    it(`${what}: ${met}`, () => {
      assert.deepEqual(waysOf([{ id: 'one' }], core, network(defaults), way), [{ path: 'one', way: met }]);
      assert.deepEqual(waysOf([{ id: 'one' }], { ...core, tun: false }, network(defaults), way), [{ path: 'one', way: 'past' }]);
    });
  }
});
