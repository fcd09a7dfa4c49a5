/** How many sockets a quick diagnosis opens, at most: each one that it and its children ask the kernel for. */
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Report } from '../../src/diagnosis/report.ts';
import { practiceKey } from '../../src/gateways/practice.ts';
import { startDnsmasq } from './rigs/dnsmasq.ts';
import { builtCli, machineEnvironment } from './rigs/doctor.ts';
import { gatewayName, gatewayUrl, startGateway, type RunningGateway } from './rigs/gateway.ts';
import { findProgram, run } from './rigs/program.ts';
import { startTinyproxy, type Tinyproxy } from './rigs/tinyproxy.ts';
import { outsideAddress, startWorld, type World } from './rigs/world.ts';

const maxSockets = 40;
const manyName = 'many.test';

interface Counted {
  report: Report;
  tcp: number;
  /** Those of look-ups by the system's resolver too. */
  udp: number;
  processes: number;
}

describe('the sockets of a quick diagnosis', function () {
  this.timeout(120_000);
  let world: World;
  let gateway: RunningGateway;
  let proxy: Tinyproxy;
  let dnsmasq: { stop(): Promise<void> };

  before(async () => {
    // Three servers, as many as resolv.conf takes; two of them nobody.
    world = await startWorld({ dnsServers: ['127.0.0.1', '10.77.0.8', '10.77.0.9'] });
    const proxyNames = ['one', 'two', 'three'].map((name) => `${name}.proxy.test,${outsideAddress}`);
    const silent = Array.from({ length: 7 }, (_, index) => `10.88.0.${index + 1}`);
    dnsmasq = await startDnsmasq(world, {
      addresses: { [gatewayName]: outsideAddress },
      local: ['test', 'invalid'],
      records: [...proxyNames, `${manyName},${outsideAddress}`, ...silent.map((address) => `${manyName},${address}`)],
    });
    gateway = await startGateway(world, { names: [gatewayName, manyName] });
    proxy = await startTinyproxy(world, { listen: outsideAddress, where: 'outside' });
  });
  after(async () => {
    await proxy?.stop();
    await gateway?.stop();
    await dnsmasq?.stop();
    await world?.close();
  });

  /** Diagnoses under strace, which follows threads and children. */
  const count = async (baseUrl: string, more: Readonly<Record<string, string>>): Promise<Counted> => {
    const file = path.join(world.folder, 'calls.txt');
    const watched = [findProgram('strace', 'strace'), '-f', '-qq', '-e', 'trace=socket,execve', '-o', file];
    const commandLine = [...watched, process.execPath, builtCli(), 'doctor', '--base-url', baseUrl, '--json'];
    const { stdout, stderr } = await run(world.onMachine(commandLine), {
      environment: machineEnvironment(world.home, { GATEHOUSE_API_KEY: practiceKey, ...more }),
    });
    assert.ok(stdout.startsWith('{'), stderr);
    const calls = fs.readFileSync(file, 'utf8').split('\n');
    const matching = (pattern: RegExp): number => calls.filter((line) => pattern.test(line)).length;
    return {
      report: JSON.parse(stdout) as Report,
      tcp: matching(/^\d+ +socket\(AF_INET6?, SOCK_STREAM/),
      udp: matching(/^\d+ +socket\(AF_INET6?, SOCK_DGRAM/),
      processes: new Set(calls.filter((line) => /^\d+ +execve\(.* = 0$/.test(line)).map((line) => line.split(' ')[0])).size,
    };
  };

  const proxyOf = (name: string): string => `http://${name}.proxy.test:8888`;
  const trust = (): Record<string, string> => ({ NODE_EXTRA_CA_CERTS: gateway.rootFile });
  const everyProxy = (): Record<string, string> => ({
    HTTPS_PROXY: proxyOf('one'),
    https_proxy: proxyOf('two'),
    ALL_PROXY: proxyOf('three'),
  });
  const rows: readonly (readonly [string, string, () => Record<string, string>, number])[] = [
    ['direct, trusted', gatewayUrl, trust, 1],
    ['direct, not trusted', gatewayUrl, () => ({}), 1],
    ['a proxy for some and direct for others, trusted', gatewayUrl, () => ({ ...trust(), HTTPS_PROXY: proxyOf('one') }), 2],
    ['all the paths that can be, trusted', gatewayUrl, () => ({ ...trust(), ...everyProxy() }), 3],
    ['all the paths that can be, not trusted', gatewayUrl, everyProxy, 3],
    ['eight addresses, seven of them silent', `https://${manyName}/api/v1`, trust, 1],
  ];
  const seen: string[] = [];
  for (const [name, url, environment, paths] of rows) {
    it(`${name}: at most ${maxSockets}`, async () => {
      const { report, tcp, udp, processes } = await count(url, environment());
      const all = tcp + udp;
      seen.push(`${String(all).padStart(3)} sockets (${tcp} TCP, ${udp} UDP) of ${processes} processes: ${name}`);
      assert.ok(report.subject.paths.length >= paths, `${report.subject.paths.length} paths`);
      // What was counted is what was opened: each path takes a connection at least, and a name a look-up.
      assert.ok(tcp > paths && udp > 0 && processes > 0, seen.at(-1));
      assert.ok(all <= maxSockets, seen.at(-1));
    });
  }

  after(() => console.log(`\n  sockets of a quick diagnosis\n${seen.map((line) => `    ${line}`).join('\n')}`));
});
