import * as assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { createServer } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { windowsCandidates, windowsStart } from '../../../src/cli/windows-command.ts';
import { finished, runCli, type CliResult } from './run-cli.ts';

const entry = fileURLToPath(new URL('./fake-shim-cli.ts', import.meta.url));
const node = process.execPath;

describe('gatehouse exec', function () {
  this.timeout(60_000);
  let folder: string;
  let log: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-exec-test-'));
    log = path.join(folder, 'log');
    fs.writeFileSync(log, '');
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  const start = (args: readonly string[], fake: object = {}, environment: Record<string, string> = {}): ChildProcess =>
    spawn(node, ['--no-warnings', entry, 'exec', ...args], {
      env: { PATH: process.env['PATH'], HOME: folder, TMPDIR: folder, FAKE_SHIM: JSON.stringify({ running: null, log, ...fake }), ...environment },
      stdio: 'pipe',
    });
  const run = async (args: readonly string[], fake: object = {}, environment: Record<string, string> = {}, input = ''): Promise<CliResult> =>
    await finished(start(args, fake, environment), input);
  const happened = (): string[] => fs.readFileSync(log, 'utf8').split('\n').filter((line) => line !== '');
  /** Prints the child's environment as JSON. */
  const tell = ['--', node, '-e', 'process.stdout.write(JSON.stringify(process.env))'];
  const told = ({ stdout }: CliResult): Record<string, string> => JSON.parse(stdout) as Record<string, string>;

  it('uses the running shim, holds it for as long as the program runs, and starts none', async () => {
    const result = await run(tell, { running: 41_000 });
    const environment = told(result);
    assert.deepEqual([result.code, result.stderr], [0, '']);
    assert.equal(environment['HTTPS_PROXY'], 'http://node:node-token@127.0.0.1:41000');
    assert.equal(environment['https_proxy'], environment['HTTPS_PROXY']);
    assert.match(environment['NO_PROXY'] ?? '', /localhost/);
    assert.deepEqual(happened(), ['attach gatehouse exec', 'close']);
  });

  it('leads the program to the endpoint of the running shim when it is asked to, and never to one of its own', async () => {
    const environment = told(await run(['--endpoint', ...tell], { running: 41_000 }, { ANTHROPIC_API_KEY: 'sk-ant-own' }));
    const names = ['OPENAI_BASE_URL', 'OPENAI_API_KEY', 'ANTHROPIC_BASE_URL', 'ANTHROPIC_AUTH_TOKEN', 'ANTHROPIC_API_KEY'];
    assert.deepEqual(names.map((name) => environment[name]), ['http://127.0.0.1:41000/v1', 'node-token', 'http://127.0.0.1:41000', 'node-token', '']);
    assert.equal(told(await run(tell, { running: 41_000 }))['OPENAI_BASE_URL'], undefined);
    const { code, stdout, stderr } = await run(['--endpoint', ...tell], { running: null });
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /No shim is running, so there is no endpoint\./);
  });

  it('starts one of its own that sends on as this shell did, and ends it', async () => {
    const base = { HTTPS_PROXY: 'http://u:hunter22@proxy.corp:3128', no_proxy: 'corp.example', SSL_CERT_FILE: '/nowhere.pem', OTHER: 'x' };
    const result = await run(['--client', 'My Tool', ...tell], {}, base);
    const environment = told(result);
    assert.equal(environment['HTTPS_PROXY'], 'http://my-tool:my-tool-token@127.0.0.1:45678');
    assert.ok(!result.stdout.includes('hunter22'), 'the password of the former proxy is the shim\'s alone');
    assert.equal(environment['OTHER'], 'x');
    const [, started = '', ended] = happened();
    assert.deepEqual(JSON.parse(started.slice('start '.length)), { rules: [], client: 'curl', environment: { HTTPS_PROXY: base.HTTPS_PROXY, no_proxy: base.no_proxy }, allow: [] });
    assert.equal(ended, 'stop');
  });

  it('gives a file of roots that is there while the program runs, and gone after', async () => {
    const result = await run(['--', node, '-e', 'const f = process.env.SSL_CERT_FILE; console.log(f, require("fs").readFileSync(f, "utf8").includes("BEGIN CERTIFICATE"))']);
    const [file = '', there] = result.stdout.trim().split(' ');
    assert.equal(there, 'true');
    assert.ok(!fs.existsSync(file) && !fs.existsSync(path.dirname(file)));
  });

  it('takes the file of the running shim where it has everything', async () => {
    const bundleFile = path.join(folder, 'roots.pem');
    const own = await run(tell, { running: 41_000, bundleFile });
    assert.notEqual(told(own)['SSL_CERT_FILE'], bundleFile, 'it is not there');
    const { composeBundle } = await import('../../../src/shim/environment/trust-bundle.ts');
    await composeBundle({ base: {}, platform: process.platform }, folder);
    assert.equal(told(await run(tell, { running: 41_000, bundleFile }))['SSL_CERT_FILE'], bundleFile);
  });

  it('passes everything through: input, output, arguments as they are', async () => {
    const odd = ['a b', '$HOME', "it's", '"', '*', '', '--help', '--', 'ü'];
    const result = await run(['--', node, '-e', 'process.stdin.pipe(process.stderr); console.log(JSON.stringify(process.argv.slice(1)))', '--', ...odd], { running: 1 }, {}, 'from stdin');
    assert.deepEqual(JSON.parse(result.stdout), odd);
    assert.equal(result.stderr, 'from stdin');
  });

  it('ends as the program ends', async () => {
    const codes = await Promise.all(['0', '7', '255'].map((code) => run(['--', node, '-e', `process.exit(${code})`], { running: 1 })));
    assert.deepEqual(codes.map(({ code }) => code), [0, 7, 255]);
    assert.equal((await run(['--', node, '-e', 'process.kill(process.pid, "SIGKILL")'], { running: 1 })).code, 137);
  });

  for (const [signal, code] of [['SIGTERM', 143], ['SIGINT', 130], ['SIGHUP', 129]] as const) {
    it(`hands ${signal} on, to a program that dies of it and to one that does not`, async () => {
      const dies = start(['--', node, '-e', 'console.log(1); setInterval(() => {}, 1e3)'], { running: 1 });
      dies.stdout?.once('data', () => dies.kill(signal));
      assert.equal((await finished(dies)).code, code);
      const stays = start(['--', node, '-e', `let n = 0; process.on("${signal}", () => { console.log("got"); if (++n === 2) process.exit(9); }); console.log("up"); setInterval(() => {}, 1e3)`], { running: 1 });
      stays.stdout?.on('data', () => stays.kill(signal));
      const { code: own, stdout } = await finished(stays);
      assert.deepEqual([own, stdout], [9, 'up\ngot\ngot\n']);
    });
  }

  it('says what can not be started: 127 and 126', async () => {
    const missing = await run(['--', 'no-such-program-here'], { running: 1 });
    assert.equal(missing.code, 127);
    assert.match(missing.stderr, /no program "no-such-program-here"/);
    const file = path.join(folder, 'not-for-running');
    fs.writeFileSync(file, 'x', { mode: 0o644 });
    const locked = await run(['--', file]);
    assert.equal(locked.code, 126);
    assert.match(locked.stderr, /can not be run/);
    assert.deepEqual(happened().slice(-1), ['stop']);
    assert.equal((await run(['--', folder], { running: 1 })).code, 126);
  });

  it('starts nothing where there is no shim to be had', async () => {
    const { code, stdout, stderr } = await run(tell, { fails: 'no port is free' });
    assert.deepEqual([code, stdout], [3, '']);
    assert.match(stderr, /no port is free/);
  });

  it('goes on when its shim breaks, says so, and ends as the program ends', async () => {
    const { code, stderr } = await run(['--', node, '-e', 'setTimeout(() => process.exit(5), 2500)'], { dies: 400 });
    assert.equal(code, 5);
    assert.match(stderr, /The shim is gone \(the listener broke\)\. "[^"]*node" goes on, and its calls are refused/);
    assert.ok(happened().includes('stop'), 'its port is closed, so that calls are refused and not left waiting');
  });

  it('says so once when the running shim has gone', async () => {
    const { code, stderr } = await run(['--', node, '-e', 'setTimeout(() => process.exit(5), 7000)'], { running: 1, gone: true });
    assert.equal(code, 5);
    assert.equal(stderr.split('The shim is gone (it does not answer)').length, 2);
  });

  it('never has the token in the arguments of a process', async () => {
    const program = 'const fs = require("fs"); for (const p of [process.pid, process.ppid]) console.log(fs.readFileSync("/proc/" + p + "/cmdline", "utf8"))';
    if (process.platform !== 'linux') return;
    const { stdout } = await run(['--', node, '-e', program], { running: 1 });
    assert.ok(stdout.includes('exec') && !stdout.includes('node-token'));
  });

  it('leaves out the address of a shim that has ended, and keeps that of one that runs', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const inside = { GATEHOUSE_SHIM_PORT: `${port}`, HTTPS_PROXY: `http://task:t@127.0.0.1:${port}`, https_proxy: `http://task:t@127.0.0.1:${port}`, HTTP_PROXY: 'http://p.corp:1' };
    const chained = await run(tell, {}, inside);
    assert.equal(chained.stderr, '');
    assert.match(happened()[1] ?? '', new RegExp(`127\\.0\\.0\\.1:${port}`));
    server.close();
    await once(server, 'close');
    fs.writeFileSync(log, '');
    const alone = await run(tell, {}, inside);
    assert.match(alone.stderr, new RegExp(`shim on port ${port} that has ended`));
    assert.match(happened()[1] ?? '', /"environment":\{"HTTP_PROXY":"http:\/\/p\.corp:1"\}/);
    assert.match(told(alone)['HTTPS_PROXY'] ?? '', /:45678$/);
  });

  it('wants the program behind --', async () => {
    for (const args of [[], ['--'], ['curl'], ['curl', '--', 'x'], ['--clinet', 'a', '--', 'x'], ['--', '']]) {
      const { code, stdout } = await run(args, { running: 1 });
      assert.deepEqual([code, stdout], [2, ''], args.join(' '));
    }
    assert.deepEqual(happened(), []);
  });

  it('is a command of the front door', async () => {
    const { code, stdout } = await runCli(['help', 'exec']);
    assert.equal(code, 0);
    assert.match(stdout, /gatehouse exec \[--client NAME\] \[--endpoint\] -- COMMAND/);
  });
});

