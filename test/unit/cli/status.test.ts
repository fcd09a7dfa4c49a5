import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import * as http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StatusDocument } from '../../../src/cli/status-document.ts';
import { startLab, type Lab, type RequestEntry } from '../../../src/lab/lab.ts';
import { closedPort } from '../lab/clients.ts';
import { finished, runCli, startCli, type CliResult } from './run-cli.ts';

const key = 'sk-test-0123456789abcdef0123456789';

/** The document on stdout, which holds nothing else. */
function documentOf({ stdout }: CliResult): StatusDocument {
  assert.match(stdout, /^\{[\s\S]*\}\n$/);
  return JSON.parse(stdout) as StatusDocument;
}

describe('gatehouse status', function () {
  this.timeout(60_000);
  let lab: Lab;
  const requests: RequestEntry[] = [];
  before(async () => {
    lab = await startLab({ onRequest: (entry) => void requests.push(entry) });
  });
  beforeEach(() => {
    lab.setScenario('healthy');
    requests.length = 0;
  });
  after(() => lab.close());

  const cases: readonly {
    scenario: string;
    keyed: boolean;
    code: number;
    said: readonly [state: string, fault: string | null, kind: string | null];
    signals: number;
    requests: number;
  }[] = [
    { scenario: 'healthy', keyed: false, code: 0, said: ['healthy', null, null], signals: 1, requests: 1 },
    { scenario: 'healthy', keyed: true, code: 0, said: ['healthy', null, null], signals: 1, requests: 2 },
    { scenario: 'gateway-error', keyed: false, code: 1, said: ['down', 'gateway', 'gateway-error'], signals: 3, requests: 3 },
    { scenario: 'bad-key', keyed: true, code: 1, said: ['account-problem', 'account', 'bad-key'], signals: 1, requests: 2 },
    // Without a key nothing of it is known.
    { scenario: 'bad-key', keyed: false, code: 0, said: ['healthy', null, null], signals: 1, requests: 1 },
    { scenario: 'no-credit', keyed: true, code: 1, said: ['account-problem', 'account', 'no-credit'], signals: 1, requests: 2 },
  ];
  for (const { scenario, keyed, code, said, signals, requests: sent } of cases) {
    it(`in scenario ${scenario}, ${keyed ? 'with a key' : 'without a key'}: ${said[0]}, exit code ${code}`, async () => {
      lab.setScenario(scenario);
      const environment = keyed ? { GATEHOUSE_API_KEY: key } : {};
      const result = await runCli(['status', '--base-url', lab.baseUrl, '--json'], { environment });
      assert.deepEqual([result.code, result.stderr], [code, '']);
      const document = documentOf(result);
      assert.deepEqual(Object.keys(document), ['schemaVersion', 'gateways']);
      assert.equal(document.schemaVersion, 1);
      assert.equal(document.gateways.length, 1);
      const [gateway] = document.gateways;
      assert.ok(gateway);
      assert.deepEqual(Object.keys(gateway).sort(), [
        'baseUrl', 'checkedAt', 'fault', 'id', 'incidents', 'kind', 'latencyMs', 'leg', 'nextStep', 'sentence', 'signals', 'state', 'statusPage', 'title',
      ]);
      assert.deepEqual([gateway.state, gateway.fault, gateway.kind], said);
      assert.deepEqual([gateway.id, gateway.baseUrl, gateway.statusPage, gateway.incidents], ['custom', lab.baseUrl, null, []]);
      assert.equal(gateway.signals.length, signals);
      for (const { at } of gateway.signals) assert.equal(new Date(at).toISOString(), at);
      assert.equal(gateway.checkedAt, gateway.signals.at(-1)?.at);
      if (said[0] === 'healthy') assert.ok((gateway.latencyMs ?? -1) >= 0);
      assert.equal(requests.length, sent);
      assert.ok(!`${result.stdout}${result.stderr}`.includes(key));
      assert.ok(requests.every(({ authorization }) => authorization !== 'other'), 'a practice gateway gets its own public key');
    });
  }

  it('says that nothing listens there', async () => {
    const result = await runCli(['status', '--base-url', `http://127.0.0.1:${await closedPort()}/v1`, '--json']);
    assert.equal(result.code, 1, result.stdout);
    const [gateway] = documentOf(result).gateways;
    assert.deepEqual([gateway?.state, gateway?.fault, gateway?.leg, gateway?.kind], ['local-problem', 'local', 'tcp', 'connection-refused']);
    assert.equal(gateway?.signals.length, 3);
  });

  it('shows people a table, and what to do below it', async () => {
    const well = await runCli(['status', '--base-url', lab.baseUrl]);
    assert.equal(well.code, 0);
    assert.match(well.stdout, /^GATEWAY +STATE +WHOSE FAULT +LATENCY +STATUS PAGE\n127\.0\.0\.1:\d+ +healthy +- +\d+ ms +-\n$/);
    lab.setScenario('bad-key');
    const refused = await runCli(['status', '--base-url', lab.baseUrl], { environment: { GATEHOUSE_API_KEY: key } });
    assert.equal(refused.code, 1);
    assert.match(refused.stdout, /account problem +your account/);
    assert.ok(refused.stdout.split('\n').length > 4, refused.stdout);
    assert.ok(!refused.stdout.includes(key));
  });

  it('looks at several gateways, and the worst decides', async () => {
    const closed = `http://127.0.0.1:${await closedPort()}`;
    const environment = { HTTP_PROXY: closed, HTTPS_PROXY: closed, NO_PROXY: '127.0.0.1' };
    const result = await runCli(['status', '--gateway', 'openrouter', '--gateway', 'openrouter', '--base-url', lab.baseUrl, '--no-status-pages', '--json'], { environment });
    assert.equal(result.code, 1, result.stdout);
    assert.deepEqual(documentOf(result).gateways.map(({ id, state, leg }) => [id, state, leg]), [
      ['openrouter', 'local-problem', 'proxy'],
      ['custom', 'healthy', null],
    ]);
  });

  const wrong: readonly [args: readonly string[], message: RegExp][] = [
    [['--gateway', 'openruter'], /There is no gateway "openruter"\. Did you mean "openrouter"\?/],
    [['--gateway', 'zzzzzzzzzz'], /Known gateways: openrouter, /],
    [['--base-url', 'gateway.test'], /is not a URL/],
    [['--base-url', `https://me:${key}@gateway.test/v1`], /user name or password/],
    [['--watch', '--interval', '59'], /from 60 to 86400/],
    [['--watch', '--interval', '86401'], /from 60 to 86400/],
    [['--watch', '--interval', 'often'], /from 60 to 86400/],
    [['--watch', '--interval', ''], /from 60 to 86400/],
    [['--interval', '60'], /goes with --watch/],
    [['openrouter'], /"openrouter" is not expected here/],
    [['--jsn'], /Did you mean|--jsn/],
  ];
  for (const [args, message] of wrong) {
    it(`${args.join(' ').replace(key, '...')} is wrong usage, and nothing is sent`, async () => {
      const result = await runCli(['status', '--base-url', lab.baseUrl, ...args]);
      assert.deepEqual([result.code, result.stdout], [2, ''], result.stderr);
      assert.match(result.stderr, message);
      assert.match(result.stderr, /gatehouse help status/);
      assert.doesNotMatch(result.stderr, /\n\s+at /);
      assert.ok(!result.stderr.includes(key));
      assert.deepEqual(requests, []);
    });
  }
});

