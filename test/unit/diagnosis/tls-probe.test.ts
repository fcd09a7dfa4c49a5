import assert from 'node:assert/strict';
import type { TlsEvidence } from '../../../src/diagnosis/evidence.ts';
import type { Report } from '../../../src/diagnosis/report.ts';
import { startLab, startResigningProxy, type Lab, type ResigningProxy } from '../../../src/lab/lab.ts';
import { diagnosed, knownGateway, subjectOf } from './subjects.ts';

const tlsOf = (report: Report): TlsEvidence => report.probes.find(({ id }) => id === 'tls')?.evidence as TlsEvidence;

describe('the TLS probe', () => {
  let lab: Lab;
  let proxy: ResigningProxy;
  before(async () => {
    lab = await startLab();
    proxy = await startResigningProxy({
      issuer: { commonName: 'Zscaler Root CA', organization: 'Zscaler Inc.' },
      verifyUpstream: false,
      connectTo: () => ({ host: '127.0.0.1', port: lab.port }),
    });
  });
  after(async () => {
    await proxy.close();
    await lab.close();
  });
  const look = async (baseUrl: string, deep: boolean, environment: Record<string, string> = {}): Promise<Report> => {
    const subject = { ...subjectOf(baseUrl, { environment }), ...(deep && { depth: 'deep' as const }) };
    return (await diagnosed(subject, { only: ['tls'] })).report;
  };

  it('keeps the chain for a viewer, and says which programs accept it', async () => {
    const { paths, measuredAt } = tlsOf(await look(lab.tlsBaseUrl, false));
    assert.match(measuredAt ?? '', /^\d{4}-.*Z$/);
    const [leaf] = paths[0]?.observation?.chain ?? [];
    assert.equal(leaf?.pem, undefined, 'the certificate of a private authority stays out of reports');
    assert.deepEqual([leaf?.authority, leaf?.key], [false, { kind: 'ec', bits: 256 }]);
    const rows = paths[0]?.trust?.[0]?.rows ?? [];
    assert.ok(rows.length > 10 && rows.every(({ accepts }) => accepts !== 'yes'));
    assert.ok(JSON.stringify(paths).length < 24_000, 'no store of roots is kept');
  });

  it('looks at no other host when it was not asked to, and never for a gateway of this machine', async () => {
    for (const deep of [false, true]) {
      const { paths } = tlsOf(await look(lab.tlsBaseUrl, deep));
      assert.ok(paths.every(({ otherHost }) => otherHost === undefined));
    }
    const before = proxy.log.length;
    await look('https://gateway.invalid/v1', false, { HTTPS_PROXY: proxy.url });
    const asked = proxy.log.slice(before);
    assert.ok(asked.length >= 3 && asked.length <= 6, `${asked.length} connections`);
    assert.ok(
      asked.every(({ authority, bytesFromClient }) => authority === 'gateway.invalid:443' && bytesFromClient === 0),
    );
  });

  it('looks at an unrelated host in a deep diagnosis, and says nothing to it', async () => {
    const before = proxy.log.length;
    const report = await look('https://gateway.invalid/v1', true, { HTTPS_PROXY: proxy.url });
    const path = tlsOf(report).paths.find(({ otherHost }) => otherHost);
    assert.equal(path?.otherHost?.host, 'openrouter.ai');
    const found = report.findings.find(({ id }) => id === 'tls-intercepted-untrusted');
    assert.match(found?.detail ?? '', /signs for openrouter\.ai too/);
    const there = proxy.log.slice(before).filter(({ authority }) => authority === 'openrouter.ai:443');
    assert.equal(there.length, 2);
    assert.ok(there.every(({ bytesFromClient }) => bytesFromClient === 0));
  });

  it('takes another gateway than the one diagnosed', async () => {
    const subject = {
      ...subjectOf('', {
        gateway: knownGateway('openrouter', 'https://openrouter.ai/api/v1'),
        environment: { HTTPS_PROXY: proxy.url },
      }),
      depth: 'deep' as const,
    };
    // Only the path through the proxy: nothing leaves this machine.
    const alone = { ...subject, paths: subject.paths.filter(({ mode }) => mode !== 'direct') };
    const { report } = await diagnosed(alone, { only: ['tls'] });
    assert.equal(tlsOf(report).paths[0]?.otherHost?.host, 'api.openai.com');
  });
});
