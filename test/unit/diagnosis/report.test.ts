import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseBaseUrl } from '../../../src/gateways/gateway.ts';
import { customGateway } from '../../../src/gateways/catalogue/index.ts';
import { legs } from '../../../src/path/leg.ts';
import { Secret } from '../../../src/path/secret.ts';
import type { ProxySettings } from '../../../src/path/proxy-settings.ts';
import { buildSubject } from '../../../src/diagnosis/build-subject.ts';
import { runDiagnosis } from '../../../src/diagnosis/engine.ts';
import { reportSchemaVersion } from '../../../src/diagnosis/report-shape.ts';
import { makeReport, type Report } from '../../../src/diagnosis/report.ts';
import { renderJson } from '../../../src/diagnosis/render/json.ts';
import { renderMarkdown } from '../../../src/diagnosis/render/markdown.ts';
import { renderTerminal } from '../../../src/diagnosis/render/terminal.ts';
import { startConnectProxy, startLab, type Lab } from '../../../src/lab/lab.ts';
import { startRawServer } from '../path/raw-server.ts';
import { diagnosed, quick, subjectOf } from './subjects.ts';

const never = new AbortController().signal;

function renderings(report: Report): string[] {
  return [renderJson(report), renderMarkdown(report), renderTerminal(report, { color: true, width: 80 }), renderTerminal(report, { color: false, width: 20 })];
}