describe('gatehouse status where pages are left alone', function () {
  this.timeout(40_000);

  /** A proxy that lets nothing through and remembers what it was asked for. */
  async function asked(args: readonly string[]): Promise<{ hosts: string[]; result: CliResult; tookMs: number }> {
    const hosts: string[] = [];
    const proxy = http.createServer();
    proxy.on('connect', ({ url }, socket) => {
      hosts.push(url ?? '');
      socket.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n');
    });
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const { port } = proxy.address() as { port: number };
    const started = performance.now();
    const result = await runCli(['status', '--gateway', 'openrouter', '--json', ...args], { environment: { HTTPS_PROXY: `http://127.0.0.1:${port}` } });
    proxy.close();
    return { hosts: [...new Set(hosts)].sort(), result, tookMs: performance.now() - started };
  }

  it('asks the gateway alone', async () => {
    const { hosts, result, tookMs } = await asked(['--no-status-pages']);
    assert.deepEqual(hosts, ['openrouter.ai:443']);
    assert.equal(result.code, 1, result.stdout);
    const [gateway] = documentOf(result).gateways;
    assert.deepEqual([gateway?.state, gateway?.statusPage, gateway?.incidents], ['local-problem', null, []]);
    assert.ok(tookMs < 20_000, `${tookMs} ms`);
  });

  it('asks the official page without the option, and no third party', async () => {
    const { hosts, result } = await asked([]);
    assert.deepEqual(hosts, ['openrouter.ai:443', 'status.openrouter.ai:443']);
    const [gateway] = documentOf(result).gateways;
    assert.equal(gateway?.statusPage?.state, 'unknown');
    assert.ok(gateway.statusPage.problem);
  });
});

describe('gatehouse status --watch', function () {
  this.timeout(30_000);
  let lab: Lab;
  const running: ChildProcess[] = [];
  before(async () => {
    lab = await startLab();
  });
  after(async () => {
    for (const child of running) child.kill('SIGKILL');
    await lab.close();
  });

  it('ends with 143 when it is told to, before anything was seen', async () => {
    const child = startCli(['status', '--base-url', lab.baseUrl, '--watch']);
    running.push(child);
    const whole = finished(child);
    await sleep(1_500);
    child.kill('SIGTERM');
    const { code, stderr } = await whole;
    assert.equal(code, 143);
    // It is told so only where it had not begun to watch.
    assert.match(stderr, /^(gatehouse: Cancelled\.\n)?$/);
  });
});
