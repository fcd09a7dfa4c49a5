/** Real interceptors: named, judged by who trusts them, and never given a key unverified. */
import * as assert from 'node:assert/strict';
import type { TlsEvidence } from '../../src/diagnosis/evidence.ts';
import type { TlsObservation } from '../../src/path/tls.ts';
import { doctor, evidence, faults, finding, type Diagnosed } from './rigs/doctor.ts';
import { gatewayHostsLine, gatewayUrl, startGateway, type RunningGateway } from './rigs/gateway.ts';
import { startMitmproxy, type Mitmproxy, type MitmproxyOptions } from './rigs/mitmproxy.ts';
import { note } from './rigs/seen.ts';
import { startSquid, type Squid } from './rigs/squid.ts';
import { startWorld, type World } from './rigs/world.ts';

const key = 'sk-user-key-that-nobody-may-read-0123456789';

describe('real interceptors', function () {
  this.timeout(90_000);
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

  /** Diagnoses through the proxy with the user's key at hand. */
  const diagnose = (proxy: string, roots?: string, args: readonly string[] = []): Promise<Diagnosed> =>
    doctor(world, gatewayUrl, {
      args,
      environment: {
        HTTPS_PROXY: proxy,
        GATEHOUSE_API_KEY: key,
        ...(roots !== undefined && { NODE_EXTRA_CA_CERTS: roots }),
      },
    });

  const observed = (seen: Diagnosed): TlsObservation => {
    const found = evidence<TlsEvidence>(seen, 'tls').paths.find(({ path }) => path === 'proxy-1')?.observation;
    assert.ok(found);
    return found;
  };

  /** By what the interceptor read, as it read it: it was asked for tunnels, and no request in them had the field. */
  const assertNoAuthorization = ({ headerNames }: Mitmproxy): void => {
    const lines = headerNames();
    assert.ok(lines.some((line) => line.startsWith('CONNECT gateway.test')), lines.join('\n'));
    assert.deepEqual(lines.filter((line) => /authorization|x-api-key/i.test(line)), []);
  };

  const requestsSince = (count: number): readonly { authorization: string }[] => gateway.requests().slice(count);

  describe('mitmproxy with its own authority', () => {
    let mitmproxy: Mitmproxy;
    before(async () => {
      mitmproxy = await startMitmproxy(world, { upstreamRoot: gateway.rootFile });
    });
    after(() => mitmproxy?.stop());

    it('is not trusted: TLS is at fault, mitmproxy is named, and the key never leaves', async () => {
      const before = gateway.requests().length;
      const seen = await diagnose(mitmproxy.url);
      note('mitmproxy, untrusted', seen);
      assert.deepEqual([seen.report.verdict.state, seen.report.verdict.leg, seen.code], ['down', 'tls', 1]);
      const found = finding(seen, 'tls-intercepted-untrusted');
      assert.equal(found.severity, 'error');
      assert.match(found.title, /mitmproxy/);
      assert.match(seen.report.verdict.sentence, /mitmproxy/);
      // It carried tunnels, and nothing was said in them.
      assert.match(mitmproxy.log(), /client connect/i);
      assert.doesNotMatch(mitmproxy.flows(), /authorization/i);
      assert.ok(!mitmproxy.flows().includes(key) && !mitmproxy.log().includes(key));
      assertNoAuthorization(mitmproxy);
      assert.deepEqual(requestsSince(before), []);
      assert.ok(!(seen.stdout + seen.stderr).includes(key));
    });

    it('is not trusted, and the user agreed to everything: still nothing is sent', async () => {
      const before = gateway.requests().length;
      const seen = await diagnose(mitmproxy.url, undefined, ['--deep', '--spend', '--idle-rung', '15']);
      note('mitmproxy, untrusted, deep', seen);
      assert.equal(seen.report.verdict.leg, 'tls');
      for (const id of ['stream', 'idle', 'upload'])
        assert.equal(seen.report.probes.find((probe) => probe.id === id)?.status, 'skip', id);
      assertNoAuthorization(mitmproxy);
      assert.deepEqual(requestsSince(before), []);
      assert.ok(!mitmproxy.flows().includes(key) && !(seen.stdout + seen.stderr).includes(key));
    });

    it('is trusted by this machine: a warning that names it, and the calls go on', async () => {
      const before = gateway.requests().length;
      const seen = await diagnose(mitmproxy.url, mitmproxy.rootFile);
      note('mitmproxy, trusted', seen);
      assert.deepEqual([seen.report.verdict.state, seen.report.verdict.leg, seen.code], ['degraded', 'tls', 1]);
      const found = finding(seen, 'tls-intercepted-trusted');
      assert.equal(found.severity, 'warning');
      assert.match(found.title, /mitmproxy/);
      // The same look at the same places does see a key where one is sent, so the test above could have failed.
      assert.match(mitmproxy.flows(), /authorization/i);
      assert.ok(mitmproxy.flows().includes(key));
      assert.ok(mitmproxy.headerNames().some((line) => /^GET gateway\.test .*\bauthorization\b/.test(line)));
      assert.ok(requestsSince(before).some(({ authorization }) => authorization === 'other'));
      assert.ok(!(seen.stdout + seen.stderr).includes(key));
    });
  });

  describe('an authority with no known name in front of a gateway of the user\'s own', () => {
    const authority: MitmproxyOptions['authority'] = {
      commonName: 'Northwind internal root',
      organization: 'Northwind Traders',
    };

    it('mitmproxy: the certificate made for an invented name proves it', async () => {
      const mitmproxy = await startMitmproxy(world, { upstreamRoot: gateway.rootFile, authority });
      try {
        const seen = await diagnose(mitmproxy.url);
        note('unnamed authority (mitmproxy)', seen);
        assert.deepEqual([seen.report.verdict.state, seen.report.verdict.leg, seen.code], ['down', 'tls', 1]);
        assert.equal(observed(seen).mintedForInventedName, true);
        const found = finding(seen, 'tls-intercepted-untrusted');
        assert.match(found.title, /Northwind/);
        assert.match(found.detail, /name that cannot exist/);
        assert.doesNotMatch(mitmproxy.flows(), /authorization/i);
        assertNoAuthorization(mitmproxy);
      } finally {
        await mitmproxy.stop();
      }
    });

    it('squid: the same', async () => {
      const squid = await startSquid(world, { resign: { ...authority, upstreamRoot: gateway.rootFile } });
      try {
        const seen = await diagnose(squid.url);
        note('unnamed authority (squid)', seen);
        assert.deepEqual([seen.report.verdict.state, seen.report.verdict.leg, seen.code], ['down', 'tls', 1]);
        assert.equal(observed(seen).mintedForInventedName, true);
        assert.match(finding(seen, 'tls-intercepted-untrusted').title, /Northwind/);
      } finally {
        await squid.stop();
      }
    });

    it('a private authority without an interceptor is not called one', async () => {
      const squid = await startSquid(world);
      try {
        const seen = await diagnose(squid.url);
        note('private authority, untrusted', seen);
        assert.deepEqual([seen.report.verdict.state, seen.report.verdict.leg, seen.code], ['down', 'tls', 1]);
        assert.equal(observed(seen).mintedForInventedName, false);
        assert.ok(faults(seen).includes('tls-untrusted (error, tls)'), faults(seen).join());
        assert.ok(!faults(seen).some((id) => id.includes('intercepted')));
      } finally {
        await squid.stop();
      }
    });
  });

  describe('squid that re-signs as a company product', () => {
    let squid: Squid;
    before(async () => {
      squid = await startSquid(world, {
        resign: { commonName: 'Zscaler Root CA', organization: 'Zscaler Inc.', upstreamRoot: gateway.rootFile },
      });
    });
    after(() => squid?.stop());

    it('is not trusted: the product is named, and nothing is sent', async () => {
      const before = gateway.requests().length;
      const seen = await diagnose(squid.url);
      note('squid as Zscaler, untrusted', seen);
      assert.deepEqual([seen.report.verdict.state, seen.report.verdict.leg, seen.code], ['down', 'tls', 1]);
      assert.match(finding(seen, 'tls-intercepted-untrusted').title, /Zscaler/);
      assert.deepEqual(requestsSince(before), []);
    });

    it('is trusted by this machine: a warning that names the product', async () => {
      const seen = await diagnose(squid.url, squid.rootFile);
      note('squid as Zscaler, trusted', seen);
      assert.deepEqual([seen.report.verdict.state, seen.report.verdict.leg, seen.code], ['degraded', 'tls', 1]);
      assert.match(finding(seen, 'tls-intercepted-trusted').title, /Zscaler/);
    });
  });
});
