import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isLocalController, parseControllerAddress, printControllerAddress, reachableAddress, sameController, type ControllerAddress } from '../../../../src/clash/controller/address.ts';

const tcp = (host: string, port: number): ControllerAddress => ({ kind: 'tcp', host, port });

describe('a controller\'s address', () => {
  const cases: [text: string, address: ControllerAddress | undefined, local?: boolean][] = [
    ['127.0.0.1:9090', tcp('127.0.0.1', 9090), true],
    [' 127.0.0.1:9090 ', tcp('127.0.0.1', 9090), true],
    [':9090', tcp('0.0.0.0', 9090), true],
    ['0.0.0.0:80', tcp('0.0.0.0', 80), true],
    ['[::1]:9090', tcp('::1', 9090), true],
    ['[::]:9090', tcp('::', 9090), true],
    ['localhost:9097', tcp('localhost', 9097), true],
    ['http://127.0.0.1:9090/ui/#/proxies', tcp('127.0.0.1', 9090), true],
    ['http://192.168.1.1:9090', tcp('192.168.1.1', 9090), false],
    ['router.lan:9090', tcp('router.lan', 9090), false],
    ['https://router.lan:443', { kind: 'tls', host: 'router.lan', port: 443 }, false],
    ['unix:/tmp/verge/verge-mihomo.sock', { kind: 'unix', path: '/tmp/verge/verge-mihomo.sock' }, true],
    ['unix:///run/core.sock', { kind: 'unix', path: '/run/core.sock' }, true],
    ['/run/core.sock', { kind: 'unix', path: '/run/core.sock' }, true],
    ['\\\\.\\pipe\\verge-mihomo', { kind: 'pipe', path: '\\\\.\\pipe\\verge-mihomo' }, true],
    ['\\\\.\\PIPE\\Sparkle\\core', { kind: 'pipe', path: '\\\\.\\PIPE\\Sparkle\\core' }, true],
    ['\\\\.\\pipe\\', undefined],
    ['\\\\other\\pipe\\core', undefined],
    ['9090', undefined],
    ['127.0.0.1', undefined],
    ['http://127.0.0.1', undefined],
    ['x:0', undefined],
    ['x:99999', undefined],
    ['http://user:pass@127.0.0.1:9090', undefined],
    ['//host/share', undefined],
    ['', undefined],
  ];
  for (const [text, address, local] of cases) {
    it(`${JSON.stringify(text)} is ${address ? printControllerAddress(address) : 'none'}`, () => {
      assert.deepEqual(parseControllerAddress(text), address);
      if (address) assert.equal(isLocalController(address), local);
    });
  }

  it('printed and read again is the same', () => {
    const host = fc.oneof(fc.ipV4(), fc.ipV6().map((text) => new URL(`http://[${text}]`).hostname.slice(1, -1)), fc.domain().map((name) => name.toLowerCase()));
    const addresses: fc.Arbitrary<ControllerAddress> = fc.oneof(
      fc.record({ kind: fc.constantFrom('tcp' as const, 'tls' as const), host, port: fc.integer({ min: 1, max: 65_535 }) }, { noNullPrototype: true }),
      fc.record({ kind: fc.constant('unix' as const), path: fc.stringMatching(/^\/[a-z0-9][a-z0-9 ./-]{0,20}[a-z]$/) }, { noNullPrototype: true }),
    );
    fc.assert(fc.property(addresses, (address) => {
      assert.deepEqual(parseControllerAddress(printControllerAddress(address)), address);
    }));
  });

  it('reads any text without an error', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      const address = parseControllerAddress(text);
      if (address) assert.ok(printControllerAddress(reachableAddress(address)).length > 0);
    }));
  });

  it('one on every interface is reached by loopback, and is the same', () => {
    assert.deepEqual(reachableAddress(tcp('0.0.0.0', 1)), tcp('127.0.0.1', 1));
    assert.deepEqual(reachableAddress(tcp('::', 1)), tcp('::1', 1));
    assert.ok(sameController(tcp('0.0.0.0', 9090), tcp('127.0.0.1', 9090)));
    assert.ok(!sameController(tcp('127.0.0.1', 9090), { kind: 'tls', host: '127.0.0.1', port: 9090 }));
  });
});