describe('a program on Windows', () => {
  it('is looked for with every extension along PATH, and not where somebody else may have put one', () => {
    assert.deepEqual(windowsCandidates('npm', 'C:\\a;"C:\\b c"\\;', '.EXE;.CMD'), ['C:\\a\\npm.EXE', 'C:\\a\\npm.CMD', 'C:\\b c\\npm.EXE', 'C:\\b c\\npm.CMD']);
    assert.deepEqual(windowsCandidates('npm.cmd', 'C:\\a', '.EXE;.CMD'), ['C:\\a\\npm.cmd']);
    assert.deepEqual(windowsCandidates('.\\x', 'C:\\a', '.EXE'), ['.\\x.EXE']);
  });

  it('is started as it is, and a batch file by cmd.exe with every argument as one', () => {
    assert.deepEqual(windowsStart('C:\\a\\x.exe', ['a b'], 'cmd'), { file: 'C:\\a\\x.exe', args: ['a b'], verbatim: false });
    const odd = ['run', 'a & b', 'say "x\\"', '%PATH%', 'end\\'];
    const meant = '"run" "a & b" "say \\"x\\\\\\"" "%PATH%" "end\\\\"';
    // As cmd.exe takes carets away, once for each time it reads.
    const read = (text: string): string => text.replace(/\^(.)/g, '$1');
    for (const [batch, times] of [['C:\\n m\\npm.CMD', 1], ['C:\\p\\node_modules\\.bin\\x.cmd', 2]] as const) {
      const { file, args, verbatim } = windowsStart(batch, odd, 'C:\\cmd.exe');
      assert.deepEqual([file, verbatim, args.slice(0, 3)], ['C:\\cmd.exe', true, ['/d', '/s', '/c']]);
      const line = args[3]?.slice(1, -1) ?? '';
      // Nothing special is without its caret, but for the blanks between words.
      assert.doesNotMatch(line.replace(/\^./g, ''), /[&|<>%"!()]/);
      assert.equal(times === 1 ? read(line) : read(read(line)), `${batch} ${meant}`);
    }
  });
});
