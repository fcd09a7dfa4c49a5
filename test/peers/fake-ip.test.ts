/**
 * A real dnsmasq that hands out fake addresses, as Clash and its like do: with someone who knows the names, and
 * without.
 */
import * as assert from 'node:assert/strict';
import type { ConnectEvidence, DnsEvidence } from '../../src/diagnosis/evidence.ts';
import { startDnsmasq, type Dnsmasq } from './rigs/dnsmasq.ts';
import { doctor, evidence, faults, finding } from './rigs/doctor.ts';
import { gatewayName, gatewayUrl, startGateway } from './rigs/gateway.ts';
import { runWell } from './rigs/program.ts';
import { note } from './rigs/seen.ts';
import { startWorld, type World, type WorldOptions } from './rigs/world.ts';

/** Of 198.18.0.0/15, which is reserved for benchmarks (RFC 2544). */
const fakeAddress = '198.18.0.7';
/** dnsmasq's word for it. */
const everyName = '#';

describe('fake-ip, by a real dnsmasq', function () {
  this.timeout(60_000);
  let world: World | undefined;
  let dnsmasq: Dnsmasq | undefined;

  afterEach(async () => {
    await dnsmasq?.stop();
    await world?.close();
    dnsmasq = undefined;
    world = undefined;
  });

  const begin = async (options: WorldOptions, name: string): Promise<World> => {
    const made = await startWorld(options);
    world = made;
    // Every name it has no address for does not exist.
    dnsmasq = await startDnsmasq(
      made,
      { addresses: { [name]: fakeAddress }, local: name === everyName ? [] : ['test', 'invalid'] },
    );
    return made;
  };

  /** The machine's core takes what goes to fake addresses, and a gateway listens behind it. */
  const own = async (here: World): Promise<string> => {
    await runWell(here.onMachine(['ip', 'route', 'add', 'local', '198.18.0.0/16', 'dev', 'lo']));
    return (await startGateway(here, { where: 'machine', addresses: [fakeAddress] })).rootFile;
  };

  it('with an owner: healthy, and the fake address is named', async () => {
    const here = await begin({}, gatewayName);
    const root = await own(here);
    const seen = await doctor(here, gatewayUrl, { environment: { NODE_EXTRA_CA_CERTS: root } });
    note('fake-ip with an owner', seen);
    assert.equal(seen.report.verdict.state, 'healthy');
    assert.deepEqual(faults(seen), []);
    const found = finding(seen, 'fake-ip');
    assert.equal(found.severity, 'info');
    assert.ok(
      found.detail.includes(fakeAddress) && found.detail.includes('198.18.0.0/15') && found.detail.includes('Clash'),
      found.detail,
    );
    const { servers, invented } = evidence<DnsEvidence>(seen, 'dns');
    assert.deepEqual(servers?.addresses, [{ address: fakeAddress, ttlSeconds: 1 }]);
    assert.deepEqual(invented?.addresses, []);
  });

  it('with an owner that gives every name an address: the invented name proves it', async () => {
    const here = await begin({}, everyName);
    const root = await own(here);
    const seen = await doctor(here, gatewayUrl, { environment: { NODE_EXTRA_CA_CERTS: root } });
    note('fake-ip for every name', seen);
    assert.equal(seen.report.verdict.state, 'healthy');
    assert.deepEqual(faults(seen), []);
    assert.deepEqual(evidence<DnsEvidence>(seen, 'dns').invented?.addresses, [{ address: fakeAddress, family: 4 }]);
    assert.match(finding(seen, 'fake-ip').detail, /A name that cannot exist got the address 198\.18\.0\.7/);
  });

  for (const [network, code] of [['local-network', 'ENETUNREACH'], ['connected', 'DEADLINE']] as const) {
    it(`without an owner, ${network} (${code}): name resolution is at fault, within the deadline`, async () => {
      const here = await begin({ network }, gatewayName);
      const seen = await doctor(here, gatewayUrl);
      note(`fake-ip without an owner, ${network}`, seen);
      assert.deepEqual([seen.report.verdict.state, seen.report.verdict.leg, seen.code], ['down', 'dns', 1]);
      const found = finding(seen, 'fake-ip-orphan');
      assert.equal(found.severity, 'error');
      assert.ok(found.title.includes(fakeAddress), found.title);
      assert.equal(seen.report.findings[0]?.id, 'fake-ip-orphan');
      assert.equal(evidence<ConnectEvidence>(seen, 'connect').paths[0]?.failure?.code, code);
      assert.ok(seen.report.durationMs <= 10_000, `${seen.report.durationMs} ms`);
    });
  }
});
