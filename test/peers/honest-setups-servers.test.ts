/** Real servers and real ways with nothing wrong in them: nothing above info may be said of any. */
import * as assert from 'node:assert/strict';
import { practiceKey } from '../../src/gateways/practice.ts';
import { startDnsmasq } from './rigs/dnsmasq.ts';
import type { DoctorOptions } from './rigs/doctor.ts';
import { expectHealthy, healthySetups } from './rigs/expect-healthy.ts';
import { haproxyPorts, nginxPorts, startHaproxy, startNginx } from './rigs/front-servers.ts';
import { gatewayHostsLine, gatewayName, gatewayUrl, startGateway } from './rigs/gateway.ts';
import { startMicrosocks } from './rigs/microsocks.ts';
import { startPrivoxy } from './rigs/privoxy.ts';
import { findProgram, runWell } from './rigs/program.ts';
import { originPorts, startStreamOrigin, type StreamOrigin } from './rigs/stream-origin.ts';
import { startStunnel, stunnelPort } from './rigs/stunnel.ts';
import { startTun, tunAddress } from './rigs/tun-device.ts';
import { startUnbound } from './rigs/unbound.ts';
import { outsideAddress, startWorld, type World } from './rigs/world.ts';

const fakeAddress = '198.18.0.7';
/** Of the private range (RFC 4193); the world has no other addresses of version 6. */
const outsideV6 = 'fd00:77::1';
const machineV6 = 'fd00:77::2';

describe('real servers and ways with nothing wrong in them', function () {
  this.timeout(120_000);

  const stops: { stop(): Promise<void> }[] = [];
  const worlds: World[] = [];
  const begin = async (...options: Parameters<typeof startWorld>): Promise<World> => {
    const world = await startWorld(...options);
    worlds.push(world);
    return world;
  };
  const keep = async <T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const started = await starting;
    stops.push(started);
    return started;
  };
  afterEach(async () => {
    for (const one of stops.splice(0).toReversed()) await one.stop();
    for (const one of worlds.splice(0)) await one.close();
  });
  const trusting = ({ rootFile }: { rootFile: string }, more: Record<string, string> = {}): DoctorOptions => ({
    environment: { NODE_EXTRA_CA_CERTS: rootFile, GATEHOUSE_API_KEY: practiceKey, ...more },
  });

  describe('servers in front of a gateway', () => {
    const fronts: readonly (readonly [string, number, (world: World, origin: StreamOrigin) => Promise<{ stop(): Promise<void> }>])[] = [
      ['nginx that passes streams on', nginxPorts.unbuffered, startNginx],
      ['haproxy, HTTP/2', haproxyPorts.http2, startHaproxy],
      ['haproxy that passes bytes on', haproxyPorts.tcp, startHaproxy],
      ['stunnel', stunnelPort, (world, { leafFile }) => startStunnel(world, originPorts.plain, leafFile)],
    ];
    for (const [name, port, startFront] of fronts) {
      it(name, async () => {
        const world = await begin({ hosts: [gatewayHostsLine] });
        const origin = await keep(startStreamOrigin(world));
        await keep(startFront(world, origin));
        const url = `https://${gatewayName}:${port}/v1`;
        // With a stream: it passes too, and nothing is said of how it came.
        const seen = await expectHealthy(name, world, url, {
          ...trusting(origin),
          args: ['--spend', '--model', 'paced/n=20'],
        });
        assert.equal(seen.report.probes.find(({ id }) => id === 'stream')?.status, 'pass');
      });
    }
  });

  describe('proxies', () => {
    it('privoxy by HTTPS_PROXY', async () => {
      const world = await begin({ hosts: [gatewayHostsLine] });
      const gateway = await keep(startGateway(world));
      const { url } = await keep(startPrivoxy(world));
      await expectHealthy('privoxy, CONNECT', world, gatewayUrl, trusting(gateway, { HTTPS_PROXY: url, HTTP_PROXY: url }));
    });

    it('microsocks by ALL_PROXY', async () => {
      const world = await begin({ hosts: [gatewayHostsLine] });
      const gateway = await keep(startGateway(world));
      const { host, log } = await keep(startMicrosocks(world));
      await expectHealthy('microsocks, SOCKS5', world, gatewayUrl, trusting(gateway, { ALL_PROXY: `socks5h://${host}` }));
      assert.match(log(), new RegExp(gatewayName));
    });
  });

  describe('names and addresses', () => {
    it('a TUN with fake addresses that works', async () => {
      const world = await begin();
      await keep(startTun(world, { mode: 'relay', delayMs: 40 }));
      await keep(startDnsmasq(world, { addresses: { [gatewayName]: fakeAddress }, local: ['test', 'invalid'] }));
      const gateway = await keep(startGateway(world, { where: 'machine', addresses: [tunAddress] }));
      await expectHealthy('fake-ip by a TUN', world, gatewayUrl, trusting(gateway));
    });

    it('unbound on this machine', async () => {
      const world = await begin();
      await keep(startUnbound(world, { data: [`${gatewayName}. 60 IN A ${outsideAddress}`] }));
      const gateway = await keep(startGateway(world));
      await expectHealthy('name from unbound', world, gatewayUrl, trusting(gateway));
    });

    for (const [what, hosts, addresses] of [
      ['IPv6 alone', [`${outsideV6} ${gatewayName}`], [outsideV6]],
      ['both families', [`${outsideV6} ${gatewayName}`, gatewayHostsLine], [outsideV6, outsideAddress]],
    ] as const) {
      it(what, async () => {
        const world = await begin({ hosts });
        await withVersionSix(world);
        const gateway = await keep(startGateway(world, { addresses }));
        await expectHealthy(what, world, gatewayUrl, trusting(gateway));
      });
    }
  });

  after(() => {
    const setups = healthySetups();
    console.log(`\n  ${setups.length} honest set-ups of this file found healthy: ${setups.join('; ')}`);
  });
});

/** Gives a world addresses of version 6, in use at once: nobody else can have them. */
async function withVersionSix(world: World): Promise<void> {
  const ip = findProgram('ip', 'iproute2');
  for (const [place, address] of [[world.onMachine, machineV6], [world.outside, outsideV6]] as const) {
    await runWell(place(['sh', '-c', 'echo 0 > /proc/sys/net/ipv6/conf/eth0/disable_ipv6']));
    await runWell(place([ip, 'address', 'add', `${address}/64`, 'dev', 'eth0', 'nodad']));
  }
  await runWell(world.onMachine([ip, '-6', 'route', 'add', 'default', 'via', outsideV6]));
}
