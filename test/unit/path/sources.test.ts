import * as assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import * as fc from 'fast-check';
import { runCommand } from '../../../src/path/sources/command.ts';
import { parseCurlrc } from '../../../src/path/sources/curl.ts';
import { parseGitConfig } from '../../../src/path/sources/git.ts';
import { gatherProxySettings, type GatherOptions } from '../../../src/path/sources/index.ts';
import { loginShellArguments, parseLoginShellOutput } from '../../../src/path/sources/login-shell.ts';
import type { CommandResult, RunCommand, TextFile } from '../../../src/path/sources/machine.ts';
import { parseNpmrc } from '../../../src/path/sources/npm.ts';
import { parsePipConfig } from '../../../src/path/sources/pip.ts';
import { readTextFile } from '../../../src/path/sources/text-file.ts';
import { networkVariables } from '../../../src/path/sources/variables.ts';

const never = new AbortController().signal;

/** A test of what Windows does not have. */
const posix = (title: string, run: () => Promise<void>): void => {
  if (process.platform !== 'win32') it(title, run);
};
const missing: CommandResult = { exitCode: null, stdout: '', failure: 'missing' };

/** A machine made of recorded answers. */
function gather(
  options: Partial<GatherOptions> & { commands?: Record<string, CommandResult>; files?: Record<string, TextFile> },
): ReturnType<typeof gatherProxySettings> {
  const { commands = {}, files = {}, ...rest } = options;
  return gatherProxySettings({
    environment: {},
    platform: 'linux',
    homeDirectory: '/home/someone',
    signal: never,
    timeoutMs: 1_000,
    run: (command) => Promise.resolve(commands[command] ?? missing),
    readFile: (file) => Promise.resolve(files[file] ?? { missing: true }),
    ...rest,
  });
}

describe('sources: variables', () => {
  it('keep proxy and trust variables in the spelling they have, and nothing else', () => {
    const kept = networkVariables({
      http_proxy: 'a', Https_Proxy: 'b', NO_PROXY: '', npm_config_https_proxy: 'c', NODE_EXTRA_CA_CERTS: '/ca.pem',
      GLOBAL_AGENT_HTTP_PROXY: 'd', AWS_SECRET_ACCESS_KEY: 'secret', OPENAI_API_KEY: 'sk-1', PATH: '/bin', EMPTY: undefined,
      NODE_OPTIONS: '--require /secret.js --use-env-proxy --max-old-space-size=99 --use-system-ca',
    });
    assert.deepEqual(kept, {
      http_proxy: 'a', Https_Proxy: 'b', NO_PROXY: '', npm_config_https_proxy: 'c', NODE_EXTRA_CA_CERTS: '/ca.pem',
      GLOBAL_AGENT_HTTP_PROXY: 'd', NODE_OPTIONS: '--use-env-proxy --use-system-ca',
    });
    assert.deepEqual(networkVariables({ NODE_OPTIONS: '--inspect' }), {});
  });
});

describe('sources: git', () => {
  it('keeps what bears on the network, with its file', () => {
    const output = [
      'global', 'file:/home/someone/.gitconfig', 'user.name\nSome One',
      'global', 'file:/home/someone/.gitconfig', 'http.proxy\nhttp://u:p@h:1',
      'system', 'file:/etc/gitconfig', 'http.https://example.com/.sslverify\nfalse',
      'local', 'file:.git/config', 'remote.origin.url\nhttps://token@example.com',
      'command', 'command line:', 'core.gitproxy\nrelay',
      'global', 'file:/home/someone/.gitconfig', 'http.sslverify',
    ].join('\0') + '\0';
    assert.deepEqual(parseGitConfig(output), [
      { tool: 'git', name: 'http.proxy', value: 'http://u:p@h:1', file: '/home/someone/.gitconfig' },
      { tool: 'git', name: 'http.https://example.com/.sslverify', value: 'false', file: '/etc/gitconfig' },
      { tool: 'git', name: 'core.gitproxy', value: 'relay', file: 'command line:' },
      { tool: 'git', name: 'http.sslverify', value: 'true', file: '/home/someone/.gitconfig' },
    ]);
  });

  it('says nothing when git is missing, and that it could not be read when git fails', async () => {
    assert.deepEqual((await gather({})).unreadable, []);
    const failed = await gather({ commands: { git: { exitCode: 128, stdout: '' } } });
    assert.equal(failed.unreadable[0]?.where, 'git config');
  });
});

