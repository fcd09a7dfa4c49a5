/** Real forward proxies: the doctor names them, and what they refuse. */
import * as assert from 'node:assert/strict';
import type { ConnectEvidence, HttpEvidence } from '../../src/diagnosis/evidence.ts';
import { practiceKey } from '../../src/gateways/practice.ts';
import { doctor, evidence, faults, finding } from './rigs/doctor.ts';
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
import { startTinyproxy, type Tinyproxy } from './rigs/tinyproxy.ts';
import { startWorld, type World } from './rigs/world.ts';

const credentials = { user: 'ada-king', password: 'lovelace&difference' };
const basic = ({ user, password }: typeof credentials): string => Buffer.from(`${user}:${password}`).toString('base64');

/** A port of the outside where nothing listens. */
const closedUrl = `https://${gatewayName}:4443/api/v1`;

describe('real forward proxies', function () {
  this.timeout(60_000);
  let world: World;
  let gateway: RunningGateway;
  const through = (proxy: string): Record<string, string> => ({
    HTTPS_PROXY: proxy, NODE_EXTRA_CA_CERTS: gateway.rootFile,
  });

  before(async () => {
    world = await startWorld({ hosts: [gatewayHostsLine] });
    gateway = await startGateway(world);
  });
  after(async () => {
    await gateway?.stop();
    await world?.close();
  });

  describe('squid', () => {
    let squid: Squid;
    afterEach(() => squid?.stop());

    it('carries CONNECT: healthy, and route and connection name the proxy', async () => {
      squid = await startSquid(world);
      const seen = await doctor(
        world,
        gatewayUrl,
        { environment: { ...through(squid.url), GATEHOUSE_API_KEY: practiceKey } },
      );
      note('squid, CONNECT', seen);
      assert.equal(seen.report.verdict.state, 'healthy');
      assert.deepEqual(faults(seen), []);

      const curlRoute = seen.report.subject.routes.find(({ client }) => client === 'curl');
      assert.deepEqual(
        [curlRoute?.outcome, curlRoute?.proxy, curlRoute?.mode, curlRoute?.decidedBy],
        ['proxy', squid.url, 'connect', 'HTTPS_PROXY'],
      );
      const primary = seen.report.subject.paths.find((path) => path.primary);
      assert.equal(primary?.label, `through ${squid.url}`);
      const connected = evidence<ConnectEvidence>(seen, 'connect').paths.find(({ path }) => path === primary?.id);
      assert.equal(connected?.proxyReply?.status, 200);
      assert.deepEqual(connected?.steps.map(({ step, ok }) => [step, ok]), [
        ['proxy-dns', true], ['proxy-tcp', true], ['proxy-connect', true],
      ]);
      assert.ok(
        squid.accessLog().some(
          (line) => line.includes(`TCP_TUNNEL/200`) && line.includes(`CONNECT ${gatewayName}:443`),
        ),
      );
      // The key went through a tunnel that verified, and was accepted.
      const http = evidence<HttpEvidence>(seen, 'http').paths.find(({ path }) => path === primary?.id);
      assert.equal(http?.key?.status, 200);
      assert.ok(
        gateway.requests().some(
          ({ path, authorization }) => path === '/api/v1/key' && authorization === 'practice-key',
        ),
      );
    });

    it('carries plain HTTP: the Via header that names it is kept, and a key is not sent', async () => {
      squid = await startSquid(world);
      const before = gateway.requests().length;
      const seen = await doctor(
        world,
        plainGatewayUrl,
        { environment: { http_proxy: squid.url, GATEHOUSE_API_KEY: 'sk-user-key-0123456789abcdef' } },
      );
      note('squid, plain HTTP', seen);
      assert.equal(seen.report.verdict.state, 'healthy');
      assert.deepEqual(faults(seen), []);
      const http = evidence<HttpEvidence>(seen, 'http').paths.find(({ path }) => path.startsWith('proxy'));
      assert.match(http?.models?.headers['via'] ?? '', /proxy\.test \(squid\/\d/);
      assert.equal(finding(seen, 'key-withheld').severity, 'info');
      const requests = gateway.requests().slice(before);
      assert.ok(requests.length > 0);
      assert.deepEqual(requests.filter(({ authorization }) => authorization !== 'none'), []);
    });

    it('wants a password: the proxy is at fault, and squid is named', async () => {
      squid = await startSquid(world, { credentials });
      const seen = await doctor(world, gatewayUrl, { environment: through(squid.url) });
      note('squid, 407', seen);
      assert.deepEqual([seen.report.verdict.state, seen.report.verdict.leg, seen.code], ['down', 'proxy', 1]);
      const refused = finding(seen, 'proxy-auth-required');
      assert.equal(refused.severity, 'error');
      assert.match(refused.detail, /squid\/\d/);
      assert.match(refused.detail, /Basic realm="Example Corp proxy"/);
    });

    it('gets the password: healthy, and the password is nowhere in the output', async () => {
      squid = await startSquid(world, { credentials });
      const withPassword = squid.url.replace(
        '//',
        `//${credentials.user}:${encodeURIComponent(credentials.password)}@`,
      );
      const seen = await doctor(world, gatewayUrl, { environment: through(withPassword) });
      note('squid, password given', seen);
      assert.equal(seen.report.verdict.state, 'healthy');
      assert.deepEqual(faults(seen), []);
      assert.equal(finding(seen, 'proxy-credentials-in-url').severity, 'info');
      const output = seen.stdout + seen.stderr;
      for (const secret of [
        credentials.user,
        credentials.password,
        encodeURIComponent(credentials.password),
        basic(credentials),
      ]) {
        assert.ok(!output.includes(secret), `"${secret}" is in the output`);
      }
      assert.ok(
        squid.accessLog().some((line) => line.includes('TCP_TUNNEL/200') && line.includes(` ${credentials.user} `)),
      );
    });

    it('forbids the host: the proxy is at fault, and squid is named', async () => {
      squid = await startSquid(world, { deny: [gatewayName] });
      const seen = await doctor(world, gatewayUrl, { environment: through(squid.url) });
      note('squid, 403', seen);
      assert.deepEqual([seen.report.verdict.state, seen.report.verdict.leg, seen.code], ['down', 'proxy', 1]);
      assert.match(finding(seen, 'proxy-forbids').detail, /squid\/\d/);
    });

    it('forbids the host over plain HTTP: the proxy is at fault, not the gateway', async () => {
      squid = await startSquid(world, { deny: [gatewayName] });
      const seen = await doctor(world, plainGatewayUrl, { environment: { http_proxy: squid.url } });
      note('squid, 403 over plain HTTP', seen);
      assert.deepEqual([seen.report.verdict.state, seen.report.verdict.leg, seen.code], ['down', 'proxy', 1]);
      assert.match(finding(seen, 'not-an-api').detail, /squid\/\d/);
    });

    it('is refused by the gateway: the way behind the proxy is at fault', async () => {
      squid = await startSquid(world);
      const seen = await doctor(world, closedUrl, { environment: through(squid.url) });
      note('squid, upstream refuses', seen);
      assert.deepEqual([seen.report.verdict.state, seen.report.verdict.leg, seen.code], ['down', 'proxy', 1]);
      assert.match(finding(seen, 'proxy-upstream-failed').detail, /squid\/\d/);
    });

    it('is refused by the gateway over plain HTTP: the answer is known as the proxy\'s own', async () => {
      squid = await startSquid(world);
      const seen = await doctor(world, `http://${gatewayName}:8081/api/v1`, { environment: { http_proxy: squid.url } });
      note('squid, upstream refuses, plain HTTP', seen);
      assert.deepEqual([seen.report.verdict.state, seen.report.verdict.leg, seen.code], ['down', 'proxy', 1]);
      assert.match(finding(seen, 'not-an-api').detail, /squid\/\d/);
    });
  });

  describe('tinyproxy', () => {
    let tinyproxy: Tinyproxy;
    before(async () => {
      tinyproxy = await startTinyproxy(world);
    });
    after(() => tinyproxy?.stop());

    it('carries CONNECT: healthy', async () => {
      const seen = await doctor(world, gatewayUrl, { environment: through(tinyproxy.url) });
      note('tinyproxy, CONNECT', seen);
      assert.equal(seen.report.verdict.state, 'healthy');
      assert.deepEqual(faults(seen), []);
      const connected = evidence<ConnectEvidence>(seen, 'connect').paths.find(({ path }) => path === 'proxy-1');
      // It names itself in the answer that opens the tunnel.
      assert.match(connected?.proxyReply?.headers['proxy-agent'] ?? '', /^tinyproxy\/1/);
      assert.match(tinyproxy.log(), new RegExp(`CONNECT ${gatewayName}:443`));
    });

    it('is refused by the gateway (it answers 500): the way behind the proxy is at fault', async () => {
      const seen = await doctor(world, closedUrl, { environment: through(tinyproxy.url) });
      note('tinyproxy, upstream refuses', seen);
      assert.deepEqual([seen.report.verdict.state, seen.report.verdict.leg, seen.code], ['down', 'proxy', 1]);
      assert.match(finding(seen, 'proxy-upstream-failed').detail, /tinyproxy\/1/);
    });
  });
});
