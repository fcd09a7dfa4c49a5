/** What is broken on the way, each with its own verdict, in time, and never with a stack trace. */
import * as assert from 'node:assert/strict';
import * as os from 'node:os';
import { startConnectProxy } from '../../src/lab/lab.ts';
import { startDnsmasq, type Dnsmasq } from './rigs/dnsmasq.ts';
import { doctor, finding, type Diagnosed, type DoctorOptions } from './rigs/doctor.ts';
import {
  gatewayHostsLine,
  gatewayName,
  gatewayUrl,
  plainGatewayUrl,
  startGateway,
  type RunningGateway,
} from './rigs/gateway.ts';
import { note } from './rigs/seen.ts';
import { startSilentListener } from './rigs/silent-listener.ts';
import { outsideAddress, silentAddress, startWorld, type World, type WorldOptions } from './rigs/world.ts';

/** Longest time a diagnosis may take, beside the start of the program. */
const limitMs = 10_000;

describe('what is broken on the way', function () {
  this.timeout(60_000);
  let startUpMs: number;

  before(async () => {
    // Everything a run does but probing: start, load, read the settings.
    const { wallMs } = await doctor(undefined, 'http://127.0.0.1:9/v1', { args: ['--probe', 'loopback'] });
    startUpMs = wallMs;
  });

  /** Diagnoses and holds the run to its verdict and its time. */
  const expectDown = async (
    rig: string,
    where: World | undefined,
    baseUrl: string,
    expected: { leg: string; id: string },
    options: DoctorOptions = {},
  ): Promise<Diagnosed> => {
    const seen = await doctor(where, baseUrl, options);
    note(rig, seen);
    const { state, leg } = seen.report.verdict;
    assert.deepEqual([state, leg, seen.code], ['down', expected.leg, 1], seen.report.verdict.sentence);
    assert.equal(finding(seen, expected.id).severity, 'error');
    assert.equal(seen.report.findings[0]?.id, expected.id, 'the fault is not the first finding');
    assert.ok(
      seen.wallMs <= limitMs + startUpMs,
      `it took ${Math.round(seen.wallMs)} ms, ${Math.round(startUpMs)} ms of them to start`,
    );
    return seen;
  };

  describe('names', () => {
    let world: World | undefined;
    let dnsmasq: Dnsmasq | undefined;
    afterEach(async () => {
      await dnsmasq?.stop();
      await world?.close();
      dnsmasq = undefined;
      world = undefined;
    });

    it('a name that does not exist, by a real dnsmasq', async () => {
      world = await startWorld();
      dnsmasq = await startDnsmasq(world, { addresses: {}, local: ['test', 'invalid'] });
      const seen = await expectDown(
        'NXDOMAIN',
        world,
        'https://no-such-gateway.test/v1',
        { leg: 'dns', id: 'dns-name-not-found' },
      );
      assert.match(finding(seen, 'dns-name-not-found').detail, /ENOTFOUND/);
      assert.match(dnsmasq.log(), /no-such-gateway\.test is NXDOMAIN/);
    });

    it('a name that does not exist, on the machine as it is', async () => {
      const connected = Object.values(os.networkInterfaces()).some(
        (addresses) => addresses?.some(({ internal }) => !internal),
      );
      const seen = await doctor(undefined, 'https://no-such-gateway.invalid/v1');
      note('NXDOMAIN, this machine', seen);
      assert.deepEqual([seen.report.verdict.state, seen.report.verdict.leg], ['down', connected ? 'dns' : 'tcp']);
      // A machine whose own DNS is dead may say so; a name nobody has is at fault either way.
      assert.match(seen.report.findings[0]?.id ?? '', connected ? /^dns-(name-not-found|no-answer)$/ : /^no-network$/);
      assert.ok(seen.wallMs <= limitMs + startUpMs, `it took ${Math.round(seen.wallMs)} ms`);
    });

    it('a DNS server that does not answer', async () => {
      world = await startWorld({ dnsServers: [silentAddress] });
      const seen = await expectDown('dead DNS server', world, gatewayUrl, { leg: 'dns', id: 'dns-no-answer' });
      assert.ok(finding(seen, 'dns-no-answer').detail.includes(silentAddress), finding(seen, 'dns-no-answer').detail);
    });

    it('a first DNS server that does not answer, and a second that does: slow, not down', async () => {
      world = await startWorld({ dnsServers: [silentAddress, '127.0.0.1'] });
      dnsmasq = await startDnsmasq(world, { addresses: { [gatewayName]: outsideAddress }, local: ['test', 'invalid'] });
      const gateway = await startGateway(world);
      const seen = await doctor(world, gatewayUrl, { environment: { NODE_EXTRA_CA_CERTS: gateway.rootFile } });
      note('first DNS server dead', seen);
      assert.deepEqual([seen.report.verdict.state, seen.report.verdict.leg, seen.code], ['degraded', 'dns', 1]);
      assert.equal(finding(seen, 'dns-slow').severity, 'warning');
      assert.ok(seen.wallMs <= limitMs + startUpMs, `it took ${Math.round(seen.wallMs)} ms`);
      await gateway.stop();
    });

    it('a dead DNS server, and a proxy given by its name', async () => {
      world = await startWorld({ dnsServers: [silentAddress] });
      await expectDown(
        'dead DNS server, named proxy',
        world,
        gatewayUrl,
        { leg: 'proxy', id: 'proxy-name-not-found' },
        { environment: { HTTPS_PROXY: 'http://proxy.test:3128' } },
      );
    });
  });

  describe('no network at all', () => {
    const cases: [WorldOptions['network'], string, string][] = [
      ['loopback', 'by name', gatewayUrl],
      ['loopback', 'by address', 'https://10.77.0.1/v1'],
      ['nothing', 'by name', gatewayUrl],
      ['nothing', 'by address', 'https://10.77.0.1/v1'],
    ];
    for (const [network = 'loopback', how, baseUrl] of cases) {
      it(`${network === 'loopback' ? 'loopback alone' : 'not even loopback'}, the gateway ${how}`, async () => {
        const world = await startWorld({ network });
        try {
          await expectDown(`no network (${network}, ${how})`, world, baseUrl, { leg: 'tcp', id: 'no-network' });
        } finally {
          await world.close();
        }
      });
    }

    it('no network, and a proxy outside', async () => {
      const world = await startWorld({ network: 'loopback' });
      try {
        await expectDown('no network, proxy outside', world, gatewayUrl, { leg: 'tcp', id: 'no-network' }, {
          environment: { HTTPS_PROXY: 'http://10.77.0.1:3128' },
        });
      } finally {
        await world.close();
      }
    });
  });

  describe('the gateway itself', () => {
    let world: World;
    before(async () => {
      world = await startWorld({ hosts: [gatewayHostsLine, `${silentAddress} silent.test`] });
    });
    after(() => world?.close());

    it('refuses the connection', () =>
      expectDown('gateway refuses', world, gatewayUrl, { leg: 'tcp', id: 'connection-refused' }));

    it('is silent behind a firewall', () =>
      expectDown(
        'gateway behind a firewall',
        world,
        'https://silent.test/v1',
        { leg: 'tcp', id: 'connection-timeout' },
      ));

    it('takes the connection and never says a word', async () => {
      const silent = await startSilentListener(world);
      try {
        await expectDown(
          'silent TLS port',
          world,
          silent.url.replace('http:', 'https:') + '/v1',
          { leg: 'tls', id: 'tls-hangs' },
        );
      } finally {
        await silent.stop();
      }
    });
  });

  describe('proxies', () => {
    let world: World;
    let gateway: RunningGateway;
    before(async () => {
      world = await startWorld({ hosts: [gatewayHostsLine, `${silentAddress} silent.test`] });
      gateway = await startGateway(world);
    });
    after(async () => {
      await gateway?.stop();
      await world?.close();
    });
    const through = (proxy: string): DoctorOptions => ({
      environment: { HTTPS_PROXY: proxy, NODE_EXTRA_CA_CERTS: gateway.rootFile },
    });

    it('is down', async () => {
      const seen = await expectDown(
        'proxy down',
        world,
        gatewayUrl,
        { leg: 'proxy', id: 'proxy-unreachable' },
        through('http://127.0.0.1:9'),
      );
      const { title, detail } = finding(seen, 'proxy-unreachable');
      assert.ok(title.includes('http://127.0.0.1:9'), title);
      assert.match(detail, /ECONNREFUSED.*HTTPS_PROXY.*direct/s);
    });

    it('takes connections and never accepts them', async () => {
      const silent = await startSilentListener(world);
      try {
        await expectDown(
          'proxy never accepts',
          world,
          gatewayUrl,
          { leg: 'proxy', id: 'proxy-hangs' },
          through(silent.url),
        );
      } finally {
        await silent.stop();
      }
    });

    it('takes the request and hangs', async () => {
      const proxy = await startConnectProxy({ mode: 'hang' });
      try {
        // On the machine as it is, where the gateway's name means nothing: the proxy would resolve it.
        await expectDown(
          'proxy hangs',
          undefined,
          gatewayUrl,
          { leg: 'proxy', id: 'proxy-hangs' },
          { environment: { HTTPS_PROXY: proxy.url } },
        );
        assert.ok(proxy.log.some(({ method, authority }) => method === 'CONNECT' && authority === 'gateway.test:443'));
      } finally {
        await proxy.close();
      }
    });

    it('is silent behind a firewall', () =>
      expectDown(
        'proxy behind a firewall',
        world,
        gatewayUrl,
        { leg: 'proxy', id: 'proxy-no-connection' },
        through('http://silent.test:3128'),
      ));

    it('has a name that does not resolve', () =>
      expectDown(
        'proxy name unknown',
        world,
        gatewayUrl,
        { leg: 'proxy', id: 'proxy-name-not-found' },
        through('http://no-such-proxy.test:3128'),
      ));

    it('hangs on a plain HTTP request', async () => {
      const silent = await startSilentListener(world);
      try {
        await expectDown(
          'proxy never accepts, plain HTTP',
          world,
          plainGatewayUrl,
          { leg: 'proxy', id: 'proxy-hangs' },
          { environment: { http_proxy: silent.url } },
        );
      } finally {
        await silent.stop();
      }
    });
  });

  describe('malformed proxy values', () => {
    let world: World;
    before(async () => {
      world = await startWorld({ hosts: [gatewayHostsLine] });
    });
    after(() => world?.close());

    const values = [
      'http://ada-king:lovelace@proxy.test:not-a-port',
      'http://ada-king:lovelace@[::1',
      'htp://ada-king:lovelace@127.0.0.1:3128',
    ];
    for (const value of values) {
      const shown = value.replace('ada-king:lovelace@', '');
      it(`${shown}: the settings are at fault, the variable is named, the value is hidden`, async () => {
        const seen = await doctor(world, gatewayUrl, { environment: { HTTPS_PROXY: value } });
        note(`HTTPS_PROXY=${shown}`, seen);
        assert.deepEqual(
          [seen.report.verdict.state, seen.report.verdict.leg, seen.code],
          ['down', 'settings', 1],
          seen.report.verdict.sentence,
        );
        const found = finding(seen, 'proxy-value-malformed');
        assert.match(found.title, /HTTPS_PROXY/);
        assert.doesNotMatch(seen.stdout + seen.stderr, /lovelace|ada-king/);
        assert.ok(seen.wallMs <= limitMs + startUpMs);
      });
    }
  });
});