describe('sources: files of tools', () => {
  it('npmrc: lines, comments, quotes, references', () => {
    const text = '; a comment\n# another\nregistry=https://r.test\nproxy = "http://u:p@h:1"\nhttps-proxy=${MY_PROXY}\nnoproxy=${UNSET}\nstrict-ssl=false\n[section]\n';
    assert.deepEqual(parseNpmrc(text, '/n', { MY_PROXY: 'http://m:2' }), [
      { tool: 'npm', name: 'proxy', value: 'http://u:p@h:1', file: '/n', line: 4 },
      { tool: 'npm', name: 'https-proxy', value: 'http://m:2', file: '/n', line: 5 },
      { tool: 'npm', name: 'noproxy', value: '${UNSET}', file: '/n', line: 6 },
      { tool: 'npm', name: 'strict-ssl', value: 'false', file: '/n', line: 7 },
    ]);
  });

  it('pip.conf: sections, both separators, continuation lines', () => {
    const text = '[global]\r\nproxy = http://h:1\r\ntrusted-host: a.test\r\n    b.test\r\n# cert = no\r\ntimeout = 5\r\n\r\n[install]\ncert=/ca.pem\n';
    assert.deepEqual(parsePipConfig(text, '/p'), [
      { tool: 'pip', name: 'global.proxy', value: 'http://h:1', file: '/p', line: 2 },
      { tool: 'pip', name: 'global.trusted-host', value: 'a.test b.test', file: '/p', line: 3 },
      { tool: 'pip', name: 'install.cert', value: '/ca.pem', file: '/p', line: 9 },
    ]);
  });

  it('curlrc: every way of writing an option', () => {
    const text = '# proxy = no\nproxy = "http://h:1"\n--noproxy a.test,b.test\n-x http://i:2\ncacert: /ca.pem\ninsecure\nproxy-user "u:p\\"w"\nuser-agent = x\n-k\n';
    assert.deepEqual(
      parseCurlrc(text, '/c').map(({ name, value, line }) => [name, value, line]),
      [
        ['proxy', 'http://h:1', 2], ['noproxy', 'a.test,b.test', 3], ['proxy', 'http://i:2', 4], ['cacert', '/ca.pem', 5],
        ['insecure', '', 6], ['proxy-user', 'u:p"w', 7], ['insecure', '', 9],
      ],
    );
  });

  it('parsers take any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'proxy=:"\'\\[]${}#; \n\r\t-x\0') }), (text) => {
        parseNpmrc(text, '/f', {});
        parsePipConfig(text, '/f');
        parseCurlrc(text, '/f');
        parseGitConfig(text);
        parseLoginShellOutput(text);
      }),
    );
  });

  it('the places are those of the platform, and variables move them', async () => {
    const asked: string[] = [];
    const readFile = (file: string): Promise<TextFile> => {
      asked.push(file);
      return Promise.resolve({ missing: true });
    };
    await gather({ readFile, environment: { npm_config_userconfig: '/own/npmrc', PIP_CONFIG_FILE: '/own/pip.conf', CURL_HOME: '/own/curl' } });
    for (const file of ['/own/npmrc', '/own/pip.conf', '/own/curl/.curlrc', '/home/someone/.curlrc', '/etc/pip.conf', '/home/someone/.config/pip/pip.conf']) {
      assert.ok(asked.includes(file), file);
    }
    assert.ok(!asked.includes('/home/someone/.npmrc'));
    asked.length = 0;
    await gather({ readFile, platform: 'win32', homeDirectory: 'C:\\Users\\x', environment: { AppData: 'C:\\Users\\x\\AppData\\Roaming' } });
    assert.ok(asked.includes('C:\\Users\\x\\AppData\\Roaming\\pip\\pip.ini'));
    assert.ok(asked.includes('C:\\Users\\x\\.npmrc'));
    assert.ok(asked.includes('C:\\Users\\x\\_curlrc'));
  });
});

describe('sources: gathering', () => {
  it('puts everything together and keeps only network variables of every environment', async () => {
    const settings = await gather({
      environment: { HTTPS_PROXY: 'http://h:1', SHELL: '/bin/zsh', SECRET: 'x' },
      environments: [{ context: 'integrated-terminal', obtained: 'inferred', variables: { http_proxy: 'http://i:2', TOKEN: 'x' } }],
      editor: [{ id: 'http.proxy', value: 'http://e:3', scope: 'user' }],
      commands: {
        '/bin/zsh': { exitCode: 0, stdout: 'welcome\n__gatehouse_environment__\nno_proxy=a\0TOKEN=x\0\n__gatehouse_environment__\n' },
      },
      files: { '/home/someone/.npmrc': { text: 'proxy=http://n:4' }, '/etc/pip.conf': { unreadable: 'This process may not read it.' } },
    });
    assert.deepEqual(settings.environments, [
      { context: 'this-process', obtained: 'read', variables: { HTTPS_PROXY: 'http://h:1' } },
      { context: 'integrated-terminal', obtained: 'inferred', variables: { http_proxy: 'http://i:2' } },
      { context: 'login-shell', obtained: 'read', variables: { no_proxy: 'a' } },
    ]);
    assert.equal(settings.tools[0]?.value, 'http://n:4');
    assert.equal(settings.editor?.[0]?.value, 'http://e:3');
    assert.deepEqual(settings.unreadable, [{ where: '/etc/pip.conf', reason: 'This process may not read it.' }]);
    assert.equal(settings.system.store, 'none');
  });

  it('a source that throws is named and loses no other', async () => {
    const run: RunCommand = (command) => (command === 'git' ? Promise.reject(new Error('odd')) : Promise.resolve(missing));
    const settings = await gather({ run, files: { '/home/someone/.npmrc': { text: 'proxy=x' } } });
    assert.deepEqual(settings.unreadable, [{ where: 'git', reason: 'odd' }]);
    assert.equal(settings.tools.length, 1);
  });

  it('an aborted signal ends it', async () => {
    await assert.rejects(gather({ signal: AbortSignal.abort(new Error('stop')) }), /stop/);
  });

  it('on Windows there is no login shell', async () => {
    const settings = await gather({ platform: 'win32', commands: { 'reg.exe': { exitCode: 0, stdout: '' } } });
    assert.deepEqual(settings.environments.map(({ context }) => context), ['this-process']);
  });
});

