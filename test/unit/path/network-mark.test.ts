import assert from 'node:assert/strict';
import type { NetworkInterfaceInfo } from 'node:os';
import { networkMark } from '../../../src/path/network-mark.ts';

type Interfaces = Record<string, NetworkInterfaceInfo[] | undefined>;

function address(of: string, internal = false): NetworkInterfaceInfo {
  const shared = { address: of, netmask: '', mac: '00:00:00:00:00:00', internal, cidr: null };
  return of.includes(':') ? { ...shared, family: 'IPv6', scopeid: 0 } : { ...shared, family: 'IPv4' };
}

const loopback: Interfaces = { lo: [address('127.0.0.1', true), address('::1', true)] };

describe('the mark of the network', () => {
  const cases: readonly [name: string, interfaces: Interfaces, online: boolean, mark: string][] = [
    ['no interface', {}, false, ''],
    ['loopback alone', loopback, false, ''],
    ['an interface without an address', { ...loopback, eth0: [], eth1: undefined }, false, ''],
    ['an address of the link alone', { ...loopback, eth0: [address('fe80::1')], eth1: [address('FE80::2')] }, false, ''],
    ['one address', { ...loopback, eth0: [address('192.168.1.7')] }, true, 'eth0 192.168.1.7'],
    ['both families', { eth0: [address('10.0.0.2'), address('2001:db8:1:2:a:b:c:d')] }, true, 'eth0 10.0.0.2 eth0 2001:db8:1:2'],
    ['zeros left out behind the network', { eth0: [address('2001:db8:1:2::9')] }, true, 'eth0 2001:db8:1:2'],
    ['zeros left out within the network', { eth0: [address('2001:db8::a:b:c:d')] }, true, 'eth0 2001:db8:0:0'],
    ['zeros left out before all', { eth0: [address('::5:6:7')] }, true, 'eth0 0:0:0:0'],
    ['zeros left out at the end', { eth0: [address('fd00::')] }, true, 'eth0 fd00:0:0:0'],
  ];
  for (const [name, interfaces, online, mark] of cases) {
    it(`with ${name}`, () => assert.deepEqual(networkMark(interfaces), { online, mark }));
  }

  const same: readonly [name: string, one: Interfaces, other: Interfaces][] = [
    ['in another order', { a: [address('10.0.0.1')], b: [address('10.0.0.2')] }, { b: [address('10.0.0.2')], a: [address('10.0.0.1')] }],
    ['with another address for privacy', { a: [address('2001:db8:1:2:1:2:3:4')] }, { a: [address('2001:db8:1:2:9:8:7:6')] }],
    ['with one more for privacy', { a: [address('2001:db8:1:2:1:2:3:4')] }, { a: [address('2001:db8:1:2:1:2:3:4'), address('2001:db8:1:2:9:8:7:6')] }],
    ['with another one where the network has zeros', { a: [address('2001:db8::1:2:3:4')] }, { a: [address('2001:db8::9:8:7:6')] }],
  ];
  for (const [name, one, other] of same) {
    it(`is the same ${name}`, () => assert.equal(networkMark(one).mark, networkMark(other).mark));
  }

  const different: readonly [name: string, one: Interfaces, other: Interfaces][] = [
    ['another address', { a: [address('10.0.0.1')] }, { a: [address('10.0.0.2')] }],
    ['the same address elsewhere', { a: [address('10.0.0.1')] }, { b: [address('10.0.0.1')] }],
    ['a VPN beside it', { a: [address('10.0.0.1')] }, { a: [address('10.0.0.1')], tun0: [address('10.8.0.2')] }],
    ['another network of IPv6', { a: [address('2001:db8:1:2:1:2:3:4')] }, { a: [address('2001:db8:1:3:1:2:3:4')] }],
  ];
  for (const [name, one, other] of different) {
    it(`changes with ${name}`, () => assert.notEqual(networkMark(one).mark, networkMark(other).mark));
  }

  it('reads this machine\'s own', () => {
    assert.deepEqual(networkMark(), networkMark());
  });
});
