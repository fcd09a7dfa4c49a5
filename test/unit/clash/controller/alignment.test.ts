import assert from 'node:assert/strict';
import fc from 'fast-check';
import { alignment, tunOwners, type AlignmentFacts, type AlignmentKind } from '../../../../src/clash/controller/alignment.ts';
import { tunSigns } from '../../../../src/path/tun-signs.ts';
import type { TunInterface } from '../../../../src/path/network-interfaces.ts';
import type { InboundWay } from '../../../../src/clash/controller/inbound-way.ts';

const real = ['104.18.2.115'];
const fake = ['198.18.0.7'];
const seen = (host: string, dnsMode: string, way: InboundWay, destinationIp?: string): NonNullable<AlignmentFacts['connection']> => ({ host, dnsMode, destinationIp, way });

describe('names and the core', () => {
  const cases: [what: string, facts: Partial<AlignmentFacts>, kind: AlignmentKind, works: boolean | undefined][] = [
    ['a client told of the proxy', { toldOfProxy: true, system: real }, 'by-name', true],
    ['the same, seen', { toldOfProxy: true, system: real, connection: seen('openrouter.ai', 'normal', 'connect') }, 'by-name', true],
    ['told, and never seen at the core', { toldOfProxy: true, system: real, connection: null }, 'past-core', false],
    ['told, and resolves first', { toldOfProxy: true, system: real, connection: seen('', 'normal', 'socks', '104.18.2.115') }, 'no-mapping', false],
    ['told, resolves first, and is mapped back', { toldOfProxy: true, system: fake, connection: seen('openrouter.ai', 'fake-ip', 'connect') }, 'fake-ip', true],
    ['fake-ip through the TUN', { system: fake, tunOn: true, connection: seen('openrouter.ai', 'fake-ip', 'tun') }, 'fake-ip', true],
    ['fake-ip and a TUN, not yet seen', { system: fake, tunOn: true }, 'fake-ip', true],
    ['redir-host through the TUN', { system: real, tunOn: true, connection: seen('openrouter.ai', 'redir-host', 'tun', '104.18.2.115') }, 'mapped', true],
    ['sniffed', { system: real, tunOn: true, connection: seen('openrouter.ai', 'normal', 'tun', '104.18.2.115') }, 'sniffed-or-hosts', true],
    ['another resolver beside the TUN', { system: real, tunOn: true, listener: fake }, 'bypasses-core-dns', false],
    ['another resolver beside the TUN, seen', { system: real, tunOn: true, connection: seen('', 'normal', 'tun', '104.18.2.115') }, 'bypasses-core-dns', false],
    ['a real address under the TUN in fake-ip, the listener not asked', { system: real, tunOn: true, mode: 'fake-ip' }, 'bypasses-core-dns', false],
    ['a real address under the TUN, and nobody knows the mode', { system: real, tunOn: true }, 'unknown', undefined],
    ['a name that fake-ip leaves out, asked twice', { system: real, tunOn: true, mode: 'fake-ip', listener: ['104.18.3.115'] }, 'unknown', undefined],
    ['another program was seen that has a fake address', { system: real, tunOn: true, mode: 'fake-ip', listener: fake, connection: seen('openrouter.ai', 'fake-ip', 'tun') }, 'bypasses-core-dns', false],
    ['another program was seen that resolves elsewhere', { system: fake, tunOn: true, listener: fake, connection: seen('', 'normal', 'tun', '104.18.9.9') }, 'fake-ip', true],
    ['the core was given an address of before', { system: fake, tunOn: true, connection: seen('', 'normal', 'tun', '198.18.0.7') }, 'orphaned', false],
    ['the core\'s resolver in redir-host', { system: real, tunOn: true, listener: real }, 'mapped', true],
    ['a fake address and nobody behind it', { system: fake, tunOn: false }, 'dead-end', false],
    ['a fake address of before the restart', { system: fake, tunOn: true, listener: ['198.18.0.4'] }, 'orphaned', false],
    ['a fake address that the core dropped', { system: fake, tunOn: true, connection: null }, 'orphaned', false],
    ['an address alone by redirection', { system: real, tunOn: false, connection: seen('', 'normal', 'transparent', '104.18.2.115') }, 'no-mapping', false],
    ['neither proxy nor TUN', { system: real, tunOn: false }, 'past-core', false],
    ['no address at all', { system: [], tunOn: true }, 'unresolved', undefined],
    ['nothing asked', {}, 'unknown', undefined],
    ['a fake address, TUN unknown', { system: fake }, 'unknown', undefined],
  ];
  for (const [what, facts, kind, works] of cases) {
    it(`${what}: ${kind}`, () => {
      const result = alignment({ system: undefined, tunOn: undefined, toldOfProxy: false, ...facts });
      assert.equal(result.kind, kind);
      assert.equal(result.rulesByNameWork, works);
    });
  }

  it('names what the system has and the core\'s resolver has not', () => {
    const facts: AlignmentFacts = { system: ['1.1.1.1', '104.18.2.115', '198.18.0.4'], upstream: { status: 0, addresses: real, aliases: [] }, tunOn: undefined, toldOfProxy: true };
    assert.deepEqual(alignment(facts).notFromCore, ['1.1.1.1']);
    assert.deepEqual(alignment(facts).fakeAddresses, ['198.18.0.4']);
    assert.deepEqual(alignment({ ...facts, upstream: null }).notFromCore, []);
  });

  it('has a word for everything, and never says that names work where none came', () => {
    const addresses = fc.option(fc.subarray([...real, ...fake, '198.18.0.4', '1.1.1.1']), { nil: undefined });
    const connection = fc.option(fc.record({ host: fc.constantFrom('', 'openrouter.ai'), dnsMode: fc.constantFrom('normal', 'fake-ip', 'redir-host', 'hosts', undefined), destinationIp: fc.constant(undefined), way: fc.constantFrom<InboundWay>('connect', 'tun', 'socks', 'other') }), { nil: undefined });
    fc.assert(fc.property(addresses, addresses, connection, fc.constantFrom(true, false, undefined), fc.boolean(), (system, listener, at, tunOn, toldOfProxy) => {
      const { kind, rulesByNameWork } = alignment({ system, listener, connection: at, tunOn, toldOfProxy });
      assert.ok(kind.length > 0);
      if (at?.host === '' && at.way !== 'tun') assert.equal(rulesByNameWork, false);
    }));
  });
});