describe('sources: the real machine', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), 'gatehouse-sources-'));
  });
  afterEach(async () => {
    await fs.rm(folder, { recursive: true, force: true });
  });

  it('reads a file, and says why it can not read another', async () => {
    const file = path.join(folder, 'f');
    assert.deepEqual(await readTextFile(file), { missing: true });
    await fs.writeFile(file, 'proxy=http://h:1\n');
    assert.deepEqual(await readTextFile(file), { text: 'proxy=http://h:1\n' });
    assert.deepEqual(await readTextFile(path.join(file, 'below')), { missing: true });
    const directory = await readTextFile(folder);
    assert.ok('unreadable' in directory && /directory/.test(directory.unreadable));
    await fs.writeFile(file, Buffer.from([0x70, 0xff, 0xfe]));
    const invalid = await readTextFile(file);
    assert.ok('unreadable' in invalid && /UTF-8/.test(invalid.unreadable));
    await fs.writeFile(file, Buffer.alloc(1_048_577, 0x61));
    const large = await readTextFile(file);
    assert.ok('unreadable' in large && /1 MiB/.test(large.unreadable));
  });

  posix('a device is not read', async () => {
    const device = await readTextFile('/dev/zero');
    assert.ok('unreadable' in device);
  });

  const shells = ['/bin/sh', '/bin/bash'].filter(() => process.platform !== 'win32');
  for (const shell of shells) {
    it(`${shell} lists the environment its start files make`, async () => {
      await fs.writeFile(path.join(folder, '.profile'), 'echo hello; export no_proxy="$(printf "a\\nb")"; export https_proxy=http://h:1\n');
      const result = await runCommand(shell, loginShellArguments(shell), {
        environment: { HOME: folder, PATH: process.env['PATH'], http_proxy: 'http://old:1' },
        directory: folder,
        timeoutMs: 5_000,
        signal: never,
      });
      assert.deepEqual(parseLoginShellOutput(result.stdout), { http_proxy: 'http://old:1', no_proxy: 'a\nb', https_proxy: 'http://h:1' });
    });
  }

  posix('a shell that hangs is ended at the limit with what it started', async () => {
    const pidFile = path.join(folder, 'pid');
    const started = Date.now();
    const result = await runCommand('/bin/sh', ['-c', `sleep 60 & echo $! > ${pidFile}; wait`], {
      environment: { PATH: process.env['PATH'] }, directory: folder, timeoutMs: 500, signal: never,
    });
    assert.equal(result.failure, 'timeout');
    assert.ok(Date.now() - started < 10_000);
    const child = Number(await fs.readFile(pidFile, 'utf8'));
    assert.ok(await isGone(child), `process ${child} lives on`);
  });

  it('a missing program is missing, and a cancelled one rejects', async () => {
    const options = { environment: {}, directory: folder, timeoutMs: 5_000 };
    assert.equal((await runCommand('gatehouse-no-such-program', [], { ...options, signal: never })).failure, 'missing');
    const stop = new AbortController();
    const running = runCommand(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { ...options, signal: stop.signal });
    stop.abort(new Error('stop'));
    await assert.rejects(running, /stop/);
  });

  posix('a background job that keeps the pipe open does not hold things up', async () => {
    const result = await runCommand('/bin/sh', ['-c', 'echo out; sleep 3 &'], {
      environment: { PATH: process.env['PATH'] }, directory: folder, timeoutMs: 2_500, signal: never,
    });
    assert.deepEqual([result.exitCode, result.stdout, result.failure], [0, 'out\n', undefined]);
  });
});

/** True once no process has this id; the dead wait for their new parent to collect them. */
async function isGone(pid: number): Promise<boolean> {
  for (let i = 0; i < 100; i++) {
    try {
      process.kill(pid, 0);
      if (/^State:\s+Z/m.test(await fs.readFile(`/proc/${pid}/status`, 'utf8'))) return true;
    } catch {
      return true;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}
