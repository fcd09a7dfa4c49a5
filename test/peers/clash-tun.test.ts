/** A real Clash core with a TUN of its own, on a machine of a world: what is taken without being told. */
import * as assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { alignment, tunOwners } from '../../src/clash/controller/alignment.ts';
import type { CoreConnection } from '../../src/clash/controller/answers/connections.ts';
import { inboundWay } from '../../src/clash/controller/inbound-way.ts';
import { connectionsSeen } from '../../src/diagnosis/clash/core-seen.ts';
import type { ClashEvidence } from '../../src/diagnosis/evidence.ts';
import { doubleTaken } from '../../src/diagnosis/rules/clash-layers.ts';
import type { TunInterface } from '../../src/path/network-interfaces.ts';
import { tunSigns } from '../../src/path/tun-signs.ts';
import { findClashCore, startClashCore, type ClashCore } from './rigs/clash-core.ts';
import { doctor, evidence, faults, finding, type Diagnosed } from './rigs/doctor.ts';
import { gatewayName, gatewayUrl, startGateway } from './rigs/gateway.ts';
import { findProgram, run, runWell, start, type Program } from './rigs/program.ts';
import { startWorld, type World } from './rigs/world.ts';

const signal = new AbortController().signal;
const host = 'openrouter.ai';
const nodePort = 18_081;
const configuration = `
mixed-port: 7890
external-controller: ''
find-process-mode: always
tun: { enable: true, device: Meta, stack: system, auto-route: false, auto-detect-interface: false }
dns: { enable: true, listen: '127.0.0.1:53', ipv6: false, enhanced-mode: fake-ip, fake-ip-range: 198.18.0.1/16, use-system-hosts: false, default-nameserver: ['127.0.0.1:9'], nameserver: ['rcode://name_error'] }
proxies: [{ name: '🇯🇵 node', type: http, server: 127.0.0.1, port: ${nodePort} }]
rules: ['DOMAIN-SUFFIX,${host},🇯🇵 node', 'MATCH,REJECT']
`;

describe('a real Clash core with a TUN', function () {
  this.timeout(60_000);
  let world: World;
  let core: ClashCore;
  const programs: Program[] = [];

  before(() => void findClashCore());
  beforeEach(async () => {
    world = await startWorld({ network: 'local-network' });
    const node = fileURLToPath(new URL('rigs/clash-node-process.ts', import.meta.url));
    programs.push(await start(world.onMachine([process.execPath, node, '🇯🇵 node', String(nodePort)]), (one) => one.output().includes('ready')));
    core = await startClashCore(configuration, { through: (commandLine) => world.onMachine(commandLine) });
    await runWell(world.onMachine([findProgram('ip', 'iproute2'), 'route', 'add', '198.18.0.0/16', 'dev', 'Meta']));
  });
  afterEach(async () => {
    for (const program of programs.splice(0)) await program.stop();
    await core.stop();
    await world.close();
  });

  const curl = (...more: readonly string[]): Promise<Program> =>
    start(world.onMachine([findProgram('curl', 'curl'), '-sN', '-m', '30', ...more, `http://${host}:443/stream`]), (one) => one.output().includes('data:')).then((program) => {
      programs.push(program);
      return program;
    });
  const connections = async (count: number): Promise<readonly CoreConnection[]> => {
    for (let tries = 0; tries < 100; tries++) {
      const { connections: found } = await core.client.connections(signal);
      if (found.length >= count) return found;
      await sleep(50);
    }
    return assert.fail(`never ${count} connections:\n${core.output()}`);
  };

  it('takes a client that knows nothing of it, by a stand-in address', async () => {
    await curl();
    const [connection] = await connections(1);
    assert.ok(connection);
    assert.deepEqual([inboundWay(connection), connection.host, connection.dnsMode, connection.destinationIp, connection.rule], ['tun', host, 'fake-ip', undefined, 'DomainSuffix']);
    const { tun } = await core.client.configs(signal);
    assert.deepEqual([tun?.enabled, tun?.device, tun?.addresses], [true, 'Meta', ['198.18.0.1/30']]);
    const resolved = await runWell(world.onMachine(['getent', 'ahostsv4', host]));
    const system = [...new Set(resolved.match(/^\d+\.\d+\.\d+\.\d+/gm) ?? [])];
    const { kind, rulesByNameWork } = alignment({ system, connection: { host: connection.host, dnsMode: connection.dnsMode, destinationIp: connection.destinationIp, way: inboundWay(connection) }, tunOn: true, toldOfProxy: false });
    assert.deepEqual([kind, rulesByNameWork], ['fake-ip', true]);
    assert.deepEqual(tunOwners(await tuns(), tun, () => undefined), { core: ['Meta'], others: [] });
  });

  it('flags a program that is told of the proxy and taken as well', async () => {
    await curl();
    await curl('--proxy', 'http://127.0.0.1:7890', '--proxytunnel');
    const seen = connectionsSeen(await connections(2), [{ host }], true);
    assert.deepEqual(seen.map(({ door }) => door).toSorted(), ['connect', 'tun']);
    assert.deepEqual(doubleTaken(seen), [{ process: 'curl', host }]);
  });

  it('has only an address of a client that resolved elsewhere', async () => {
    await runWell(world.onMachine([findProgram('ip', 'iproute2'), 'route', 'add', '203.0.113.0/24', 'dev', 'Meta']));
    await run(world.onMachine([findProgram('curl', 'curl'), '-sN', '-m', '2', '--resolve', `${host}:443:203.0.113.7`, `http://${host}:443/stream`]));
    // MATCH,REJECT has it: the row by name could not.
    const rules = await core.client.rules(signal);
    assert.deepEqual(rules.map(({ counts }) => counts?.hits), [0, 1]);
    assert.equal(alignment({ system: ['203.0.113.7'], listener: ['198.18.0.4'], tunOn: true, toldOfProxy: false }).kind, 'bypasses-core-dns');
  });

  async function tuns(): Promise<readonly TunInterface[]> {
    const listed = JSON.parse(await runWell(world.onMachine([findProgram('ip', 'iproute2'), '-j', 'address']))) as readonly { ifname: string; address?: string; flags: readonly string[]; addr_info: readonly { local: string; family: string; prefixlen: number }[] }[];
    return listed
      .map(({ ifname, address, flags, addr_info: addresses }) => ({
        name: ifname,
        // Node gives zeros where an interface has no hardware address.
        signs: tunSigns(ifname, addresses.map(({ local, family, prefixlen }) => ({ address: local, family: family === 'inet' ? (4 as const) : (6 as const), prefixBits: prefixlen })), address ?? '00:00:00:00:00:00', flags.includes('LOOPBACK')),
      }))
      .filter(({ signs }) => signs.length > 0);
  }
});

