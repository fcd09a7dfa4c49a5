import assert from 'node:assert/strict';
import fc from 'fast-check';
import { guardedAddress, guardedName, type GuardedKind } from '../../../../src/shim/route/guarded-target.ts';

describe('a guarded target', () => {
  const cases: readonly (readonly [host: string, kind: GuardedKind | undefined])[] = [
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['0.0.0.0', 'loopback'],
    ['::1', 'loopback'],
    ['::', 'loopback'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['::ffff:7f00:1', 'loopback'],
    ['::127.0.0.1', 'loopback'],
    ['64:ff9b::7f00:1', 'loopback'],
    ['2002:7f00:1::', 'loopback'],
    ['169.254.169.254', 'metadata'],
    ['::ffff:169.254.169.254', 'metadata'],
    ['64:ff9b::a9fe:a9fe', 'metadata'],
    ['2002:a9fe:a9fe::1', 'metadata'],
    ['::a9fe:a9fe', 'metadata'],
    ['fd00:ec2::254', 'metadata'],
    ['fd00:ec2:0:0:0:0:0:254', 'metadata'],
    ['100.100.100.200', 'metadata'],
    ['168.63.129.16', 'metadata'],
    ['169.254.1.1', 'link-local'],
    ['fe80::1', 'link-local'],
    ['fe80::1%eth0', 'link-local'],
    ['10.0.0.1', 'private'],
    ['172.16.0.1', 'private'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'private'],
    ['fd12::1', 'private'],
    ['64:ff9b::a00:1', 'private'],
    ['64:ff9b:1::808:808', 'special'],
    ['64:ff9b:1:a9fe:a9:fe00:808:808', 'special'],
    ['224.0.0.1', 'special'],
    ['ff02::1', 'special'],
    ['255.255.255.255', 'special'],
    ['240.0.0.1', 'special'],
    ['2001:db8::1', 'special'],
    ['::ffff:0:7f00:1', 'special'],
    ['fec0::1', 'special'],
    ['8.8.8.8', undefined],
    ['::ffff:8.8.8.8', undefined],
    ['64:ff9b::808:808', undefined],
    ['2606:4700::1111', undefined],
    ['198.18.0.4', undefined],
    ['fc00::5', undefined],
    ['localhost', 'loopback'],
    ['a.b.localhost', 'loopback'],
    ['localhost.localdomain', 'loopback'],
    ['localhost6', 'loopback'],
    ['ip6-localhost', 'loopback'],
    ['ip6-loopback', 'loopback'],
    ['metadata.google.internal', 'metadata'],
    ['metadata', 'metadata'],
    ['notlocalhost', undefined],
    ['localhost.example.com', undefined],
    ['api.openrouter.ai', undefined],
  ];
  for (const [host, kind] of cases) it(`${host} is ${kind ?? 'none'}`, () => assert.equal(guardedName(host), kind));

  it('is whatever is no address, asked as one', () => assert.equal(guardedAddress('nonsense'), 'special'));

  it('is one in the clothes of IPv6 exactly where it is one without them (property)', () => {
    const kindOf = (text: string): GuardedKind | undefined => guardedAddress(text);
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.constantFrom('127.0.0.1', '10.1.1.1', '169.254.169.254', '100.64.1.1')), (v4) => {
        const [a = 0, b = 0, c = 0, d = 0] = v4.split('.').map(Number);
        const hex = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
        for (const dressed of [`::ffff:${v4}`, `::ffff:${hex}`, `64:ff9b::${hex}`, `2002:${hex}::1`]) {
          // A fake address stands for a name only where the core handed it out, which is not in these clothes.
          assert.equal(kindOf(dressed), kindOf(v4), dressed);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
