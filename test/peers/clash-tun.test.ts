/** A real Clash core with a TUN of its own, on a machine of a world: what is taken without being told. */
import * as assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { alignment, tunOwners } from '../../src/clash/controller/alignment.ts';
import type { CoreConnection } from '../../src/clash/controller/answers/connections.ts';
import { inboundWay } from '../../src/clash/controller/inbound-way.ts';
import { connectionsSeen } from '../../src/diagnosis/clash/core-seen.ts';
import { doubleTaken } from '../../src/diagnosis/rules/clash-layers.ts';
import type { TunInterface } from '../../src/path/network-interfaces.ts';
import { tunSigns } from '../../src/path/tun-signs.ts';
import { findClashCore, startClashCore, type ClashCore } from './rigs/clash-core.ts';
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
