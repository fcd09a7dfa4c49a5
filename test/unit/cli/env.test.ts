import * as assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { composeBundle } from '../../../src/shim/environment/trust-bundle.ts';
import { finished, runCli, type CliResult } from './run-cli.ts';

const entry = fileURLToPath(new URL('./fake-shim-cli.ts', import.meta.url));

describe('gatehouse env', function () {
  this.timeout(60_000);
  let folder: string;
  let bundleFile: string;
  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-env-test-'));
    bundleFile = (await composeBundle({ base: {}, platform: process.platform }, folder)).file;
  });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  const surroundings = (running: number | null, environment: Record<string, string>): Record<string, string> => ({
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    SHELL: '/bin/bash',
    FAKE_SHIM: JSON.stringify({ running, bundleFile, log: path.join(folder, 'log') }),
    ...environment,
  });
  const run = async (args: readonly string[], running: number | null = 41_000, environment: Record<string, string> = {}): Promise<CliResult> =>
    await finished(spawn(process.execPath, ['--no-warnings', entry, 'env', ...args], { env: surroundings(running, environment), stdio: 'pipe' }));

  it('prints nothing and says what to do where no shim runs, so that eval changes nothing', async () => {
    const { code, stdout, stderr } = await run([], null);
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /No shim is running\. .*gatehouse exec -- COMMAND/);
  });

  it('writes for the shell that is used, or as it is told', async () => {
    const address = 'http://terminal:terminal-token@127.0.0.1:41000';
    const forms: readonly [args: readonly string[], shell: string, line: string][] = [
      [[], '/bin/zsh', `export HTTPS_PROXY='${address}'\n`],
      [[], '/usr/bin/fish', `set -gx HTTPS_PROXY '${address}'\n`],
      [['--format', 'pwsh'], '/bin/bash', `$env:HTTPS_PROXY = '${address}'\n`],
      [['--format', 'cmd'], '/bin/bash', `@set "HTTPS_PROXY=${address}"\r\n`],
      [['--format', 'dotenv'], '/bin/bash', `HTTPS_PROXY=${address}\n`],
    ];
    const answers = await Promise.all(forms.map(([args, shell]) => run(args, 41_000, { SHELL: shell })));
    for (const [index, { code, stdout, stderr }] of answers.entries()) {
      assert.deepEqual([code, stderr], [0, '']);
      assert.ok(stdout.includes(forms[index]?.[2] ?? '?'), stdout);
    }
    const json = JSON.parse((await run(['--format', 'json'])).stdout) as { schemaVersion: number; set: Record<string, string>; unset: string[] };
    assert.deepEqual([json.schemaVersion, json.set['HTTPS_PROXY'], json.set['SSL_CERT_FILE'], json.unset], [1, address, bundleFile, []]);
    assert.equal(json.set['GATEHOUSE_FORMER'], undefined, 'only a shell goes back');
  });

  it('leaves variables of trust alone where the shim\'s file lacks a root that this shell has', async () => {
    const { certificate } = await (await import('../path/pki.ts')).make({ commonName: 'Mine', authority: true });
    const mine = path.join(folder, 'mine.pem');
    fs.writeFileSync(mine, certificate);
    const { set } = JSON.parse((await run(['--format', 'json'], 41_000, { SSL_CERT_FILE: mine })).stdout) as { set: Record<string, string> };
    assert.deepEqual([set['SSL_CERT_FILE'], set['REQUESTS_CA_BUNDLE'], set['NODE_EXTRA_CA_CERTS']], [undefined, undefined, bundleFile]);
  });

  for (const shell of ['bash', 'dash', 'zsh', 'fish'].filter((name) => spawnSync(name, ['-c', 'exit']).error === undefined)) {
    it(`leads a ${shell} through the shim and back, exactly`, () => {
      const cli = `${process.execPath} --no-warnings ${entry} env --format ${shell === 'fish' ? 'fish' : 'sh'}`;
      const take = (more: string): string => (shell === 'fish' ? `${cli} ${more} | source` : `eval "$(${cli} ${more})"`);
      // Twice, as people do; and back twice, of which the second finds nothing and changes nothing.
      const script = ['env -0; printf "\\0\\0"', take(''), take(''), 'env -0; printf "\\0\\0"', take('--off'), take('--off'), 'env -0'].join('\n');
      const base = { HTTPS_PROXY: "http://u:it's%20hunter22@proxy.corp:3128", no_proxy: 'corp.example', ALL_PROXY: '', Http_Proxy: 'x', SSL_CERT_DIR: '', SHLVL: '1', _: 'x', PWD: folder };
      const { stdout, stderr } = spawnSync(shell, [...(shell === 'fish' ? ['--no-config'] : shell === 'zsh' ? ['-f'] : []), '-c', script], { env: surroundings(41_000, base), cwd: folder });
      const [before = new Set(), between = new Set(), after = new Set()] = stdout.toString().split('\0\0\0').map((text) => new Set(text.split('\0').filter((line) => line !== '' && !/^(?:_|SHLVL|OLDPWD)=/.test(line))));
      assert.ok(between.has('HTTPS_PROXY=http://terminal:terminal-token@127.0.0.1:41000'), stderr.toString());
      assert.ok(between.has(`SSL_CERT_FILE=${bundleFile}`));
      assert.ok(before.has(`HTTPS_PROXY=${base.HTTPS_PROXY}`));
      assert.deepEqual([...after].toSorted(), [...before].toSorted());
      assert.match(stderr.toString(), /This shell does not go through a shim/);
    });
  }

  const endpointLines = {
    sh: ["export OPENAI_BASE_URL='http://127.0.0.1:41000/v1'\n", "export OPENAI_API_KEY='api-token'\n", "export ANTHROPIC_BASE_URL='http://127.0.0.1:41000'\n", "export ANTHROPIC_AUTH_TOKEN='api-token'\n", "export ANTHROPIC_API_KEY=''\n"],
    fish: ["set -gx OPENAI_API_KEY 'api-token'\n", "set -gx ANTHROPIC_API_KEY ''\n"],
    powershell: ["$env:OPENAI_API_KEY = 'api-token'\n", "$env:ANTHROPIC_API_KEY = ''\n"],
    cmd: ['@set "OPENAI_API_KEY=api-token"\r\n', '@set "ANTHROPIC_API_KEY="\r\n'],
    dotenv: ['OPENAI_API_KEY=api-token\n', 'ANTHROPIC_API_KEY=\n'],
    json: ['"OPENAI_API_KEY": "api-token"', '"ANTHROPIC_API_KEY": ""'],
  };
  for (const [format, lines] of Object.entries(endpointLines)) {
    it(`leads SDKs to the endpoint as ${format}, with the proxy or alone`, async () => {
      const [both, alone, without] = await Promise.all([['--endpoint'], ['--endpoint-only'], []].map((args) => run([...args, '--format', format], 41_000, { ANTHROPIC_API_KEY: 'sk-ant-own' })));
      for (const line of lines) for (const answer of [both, alone]) assert.ok(answer?.stdout.includes(line), `${line} is not in ${answer?.stdout}`);
      assert.deepEqual([both, alone, without].map((answer) => /HTTPS_PROXY/.test(answer?.stdout ?? '')), [true, false, true]);
      assert.doesNotMatch(without?.stdout ?? '', /OPENAI|ANTHROPIC/);
    });
  }

  for (const shell of ['bash', 'dash', 'fish'].filter((name) => spawnSync(name, ['-c', 'exit']).error === undefined)) {
    it(`leads a ${shell} to the endpoint and back, exactly`, () => {
      const cli = `${process.execPath} --no-warnings ${entry} env --format ${shell === 'fish' ? 'fish' : 'sh'}`;
      const take = (more: string): string => (shell === 'fish' ? `${cli} ${more} | source` : `eval "$(${cli} ${more})"`);
      const script = ['env -0; printf "\\0\\0"', take('--endpoint-only'), 'env -0; printf "\\0\\0"', take('--endpoint'), take('--off'), 'env -0'].join('\n');
      const base = { ANTHROPIC_API_KEY: 'sk-ant-own', OPENAI_BASE_URL: 'https://gateway.corp/v1', SHLVL: '1', _: 'x', PWD: folder };
      const { stdout, stderr } = spawnSync(shell, [...(shell === 'fish' ? ['--no-config'] : []), '-c', script], { env: surroundings(41_000, base), cwd: folder });
      const [before = new Set(), between = new Set(), after = new Set()] = stdout.toString().split('\0\0\0').map((text) => new Set(text.split('\0').filter((line) => line !== '' && !/^(?:_|SHLVL|OLDPWD)=/.test(line))));
      assert.ok(between.has('OPENAI_BASE_URL=http://127.0.0.1:41000/v1') && between.has('ANTHROPIC_API_KEY='), stderr.toString());
      assert.ok(before.has('ANTHROPIC_API_KEY=sk-ant-own'));
      assert.deepEqual([...after].toSorted(), [...before].toSorted());
    });
  }

  it('takes one choice', async () => {
    const answers = await Promise.all([['--endpoint', '--endpoint-only'], ['--off', '--endpoint']].map((args) => run(args)));
    for (const { code, stdout } of answers) assert.deepEqual([code, stdout], [2, '']);
  });

  const back: readonly [what: string, environment: Record<string, string>, says: RegExp][] = [
    ['nothing', {}, /does not go through a shim/],
    ['a terminal of the editor', { GATEHOUSE_SHIM_PORT: '41000' }, /can not be taken back here/],
    ['a record that is broken', { GATEHOUSE_FORMER: '{' }, /can not be read/],
  ];
  for (const [what, environment, says] of back) {
    it(`takes back nothing: ${what}`, async () => {
      const { code, stdout, stderr } = await run(['--off'], null, environment);
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, says);
    });
  }

  it('refuses what it can not write or does not know', async () => {
    const [format, extra, unwritable] = await Promise.all([
      run(['--format', 'tcsh']),
      run(['now']),
      run(['--format', 'dotenv'], 41_000, { NO_PROXY: "it's" }),
    ]);
    for (const { code, stdout } of [format, extra, unwritable]) assert.deepEqual([code, stdout], [2, '']);
    assert.match(format.stderr, /no format "tcsh"\. The formats are: sh, bash, zsh, fish, powershell, pwsh, cmd, dotenv, json/);
    assert.match(unwritable.stderr, /no_proxy can not be written as dotenv/);
  });

  it('is a command of the front door', async () => {
    const [{ code, stdout }, overview] = await Promise.all([runCli(['help', 'env']), runCli(['--help'])]);
    assert.equal(code, 0);
    assert.match(stdout, /sh, bash, zsh: eval "\$\(gatehouse env\)"/);
    assert.match(overview.stdout, /^ {2}env {2,}\S/m);
    assert.match(overview.stdout, /^ {2}exec {2,}\S/m);
  });
});
