import * as assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import * as os from 'node:os';
import { startLab, startResigningProxy, type Lab, type ResigningProxy } from '../../../src/lab/lab.ts';
import type { CertificateChain } from '../../../src/diagnosis/views/table.ts';
import { UsageError } from '../../../src/cli/arguments.ts';
import { certificates } from '../../../src/cli/certificates.ts';
import type { Terminal } from '../../../src/cli/output.ts';
import { runCli, type CliResult } from './run-cli.ts';

/** Runs the command in this process, which is quicker. */
async function inProcess(args: readonly string[], environment: Record<string, string> = {}): Promise<CliResult> {
  let [stdout, stderr] = ['', ''];
  const terminal = {
    environment: { PATH: process.env['PATH'], SHELL: '/bin/sh', ...environment },
    platform: process.platform,
    homeDirectory: os.tmpdir(),
    signal: new AbortController().signal,
    width: 80,
    color: false,
    print: async (text: string) => void (stdout += text),
    note: async (text: string) => void (stderr += text),
  } as unknown as Terminal;
  return { code: await certificates.run(args, terminal), stdout, stderr };
}

describe('gatehouse certificates', function () {
  this.timeout(120_000);
  let lab: Lab;
  let proxy: ResigningProxy;
  before(async () => {
    lab = await startLab();
    proxy = await startResigningProxy({ issuer: { commonName: 'Acme Inspection' }, sendRoot: true, verifyUpstream: false });
  });
  after(async () => {
    await proxy.close();
    await lab.close();
  });

  it('shows the chain of each path, and gives the root as PEM', async () => {
    const environment = { HTTPS_PROXY: proxy.url, https_proxy: proxy.url, NO_PROXY: '', no_proxy: '' };
    const [text, json, pem, root] = await Promise.all(
      [[], ['--json'], ['--pem'], ['--root']].map((options) => inProcess([lab.tlsBaseUrl, ...options], environment)),
    );
    const wanted = new X509Certificate(proxy.caPem);
    assert.deepEqual([text?.code, json?.code, pem?.code, root?.code], [1, 1, 1, 1], 'nobody here knows the root');
    for (const words of [/^Certificates served: through /m, /Acme Inspection \(root, valid for \d+ more days\)/, /No store of this machine has its root/]) {
      assert.match(text?.stdout ?? '', words);
    }
    assert.ok(text?.stdout.includes(wanted.fingerprint256) && text.stdout.includes(wanted.fingerprint));
    assert.doesNotMatch(`${text?.stdout}${json?.stdout}`, /BEGIN CERTIFICATE/);
    const [first] = JSON.parse(json?.stdout ?? '[]') as CertificateChain[];
    assert.deepEqual(first?.certificates.map(({ title }) => title), ['127.0.0.1', 'Acme Inspection']);
    assert.equal(pem?.stdout.match(/BEGIN CERTIFICATE/g)?.length, 2);
    assert.equal(new X509Certificate(root?.stdout ?? '').fingerprint256, wanted.fingerprint256);
  });

  it('finds a root that a variable gives, and says that it is accepted', async () => {
    const environment = { HTTPS_PROXY: '', https_proxy: '', NODE_EXTRA_CA_CERTS: lab.caFile };
    const [text, root] = await Promise.all([
      runCli(['certificates', lab.tlsBaseUrl], { environment }),
      inProcess([lab.tlsBaseUrl, '--root'], environment),
    ]);
    assert.equal(text.code, 0, text.stderr);
    assert.match(text.stdout, /not sent by the server/);
    assert.equal(new X509Certificate(root.stdout).fingerprint256, new X509Certificate(lab.caPem).fingerprint256);
  });

  it('could not tell where nobody answers in TLS, or where the root is nowhere', async () => {
    const [plain, root] = await Promise.all([inProcess(['https://127.0.0.1:1/v1']), inProcess([lab.tlsBaseUrl, '--root'])]);
    assert.deepEqual([plain.code, plain.stdout], [3, '']);
    assert.match(plain.stderr, /No certificate was seen: \S/);
    assert.deepEqual([root.code, root.stdout], [3, '']);
    assert.match(root.stderr, /The root is not at hand/);
  });

  it('says what is wrong with what was typed', async () => {
    const cases = [[], ['http://127.0.0.1/v1'], ['not a url'], ['https://a.test/v1', 'more'], ['https://a.test/v1', '--pem', '--root']];
    for (const args of cases) await assert.rejects(inProcess(args), UsageError);
  });
});
