import assert from 'node:assert/strict';
import fc from 'fast-check';
import { addressKind, fakeIpPool, isLoopbackHost } from '../../../src/path/fake-ip.ts';

describe('fake-ip pools', () => {
  const cases: readonly [string, string | undefined][] = [
    ['198.18.0.0', '198.18.0.0/15'],
    ['198.19.255.255', '198.18.0.0/15'],
    ['198.17.255.255', undefined],
    ['198.20.0.0', undefined],
    ['2001:2::7', '2001:2::/48'],
    ['2001:2:1::7', undefined],
    ['fdfe:dcba:9876::1', 'fdfe:dcba:9876::/48'],
    ['fd00:6152:1::1', 'fd00:6152::/32'],
    ['fc00::1', 'fc00::/18'],
    ['fc00:4000::1', undefined],
    ['::ffff:198.18.0.4', '198.18.0.0/15'],
    ['104.18.2.115', undefined],
    ['127.0.0.1', undefined],
    ['2606:4700::6812:273', undefined],
    ['', undefined],
    ['not an address', undefined],
  ];
  for (const [address, range] of cases) {
    it(`${JSON.stringify(address)} is ${range ? `from ${range}` : 'from none'}`, () => assert.equal(fakeIpPool(address)?.range, range));
  }

  it('says who uses a pool', () => assert.match(fakeIpPool('198.18.0.4')?.usedBy ?? '', /Clash/));
});

describe('kinds of addresses', () => {
  const cases: readonly [string, string][] = [
    ['127.0.0.53', 'loopback'],
    ['::1', 'loopback'],
    ['0.0.0.0', 'unspecified'],
    ['::', 'unspecified'],
    ['10.1.2.3', 'private'],
    ['100.64.0.1', 'carrierGradeNat'],
    ['8.8.8.8', 'unicast'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['nonsense', 'invalid'],
  ];
  for (const [address, kind] of cases) it(`${address}: ${kind}`, () => assert.equal(addressKind(address), kind));
});

describe('hosts of this machine', () => {
  const loopback = ['localhost', 'LOCALHOST', 'localhost.', 'api.localhost', '127.0.0.1', '127.8.9.10', '[::1]', '::1', '[::ffff:127.0.0.1]', '127.1', '2130706433'];
  const others = ['localhost.example.com', 'notlocalhost', '128.0.0.1', '0.0.0.0', '[::]', '192.168.1.1', 'openrouter.ai', '', '[', '127.0.0.1.nip.io'];
  for (const host of loopback) it(`${host} is one`, () => assert.equal(isLoopbackHost(host), true));
  for (const host of others) it(`${JSON.stringify(host)} is none`, () => assert.equal(isLoopbackHost(host), false));

  it('judges every text without throwing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.ipV4(), fc.ipV6()), (text) => {
        assert.equal(typeof isLoopbackHost(text), 'boolean');
        assert.equal(typeof addressKind(text), 'string');
        fakeIpPool(text);
      }),
    );
  });
});
