/**
 * Every row of the table of TLS verdicts, on real servers and real interceptors. Each run is held to the verdict it must
 * give, and can be kept as a fixture for the unit tier, which then judges the same evidence on every system:
 *
 *   GATEHOUSE_RECORD_FIXTURES=1 node test/run.js peers --only tls-verdicts
 */
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { TlsFixture } from '../unit/diagnosis/fixtures/tls-fixture.ts';
import { gatewayName } from './rigs/gateway.ts';
import { look, type Looked, type LookOptions } from './rigs/looking.ts';
import { startMitmproxy, type Mitmproxy } from './rigs/mitmproxy.ts';
import { findProgram, listensOn, start, type Program } from './rigs/program.ts';
import { startSquid, type Squid } from './rigs/squid.ts';
import { ports, publicNames, startTlsServers, type ServerFault, type TlsServers } from './rigs/tls-servers.ts';
import { keepFixture } from './rigs/tls-fixtures.ts';
import { outsideAddress, startWorld, type World } from './rigs/world.ts';

const key = 'sk-user-key-that-nobody-may-read-0123456789';
/** The promise is ten seconds for everything; this much is TLS's. */
const maxQuickMs = 9_000;

interface Row {
  title: string;
  server?: ServerFault;
  /** Host in the base URL; the gateway's without. */
  host?: string;
  options?: Partial<LookOptions>;
  environment?: Record<string, string>;
  /** `severity id` of every finding about TLS. */
  findings: readonly string[];
  status: Looked['status'];
  says?: RegExp;
}