describe('a report', () => {
  let lab: Lab;
  before(async () => {
    lab = await startLab();
  });
  after(() => lab.close());

  const keys = (value: object): string[] => Object.keys(value).toSorted();

  it('has exactly the shape that programs were promised', async () => {
    lab.setScenario('bad-key');
    const { report } = await diagnosed(subjectOf(lab.baseUrl, { model: 'openai/gpt-4o-mini' }));
    lab.setScenario('healthy');
    const parsed = JSON.parse(renderJson(report)) as Report;
    assert.deepEqual(keys(parsed), ['durationMs', 'findings', 'probes', 'schemaVersion', 'startedAt', 'subject', 'verdict']);
    assert.equal(parsed.schemaVersion, reportSchemaVersion);
    assert.equal(new Date(parsed.startedAt).toISOString(), parsed.startedAt);
    assert.ok(Number.isInteger(parsed.durationMs));
    assert.deepEqual(keys(parsed.verdict), ['confidence', 'leg', 'nextStep', 'sentence', 'state']);
    assert.ok(['healthy', 'degraded', 'down', 'unknown'].includes(parsed.verdict.state));
    assert.deepEqual(parsed.probes.map(({ id }) => id), ['proxy-environment', 'route', 'loopback', 'clash', 'dns', 'connect', 'tls', 'http', 'stacks', 'stream']);
    for (const probe of parsed.probes) {
      assert.deepEqual(keys(probe), ['durationMs', 'evidence', 'id', 'leg', 'status', 'summary', 'title']);
      assert.ok(legs.includes(probe.leg) && ['pass', 'warn', 'fail', 'skip', 'unknown'].includes(probe.status));
      assert.ok(Number.isInteger(probe.durationMs));
    }
    assert.ok(parsed.findings.length > 0);
    for (const finding of parsed.findings) {
      assert.deepEqual(keys(finding).filter((key) => key !== 'confidence'), ['detail', 'fixes', 'id', 'leg', 'probes', 'severity', 'title']);
      assert.ok(legs.includes(finding.leg) && ['error', 'warning', 'info'].includes(finding.severity));
      for (const id of finding.probes) assert.ok(parsed.probes.some((probe) => probe.id === id));
    }
    assert.deepEqual(parsed.subject.gateway, { id: 'custom', title: `127.0.0.1:${lab.port}`, baseUrl: lab.baseUrl, userDefined: true });
    assert.deepEqual(parsed, JSON.parse(JSON.stringify(report)));
  });

  /** Long enough to be told from ordinary words, and with every character that breaks parsers. */
  const odd = fc.string({ unit: fc.constantFrom(...'aZ09-_.~!$&\'()*+,;=:@/?#[]%\\"<>^`{}| \tüß日🙂'), minLength: 4, maxLength: 24 });
  const planted = odd.map((text) => `Zq7${text}kW9`);
  const raw = planted;
  const encoded = planted.map((text) => encodeURIComponent(text));

  it('shows no secret of a proxy value, well written or not, wherever it was set', async () => {
    const shape = fc.constantFrom(
      (user: string, secret: string) => `http://${user}:${secret}@127.0.0.1:9`,
      (_: string, secret: string) => `http://${secret}@127.0.0.1:9`,
      (user: string, secret: string) => `socks5://${user}:${secret}@127.0.0.1:9`,
      (user: string, secret: string) => `${user}:${secret}@127.0.0.1:9`,
      (user: string, secret: string) => `htp:/${user}:${secret}@127.0.0.1`,
      (user: string, secret: string) => `"http://${user}:${secret}@127.0.0.1:9"`,
      (user: string, secret: string) => `http://${user}:${secret}@127.0.0.1:port`,
      (_: string, secret: string) => `http://127.0.0.1:9/?token=${secret}`,
      (user: string, secret: string) => `http://${user}:${secret}@`,
    );
    await fc.assert(
      fc.asyncProperty(shape, fc.oneof(raw, encoded), planted, async (write, secret, user) => {
        const value = write(encodeURIComponent(user), secret);
        const settings: ProxySettings = {
          platform: 'linux',
          environments: [
            { context: 'this-process', obtained: 'read', variables: { https_proxy: value, HTTP_PROXY: value, ALL_PROXY: value } },
            { context: 'login-shell', obtained: 'read', variables: { HTTPS_PROXY: write('someone', secret), socks_proxy: value } },
          ],
          editor: [{ id: 'http.proxy', value, scope: 'user' }, { id: 'http.proxyAuthorization', value: `Basic ${secret}`, scope: 'user' }],
          tools: [
            { tool: 'git', name: 'http.proxy', value, file: '/home/somebody/.gitconfig', line: 1 },
            { tool: 'curl', name: 'proxy-user', value: `${user}:${secret}`, file: '/home/somebody/.curlrc' },
            { tool: 'curl', name: 'socks5', value: `${user}:${secret}@127.0.0.1:9`, file: '/home/somebody/.curlrc' },
          ],
          system: { store: 'gnome', mode: 'manual', http: value, https: value, socks: value, pacUrl: `http://127.0.0.1:9/proxy.pac?${secret}`, bypass: [] },
          unreadable: [],
        };
        const subject = buildSubject({
          gateway: customGateway('https://127.0.0.1:9/v1'),
          context: 'terminal',
          contextLabel: 'terminal',
          settings,
          spend: false,
          limits: quick,
        });
        const diagnosis = await runDiagnosis(subject, { signal: never, only: ['proxy-environment', 'route', 'loopback', 'connect'] });
        const report = makeReport(diagnosis, ['/home/somebody']);
        for (const text of renderings(report)) {
          for (const hidden of [secret, user, encodeURIComponent(user)]) assert.ok(!text.includes(hidden), `${JSON.stringify(hidden)} in the report of ${JSON.stringify(value)}`);
          assert.ok(!text.includes('Zq7') && !text.includes('kW9'), `a part of the secret in the report of ${JSON.stringify(value)}: ${/.{60}(Zq7|kW9).{60}/s.exec(text)?.[0]}`);
          assert.ok(!text.includes('/home/somebody'));
        }
      }),
      { numRuns: 120 },
    );
  });

  it('shows no key, whatever the gateway says back', async () => {
    let key = '';
    const server = await startRawServer((socket) => {
      socket.once('data', () => {
        const body = JSON.stringify({ error: { message: `Incorrect API key provided: ${key}. You sent Authorization: Bearer ${key}`, code: 401, metadata: { key, provider_name: key } } });
        const header = encodeURIComponent(key);
        socket.end(`HTTP/1.1 401 No\r\nServer: ${header}\r\nVia: ${header}\r\nX-Generation-Id: ${header}\r\nWWW-Authenticate: Bearer error="${header}"\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
      });
    });
    try {
      // What can't stand in a header is never sent; that has a test of its own.
      const sendable = fc.string({ unit: fc.constantFrom(...'aZ09-_.~!$&\'()*+,;=:@/?#[]%\\"<>^`{}|'), minLength: 5, maxLength: 40 }).map((text) => `Zq7${text}kW9`);
      await fc.assert(
        fc.asyncProperty(fc.oneof(sendable, planted), async (given) => {
          key = given;
          const { report } = await diagnosed(subjectOf(`http://127.0.0.1:${server.port}/v1`, { key, spend: true, model: 'a/b' }));
          assert.equal(report.verdict.leg, 'account');
          for (const text of renderings(report)) {
            assert.ok(!text.includes(key) && !text.includes(encodeURIComponent(key)), `the key ${JSON.stringify(key)} is in the report`);
          }
        }),
        { numRuns: 40 },
      );
    } finally {
      await server.close();
    }
  });

  it('shows no password that a proxy sends back', async () => {
    const secret = 'Zq7 p@ss/word%kW9';
    const proxy = await startRawServer((socket) => {
      socket.once('data', (data: Buffer) => {
        const basic = /Basic (\S+)/.exec(data.toString('latin1'))?.[1] ?? '';
        socket.end(`HTTP/1.1 407 No\r\nServer: you are ${Buffer.from(basic, 'base64').toString('latin1')}\r\nVia: ${basic}\r\nProxy-Authenticate: Basic realm="${secret}"\r\n\r\n`);
      });
    });
    try {
      const url = `http://ann:${encodeURIComponent(secret)}@127.0.0.1:${proxy.port}`;
      const { report } = await diagnosed(subjectOf('https://gateway.invalid/v1', { environment: { https_proxy: url } }));
      assert.equal(report.findings[0]?.id, 'proxy-auth-required');
      for (const text of renderings(report)) {
        assert.doesNotMatch(text, /Zq7|kW9/);
        assert.ok(!text.includes(Buffer.from(`ann:${secret}`).toString('base64')));
      }
    } finally {
      await proxy.close();
    }
  });

  it('shows no query of a base URL and no home folder', async () => {
    const parsed = parseBaseUrl(`${lab.baseUrl}?api_key=Zq7secretkW9#Zq7fragmentkW9`);
    assert.ok('baseUrl' in parsed);
    assert.match('problem' in parseBaseUrl('https://u:Zq7kW9@host/v1') ? JSON.stringify(parseBaseUrl('https://u:Zq7kW9@host/v1')) : '', /^(?!.*Zq7).*user name/);
    const subject = subjectOf(parsed.baseUrl, { environment: { NODE_EXTRA_CA_CERTS: '/home/somebody/certs/root.pem', SSL_CERT_FILE: 'C:\\Users\\Some Body\\root.pem' } });
    const { report } = await diagnosed(subject);
    for (const text of renderings(report)) assert.doesNotMatch(text, /Zq7|kW9|somebody|Some Body/);
    assert.match(renderJson(report), /~\/certs\/root\.pem/);
  });

  it('is redacted when it is made, so its maker leaves the diagnosis as it was', async () => {
    const proxy = await startConnectProxy({ mode: '407' });
    try {
      const subject = subjectOf('https://gateway.invalid/v1', { environment: { https_proxy: proxy.url.replace('//', '//ann:hunter22@') }, key: 'a-key-without-a-form' });
      const { diagnosis } = await diagnosed(subject);
      const before = structuredClone(diagnosis.results);
      const report = makeReport({ ...diagnosis, secrets: [...diagnosis.secrets, new Secret('gateway.invalid')] }, []);
      assert.deepEqual(diagnosis.results, before);
      assert.ok(!JSON.stringify(report).includes('gateway.invalid'));
      assert.equal(report.subject.host, '[redacted]');
    } finally {
      await proxy.close();
    }
  });
});