/** Where only the core and its node know the gateway: whatever reaches it has gone by the core. */
describe('verdicts where a TUN takes the calls', function () {
  this.timeout(120_000);
  let world: World;
  let core: ClashCore;
  let root: string;
  const programs: Program[] = [];
  const deadPort = 18_082;
  const proxy = 'http://127.0.0.1:7890';
  const healthHost = 'health.test';

  const text = ({ tun = '', members = 'node' } = {}): string => `
mixed-port: 7890
external-controller: ''
find-process-mode: always
tun: { enable: true, device: Meta, stack: system, ${tun === '' ? 'auto-route: true' : tun}, auto-detect-interface: false }
dns: { enable: true, listen: '127.0.0.1:53', ipv6: false, enhanced-mode: fake-ip, fake-ip-range: 198.18.0.1/16, use-system-hosts: false, default-nameserver: ['127.0.0.1:9'], nameserver: ['rcode://name_error'] }
proxies:
  - { name: node, type: http, server: 127.0.0.1, port: ${nodePort} }
  - { name: dead, type: http, server: 127.0.0.1, port: ${deadPort} }
proxy-groups:
  - { name: STABLE, type: select, proxies: [${members}], url: 'http://${healthHost}/generate_204', interval: 300, lazy: false }
rules: ['DOMAIN-SUFFIX,${gatewayName},STABLE', 'MATCH,REJECT']
`;
  const startCore = async (configuration: string): Promise<void> => {
    core = await startClashCore(configuration, { through: (commandLine) => world.onMachine(commandLine) });
  };

  before(() => void findClashCore());
  beforeEach(async () => {
    world = await startWorld({ network: 'connected' });
    const node = fileURLToPath(new URL('rigs/clash-node-process.ts', import.meta.url));
    programs.push(await start(world.onMachine([process.execPath, node, 'node', String(nodePort), gatewayName]), (one) => one.output().includes('ready')));
    const gateway = await startGateway(world, { where: 'machine', addresses: ['127.0.0.1'] });
    root = gateway.rootFile;
  });
  afterEach(async () => {
    for (const program of programs.splice(0)) await program.stop();
    await core.stop();
    await world.close();
  });

  const diagnose = (environment: Readonly<Record<string, string>> = {}): Promise<Diagnosed> =>
    doctor(world, gatewayUrl, { environment: { NODE_EXTRA_CA_CERTS: root, CLASH_CONFIG_FILE: core.configurationFile, ...environment } });
  const clashOf = (seen: Diagnosed): NonNullable<ClashEvidence['core']> => {
    const found = evidence<ClashEvidence>(seen, 'clash').core;
    assert.ok(found);
    return found;
  };
  /** What the machine's resolver says. */
  const resolved = async (name: string): Promise<string> => {
    const [address] = /^\d+\.\d+\.\d+\.\d+/m.exec(await runWell(world.onMachine(['getent', 'ahostsv4', name]))) ?? [];
    assert.ok(address, `${name} has no address`);
    return address;
  };

  for (const [what, tun] of [['alone and well', ''], ['alone and well, though it takes stand-in addresses alone', 'auto-route: false']] as const) {
    it(what, async () => {
      await startCore(text({ tun }));
      if (tun !== '') await runWell(world.onMachine([findProgram('ip', 'iproute2'), 'route', 'add', '198.18.0.0/16', 'dev', 'Meta']));
      const seen = await diagnose();
      assert.deepEqual([seen.report.verdict.state, faults(seen)], ['healthy', []], seen.report.verdict.sentence);
      const clash = clashOf(seen);
      assert.deepEqual(clash.ways, [{ path: 'direct', way: 'tun', names: 'fake-ip' }]);
      assert.deepEqual(clash.dns, { mode: 'fake-ip', system: 'fake', listener: 'fake', upstream: 'none' });
      assert.equal(clash.tun, true);
      assert.deepEqual(clash.hosts[0]?.explanation?.chain, ['STABLE', 'node']);
      // Nobody else knows where the gateway is, so the calls went that way.
      assert.equal(seen.report.probes.find(({ id }) => id === 'http')?.status, 'pass');
      assert.deepEqual(seen.report.findings.filter(({ id }) => id.startsWith('clash-')), []);
    });
  }

  it('and the proxy variable is set as well: named, and no fault', async () => {
    await startCore(text());
    const seen = await diagnose({ HTTPS_PROXY: proxy, https_proxy: proxy });
    assert.deepEqual([seen.report.verdict.state, faults(seen)], ['healthy', []], seen.report.verdict.sentence);
    assert.deepEqual(clashOf(seen).ways, [{ path: 'proxy-1', way: 'proxy', names: 'by-name' }, { path: 'direct', way: 'tun', names: 'fake-ip' }]);
    const found = finding(seen, 'proxy-beside-tun');
    assert.equal(found.severity, 'info');
    assert.match(found.detail, /http:\/\/127\.0\.0\.1:7890; all others go into the TUN/);
  });

  it('and one program is seen at both doors', async () => {
    await startCore(text());
    const hold = async (...more: readonly string[]): Promise<void> => {
      // It keeps a connection open for as long as it may send.
      programs.push(await start(world.onMachine(['sh', '-c', `sleep 60 | ${[findProgram('curl', 'curl'), '-sN', '-m', '60', ...more].join(' ')} telnet://${gatewayName}:443`]), () => true));
    };
    await Promise.all([hold(), hold('--proxy', proxy, '--proxytunnel')]);
    for (let tries = 0; (await core.client.connections(signal)).connections.length < 2; tries++) {
      assert.ok(tries < 200, core.output());
      await sleep(50);
    }
    const seen = await diagnose({ HTTPS_PROXY: proxy, https_proxy: proxy });
    assert.deepEqual([seen.report.verdict.state, seen.report.verdict.leg, faults(seen)], ['degraded', 'proxy', ['clash-both-doors (warning, proxy)']], seen.report.verdict.sentence);
    // The diagnosis itself asks by both, and does not name itself.
    assert.match(finding(seen, 'clash-both-doors').detail, /^curl to gateway\.test\. /);
    assert.deepEqual(clashOf(seen).connections.filter(({ process }) => process === 'curl').map(({ door }) => door).sort(), ['connect', 'tun']);
  });

  it('and the system has an address of before the restart of the core', async () => {
    await startCore(text());
    const before = await resolved(gatewayName);
    await core.stop();
    // What a cache of the system keeps.
    await runWell(world.onMachine(['sh', '-c', `echo '${before} ${gatewayName}' >> /etc/hosts`]));
    await startCore(text());
    assert.equal(await resolved('other.test'), before, 'the core has forgotten, and gives the address to another name');
    const seen = await diagnose();
    assert.deepEqual([seen.report.verdict.state, seen.report.verdict.leg], ['down', 'dns'], seen.report.verdict.sentence);
    assert.equal(seen.report.findings[0]?.id, 'clash-fake-address-stale');
    assert.equal(finding(seen, 'clash-fake-address-stale').severity, 'error');
    assert.match(seen.report.verdict.nextStep, /Restart the program that calls/);
    assert.deepEqual(clashOf(seen).dns, { mode: 'fake-ip', system: 'fake', listener: 'fake', stale: true, upstream: 'none' });
  });

  it('and the row leads to a dead node', async () => {
    await startCore(text({ members: 'dead, node' }));
    for (let tries = 0; (await core.client.proxies(signal)).get('dead')?.healthByUrl.size === 0; tries++) {
      assert.ok(tries < 200, core.output());
      await sleep(50);
    }
    const seen = await diagnose();
    assert.deepEqual([seen.report.verdict.state, seen.report.verdict.leg], ['down', 'proxy'], seen.report.verdict.sentence);
    assert.equal(seen.report.findings[0]?.id, 'clash-node-dead');
    assert.match(finding(seen, 'clash-node-dead').detail, /^The way is STABLE -> dead\. Its one test so far was not answered\. /);
    assert.deepEqual(clashOf(seen).ways, [{ path: 'direct', way: 'tun', names: 'fake-ip' }]);
    assert.match(seen.report.verdict.nextStep, /choose a node of STABLE that passes its test/);
  });
});
