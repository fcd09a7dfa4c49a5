import assert from 'node:assert/strict';
import { tunSigns, type InterfaceAddress } from '../../../src/path/tun-signs.ts';

const none = '00:00:00:00:00:00';
const card = '3c:22:fb:01:02:03';
const v4 = (address: string, prefixBits: number | null = 24): InterfaceAddress => ({ address, family: 4, prefixBits });
const v6 = (address: string, prefixBits: number | null = 64): InterfaceAddress => ({ address, family: 6, prefixBits });

describe('signs of a TUN', () => {
  const cases: readonly [string, string, readonly InterfaceAddress[], string, boolean, readonly string[]][] = [
    ['mihomo on Linux', 'Meta', [v4('198.18.0.1', 30), v6('fdfe:dcba:9876::1', 126)], none, false, ['name', 'fake-ip-address', 'point-to-point']],
    ['mihomo on macOS', 'utun8', [v4('198.18.0.1', 30)], none, false, ['name', 'fake-ip-address', 'point-to-point']],
    ['a device with a name of its own', 'mine', [v4('198.18.0.1', 16)], none, false, ['fake-ip-address']],
    ['sing-box', 'tun0', [v4('172.19.0.1', 30)], none, false, ['name', 'point-to-point']],
    ['WireGuard', 'wg0', [v4('10.8.0.2')], none, false, ['name']],
    ['Tailscale', 'tailscale0', [v4('100.101.102.103', 32), v6('fd7a:115c:a1e0::1', 128)], none, false, ['name', 'point-to-point']],
    ['WARP on Windows', 'CloudflareWARP', [v4('172.16.0.2', 32)], none, false, ['name', 'point-to-point']],
    ['a TUN of an unknown name', 'vpn-x', [v4('10.10.0.2', 31)], none, false, ['point-to-point']],
    ['the utun that every macOS has', 'utun0', [v6('fe80::1')], none, false, []],
    ['a card', 'eth0', [v4('192.168.1.10'), v6('fe80::1')], card, false, []],
    ['a card on a network of two', 'eth0', [v4('10.0.0.1', 30)], card, false, []],
    ['a modem', 'wwan0', [v4('10.64.0.2', 30)], none, false, []],
    ['a dial-up line', 'ppp0', [v4('100.64.0.2', 32)], none, false, []],
    ['loopback', 'lo', [v4('127.0.0.1', 8)], none, true, []],
    ['a container bridge', 'docker0', [v4('172.17.0.1', 16)], card, false, []],
    ['without an address', 'tun0', [], none, false, []],
    ['with a prefix nobody knows', 'x', [v4('10.0.0.1', null)], none, false, []],
    ['a name that only begins like one', 'metallica', [v4('10.0.0.1')], card, false, []],
  ];
  for (const [what, name, addresses, mac, internal, signs] of cases) {
    it(`${what} (${name}): ${signs.join(', ') || 'none'}`, () => assert.deepEqual(tunSigns(name, addresses, mac, internal), signs));
  }
});