describe('whose TUN it is', () => {
  const addresses = new Map([['172.19.0.1', 'utun7']]);
  const tun = (name: string, address: string): TunInterface => ({ name, signs: tunSigns(name, [{ address, family: 4, prefixBits: 30 }], '00:00:00:00:00:00', false) });
  const running = { enabled: true, device: 'Meta', stack: 'gVisor', dnsHijack: [], autoRoute: true, addresses: ['172.19.0.1/30'] };

  const cases: [what: string, tuns: TunInterface[], on: boolean, core: string[], others: string[]][] = [
    ['none', [], true, [], []],
    ['the core\'s alone', [tun('Meta', '198.18.0.1')], true, ['Meta'], []],
    ['a VPN beside it', [tun('Meta', '198.18.0.1'), tun('wg0', '10.8.0.2')], true, ['Meta'], ['wg0']],
    ['by the address it says', [tun('utun7', '172.19.0.1'), tun('utun4', '100.64.0.2')], true, ['utun7'], ['utun4']],
    ['the core\'s is off', [tun('utun7', '172.19.0.1')], false, [], ['utun7']],
  ];
  for (const [what, tuns, on, core, others] of cases) {
    it(what, () => assert.deepEqual(tunOwners(tuns, { ...running, enabled: on }, (address) => addresses.get(address)), { core, others }));
  }
});
