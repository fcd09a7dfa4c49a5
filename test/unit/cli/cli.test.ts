import * as assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { once } from 'node:events';
import { dialects } from '../../../src/path/dialects/index.ts';
import { gateways } from '../../../src/gateways/catalogue/index.ts';
import { startLab } from '../../../src/lab/lab.ts';
import { finished, runCli, startCli, type CliResult } from './run-cli.ts';

/** No stack trace, nothing on stdout, a hint how to use it. */
function assertUsage(result: CliResult, message: RegExp): void {
  assert.equal(result.code, 2, result.stderr);
  assert.equal(result.stdout, '');
  assert.match(result.stderr, message);
  assert.match(result.stderr, /gatehouse help/);
  assert.doesNotMatch(result.stderr, /\n\s+at /);
}

describe('gatehouse', function () {
  this.timeout(60_000);

  it('shows help, a command\'s help and its version', async () => {
    const [help, command, flag, version, nothing] = await Promise.all([
      runCli(['--help']), runCli(['help', 'resolve']), runCli(['resolve', 'x', '--help']), runCli(['--version']), runCli([]),
    ]);
    assert.equal(help.code, 0);
    for (const name of ['doctor', 'resolve', 'explain', 'lab']) assert.match(help.stdout, new RegExp(`^  ${name} `, 'm'));
    assert.match(command.stdout, /--clean-env/);
    assert.equal(flag.stdout, command.stdout);
    const manifest = JSON.parse(await fs.readFile(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string };
    assert.equal(version.stdout, `${manifest.version}\n`);
    assert.equal(nothing.code, 2);
    assert.equal(nothing.stdout, '');
  });

  it('wrong usage is exit code 2 with a hint', async () => {
    assertUsage(await runCli(['resolv', 'https://a.test']), /Did you mean "resolve"/);
    assertUsage(await runCli(['--jason']), /--jason/);
    assertUsage(await runCli(['resolve', 'https://a.test', '--clean']), /--clean-env/);
  });
});

describe('gatehouse resolve', function () {
  this.timeout(60_000);
  const base = ['resolve', 'https://api.example.com/v1', '--clean-env', '--env', 'https_proxy=http://user:hunter22@192.0.2.1:3128'];

  it('prints one JSON document of every client, without the password', async () => {
    const result = await runCli([...base, '--json'], { environment: { LANG: 'zh_CN.UTF-8', HTTPS_PROXY: 'http://other.test:1' } });
    assert.equal(result.code, 0);
    assert.equal(result.stderr, '');
    assert.ok(!result.stdout.includes('hunter22'));
    const document = JSON.parse(result.stdout) as { schemaVersion: number; url: string; routes: Record<string, unknown>[] };
    assert.equal(document.schemaVersion, 1);
    assert.equal(document.url, 'https://api.example.com/v1');
    assert.deepEqual(document.routes.map((route) => route['client']), dialects.map(({ id }) => id));
    const curl = document.routes.find((route) => route['client'] === 'curl');
    assert.deepEqual(curl, {
      client: 'curl', clientVersion: '8.23.0', outcome: 'proxy', proxy: 'http://192.0.2.1:3128', mode: 'connect',
      decidedBy: 'https_proxy', reason: 'https_proxy names the proxy http://192.0.2.1:3128.',
    });
  });

  it('starts from this environment unless told not to', async () => {
    const environment = { HTTPS_PROXY: 'http://192.0.2.9:1' };
    const args = ['resolve', 'https://a.test', '--client', 'go', '--json'];
    const [own, clean] = await Promise.all([runCli(args, { environment }), runCli([...args, '--clean-env'], { environment })]);
    assert.match(own.stdout, /"proxy": "http:\/\/192\.0\.2\.9:1"/);
    assert.match(clean.stdout, /"outcome": "direct"/);
  });

  it('takes versions, editor settings, and shows a table', async () => {
    const result = await runCli([
      ...base, '--client', 'curl@7.88.1', '--client', 'vscode-exthost-http', '--setting', 'http.noProxy=["example.com"]',
    ]);
    assert.equal(result.code, 0);
    assert.match(result.stdout, /^curl 7\.88\.1 +proxy +http:\/\/192\.0\.2\.1:3128 \(connect\) +https_proxy$/m);
    assert.match(result.stdout, /^vscode-exthost-http \S+ +direct +http\.noProxy$/m);
    assert.ok(!result.stdout.includes('hunter22'));
  });

  it('a client that would fail is exit code 1', async () => {
    const result = await runCli(['resolve', 'https://a.test', '--clean-env', '--env', 'https_proxy=x y', '--client', 'curl', '--json']);
    assert.equal(result.code, 1);
    assert.match(result.stdout, /"outcome": "error"/);
  });

  for (const [args, message] of [
    [['resolve'], /Give the URL/],
    [['resolve', 'api.example.com'], /"api\.example\.com" is no URL/],
    [['resolve', 'https://'], /no valid URL/],
    [['resolve', 'ftp://a.test'], /no web address/],
    [['resolve', 'https://u:hunter22@a b'], /no valid URL/],
    [['resolve', ''], /empty/],
    [['resolve', 'https://a.test', 'https://b.test'], /one URL/],
    [['resolve', 'https://a.test', '--env', 'X'], /KEY=VALUE/],
    [['resolve', 'https://a.test', '--client', 'netscape'], /python-httpx/],
    [['resolve', 'https://a.test', '--client', 'curl@next'], /7\.88\.1/],
  ] as const) {
    it(`${args.join(' ')} is wrong usage`, async () => {
      const result = await runCli(args);
      assertUsage(result, message);
      assert.ok(!result.stderr.includes('hunter22'));
    });
  }

  it('a reader that goes away early is no error', async () => {
    const child = startCli([...base, '--json']);
    child.stdout?.destroy();
    const result = await finished(child);
    assert.equal(result.stderr, '');
    assert.equal(result.code, 0);
  });
});

describe('gatehouse explain', function () {
  this.timeout(60_000);

  it('knows an error, from arguments and from standard input', async () => {
    const [words, dash, piped] = await Promise.all([
      runCli(['explain', 'Error:', 'self', 'signed', 'certificate', 'in', 'certificate', 'chain', '--json']),
      runCli(['explain', '-', '--json'], { input: 'Error: self signed certificate in certificate chain' }),
      runCli(['explain'], { input: 'Error: self signed certificate in certificate chain, Authorization: Bearer sk-or-v1-0123456789abcdef0123456789' }),
    ]);
    assert.equal(words.code, 0, words.stderr);
    assert.equal(words.stdout, dash.stdout);
    const document = JSON.parse(words.stdout) as { schemaVersion: number; matches: { leg: string }[] };
    assert.equal(document.schemaVersion, 1);
    assert.equal(document.matches[0]?.leg, 'tls');
    assert.equal(piped.code, 0);
    assert.match(piped.stdout, /What to do/);
    assert.ok(!piped.stdout.includes('0123456789abcdef'));
  });

  it('an unknown text is exit code 3, and none is wrong usage', async () => {
    const [unknown, empty] = await Promise.all([runCli(['explain', 'lorem ipsum dolor', '--json']), runCli(['explain', '-'], { input: ' \n' })]);
    assert.equal(unknown.code, 3);
    assert.deepEqual((JSON.parse(unknown.stdout) as { matches: unknown[] }).matches, []);
    assertUsage(empty, /no text/);
  });

  it('input that is too large or no UTF-8 ends in words', async () => {
    const [large, binary] = await Promise.all([
      runCli(['explain', '-'], { input: Buffer.alloc(5_000_000, 0x61) }),
      runCli(['explain', '-'], { input: Buffer.from([0xff, 0xfe, 0x00, 0x01]) }),
    ]);
    assertUsage(large, /larger/);
    assert.equal(binary.code, 3);
  });
});

describe('gatehouse lab', function () {
  this.timeout(60_000);

  it('lists its scenarios', async () => {
    const [table, json] = await Promise.all([runCli(['lab', '--list']), runCli(['lab', '--list', '--json'])]);
    assert.match(table.stdout, /^rate-limited {2}/m);
    const document = JSON.parse(json.stdout) as { scenarios: { name: string; title: string }[] };
    assert.ok(document.scenarios.some(({ name, title }) => name === 'healthy' && title !== ''));
  });

  it('serves until it is stopped, and can be switched from another terminal', async () => {
    const child = startCli(['lab', '--scenario', 'bad-key', '--json']);
    const end = finished(child);
    const [line] = (await once(child.stdout!, 'data')) as [Buffer];
    const { baseUrl, port, key, caFile } = JSON.parse(line.toString()) as { baseUrl: string; port: number; key: string; caFile: string };
    const status = async (): Promise<number> => {
      const response = await fetch(`${baseUrl}/key`, { headers: { authorization: `Bearer ${key}` } });
      await response.text();
      return response.status;
    };
    assert.equal(await status(), 401);
    assert.match(await fs.readFile(caFile, 'utf8'), /BEGIN CERTIFICATE/);
    const switched = await runCli(['lab', '--switch', 'healthy', '--port', String(port)]);
    assert.equal(switched.code, 0, switched.stderr);
    assert.equal(await status(), 200);
    child.kill('SIGINT');
    const result = await end;
    assert.equal(result.code, 130);
    assert.equal(result.stderr, '');
    await assert.rejects(fetch(`${baseUrl}/key`));
  });

  it('says what is wrong', async () => {
    const taken = net.createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as net.AddressInfo;
    try {
      const [busy, scenario, number, noPort] = await Promise.all([
        runCli(['lab', '--port', String(port)]), runCli(['lab', '--scenario', 'sunny']), runCli(['lab', '--port', '70000']), runCli(['lab', '--switch', 'healthy']),
      ]);
      assert.equal(busy.code, 3);
      assert.match(busy.stderr, /is taken/);
      assertUsage(scenario, /hang-mid-stream/);
      assertUsage(number, /70000/);
      assertUsage(noPort, /--port/);
    } finally {
      taken.close();
    }
  });
});

describe('gatehouse doctor', function () {
  this.timeout(120_000);
  let folder: string;
  beforeEach(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), 'gatehouse-cli-'));
  });
  afterEach(async () => {
    await fs.rm(folder, { recursive: true, force: true });
  });

  it('a practice gateway in good health is exit code 0, and the report is written', async () => {
    const lab = await startLab();
    try {
      const file = path.join(folder, 'report.md');
      const key = 'sk-or-v1-0123456789abcdef0123456789abcdef';
      const result = await runCli(['doctor', '--base-url', lab.baseUrl, '--json', '--report', path.join(folder, 'r.json')], {
        environment: { GATEHOUSE_API_KEY: key },
      });
      const document = JSON.parse(result.stdout) as { verdict: { state: string; sentence: string }; probes: { id: string }[] };
      assert.equal(document.verdict.state, 'healthy', result.stdout);
      assert.equal(result.code, 0);
      assert.ok(!result.stdout.includes(key));
      assert.deepEqual(JSON.parse(await fs.readFile(path.join(folder, 'r.json'), 'utf8')), document);
      assert.match(result.stderr, /ms\)/);
      const quiet = await runCli(['doctor', '--base-url', lab.baseUrl, '--quiet', '--probe', 'dns', '--probe', 'route', '--report', file]);
      assert.equal(quiet.stderr, '');
      assert.notEqual(quiet.stdout, '');
      assert.match(await fs.readFile(file, 'utf8'), /^#/m);
    } finally {
      await lab.close();
    }
  });

  it('a faulty one is exit code 1', async () => {
    const lab = await startLab({ scenario: 'bad-key' });
    try {
      const result = await runCli(['doctor', '--base-url', lab.baseUrl, '--json', '--quiet'], { environment: { GATEHOUSE_API_KEY: 'sk-or-v1-wrong' } });
      const document = JSON.parse(result.stdout) as { verdict: { state: string; leg: string } };
      assert.equal(result.code, 1, result.stdout);
      assert.equal(document.verdict.leg, 'account');
    } finally {
      await lab.close();
    }
  });

  it('lists the known gateways with the variables of their keys', async () => {
    const result = await runCli(['doctor', '--gateway', 'list']);
    assert.equal(result.code, 0, result.stderr);
    for (const { id, baseUrl, keyVariable } of gateways) {
      assert.match(result.stdout, new RegExp(`^${id} +${baseUrl.replaceAll('.', '\\.')} +${keyVariable}$`, 'm'));
    }
  });

  it('SIGINT ends it early with exit code 130 and no stack trace', async () => {
    const lab = await startLab({ scenario: 'hang-before-headers' });
    try {
      const child = startCli(['doctor', '--base-url', lab.baseUrl, '--json']);
      const end = finished(child);
      // The first line of progress: probes are running.
      await once(child.stderr!, 'data');
      child.kill('SIGINT');
      const result = await end;
      assert.equal(result.code, 130);
      assert.doesNotMatch(result.stderr, /\n\s+at /);
      JSON.parse(result.stdout);
    } finally {
      await lab.close();
    }
  });

  for (const [args, message] of [
    [['--gateway', 'nowhere'], /openrouter/],
    [['--gateway', 'opnrouter'], /Did you mean "openrouter"/],
    [['--probe', 'luck'], /Known probes: .*dns/],
    [['--base-url', 'not a url'], /not a url/],
    [['--base-url', 'https://u:hunter22@a.test'], /user name or password/],
    [['--base-url', 'https://a.test', '--gateway', 'openai'], /--gateway/],
    [['--json', '--markdown'], /--markdown/],
    [['extra'], /extra/],
    [['--report', os.tmpdir()], /directory/],
    [['--report', '/no/such/folder/r.md'], /does not exist/],
  ] as const) {
    it(`doctor ${args.join(' ')} is wrong usage`, async () => {
      const result = await runCli(['doctor', ...args]);
      assertUsage(result, message);
      assert.ok(!result.stderr.includes('hunter22'));
    });
  }
});
