/** The same request by every HTTP stack of the real extension host, where the editor's settings really part them. */
import * as assert from 'node:assert/strict';
import * as net from 'node:net';
import * as vscode from 'vscode';
import type { Report } from '../../src/diagnosis/report.ts';
import type { StacksEvidence } from '../../src/diagnosis/stack-evidence.ts';
import { wayOf } from '../../src/diagnosis/rules/stack-ways.ts';
import { startLab, type Lab } from '../../src/lab/lab.ts';
import { choose, labStage, write, type Stage } from './stage.ts';

/** Nobody listens on the discard port. */
const deadProxy = 'http://127.0.0.1:9';
const settings = ['http.proxy', 'http.proxySupport', 'http.noProxy', 'http.fetchAdditionalSupport', 'http.useLocalProxyConfiguration'];

type Row = readonly [
  what: string,
  settings: Readonly<Record<string, unknown>>,
  /** What the editor's two stacks and those that it does not reach come to. */
  expected: { https: string; fetch: string; others: string; source: string; finding?: string },
];

describe('the HTTP stacks of the extension host', function () {
  this.timeout(120_000);
  let stage: Stage;
  let lab: Lab;
  let proxy: Awaited<ReturnType<typeof startPlainProxy>>;
  before(async () => {
    stage = await labStage();
    // 127.0.0.2 is no loopback to the editor's agent, so that its settings count.
    [lab, proxy] = await Promise.all([startLab({ host: '127.0.0.2' }), startPlainProxy()]);
    await choose('custom', lab.baseUrl);
  });
  after(async () => {
    await stage.close();
    await Promise.all([lab.close(), proxy.close()]);
  });
  afterEach(async () => {
    for (const id of settings) await write(id, undefined);
  });

  async function compared(): Promise<{ report: Report; evidence: StacksEvidence; by(stack: string): string | undefined }> {
    const report = await stage.diagnose();
    assert.ok(report);
    const evidence = report.probes.find(({ id }) => id === 'stacks')?.evidence as StacksEvidence;
    const by = (stack: string): string | undefined => {
      const one = evidence.stacks.find((known) => known.stack === stack);
      return one && `${one.status ?? one.failure?.code} ${wayOf(one, evidence).kind}`;
    };
    return { report, evidence, by };
  }

  // What the proxy's own address is, is known when the tests run.
  const live = '(the proxy)';
  const rows: readonly Row[] = [
    ['nothing set', {}, { https: '200 direct', fetch: '200 direct', others: '200 direct', source: 'system' }],
    ['a proxy', { 'http.proxy': live }, { https: '200 proxy', fetch: '200 proxy', others: '200 direct', source: 'setting', finding: 'info stacks-take-different-ways' }],
    ['a proxy that is dead', { 'http.proxy': deadProxy }, { https: 'Error proxy', fetch: 'ECONNREFUSED proxy', others: '200 direct', source: 'setting', finding: 'warning stacks-disagree' }],
    ['a dead proxy, and the editor keeps out of it', { 'http.proxy': deadProxy, 'http.proxySupport': 'off' }, { https: '200 direct', fetch: '200 direct', others: '200 direct', source: 'setting' }],
    ['a dead proxy that http.noProxy leaves out', { 'http.proxy': deadProxy, 'http.noProxy': ['127.0.0.2'] }, { https: '200 direct', fetch: '200 direct', others: '200 direct', source: 'noProxyConfig' }],
    ['a dead proxy, and fetch left alone', { 'http.proxy': deadProxy, 'http.fetchAdditionalSupport': false }, { https: 'Error proxy', fetch: '200 direct', others: '200 direct', source: 'setting', finding: 'warning stacks-disagree' }],
    ['a proxy, and fetch left alone', { 'http.proxy': live, 'http.fetchAdditionalSupport': false }, { https: '200 proxy', fetch: '200 direct', others: '200 direct', source: 'setting', finding: 'warning stacks-take-different-ways' }],
    ['no window is to be asked', { 'http.useLocalProxyConfiguration': false }, { https: '200 direct', fetch: '200 direct', others: '200 direct', source: 'remote' }],
  ];
  // A restricted window has the same host; that it compares at all is enough there.
  for (const [what, chosen, expected] of vscode.workspace.isTrusted ? rows : rows.slice(0, 2)) {
    it(`${what}: https ${expected.https}, fetch ${expected.fetch}${expected.finding ? `, ${expected.finding}` : ''}`, async () => {
      for (const [id, value] of Object.entries(chosen)) await write(id, value === live ? proxy.url : value);
      const { report, evidence, by } = await compared();
      assert.equal(by('patched-https'), expected.https);
      assert.equal(by('patched-fetch'), expected.fetch);
      for (const stack of ['original-fetch', 'undici', 'child-https', 'child-fetch']) assert.equal(by(stack), expected.others, stack);
      // What follows from the settings is what the editor itself says.
      assert.equal(evidence.editor?.source, expected.source);
      const [https] = evidence.stacks;
      if (chosen['http.proxySupport'] !== 'off') assert.equal(https?.source, expected.source);
      const about = report.findings.filter(({ id }) => id.startsWith('stacks-')).map(({ id, severity }) => `${severity} ${id}`);
      assert.deepEqual(about, expected.finding ? [expected.finding] : []);
    });
  }

  it('names a library that proxies on top of the editor, where the variables would make it', async () => {
    const before = process.env['https_proxy'];
    process.env['https_proxy'] = proxy.url;
    await choose('custom', lab.tlsBaseUrl);
    try {
      const { report } = await compared();
      const found = report.findings.find(({ id }) => id === 'library-proxies-itself');
      assert.equal(found?.severity, 'info');
      assert.ok(found.detail.includes(`https_proxy names ${proxy.url}`), found.detail);
    } finally {
      if (before === undefined) delete process.env['https_proxy'];
      else process.env['https_proxy'] = before;
      await choose('custom', lab.baseUrl);
    }
  });
});

/**
 * A proxy on sockets alone: in this process `http` is the editor's, and a proxy that forwards with it would be sent to
 * itself. Takes CONNECT and plain addresses.
 */
async function startPlainProxy(): Promise<{ url: string; close(): Promise<void> }> {
  const open = new Set<net.Socket>();
  const server = net.createServer((client) => {
    open.add(client.on('error', () => undefined));
    client.once('data', (first: Buffer) => {
      const text = first.toString('latin1');
      const [, method = '', target = ''] = /^(\S+) (\S+)/.exec(text) ?? [];
      const { hostname, port, pathname, search } = new URL(method === 'CONNECT' ? `http://${target}` : target);
      const upstream = net.connect(Number(port), hostname, () => {
        if (method === 'CONNECT') client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        else upstream.write(Buffer.from(text.replace(target, pathname + search), 'latin1'));
        client.pipe(upstream).pipe(client);
      });
      open.add(upstream.on('error', () => client.destroy()));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
