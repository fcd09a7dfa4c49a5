/** Set-ups with nothing wrong in them: nothing above info may be said of any. */
import * as assert from 'node:assert/strict';
import { once } from 'node:events';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { practiceKey } from '../../src/gateways/practice.ts';
import { startLab } from '../../src/lab/lab.ts';
import { startDnsmasq } from './rigs/dnsmasq.ts';
import { finding, type DoctorOptions } from './rigs/doctor.ts';
import { expectHealthy } from './rigs/expect-healthy.ts';
import {
  gatewayHostsLine,
  gatewayName,
  gatewayUrl,
  plainGatewayUrl,
  startGateway,
  type RunningGateway,
} from './rigs/gateway.ts';
import { startSocksProxy } from './rigs/socks-proxy.ts';
import { startSquid } from './rigs/squid.ts';
import { startTinyproxy } from './rigs/tinyproxy.ts';
import { outsideAddress, startWorld, type World } from './rigs/world.ts';

describe('set-ups with nothing wrong in them', function () {
  this.timeout(60_000);
  let world: World;
  let gateway: RunningGateway;

  before(async () => {
    world = await startWorld({ hosts: [gatewayHostsLine] });
    gateway = await startGateway(world);
  });
  after(async () => {
    await gateway?.stop();
    await world?.close();
  });

  const trusting = (more: Record<string, string> = {}): DoctorOptions => ({
    environment: { NODE_EXTRA_CA_CERTS: gateway.rootFile, GATEHOUSE_API_KEY: practiceKey, ...more },
  });

  it('direct TLS, a private authority trusted by extra roots', async () => {
    const seen = await expectHealthy('direct TLS, extra roots', world, gatewayUrl, trusting());
    assert.equal(finding(seen, 'tls-private-authority').severity, 'info');
  });

  it('no key given', () =>
    expectHealthy('no key', world, gatewayUrl, { environment: { NODE_EXTRA_CA_CERTS: gateway.rootFile } }));

  it('plain HTTP to a gateway in the local network', () => expectHealthy('plain HTTP', world, plainGatewayUrl));

  it(
    'an address in place of a name, over plain HTTP',
    () => expectHealthy('by address', world, `http://${outsideAddress}/api/v1`),
  );

  it('squid by HTTPS_PROXY, with loopback left out', async () => {
    const squid = await startSquid(world);
    try {
      await expectHealthy(
        'squid, CONNECT',
        world,
        gatewayUrl,
        trusting({ HTTPS_PROXY: squid.url, NO_PROXY: 'localhost,127.0.0.1,::1' }),
      );
    } finally {
      await squid.stop();
    }
  });

  it('tinyproxy by both variables in both cases', async () => {
    const { url, stop } = await startTinyproxy(world);
    try {
      await expectHealthy(
        'tinyproxy, CONNECT',
        world,
        gatewayUrl,
        trusting({ HTTPS_PROXY: url, https_proxy: url, HTTP_PROXY: url, http_proxy: url }),
      );
      await expectHealthy('tinyproxy, plain HTTP', world, plainGatewayUrl, { environment: { http_proxy: url } });
    } finally {
      await stop();
    }
  });

  for (const scheme of ['socks5', 'socks5h']) {
    it(`a SOCKS5 proxy by ALL_PROXY=${scheme}://`, async () => {
      const socks = await startSocksProxy(world);
      try {
        await expectHealthy(
          `${scheme} by ALL_PROXY`,
          world,
          gatewayUrl,
          trusting({ ALL_PROXY: `${scheme}://127.0.0.1:${socks.port}` }),
        );
        const given = socks.requests().map((request) => request.given);
        assert.ok(given.includes(scheme === 'socks5h' ? 'name' : 'ipv4'), `the proxy was given: ${given.join(', ')}`);
      } finally {
        await socks.stop();
      }
    });
  }

  it('a dead proxy that NO_PROXY leaves out for every client', () =>
    expectHealthy('NO_PROXY', world, gatewayUrl, trusting({
      HTTPS_PROXY: 'http://127.0.0.1:9',
      https_proxy: 'http://127.0.0.1:9',
      NO_PROXY: gatewayName,
      no_proxy: gatewayName,
    })));

  it('a name from DNS, with other names that do not exist', async () => {
    const here = await startWorld();
    const dnsmasq = await startDnsmasq(
      here,
      { addresses: { [gatewayName]: outsideAddress }, local: ['test', 'invalid'] },
    );
    const there = await startGateway(here);
    try {
      await expectHealthy(
        'name from dnsmasq',
        here,
        gatewayUrl,
        { environment: { NODE_EXTRA_CA_CERTS: there.rootFile } },
      );
    } finally {
      await there.stop();
      await dnsmasq.stop();
      await here.close();
    }
  });

  it('a gateway whose models list wants a key, and none was given', async () => {
    const server = http.createServer((_request, response) => {
      response.writeHead(401, { 'content-type': 'application/json', 'www-authenticate': 'Bearer' });
      response.end(
        JSON.stringify(
          { error: { message: 'Missing bearer authentication in header', type: 'invalid_request_error' } },
        ),
      );
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    try {
      const { port } = server.address() as AddressInfo;
      const seen = await expectHealthy('wants a key', undefined, `http://127.0.0.1:${port}/v1`);
      assert.equal(finding(seen, 'key-needed').severity, 'info');
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  describe('the practice gateway on this machine', () => {
    for (const host of ['127.0.0.1', '::1']) {
      for (const secure of [false, true]) {
        it(`${host}, ${secure ? 'TLS' : 'plain'}`, async () => {
          const lab = await startLab({ host });
          try {
            const environment: Record<string, string> = secure ? { NODE_EXTRA_CA_CERTS: lab.caFile } : {};
            await expectHealthy(
              `lab on ${host}, ${secure ? 'TLS' : 'plain'}`,
              undefined,
              secure ? lab.tlsBaseUrl : lab.baseUrl,
              { environment },
            );
          } finally {
            await lab.close();
          }
        });
      }
    }
  });
});
