/** The real curl goes where the doctor says it goes. */
import * as assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { curl } from './rigs/curl.ts';
import { doctor } from './rigs/doctor.ts';
import {
  gatewayHostsLine,
  gatewayName,
  gatewayUrl,
  plainGatewayUrl,
  startGateway,
  type RunningGateway,
} from './rigs/gateway.ts';
import { note } from './rigs/seen.ts';
import { startSquid, type Squid } from './rigs/squid.ts';
import { startWorld, type World } from './rigs/world.ts';

describe('the real curl and its predicted route', function () {
  this.timeout(60_000);
  let world: World;
  let gateway: RunningGateway;
  let squid: Squid;

  before(async () => {
    world = await startWorld({ hosts: [gatewayHostsLine] });
    gateway = await startGateway(world);
    squid = await startSquid(world);
  });
  after(async () => {
    await squid?.stop();
    await gateway?.stop();
    await world?.close();
  });

  const proxy = 'http://127.0.0.1:3128';
  const closed = 'http://127.0.0.1:9';
  interface Case {
    name: string;
    url: string;
    environment: Record<string, string>;
    goes: 'proxy' | 'direct';
    /** The setting the doctor has to name. */
    decidedBy: string;
  }
  const cases: Case[] = [
    {
      name: 'HTTPS_PROXY',
      url: gatewayUrl,
      environment: { HTTPS_PROXY: proxy },
      goes: 'proxy',
      decidedBy: 'HTTPS_PROXY',
    },
    { name: 'ALL_PROXY', url: gatewayUrl, environment: { ALL_PROXY: proxy }, goes: 'proxy', decidedBy: 'ALL_PROXY' },
    {
      name: 'https_proxy before HTTPS_PROXY', url: gatewayUrl,
      environment: { https_proxy: proxy, HTTPS_PROXY: closed }, goes: 'proxy', decidedBy: 'https_proxy',
    },
    {
      name: 'NO_PROXY with the name', url: gatewayUrl,
      environment: { HTTPS_PROXY: proxy, NO_PROXY: `localhost,${gatewayName}` }, goes: 'direct', decidedBy: 'NO_PROXY',
    },
    {
      name: 'NO_PROXY with the domain', url: gatewayUrl,
      environment: { HTTPS_PROXY: proxy, NO_PROXY: '.test' }, goes: 'direct', decidedBy: 'NO_PROXY',
    },
    {
      name: 'NO_PROXY with a name that only ends alike', url: gatewayUrl,
      environment: { HTTPS_PROXY: proxy, NO_PROXY: 'way.test' }, goes: 'proxy', decidedBy: 'HTTPS_PROXY',
    },
    {
      name: 'HTTP_PROXY for an https URL',
      url: gatewayUrl,
      environment: { HTTP_PROXY: closed },
      goes: 'direct',
      decidedBy: 'nothing set',
    },
    {
      name: 'http_proxy for an http URL',
      url: plainGatewayUrl,
      environment: { http_proxy: proxy },
      goes: 'proxy',
      decidedBy: 'http_proxy',
    },
    {
      name: 'HTTP_PROXY in capitals for an http URL', url: plainGatewayUrl,
      environment: { HTTP_PROXY: closed }, goes: 'direct', decidedBy: 'nothing set',
    },
  ];

  /** squid writes a tunnel's line when it has ended, which can be a moment after the client has. */
  async function settledLog(): Promise<readonly string[]> {
    let log = squid.accessLog();
    for (let quiet = 0; quiet < 3; quiet++) {
      await sleep(100);
      const now = squid.accessLog();
      if (now.length !== log.length) quiet = -1;
      log = now;
    }
    return log;
  }

  for (const { name, url, environment, goes, decidedBy } of cases) {
    it(`${name}: ${goes}`, async () => {
      const before = (await settledLog()).length;
      const real = await curl(world, `${url}/models`, environment, ['--cacert', gateway.rootFile]);
      const entries = (await settledLog()).slice(before);
      assert.equal(real.status, 200, real.said);
      assert.equal(entries.length, goes === 'proxy' ? 1 : 0, `squid saw: ${entries.join('\n')}`);

      const seen = await doctor(
        world,
        url,
        {
          environment: { ...environment, NODE_EXTRA_CA_CERTS: gateway.rootFile },
          args: ['--probe', 'route', '--probe', 'connect'],
        },
      );
      note(`curl, ${name}`, seen);
      const route = seen.report.subject.routes.find(({ client }) => client === 'curl');
      assert.deepEqual(
        [route?.outcome, route?.proxy, route?.decidedBy],
        [goes, goes === 'proxy' ? proxy : null, decidedBy],
      );
      // The path that is measured first is curl's.
      const primary = seen.report.subject.paths.find((path) => path.primary);
      assert.equal(primary?.clients.includes('curl'), true);
      assert.equal(primary?.proxied, goes === 'proxy');
    });
  }
});