describe('TLS verdicts', function () {
  this.timeout(90_000);
  let world: World;
  let servers: TlsServers;
  const rows: string[][] = [];

  before(async () => {
    world = await startWorld({ hosts: [`${outsideAddress} ${publicNames.join(' ')}`] });
    servers = await startTlsServers(world);
  });
  after(async () => {
    await servers?.stop();
    await world?.close();
    for (const row of rows) console.log(`    ${row.join('  ')}`);
  });

  const lookAt = ({ server = 'good', host = gatewayName, options, environment }: Row): Promise<Looked> => {
    const port = ports[server] === 443 ? '' : `:${ports[server]}`;
    return look(world, { baseUrl: `https://${host}${port}/v1`, ...options }, servers.publicRoot, environment);
  };

  const check = async (row: Row, found?: Looked): Promise<Looked> => {
    const { title, options, findings, status, says } = row;
    const looked = found ?? (await lookAt(row));
    const seen = looked.findings
      .filter(({ probes }) => probes.includes('tls'))
      .map(({ severity, id }) => `${severity} ${id}`);
    rows.push([title.padEnd(52), looked.status.padEnd(5), `${looked.durationMs} ms`.padEnd(8), seen.join(', ')]);
    const words = JSON.stringify(looked.findings);
    keepFixture(world, title, looked, { findings, status } satisfies TlsFixture['expected']);
    assert.deepEqual(
      seen,
      findings,
      `${looked.summary}\n${JSON.stringify(looked.evidence.paths.map(({ observation }) => ({ ...observation, chain: undefined })))}`,
    );
    assert.equal(looked.status, status);
    if (says) assert.match(words, says);
    if (options?.depth !== 'deep') assert.ok(looked.durationMs < maxQuickMs, `${looked.durationMs} ms`);
    return looked;
  };

  const direct: readonly Row[] = [
    { title: 'genuine', findings: [], status: 'pass' },
    { title: 'genuine, deep', options: { depth: 'deep' }, findings: [], status: 'pass' },
    {
      title: 'genuine, a bundle without the root',
      environment: { CURL_CA_BUNDLE: '/etc/hostname' },
      findings: ['warning tls-runtime-refuses'],
      status: 'warn',
    },
    { title: 'private authority', server: 'private authority', findings: ['error tls-untrusted'], status: 'fail' },
    {
      title: 'leaf alone',
      server: 'leaf alone',
      findings: ['error tls-broken-chain'],
      status: 'fail',
      says: /leaves out/,
    },
    {
      title: 'expired',
      server: 'expired',
      findings: ['error tls-expired'],
      status: 'fail',
      says: /Nothing seen here says/,
    },
    {
      title: 'expired, deep',
      server: 'expired',
      options: { depth: 'deep' },
      findings: ['error tls-expired'],
      status: 'fail',
      says: /openrouter\.ai, an unrelated host, is in its time/,
    },
    {
      title: 'a public certificate of next month',
      server: 'not yet valid',
      findings: ['error clock-wrong'],
      status: 'fail',
      says: /not issued ahead of their time/,
    },
    {
      title: 'a public certificate of next month, deep',
      server: 'not yet valid',
      options: { depth: 'deep' },
      findings: ['error clock-wrong'],
      status: 'fail',
    },
    {
      title: 'wrong name',
      server: 'wrong name',
      findings: ['error tls-wrong-host'],
      status: 'fail',
      says: /portal\.hotel\.example.*another server was reached/,
    },
    {
      title: 'private and wrong name',
      server: 'private and wrong name',
      findings: ['error tls-wrong-host'],
      status: 'fail',
    },
    {
      title: 'signed itself',
      server: 'signed itself',
      findings: ['error tls-untrusted'],
      status: 'fail',
      says: /signed by itself/,
    },
    {
      title: 'short key',
      server: 'short key',
      findings: ['error tls-weak-certificate'],
      status: 'fail',
      says: /1024 bits/,
    },
    {
      title: 'root nobody here has',
      server: 'root only the system has',
      findings: ['error tls-unknown-public-root'],
      status: 'fail',
    },
    { title: 'plain HTTP', server: 'plain', findings: ['error tls-not-tls'], status: 'fail' },
    {
      title: 'haproxy strict about names',
      server: 'strict about names',
      findings: ['error tls-name-refused'],
      status: 'fail',
    },
    { title: 'haproxy with TLS 1.1', server: 'TLS 1.1', findings: ['error tls-old-peer'], status: 'fail' },
    { title: 'cut for the name', server: 'cut for the name', findings: ['error tls-name-filtered'], status: 'fail' },
    {
      title: 'cut for any name',
      server: 'cut for any name',
      findings: ['error tls-closed'],
      status: 'fail',
      says: /so it is not the name/,
    },
    {
      title: 'silent for the name',
      server: 'silent for the name',
      findings: ['error tls-name-filtered'],
      status: 'fail',
    },
  ];
  // Most of a look is a process that starts, so a few go on at the same time.
  const running = new Map<Row, Promise<Looked>>();
  before(() => {
    const waiting = [...direct];
    const worker = async (): Promise<void> => {
      for (let row = waiting.shift(); row; row = waiting.shift()) await started(row).catch(() => undefined);
    };
    const started = (row: Row): Promise<Looked> => {
      const looked = lookAt(row);
      running.set(row, looked);
      return looked;
    };
    return Promise.all([worker(), worker(), worker()]);
  });
  for (const row of direct) it(row.title, async () => check(row, await running.get(row)));

  it('private authority among the extra roots', () =>
    check({
      title: 'private authority, trusted',
      server: 'private authority',
      environment: { NODE_EXTRA_CA_CERTS: servers.privateRoot },
      findings: ['info tls-private-authority'],
      status: 'pass',
      says: /Accepted by: Node and Deno\..*Refused by: /,
    }));

  it('a public root that the machine has and the runtime has not', () =>
    check({
      title: 'public root among the extra ones',
      server: 'root only the system has',
      environment: { NODE_EXTRA_CA_CERTS: servers.systemRoot },
      findings: ['warning tls-unknown-public-root'],
      status: 'warn',
    }));

  it('leaf alone, in a process whose own checks are off', () =>
    check({
      title: 'leaf alone, checks off',
      server: 'leaf alone',
      environment: { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
      findings: ['error tls-broken-chain', 'warning tls-connects-unchecked'],
      status: 'fail',
    }));

  describe('with mitmproxy', () => {
    let mitmproxy: Mitmproxy;
    let environment: Record<string, string>;
    before(async () => {
      mitmproxy = await startMitmproxy(world, { upstreamRoot: servers.publicRoot });
      environment = { HTTPS_PROXY: mitmproxy.url };
    });
    after(() => mitmproxy?.stop());

    it('untrusted, and the direct path is genuine', () =>
      check({
        title: 'mitmproxy, untrusted',
        environment,
        findings: ['error tls-intercepted-untrusted'],
        status: 'fail',
        says: /Switch mitmproxy off.*|so the proxy re-signs/,
      }));
    it('untrusted, deep: everything is inspected', () =>
      check({
        title: 'mitmproxy, untrusted, deep',
        environment,
        options: { depth: 'deep' },
        findings: ['error tls-intercepted-untrusted'],
        status: 'fail',
        says: /signs for openrouter\.ai too/,
      }));
    it('trusted', () =>
      check({
        title: 'mitmproxy, trusted',
        environment: { ...environment, NODE_EXTRA_CA_CERTS: mitmproxy.rootFile },
        findings: ['warning tls-intercepted-trusted'],
        status: 'warn',
        says: /Refused by: /,
      }));
    it('in front of a gateway of the catalogue', () =>
      check({
        title: 'mitmproxy, known gateway',
        host: 'openrouter.ai',
        options: { gatewayId: 'openrouter', depth: 'deep' },
        environment,
        findings: ['error tls-intercepted-untrusted'],
        status: 'fail',
        says: /signs for api\.openai\.com too/,
      }));
    it('where the certificate behind it is expired', () =>
      check({
        title: 'mitmproxy before an expired certificate',
        server: 'expired',
        environment,
        findings: ['error tls-intercepted-untrusted', 'info tls-expired'],
        status: 'fail',
      }));

    it('gets no key without being trusted, nor does any server with a certificate at fault', async () => {
      const withKey = (server: ServerFault): Promise<Looked> =>
        look(
          world,
          { baseUrl: `https://${gatewayName}:${ports[server]}/v1`, key, probes: ['tls', 'http'] },
          servers.publicRoot,
        );
      const faulty = [
        'leaf alone',
        'expired',
        'wrong name',
        'private authority',
        'signed itself',
        'short key',
      ] as const;
      await Promise.all(faulty.slice(0, 3).map(withKey));
      await Promise.all(faulty.slice(3).map(withKey));
      // A process whose own checks are switched off is no exception.
      await look(
        world,
        { baseUrl: `https://${gatewayName}:${ports['private authority']}/v1`, key, probes: ['tls', 'http'] },
        servers.publicRoot,
        { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
      );
      await look(
        world,
        { baseUrl: `https://${gatewayName}/v1`, key, probes: ['tls', 'http'], depth: 'deep' },
        servers.publicRoot,
        { ...environment, NO_PROXY: 'openrouter.ai' },
      );
      assert.ok(!mitmproxy.flows().includes(key) && !mitmproxy.log().includes(key), 'mitmproxy has read it');
      assert.ok(
        !servers
          .accessLog()
          .split('\n')
          .some((line) => line.includes(key)),
        servers.accessLog(),
      );
      // The same look at the same places does see a key where one is sent.
      await look(world, { baseUrl: `https://${gatewayName}/v1`, key, probes: ['tls', 'http'] }, servers.publicRoot, {
        ...environment,
        NODE_EXTRA_CA_CERTS: mitmproxy.rootFile,
      });
      assert.ok(mitmproxy.flows().includes(key) && servers.accessLog().includes(key));
    });
  });

  describe('with an authority of no known name', () => {
    const authority = { commonName: 'Northwind inspection', organization: 'Northwind Traders' };
    let squid: Squid;
    before(async () => {
      squid = await startSquid(world, { resign: { ...authority, upstreamRoot: servers.publicRoot } });
    });
    after(() => squid?.stop());

    it('squid, for a gateway of the user', () =>
      check({
        title: 'squid, unnamed',
        environment: { HTTPS_PROXY: squid.url },
        findings: ['error tls-intercepted-untrusted'],
        status: 'fail',
        says: /name that cannot exist/,
      }));
    it('squid, for a gateway of the catalogue', () =>
      check({
        title: 'squid, unnamed, known gateway',
        host: 'openrouter.ai',
        options: { gatewayId: 'openrouter' },
        environment: { HTTPS_PROXY: squid.url },
        findings: ['error tls-intercepted-untrusted'],
        status: 'fail',
      }));
    it('squid, trusted', () =>
      check({
        title: 'squid, unnamed, trusted',
        environment: { HTTPS_PROXY: squid.url, NODE_EXTRA_CA_CERTS: squid.rootFile },
        findings: ['warning tls-intercepted-trusted'],
        status: 'warn',
      }));
  });

  describe('with a proxy that carries tunnels', () => {
    let squid: Squid;
    let stunnel: Program;
    before(async () => {
      squid = await startSquid(world);
      const file = path.join(world.folder, 'stunnel.conf');
      fs.writeFileSync(
        file,
        [
          'foreground = yes',
          'pid =',
          '[proxy]',
          'accept = 127.0.0.1:8443',
          `connect = ${squid.url.replace('http://', '')}`,
          `cert = ${servers.local.file}`,
          '',
        ].join('\n'),
      );
      stunnel = await start(world.onMachine([findProgram('stunnel4', 'stunnel4'), file]), listensOn(8_443));
    });
    after(async () => {
      await stunnel?.stop();
      await squid?.stop();
    });

    it('is genuine through stunnel as an https:// proxy', () =>
      check({
        title: 'stunnel as https:// proxy',
        environment: { HTTPS_PROXY: 'https://localhost:8443', NODE_EXTRA_CA_CERTS: servers.local.root },
        findings: [],
        status: 'pass',
      }));
    it('is a broken chain, not an interceptor', () =>
      check({
        title: 'leaf alone, through squid',
        server: 'leaf alone',
        environment: { HTTPS_PROXY: squid.url },
        findings: ['error tls-broken-chain'],
        status: 'fail',
      }));
    it('cuts for the name behind the proxy too', () =>
      check({
        title: 'cut for the name, through squid',
        server: 'cut for the name',
        environment: { HTTPS_PROXY: squid.url },
        findings: ['error tls-name-filtered', 'info tls-name-filtered'],
        status: 'fail',
      }));
    it('a private authority behind it stays private', () =>
      check({
        title: 'private authority, through squid',
        server: 'private authority',
        environment: { HTTPS_PROXY: squid.url },
        findings: ['error tls-untrusted', 'info tls-untrusted'],
        status: 'fail',
      }));
  });
});
